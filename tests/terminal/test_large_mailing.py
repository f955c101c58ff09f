"""A mailing of a hundred and more by keys alone, and each mail held against the card of its client."""

import re
from email.message import EmailMessage
from pathlib import Path

from carmail_tui.demo.garage import USER
from carmail_tui.recipients.client import Client
from carmail_tui.recipients.reach import Purpose, reach
from carmail_tui.store.store import Store
from tests.terminal.conftest import Demo
from tests.terminal.test_walks import Delivered, find_and_take_out, press_when_awake
from tests.terminal.tmux import Terminal

HEADERS = ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"]
REFUSED = ("inconnu.", "refuse.", "plein.", "plus-tard.")
"""The local parts that the demo's server does not take begin so."""


def choose(terminal: Terminal) -> int:
    """F3, criteria, double arrow, two taken out: how many were found."""
    terminal.press("F3")
    terminal.wait(r"Trouvés 2.000")
    terminal.press("f", "Down", "Down", "Down")
    terminal.type("4000-4999")
    terminal.press("Down", "Down")
    terminal.wait(r"Volkswagen")
    terminal.type("vw")
    terminal.press("Enter")
    terminal.type("audi")
    terminal.press("Enter", "Tab", "Down", "Down")
    terminal.type("4m")
    terminal.wait(r"4000-4999, Volkswagen ou Audi, contrôle d'ici le")
    terminal.press("Escape")
    terminal.wait(r"Trouvés \d\d+ ")
    terminal.press("+")
    shown = terminal.wait(r"trouvés : .* ajoutés")
    found = re.search(r"Trouvés (\d+) ", shown)
    assert found is not None
    names = re.findall(r"(?m)^. V (\w{4})", shown)
    find_and_take_out(terminal, names[3])
    find_and_take_out(terminal, names[8])
    terminal.wait(rf"Choisis {int(found[1]) - 2}\b")
    return int(found[1])


def write(terminal: Terminal, attachment: Path) -> dict[str, str]:
    """The letter with its fields and its attachment; what the preview shows of the second recipient."""
    terminal.press("@")
    terminal.wait(r"Mailing : la lettre")
    terminal.press("Right", "Right", "Tab")
    terminal.type("Contrôle de votre <marq")
    terminal.press("Enter")
    terminal.type(" <plaq")
    terminal.press("Enter", "Tab", "Tab")
    terminal.type(str(attachment))
    terminal.press("Enter")
    terminal.wait(r"Pièces +bon à valoir\.pdf")
    terminal.press("Enter")
    terminal.type("Le **contrôle** de <plaq")
    terminal.press("Enter")
    terminal.type(" est dû le <datec")
    terminal.press("Enter")
    terminal.type(" à Liège. Größe, œuvre & 1 < 2.")
    terminal.press("F7")
    terminal.wait(r"comme le client le verra")
    terminal.press("Right")
    shown = terminal.wait(r" 2 sur \d+ : ")
    preview = dict(re.findall(r"(?m)^ (À|Objet) : (.+?) *$", shown))
    terminal.press("Escape")
    terminal.wait(r"Mailing : la lettre")
    return preview


def send(terminal: Terminal) -> None:
    """From the letter to the result."""
    terminal.press("F6")
    terminal.wait(r"> Retour")
    press_when_awake(terminal, "@", r"Départ dans")
    terminal.wait(r"Résultat|non partis?|Reportés +[1-9]", seconds=90)
    terminal.press("Escape")


def test_everyone_chosen_gets_the_letter_about_their_own_vehicle(
    demo: Demo, delivered: Delivered, tmp_path: Path
) -> None:
    attachment = tmp_path / "bon à valoir.pdf"
    attachment.write_bytes(bytes(range(256)) * 50)
    terminal = demo()
    terminal.wait(r"Aujourd'hui")
    found = choose(terminal)
    preview = write(terminal, attachment)
    send(terminal)

    garage = tmp_path / "garage"
    store = Store(f"sqlite:///{garage / 'garage.db'}", garage / "garage-files")
    chosen = store.clients.many(list(store.selection.ids(USER)))
    store.close()
    assert len(chosen) == found - 2
    expected = {r.address.email: r.client for r in reach(chosen, Purpose.SERVICE).recipients}
    mails = {str(mail["Delivered-To"]): mail for mail in delivered()}
    assert len(mails) == len(delivered()) >= 100
    assert set(mails) == {to for to in expected if not to.lower().startswith(REFUSED)}
    assert mails[preview["À"]]["Subject"] == preview["Objet"]
    for to, mail in mails.items():
        assert_written_to(expected[to], to, mail, attachment)


def assert_written_to(client: Client, to: str, mail: EmailMessage, attachment: Path) -> None:
    """The mail is the one that this client should have, and says nothing of anybody else."""
    assert mail.keys() == ["Return-Path", "Delivered-To", *HEADERS]
    assert [address.addr_spec for address in mail["To"].addresses] == [to]
    vehicles = {f"{vehicle.make} {vehicle.plate}": vehicle for vehicle in client.vehicles}
    about = str(mail["Subject"]).removeprefix("Contrôle de votre ")
    assert about in vehicles, (client.name, about)
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None and html is not None
    said = str(text.get_content())
    assert said.startswith(f"Le contrôle de {vehicles[about].plate} est dû le ")
    assert f" {vehicles[about].next_inspection:%Y}" in said and "Größe, œuvre & 1 < 2." in said
    assert "<strong>contrôle</strong>" in str(html.get_content()) and "1 &lt; 2" in str(html.get_content())
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == attachment.name
    assert attached.get_content() == attachment.read_bytes()
