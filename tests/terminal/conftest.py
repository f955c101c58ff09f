"""The demo garage in a real terminal."""

import mailbox
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.tmux import Terminal, missing

CARMAIL = [sys.executable, "-m", "carmail_tui"]
Demo = Callable[..., Terminal]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.terminal)
            if missing():
                item.add_marker(pytest.mark.skip(reason="there is no tmux on this machine"))


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """Starts the demo garage of this test in a terminal; again and again on the same garage."""
    opened: list[Terminal] = []

    def start(*options: str, **named: Any) -> Terminal:
        folder = tmp_path / f"terminal{len(opened)}"
        folder.mkdir()
        command = [*CARMAIL, *options, "demo", "--documents", "300", "--keep", str(tmp_path / "garage")]
        terminal = Terminal(command, folder, **named)
        opened.append(terminal)
        return terminal

    yield start
    for terminal in opened:
        terminal.close()
    end_processes_of(tmp_path / "garage")


def end_processes_of(garage: Path) -> None:
    """Delivery waits for days until what was put off may leave, and the mail server for the delivery."""
    wanted = (f"CARMAIL_CONFIG={garage}/".encode(), f"demo.server\0{garage}\0".encode())
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ProcessLookupError):
            told = (folder / "environ").read_bytes(), (folder / "cmdline").read_bytes()
            if (wanted[0] in told[0] and b"carmail_tui" in told[1]) or wanted[1] in told[1]:
                os.kill(int(folder.name), signal.SIGTERM)


@pytest.fixture
def delivered(tmp_path: Path) -> Callable[[], list[EmailMessage]]:
    """The mails that the demo's server has taken, parsed again."""

    def read() -> list[EmailMessage]:
        box = mailbox.Maildir(tmp_path / "garage" / "maildir", create=False)
        parser = BytesParser(policy=policy.default)
        found = [parser.parsebytes(box.get_bytes(key)) for key in box.keys()]  # noqa: SIM118 - a Maildir's method
        return [mail for mail in found if isinstance(mail, EmailMessage)]

    return read
