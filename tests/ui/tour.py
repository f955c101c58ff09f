"""A walk through every screen of the program, one after the other, on the demo garage."""

from collections.abc import Callable
from pathlib import Path

from textual.screen import Screen

from carmail_tui.ui.screens.progress import ProgressScreen
from carmail_tui.ui.screens.result import ResultScreen
from carmail_tui.ui.widgets.lines import Plain
from tests.ui.conftest import Clerk

Look = Callable[[str], None]


async def tour(clerk: Clerk, look: Look, attachment: Path) -> None:
    """Visit each screen, and `look` at it under a name of its own.

    The clerk must be patient (the fixture), and `attachment` a file that can be attached.
    """
    look("today")
    await _help_and_palette(clerk, look)
    await _picker(clerk, look)
    await _letter(clerk, look, attachment)
    await _confirmation(clerk, look)
    await _after_sending(clerk, look)
    await _clients(clerk, look)
    await _documents(clerk, look)
    await clerk.press("f9")
    look("settings")


async def _help_and_palette(clerk: Clerk, look: Look) -> None:
    await clerk.press("f1")
    look("help")
    await clerk.press("escape", "ctrl+p")
    look("palette")
    await clerk.press("escape")


async def _picker(clerk: Clerk, look: Look) -> None:
    await clerk.press("f3")
    look("picker-empty")
    await clerk.press("f", "down", "down", "down")
    await clerk.type("4000-4999")
    await clerk.press("down", "down")
    await clerk.type("vw")
    look("criteria-values")
    await clerk.press("enter", "tab", "down", "down")
    await clerk.type("6s")
    look("criteria-dates")
    await clerk.press("escape", "plus", "space", "down", "v", "down", "down", "v")
    look("picker")
    await clerk.press("question_mark")
    look("why")
    await clerk.press("escape", "slash")
    await clerk.type("col")
    look("picker-search")
    await clerk.press("escape", "l", "n")
    look("ask")
    await clerk.type("Golf")
    await clerk.press("enter")
    look("lists")
    await clerk.press(
        "escape", "f", *["down"] * 3, "delete", *["down"] * 2, "delete", *["down"] * 2, "delete"
    )
    await clerk.press("escape", "plus")
    look("picker-asks")
    await clerk.press("plus")


async def _letter(clerk: Clerk, look: Look, attachment: Path) -> None:
    await clerk.press("at")
    look("letter-empty")
    await clerk.press("right", "right", "tab")
    await clerk.type("Contrôle de votre <")
    look("letter-fields")
    await clerk.type("plaq")
    await clerk.press("enter", "tab", "tab")
    await clerk.type(str(attachment))
    await clerk.press("enter", "enter")
    await clerk.type("Bonjour <PRENOM> <NOM>,\n\nLe contrôle est à faire avant le <DATECT>.\n")
    look("letter")
    await clerk.press("f7")
    look("preview")
    await clerk.press("escape")


async def _confirmation(clerk: Clerk, look: Look) -> None:
    await clerk.press("f6")
    look("confirmation-blocked")
    await clerk.press("s")
    look("confirmation")
    await clerk.press("home", "enter")
    look("left-out")
    await clerk.press("escape", "at")
    assert isinstance(clerk.app.screen, ProgressScreen)
    look("progress-hold")


async def _after_sending(clerk: Clerk, look: Look) -> None:
    await clerk.press("enter")
    assert isinstance(clerk.app.screen, ResultScreen)
    look("result")
    await clerk.press("down", "question_mark")
    look("message")
    await clerk.press("escape", "escape", "f5")
    look("outbox")
    await clerk.press("escape")
    look("today-under-way")


async def _clients(clerk: Clerk, look: Look) -> None:
    await clerk.press("f2")
    look("clients")
    await clerk.press("enter")
    look("card")
    await clerk.press("escape")


async def _documents(clerk: Clerk, look: Look) -> None:
    await clerk.press("f4")
    look("ledger")
    await clerk.press("f")
    look("ledger-filters")
    await clerk.press("escape", "question_mark")
    look("document-history")
    await clerk.press("escape", "insert", "insert", "insert", "at")
    look("plan")
    await clerk.press("enter")
    look("address-chooser")
    await clerk.press("escape", "escape")


def at_the_edge(screen: Screen[object]) -> list[str]:
    """Lines that go on at the edge of a text which does not begin there."""
    found = []
    for plain in screen.query(Plain):
        lines = [plain.render_line(y).text for y in range(plain.content_size.height)]
        if next(filter(str.strip, lines), "").startswith(" "):
            found += [line for line in lines if line[:1].strip()]
    return found
