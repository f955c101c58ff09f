"""The outbox: every sending with how far it is, opened by Enter, and a held account tried again."""

from datetime import UTC, datetime

import pytest

from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.states import State
from carmail_tui.letters.prepared import Intent, PreparedMessage
from carmail_tui.store import models
from carmail_tui.ui.screens.outbox import OutboxRoom
from carmail_tui.ui.screens.progress import ProgressScreen
from carmail_tui.ui.screens.result import ResultScreen
from tests.ui.conftest import Furnished, at_work


def queued(furnished: Furnished, title: str, states: list[str], *, kind: str = "service") -> int:
    """A sending whose messages are in these states; its id."""
    messages = [
        PreparedMessage(
            intent=Intent.MAILING,
            dedupe_key=f"{title} {number}",
            message_id=f"<{title}{number}>",
            date=datetime.now(UTC),
            envelope_from="sophie@garage-lambert.example",
            envelope_to=f"c{number}@courriel.example",
            subject=title,
            head=b"",
        )
        for number in range(len(states))
    ]
    account = furnished.garage.settings.smtp.account
    mailing = furnished.store.outbox.queue(messages, account=account, title=title, kind=kind).mailing
    with furnished.store.database.connection_context():
        for number, state in enumerate(states):
            found = (models.Message.mailing == mailing) & (
                models.Message.envelope_to.startswith(f"c{number}")
            )
            models.Message.update(state=state).where(found).execute()
    return mailing


def rows(text: str) -> dict[str, list[str]]:
    """The lines of the table by subject: kind, sent, of, and what is now."""
    found = {}
    for line in text.split("\n"):
        cells = [cell for cell in line[2:].split("  ") if cell.strip()]
        if len(cells) >= 6:
            found[cells[2].strip()] = [cells[1].strip(), *(cell.strip() for cell in cells[3:])]
    return found


async def test_every_sending_says_how_far_it_is(furnished: Furnished) -> None:
    queued(furnished, "Pneus", ["sent", "sent", "queued"], kind="promotion")
    queued(furnished, "2026-1852", ["sent"], kind="documents")
    queued(furnished, "Rappel", ["sent", "refused", "cancelled"])
    queued(furnished, "Reprise", ["cancelled", "cancelled"])
    queued(furnished, "Fermeture", ["sent", "in_doubt"])
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f5")
        assert rows(clerk.sees()) == {
            "Subject": ["Kind", "Sent", "Of", "Now"],
            "Fermeture": ["Service", "1", "2", "1 in doubt"],
            "Reprise": ["Service", "0", "2", "taken back"],
            "Rappel": ["Service", "1", "3", "1 not sent"],
            "2026-1852": ["Documents", "1", "1", "done"],
            "Pneus": ["Promotion", "2", "3", "under way"],
        }


async def test_an_empty_outbox_says_what_fills_it(furnished: Furnished) -> None:
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f5")
        assert "F3 writes to clients, F4 sends documents" in clerk.message()
        await clerk.press("enter")
        assert isinstance(clerk.app.screen, OutboxRoom)


@pytest.mark.parametrize(
    ("state", "screen"),
    [(State.QUEUED, ProgressScreen), (State.SENT, ResultScreen), (State.REFUSED, ResultScreen)],
)
async def test_enter_opens_what_is_under_way_or_has_ended(
    furnished: Furnished, state: State, screen: type[ProgressScreen | ResultScreen]
) -> None:
    queued(furnished, "Pneus", [state.value])
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f5", "enter")
        assert isinstance(clerk.app.screen, screen)
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, OutboxRoom)


async def test_a_held_account_is_named_and_tried_again(furnished: Furnished, launches: list[str]) -> None:
    queued(furnished, "Pneus", ["queued"])
    account = furnished.garage.settings.smtp.account
    furnished.store.dispatch.hold(account, Reason.PASSWORD_REFUSED, "535 5.7.8 no", None)
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f5")
        assert "password" in rows(clerk.sees())["Pneus"][3]
        before = len(launches)
        await clerk.press("r")
        assert "Trying again." in clerk.message() and len(launches) == before + 1
        assert not furnished.store.dispatch.account(account).held
        await clerk.until("under way")


async def test_what_leaves_meanwhile_is_seen_without_a_key(furnished: Furnished) -> None:
    queued(furnished, "Pneus", ["sent", "queued"])
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f5")
        assert rows(clerk.sees())["Pneus"] == ["Service", "1", "2", "under way"]
        with furnished.store.database.connection_context():
            models.Message.update(state="sent").execute()
        await clerk.until("done")
        assert rows(clerk.sees())["Pneus"] == ["Service", "2", "2", "done"]
