"""Documents that leave by real SMTP, and what the ledger shows of it by itself."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.delivery.process import Delivery
from carmail_tui.documents.document import SendingState
from carmail_tui.ui.screens.ledger import LedgerRoom
from tests.inbox import Inbox, listening
from tests.ui.conftest import Furnished, address, at_work


@pytest.fixture
def inbox(garage: Garage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    """A mail server on loopback, to which the garage sends without a hold."""
    monkeypatch.setattr("carmail_tui.ui.documents.HOLD_SECONDS", 0)
    found = Inbox()
    with listening(found) as port:
        garage.settings = replace(garage.settings, smtp=replace(garage.settings.smtp, port=port))
        yield found


async def deliver(garage: Garage) -> None:
    """What the delivery process does, in a thread with a loop of its own."""

    def run() -> None:
        store, smtp = garage.store, garage.settings.smtp
        journal = store.journal(smtp.account)
        delivery = Delivery(store.dispatch, smtp, garage.password, journal, patience=5)
        asyncio.run(delivery.run())

    await asyncio.to_thread(run)


async def test_an_invoice_arrives_and_the_ledger_shows_it_by_itself(garage: Garage, inbox: Inbox) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4", "down", "down", "at")
        await deliver(garage)
        room = clerk.app.screen
        assert isinstance(room, LedgerRoom)
        room.sending.look()
        await clerk.settle()
        assert clerk.message() == "2026-1850 sent to julie.h@courriel.example."
        sent = garage.store.ledger.by_number("2026-1850")[0]
        assert sent.state is SendingState.SENT and sent.sent_at is not None
        line = next(line for line in clerk.sees().split("\n") if "2026-1850" in line and "Invoice" in line)
        assert f"{sent.sent_at.astimezone():%d/%m %H:%M}" in line
    ((to, mail),) = inbox.mails()
    assert to == "julie.h@courriel.example"
    (attachment,) = mail.iter_attachments()
    assert attachment.get_filename() == "2026-1850.pdf"
    assert attachment.get_content() == b"%PDF-1.4 2026-1850"


async def test_a_refusal_is_told_with_its_reason(garage: Garage, inbox: Inbox) -> None:
    furnished = Furnished(garage)
    furnished.document("Z1", furnished.client("Zoe", address("unknown@courriel.example")))
    async with at_work(garage) as clerk:
        await clerk.press("f4", "slash")
        await clerk.type("Z1")
        await clerk.press("enter", "at")
        await deliver(garage)
        room = clerk.app.screen
        assert isinstance(room, LedgerRoom)
        room.sending.look()
        await clerk.settle()
        assert "Z1 to unknown@courriel.example: refused, unknown address" in clerk.message()
        await clerk.press("enter")
        assert "550 5.1.1 no such user" in clerk.sees()
