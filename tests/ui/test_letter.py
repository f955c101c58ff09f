"""The letter before it leaves: no language of it may have a hole."""

from textual.widgets import TextArea

from carmail_tui.recipients.client import Language
from carmail_tui.ui.screens.confirmation import ConfirmationDialog
from carmail_tui.ui.screens.letter import LetterDialog
from tests.ui.conftest import Furnished, address, at_work


async def test_a_language_that_was_only_begun_is_shown_and_does_not_leave(furnished: Furnished) -> None:
    client = furnished.client("Maes", address("maes@a.example"), language=Language.DUTCH)
    furnished.store.selection.add("sophie", [client])
    versions = {"fr": ["Pneus", "Bonjour."], "nl": ["Banden", ""]}
    furnished.store.user_states.put("sophie", "letter", {"purpose": "service", "versions": versions})
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f3", "f6", "f6")
        assert isinstance(clerk.app.screen, LetterDialog)
        assert "no text yet" in clerk.message()
        assert "Banden" in clerk.sees()
        assert isinstance(clerk.app.focused, TextArea)
        await clerk.type("Dag.")
        await clerk.press("f6")
        assert isinstance(clerk.app.screen, ConfirmationDialog)
