"""The work of a garage, walked through by keys alone, in French, at 80x24."""

import re
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from tests.terminal.conftest import Demo
from tests.terminal.tmux import Terminal

Delivered = Callable[[], list[EmailMessage]]


def choose_volkswagens(terminal: Terminal) -> None:
    """F3, criteria: postcode 4000-4999, VW or Audi, inspection within six weeks; double arrow."""
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
    terminal.type("6s")
    terminal.wait(r"4000-4999, Volkswagen ou Audi, contrôle d'ici le")
    terminal.press("Escape")
    terminal.wait(r"Trouvés \d\d+ ")
    terminal.press("+")
    terminal.wait(r"trouvés : .* ajoutés")


def find_and_take_out(terminal: Terminal, letters: str) -> None:
    """`/`, four letters, Enter, arrow back."""
    terminal.press("/")
    terminal.wait(r"Chercher :")
    terminal.type(letters)
    terminal.press("Enter")
    terminal.wait(r"Esp Marquer")
    terminal.press("Left")
    terminal.wait(r"retiré\. u annule")


def test_a_mailing(demo: Demo, delivered: Delivered, tmp_path: Path) -> None:
    attachment = tmp_path / "bon-controle.pdf"
    attachment.write_bytes(b"%PDF-1.4 bon pour un controle\n" * 50)
    terminal = demo()
    terminal.wait(r"Aujourd'hui")
    before = terminal.strokes
    choose_volkswagens(terminal)
    found = re.search(r"Trouvés (\d+) ", terminal.text())
    assert found is not None
    found_count = int(found[1])
    names = re.findall(r"(?m)^. V (\w{4})", terminal.text())
    find_and_take_out(terminal, names[2])
    find_and_take_out(terminal, names[5])
    terminal.wait(rf"Choisis {found_count - 2}\b")
    terminal.press("@")
    terminal.wait(r"Mailing : la lettre")
    chosen_keys = terminal.strokes - before
    terminal.press("Right", "Right", "Tab")
    terminal.type("Contrôle technique de votre <")
    terminal.wait(r"<PRENOM> +prénom")
    terminal.type("plaq")
    terminal.press("Enter", "Tab", "Tab")
    terminal.type(str(attachment))
    terminal.press("Enter")
    terminal.wait(r"Pièces +bon-controle\.pdf")
    terminal.press("Enter")
    terminal.type("Bonjour,\n\nLe **contrôle** est dû le <")
    terminal.type("datec")
    terminal.press("Enter")
    terminal.type(".")
    terminal.press("F7")
    shown = terminal.wait(r"comme le client le verra")
    assert "Contrôle technique de votre <PLAQUE>" not in shown
    terminal.press("Right", "Escape")
    terminal.wait(r"Mailing : la lettre")
    before = terminal.strokes
    terminal.press("F6")
    last = terminal.wait(r"dernière vérification")
    leaving = re.search(r"(\d+) messages vont partir", last)
    assert leaving is not None
    terminal.wait(r"> Retour")
    press_when_awake(terminal, "@", r"Départ dans")
    confirming_keys = terminal.strokes - before
    terminal.wait(r"Résultat", seconds=60)
    terminal.wait(rf"{leaving[1]} partis, 0 non parti\b")
    mails = delivered()
    assert len(mails) == int(leaving[1]) > 20
    assert len({mail["To"] for mail in mails}) == len(mails)
    for mail in mails:
        assert re.fullmatch(r"Contrôle technique de votre \S+", mail["Subject"])
        assert [part.get_filename() for part in mail.iter_attachments()] == ["bon-controle.pdf"]
        assert [part.get_content() for part in mail.iter_attachments()] == [attachment.read_bytes()]
        text, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert text is not None and html is not None
        assert "Le contrôle est dû le" in text.get_content()
        assert "<strong>contrôle</strong>" in html.get_content()
    # Section 5 of the screens counts about 65 keys for the mailing without the text of the letter.
    print(f"mailing: {chosen_keys + confirming_keys} keys besides the letter")
    assert chosen_keys + confirming_keys <= 65


def press_when_awake(terminal: Terminal, key: str, pattern: str) -> None:
    """A new confirmation is deaf for 0.7 seconds: press until it hears, as a person would."""
    for _ in range(20):
        terminal.press(key)
        terminal.strokes -= 1
        try:
            terminal.wait(pattern, seconds=1)
        except AssertionError:
            continue
        break
    else:
        terminal.wait(pattern, seconds=0)
    terminal.strokes += 1


def test_a_cut_line_and_back(demo: Demo, delivered: Delivered) -> None:
    terminal = demo()
    terminal.wait(r"Aujourd'hui")
    terminal.press("F3")
    terminal.wait(r"Trouvés 2.000")
    terminal.press("+")
    terminal.wait(r"Aucun critère")
    press_when_awake(terminal, "+", r"ajoutés")
    terminal.press("@")
    terminal.wait(r"Mailing : la lettre")
    terminal.press("Right", "Right", "Tab")
    terminal.type("Fermeture")
    terminal.press("Tab", "Tab", "Enter")
    terminal.type("Nous sommes en vacances.")
    terminal.press("F6")
    leaving = re.search(r"(\d[\d\s\xa0]*) messages vont partir", terminal.wait(r"messages vont partir"))
    assert leaving is not None
    count = int(re.sub(r"\D", "", leaving[1]))
    assert count > 400
    press_when_awake(terminal, "@", r"Départ dans")
    terminal.wait(r"Partis +\d\d", seconds=60)
    terminal.cut()

    again = demo()
    again.wait(r"Envoi « Fermeture »")
    again.press("F5")
    again.wait(rf"Fermeture +{count // 1000}.\d\d\d +{count // 1000}.\d\d\d ", seconds=120)
    again.press("Enter")
    # What the demo's server refuses or puts off is known; everybody else has it, and once.
    again.wait(r"Attendent +0|non partis?", seconds=120)
    recipients = [mail["To"] for mail in delivered()]
    assert len(recipients) == len(set(recipients))
    assert count - 10 <= len(recipients) < count


def test_three_documents_two_clients_one_with_three_addresses(demo: Demo, delivered: Delivered) -> None:
    terminal = demo()
    terminal.wait(r"Aujourd'hui")
    before = terminal.strokes
    terminal.press("F4")
    shown = terminal.wait(r"Transports Dumont")
    numbers = re.findall(r"(?m)^. +(\d{4}-\d{4}) ", shown)[:3]
    # Credit notes of today stand first; the first two invoices are those of the client with three addresses.
    credit_notes = len(re.findall(r"(?m)^.. +NC\d\d-\d{4} ", shown))
    terminal.press(*["Down"] * credit_notes, "IC", "IC", "IC")
    terminal.wait(r"3 marqués")
    terminal.press("@")
    terminal.wait(r"3 documents, 2 messages")
    terminal.press("Enter")
    terminal.wait(r"a  compta@dumont\.example")
    terminal.press("b", "Enter")
    terminal.wait(r"marie@dumont\.example +contact")
    press_when_awake(terminal, "@", r"(?i)départ dans|Facturier|Envoi :")
    # Section 5 of the screens counts 9 or 10 keys.
    print(f"three invoices, two clients: {terminal.strokes - before} keys")
    assert terminal.strokes - before <= 11
    wait_for_mails(delivered, 2)
    mails = {mail["To"]: mail for mail in delivered()}
    ours = mails.pop("marie@dumont.example")
    (theirs,) = mails.values()
    assert attached(ours) == sorted(f"{number}.{kind}" for number in numbers[:2] for kind in ("pdf", "xml"))
    assert attached(theirs) == [f"{numbers[2]}.pdf", f"{numbers[2]}.xml"]
    for mail, own in ((ours, numbers[:2]), (theirs, numbers[2:])):
        body = mail.get_body(("plain",))
        assert body is not None
        text = body.get_content()
        assert all(number in text and number in mail["Subject"] for number in own)
        for part in mail.iter_attachments():
            content = part.get_content()
            raw = content if isinstance(content, bytes) else content.encode()
            assert raw.startswith((b"%PDF", b"<?xml"))
            if raw.startswith(b"<?xml"):
                assert any(f">{number}<".encode() in raw for number in own)


def attached(mail: EmailMessage) -> list[str]:
    """The names of the files in a mail, sorted."""
    return sorted(str(part.get_filename()) for part in mail.iter_attachments())


def wait_for_mails(delivered: Delivered, count: int, seconds: float = 40) -> None:
    """Wait until the server has taken that many mails."""
    end = time.monotonic() + seconds
    while len(delivered()) < count and time.monotonic() < end:
        time.sleep(0.2)
    assert len(delivered()) == count


def test_quitting_leaves_the_terminal_as_it_was(demo: Demo) -> None:
    terminal = demo()
    terminal.wait(r"Aujourd'hui")
    terminal.press("q")
    terminal.wait(r"ENDED 0")
