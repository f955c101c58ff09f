"""Keys of everyday tasks, counted as section 5 of the screens counts them."""

import re
from datetime import date
from pathlib import Path

from carmail_tui.demo.garage import USER, make_garage
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Consent
from carmail_tui.store.store import Store
from tests.terminal.conftest import Demo
from tests.terminal.test_killed import write_to_everybody
from tests.terminal.test_walks import Delivered, press_when_awake, wait_for_mails
from tests.terminal.tmux import Terminal

YES = Consent(True, date(2026, 3, 2), "comptoir")
WRONG = {
    "Abel, Un": "inconnu.un@courriel.example",
    "Abel, Deux": "inconnu.deux@courriel.example",
    "Abel, Trois": "inconnu.trois@courriel.example",
    "Abel, Quatre": "inconnu.quatre@courriel.example",
    "Abel, Cinq": "plein.cinq@courriel.example",
    "Abel, Six": "plein.six@courriel.example",
    "Abel, Sept": "sept@courriel.example",
}


def failing(folder: Path) -> int:
    """A demo garage whose user is about to write to seven who will not receive; the id of the last one."""
    garage = make_garage(folder, clients=60, documents=20, today=date.today())
    garage.interface_lock.touch()
    store = Store(garage.database_url, folder / "garage-files")
    ids = [
        store.cards.add(
            Client(name, addresses=(Address(email, AddressSource.CARD, mailbox(email)),), consent=YES)
        )
        for name, email in WRONG.items()
    ]
    store.selection.add(USER, ids)
    draft = {"purpose": "promotion", "versions": {"fr": ["Pneus hiver", "Bonjour."]}}
    store.user_states.put(USER, "letter", draft)
    store.close()
    return ids[-1]


def send_yesterday(terminal: Terminal, folder: Path, refusing: int) -> None:
    """The letter leaves; one client takes the consent back before it does."""
    terminal.wait(r"Lettre « Pneus hiver »")
    terminal.press("F3")
    terminal.wait(r"Choisis 7\b")
    terminal.press("@")
    terminal.wait(r"Mailing : la lettre")
    terminal.press("F6")
    terminal.wait(r"7 messages vont partir")
    press_when_awake(terminal, "@", r"Départ dans")
    store = Store(f"sqlite:///{folder / 'garage.db'}", folder / "garage-files")
    store.cards.set_consent(refusing, Consent(False, date.today(), "téléphone"))
    store.close()
    terminal.wait(r"Reportés +2\b", seconds=40)
    terminal.press("Escape", "Escape", "Escape", "q")
    terminal.wait(r"ENDED 0")


def correct(terminal: Terminal) -> None:
    """Enter, the correction (its keys do not count), Enter; on to the next one."""
    (name,) = re.findall(r"(?m)^ > +(Abel, \w+)", terminal.text())
    terminal.press("Enter")
    terminal.wait(rf"Adresse corrigée de {name}")
    counted = terminal.strokes
    terminal.press("Home", *["DC"] * len("inconnu."))
    terminal.strokes = counted
    terminal.press("Enter")
    shown = terminal.wait(rf"{name} : corrigé sur la fiche, et envoyé")
    if re.search(rf"(?m)^ > +{name}", shown):
        terminal.press("Down")
        terminal.wait(rf"(?m)^ > +(?=\S)(?!{name})")


def stand_on(terminal: Terminal, name: str) -> None:
    """Go to a line; its keys are counted like those of every list."""
    lines = [line for line in terminal.text().split("\n") if "Abel, " in line]
    at = next(number for number, line in enumerate(lines) if line.startswith(" >"))
    wanted = next(number for number, line in enumerate(lines) if name in line)
    terminal.press(*(["Down"] * (wanted - at) or ["Up"] * (at - wanted)))
    terminal.wait(rf"(?m)^ > +{name}")


def test_seven_failures_of_yesterday(demo: Demo, delivered: Delivered, tmp_path: Path) -> None:
    folder = tmp_path / "garage"
    folder.mkdir()
    send_yesterday(demo(), folder, failing(folder))
    again = demo()
    again.wait(r"> +Envoi « Pneus hiver » .* non partis?")
    again.press("Enter")
    again.wait(r"À corriger +4")
    for _line in range(4):
        correct(again)
    wait_for_mails(delivered, 4)
    again.press("r")
    again.wait(r"2 messages")
    again.wait(r"Rien à faire +1")
    stand_on(again, "Abel, Sept")
    again.press("c")
    again.wait(r"Classé")
    # Section 5 of the screens counts about 12 besides the corrections.
    print(f"seven failures: {again.strokes} keys besides the corrections")
    assert again.strokes <= 15
    assert sorted(str(mail["To"].addresses[0].addr_spec) for mail in delivered()) == [
        f"{name}@courriel.example" for name in ("deux", "quatre", "trois", "un")
    ]


def test_back_after_a_lost_line(demo: Demo) -> None:
    terminal = demo()
    write_to_everybody(terminal)
    terminal.cut()
    again = demo()
    again.wait(r"> +Envoi « Fermeture »")
    again.press("Enter")
    again.wait(r"Envoi : Fermeture|Résultat")
    # Section 5 counts 1 or 2, the name of the program among them.
    assert again.strokes == 1
