"""What every screen owes its user: keys that go on working, and sentences that are true."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from peewee import OperationalError

from carmail_tui.delivery.states import State
from carmail_tui.letters.prepared import Intent, PreparedMessage
from carmail_tui.store.models import Message
from carmail_tui.ui.screens.lists import ListsDialog
from carmail_tui.ui.screens.picker import Picker
from carmail_tui.ui.screens.progress import ProgressScreen
from carmail_tui.ui.screens.result import ResultScreen
from tests.ui.conftest import Furnished, address, at_work


def queued(furnished: Furnished, *recipients: str) -> int:
    """A mailing in the outbox, its hold over; the id."""
    messages = [
        PreparedMessage(
            intent=Intent.MAILING,
            dedupe_key=to,
            message_id=f"<{to}>",
            date=datetime.now(UTC),
            envelope_from="sophie@garage-lambert.example",
            envelope_to=to,
            subject="Winter tyres",
            head=b"",
        )
        for to in recipients
    ]
    return furnished.store.outbox.queue(messages, account="a", title="Winter tyres", kind="service").mailing


async def test_a_draft_that_cannot_be_read_locks_nobody_in(furnished: Furnished) -> None:
    client = furnished.client("Adam")
    furnished.store.selection.add("sophie", [client])
    furnished.store.user_states.put("sophie", "letter", {"versions": {"fr": ["Bonjour", "..."]}})
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f3")
        furnished.store.user_states.put("sophie", "letter", {"versions": 5})
        await clerk.press("f6")
        assert "Something went wrong" in clerk.message()
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, Picker)


async def test_a_box_says_what_failed_and_the_program_lives_on(
    furnished: Furnished, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_today: Any) -> Any:
        raise OperationalError("database is locked")

    async with at_work(furnished.garage) as clerk:
        await clerk.press("f3")
        monkeypatch.setattr(furnished.store.lists, "all", locked)
        await clerk.press("l")
        assert isinstance(clerk.app.screen, ListsDialog)
        assert "The database failed: database is locked" in clerk.sees()
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, Picker)


async def test_a_look_that_takes_long_is_waited_for_and_not_begun_again(
    furnished: Furnished, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing = queued(furnished, "adam@a.example")
    answer, asked = threading.Event(), []
    progress = furnished.store.messages.progress

    def slow(number: int) -> Any:
        asked.append(number)
        answer.wait(20)
        return progress(number)

    async with at_work(furnished.garage) as clerk:
        monkeypatch.setattr(furnished.store.messages, "progress", slow)
        screen = ProgressScreen(mailing)
        await clerk.app.push_screen(screen)
        for _interval in range(5):
            screen._look()
            await clerk.pilot.pause()
        assert len(asked) == 1
        answer.set()
        await clerk.settle()
        assert "0 / 1" in clerk.sees()


async def test_stopping_the_rest_says_what_has_left(furnished: Furnished, patient: None) -> None:
    mailing = queued(furnished, "adam@a.example", "eve@a.example")
    with furnished.store.database.connection_context():
        gone = Message.update(state=State.SENT.value).where(Message.envelope_to == "adam@a.example")
        gone.execute()
    async with at_work(furnished.garage) as clerk:
        await clerk.app.push_screen(ProgressScreen(mailing))
        await clerk.settle()
        await clerk.press("x", "x")
        assert isinstance(clerk.app.screen, ResultScreen)
        assert clerk.message() == "1 message taken back. 1 had left already."


async def test_lines_that_cannot_be_fetched_end_nothing_and_come_when_looked_at_again(
    furnished: Furnished, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(200):
        furnished.client(f"Client {number:03}")
    lines, locked = furnished.store.clients.lines, True

    def sometimes(ids: Any, *more: Any) -> Any:
        if locked and len(ids) < 64:
            raise OperationalError("database is locked")
        return lines(ids, *more)

    async with at_work(furnished.garage) as clerk:
        monkeypatch.setattr(furnished.store.clients, "lines", sometimes)
        await clerk.press("f2", "end")
        assert "The database failed" in clerk.message()
        assert "Client 199" not in clerk.sees()
        locked = False
        await clerk.press("up")
        assert "Client 199" in clerk.sees()


async def test_what_is_no_address_takes_the_place_of_none(furnished: Furnished) -> None:
    client = furnished.client("Adam", address("adam@a.example", receives_documents=True))
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f3", "question_mark", "enter", "home")
        await clerk.type("@")
        await clerk.press("enter")
        assert "is not an e-mail address" in clerk.sees()
        await clerk.press("enter", *["backspace"] * 14)
        await clerk.type("nathalie@a.example")
        await clerk.press("enter")
    found = furnished.store.clients.get(client)
    assert found is not None
    assert [(a.email, a.receives_documents) for a in found.addresses] == [("nathalie@a.example", True)]
