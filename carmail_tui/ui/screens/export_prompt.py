"""Asking for the file to export into, and saying what was written."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from carmail_tui.i18n import _, ngettext
from carmail_tui.i18n.format import format_count
from carmail_tui.ui.screens.frame import Wakeful
from carmail_tui.ui.screens.prompt import AskText, AskYes

Write = Callable[[Path], int]
"""Writes the file, in a thread; how many rows. May raise OSError."""


def ask_export(screen: Wakeful[Any], question: str, name: str, write: Write) -> None:
    """Ask for the file, `name` in the home folder being offered, and write it."""
    given = partial(_named, screen, write)
    screen.app.push_screen(AskText(question, str(Path.home() / name)), given)


def _named(screen: Wakeful[Any], write: Write, typed: str | None) -> None:
    if not typed:
        return
    path = Path(typed).expanduser()
    if path.is_file():
        question = _("{path} is there already. Write over it?").format(path=path)
        screen.app.push_screen(AskYes(question), partial(_sure, screen, write, path))
    else:
        _sure(screen, write, path, True)


def _sure(screen: Wakeful[Any], write: Write, path: Path, yes: bool | None) -> None:
    if yes:
        screen.work(partial(_write, screen, write, path), "export")


async def _write(screen: Wakeful[Any], write: Write, path: Path) -> None:
    try:
        count = await screen.bridge.call(write, path)
    except OSError as error:
        screen.say(_("{path} cannot be written: {fault}.").format(path=path, fault=error.strerror))
        return
    words = ngettext("{count} line written into {path}.", "{count} lines written into {path}.", count)
    screen.say(words.format(count=format_count(count), path=path))
