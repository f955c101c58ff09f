"""Both jobs on the plainest terminal there is: TERM=linux, ASCII, no colour, no mouse, 80x24, in French."""

import re
from pathlib import Path

from tests.terminal.conftest import Demo
from tests.terminal.test_walks import Delivered, choose_volkswagens, press_when_awake, wait_for_mails
from tests.terminal.tmux import Terminal

DRAWN = frozenset(chr(code) for code in [*range(0x2190, 0x2600), 0x2026])
"""Arrows, boxes, blocks, geometric shapes, the ellipsis."""


def plain(terminal: Terminal, pattern: str) -> str:
    """Wait for a screen, which must draw with ASCII and fit."""
    shown = terminal.wait(pattern)
    assert not DRAWN & set(shown), sorted(DRAWN & set(shown))
    assert len(shown.rstrip("\n").split("\n")) <= 24
    return shown


def test_both_jobs_in_ascii(demo: Demo, delivered: Delivered, tmp_path: Path) -> None:
    terminal = demo("--ascii", environment={"TERM": "linux", "NO_COLOR": "1"})
    shown = plain(terminal, r"ce qui part arrive dans")
    assert str(tmp_path / "garage" / "maildir") in re.sub(r"\s", "", shown)
    choose_volkswagens(terminal)
    plain(terminal, r"-> <- Un|-><- Un")
    terminal.press("?")
    plain(terminal, r"oui ")
    terminal.press("Escape", "z")
    plain(terminal, r"Choisis 0\b")
    terminal.press("Right", "Right", "@")
    plain(terminal, r"Mailing : la lettre")
    terminal.press("Right", "Right", "Tab")
    terminal.type("Été")
    terminal.press("Tab", "Tab", "Enter")
    terminal.type("Bonjour.")
    terminal.press("F6")
    leaving = re.search(r"(\d) messages? (?:va|vont) partir", plain(terminal, r"> Retour"))
    assert leaving is not None
    press_when_awake(terminal, "@", r"Départ dans|Rien ne part|personne")
    plain(terminal, r"Départ dans")
    plain(terminal, r"Résultat")
    wait_for_mails(delivered, int(leaving[1]))
    terminal.press("F4")
    plain(terminal, r"Transports Dumon\.\.\.")
    terminal.press("IC", "IC", "@")
    plain(terminal, r"2 documents, \d messages?")
    terminal.press("Enter")
    plain(terminal, r"quelle adresse")
    terminal.press("F5")
    plain(terminal, r"Été")
    terminal.press("Escape", "Escape", "q")
    terminal.wait(r"ENDED 0")
