"""The last check of a mailing: what was confirmed once leaves once."""

import asyncio
import threading
from typing import Any

import pytest

from carmail_tui.ui.screens.confirmation import ConfirmationDialog
from carmail_tui.ui.screens.progress import ProgressScreen
from tests.ui.conftest import Furnished, address, at_work


async def test_escape_while_the_messages_are_made_does_not_lead_back_to_a_letter_that_leaves(
    furnished: Furnished, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = furnished.client("Adam", address("adam@a.example"))
    furnished.store.selection.add("sophie", [client])
    draft = {"purpose": "service", "versions": {"fr": ["Pneus", "Bonjour."]}}
    furnished.store.user_states.put("sophie", "letter", draft)
    begun, made = threading.Event(), threading.Event()
    queue = furnished.store.outbox.queue

    def slow(*arguments: Any, **named: Any) -> Any:
        begun.set()
        made.wait(20)
        return queue(*arguments, **named)

    monkeypatch.setattr(furnished.store.outbox, "queue", slow)
    monkeypatch.setattr("carmail_tui.ui.screens.confirmation._DEAF_SECONDS", 0.0)
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f3", "f6", "f6")
        assert isinstance(clerk.app.screen, ConfirmationDialog)
        clerk.strike("at", "escape", "enter")
        await asyncio.to_thread(begun.wait, 20)
        await clerk.pilot.pause()
        await clerk.pilot.pause()
        made.set()
        await clerk.settle()
        assert isinstance(clerk.app.screen, ProgressScreen)
    assert [to for to, _subject, _state in furnished.mails()] == ["adam@a.example"]
