"""Messages in doubt: what is known is said, a person decides, and the cursor stands on doing nothing."""

from datetime import UTC, datetime

import pytest

from carmail_tui.delivery.states import State
from carmail_tui.letters.prepared import Intent, PreparedMessage
from carmail_tui.store import models
from carmail_tui.ui.screens.doubt import DoubtDialog
from carmail_tui.ui.screens.message_history import MessageHistory
from carmail_tui.ui.widgets.menu import Menu
from tests.ui.conftest import Clerk, Furnished, address, at_work


@pytest.fixture
def doubtful(furnished: Furnished) -> Furnished:
    """A mailing of two, of which nobody can say whether they arrived."""
    messages = []
    for name in ("Adam", "Bastin"):
        email = f"{name.lower()}@courriel.example"
        client = furnished.client(name, address(email))
        messages.append(
            PreparedMessage(
                intent=Intent.MAILING,
                dedupe_key=email,
                message_id=f"<{email}>",
                date=datetime.now(UTC),
                envelope_from="sophie@garage-lambert.example",
                envelope_to=email,
                subject="Pneus hiver",
                head=b"Subject: Pneus hiver\r\n\r\n",
                client_id=client,
                client_name=name,
            )
        )
    account = furnished.garage.settings.smtp.account
    furnished.store.outbox.queue(
        messages, account=account, title="Pneus hiver", kind="service", user="sophie"
    )
    with furnished.store.database.connection_context():
        models.Message.update(state=State.IN_DOUBT.value, reason="line_dropped").execute()
    return furnished


def states(furnished: Furnished) -> list[str]:
    """The states of the messages."""
    return [state for _to, _subject, state in furnished.mails()]


async def open_doubts(clerk: Clerk) -> DoubtDialog:
    """From Today by Enter."""
    assert "2 in doubt" in clerk.sees()
    clerk.app.screen.query_one(Menu).action_edge(-1)
    await clerk.press("enter")
    assert isinstance(clerk.app.screen, DoubtDialog)
    return clerk.app.screen


async def test_the_cursor_stands_on_later(doubtful: Furnished) -> None:
    async with at_work(doubtful.garage) as clerk:
        screen = await open_doubts(clerk)
        assert "2 messages: nobody can say whether they arrived" in clerk.sees()
        assert "it may arrive twice" in clerk.sees()
        assert screen.query_one(Menu).current == "later"
        await clerk.press("enter")
        assert states(doubtful) == ["in_doubt", "in_doubt"]
        assert "2 in doubt" in clerk.sees()


@pytest.mark.parametrize(
    ("key", "state", "started"),
    [("a", "sent", 0), ("B", "queued", 1), ("é", "queued", 1), ("c", "cancelled", 0)],
)
async def test_a_letter_moves_the_cursor_and_enter_does_it(
    doubtful: Furnished, launches: list[str], key: str, state: str, started: int
) -> None:
    async with at_work(doubtful.garage) as clerk:
        await open_doubts(clerk)
        before = len(launches)
        await clerk.press(key)
        assert states(doubtful) == ["in_doubt", "in_doubt"]
        await clerk.press("enter")
        assert sorted(states(doubtful)) == sorted(["in_doubt", state])
        assert len(launches) - before == started
        screen = clerk.app.screen
        assert isinstance(screen, DoubtDialog) and screen.query_one(Menu).current == "later"
        assert "1 message: nobody can say" in clerk.sees()


async def test_several_are_answered_together_where_they_are_marked(doubtful: Furnished) -> None:
    async with at_work(doubtful.garage) as clerk:
        await open_doubts(clerk)
        await clerk.press("plus")
        assert clerk.sees().count("[x]") == 2
        await clerk.press("home", "space")
        assert (clerk.sees().count("[x]"), clerk.sees().count("[ ]")) == (1, 1)
        await clerk.press("c", "enter")
        assert sorted(states(doubtful)) == ["cancelled", "in_doubt"]
        assert "[x]" not in clerk.sees()
        await clerk.press("a", "enter")
        assert sorted(states(doubtful)) == ["cancelled", "sent"]


async def test_after_the_last_doubt_one_is_back(doubtful: Furnished) -> None:
    async with at_work(doubtful.garage) as clerk:
        await open_doubts(clerk)
        await clerk.press("a", "enter", "a", "enter")
        assert states(doubtful) == ["sent", "sent"]
        assert clerk.sees().startswith(" Today") and "in doubt" not in clerk.sees()


async def test_the_words_of_the_server(doubtful: Furnished) -> None:
    with doubtful.store.database.connection_context():
        for message in models.Message.select():
            models.Attempt.create(
                message=message,
                at=message.created,
                phase="dot",
                outcome="in_doubt",
                code=0,
                reply="[/b] broken",
            )
    async with at_work(doubtful.garage) as clerk:
        await open_doubts(clerk)
        await clerk.press("question_mark")
        assert isinstance(clerk.app.screen, MessageHistory)
        assert "(DOT)" in clerk.sees() and "[/b] broken" in clerk.sees()
