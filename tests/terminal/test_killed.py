"""The interface killed or cut off at its work: what was chosen stays, what was confirmed leaves."""

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.conftest import Demo
from tests.terminal.test_walks import Delivered, choose_volkswagens, press_when_awake
from tests.terminal.tmux import Terminal


def kill(terminal: Terminal) -> None:
    """End the program as a power cut would: it gets no moment to keep anything."""
    shell = terminal.pid()
    children = [
        int(stat.parent.name)
        for stat in Path("/proc").glob("[0-9]*/stat")
        if stat.read_text().rpartition(")")[2].split()[1] == str(shell)
    ]
    assert len(children) == 1
    os.kill(children[0], signal.SIGKILL)
    terminal.wait(r"ENDED 137")


def cut(terminal: Terminal) -> None:
    """The line drops."""
    terminal.cut()


def write_to_everybody(terminal: Terminal) -> int:
    """From Today to a confirmed mailing in its hold; how many messages it has."""
    terminal.wait(r"Aujourd'hui")
    terminal.press("F3")
    terminal.wait(r"Trouvés 2.000")
    terminal.press("+")
    terminal.wait(r"Aucun critère")
    press_when_awake(terminal, "+", r"Choisis 2.000")
    return confirm(terminal)


def confirm(terminal: Terminal) -> int:
    """From the chosen clients to a mailing in its hold; how many messages it has."""
    terminal.press("@")
    terminal.wait(r"Mailing : la lettre")
    terminal.press("Right", "Right", "Tab")
    terminal.type("Fermeture")
    terminal.press("Tab", "Tab", "Enter")
    terminal.type("Nous sommes en vacances.")
    terminal.press("F6")
    leaving = re.search(r"(\d[\d\s\xa0]*) messages vont partir", terminal.wait(r"messages vont partir"))
    assert leaving is not None
    press_when_awake(terminal, "@", r"Départ dans")
    return int(re.sub(r"\D", "", leaving[1]))


@pytest.mark.parametrize("end", [kill, cut])
def test_what_was_chosen_is_there_again(demo: Demo, end: Callable[[Terminal], None]) -> None:
    terminal = demo()
    terminal.wait(r"Aujourd'hui")
    choose_volkswagens(terminal)
    terminal.press("Left")
    chosen = re.search(r"Choisis (\d+)", terminal.wait(r"retiré\. u annule"))
    assert chosen is not None
    terminal.press("Left")
    terminal.wait(rf"Choisis {int(chosen[1]) - 1}\b")
    end(terminal)

    again = demo()
    again.wait(r"Sélection .* clients")
    again.press("F3")
    shown = again.wait(rf"Choisis {int(chosen[1]) - 1}\b")
    assert re.search(r"4000-4999, Volkswagen ou Audi, contrôle d'ici le", shown)
    # What was done before the end can still be taken back, move by move.
    again.press("u")
    again.wait(rf"Choisis {chosen[1]}\b")


def test_killed_in_the_hold_the_mailing_leaves(demo: Demo, delivered: Delivered, tmp_path: Path) -> None:
    terminal = demo()
    terminal.wait(r"Aujourd'hui")
    choose_volkswagens(terminal)
    count = confirm(terminal)
    maildir = tmp_path / "garage" / "maildir" / "new"
    kill(terminal)
    assert list(maildir.iterdir()) == []
    assert_all_leave_once(demo, delivered, maildir, count)


def test_killed_under_way_delivery_goes_on(demo: Demo, delivered: Delivered, tmp_path: Path) -> None:
    terminal = demo()
    count = write_to_everybody(terminal)
    maildir = tmp_path / "garage" / "maildir" / "new"
    terminal.wait(r"Partis +\d\d", seconds=60)
    kill(terminal)
    assert_all_leave_once(demo, delivered, maildir, count)


def assert_all_leave_once(demo: Demo, delivered: Delivered, maildir: Path, count: int) -> None:
    """Nobody is there, and delivery goes on; some addresses of the demo are refused or put off."""
    wait_for_files(maildir, count - 10)
    again = demo()
    again.wait(r"Aujourd.hui")
    again.press("F5", "Enter")
    again.wait(r"Attendent +0|non partis?", seconds=120)
    recipients = [mail["Delivered-To"] for mail in delivered()]
    assert len(recipients) == len(set(recipients))
    assert count - 10 <= len(recipients) <= count


def wait_for_files(folder: Path, least: int) -> None:
    """Wait until that many mails have arrived."""
    end = time.monotonic() + 120
    while (found := len(list(folder.iterdir()))) < least:
        assert time.monotonic() < end, f"{found} of {least}"
        time.sleep(0.2)
