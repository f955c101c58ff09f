"""The ledger at the hands of a clerk, for tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from carmail_tui.cli.garage import Garage
from carmail_tui.documents.document import SendingState
from carmail_tui.ui.screens.ledger import LedgerRoom
from tests.ui.conftest import Clerk, at_work


def document_id(garage: Garage, number: str) -> int:
    """The id of a document."""
    found = garage.store.ledger.by_number(number)[0].id
    assert found is not None
    return found


def state(garage: Garage, number: str) -> SendingState:
    """What the ledger says of a document."""
    return garage.store.ledger.by_number(number)[0].state


async def go_to(clerk: Clerk, number: str) -> LedgerRoom:
    """Put the cursor of the ledger on a document."""
    room = clerk.app.screen
    assert isinstance(room, LedgerRoom)
    room.table.go_to(document_id(clerk.app.bridge.garage, number))  # type: ignore[arg-type]
    await clerk.settle()
    return room


@asynccontextmanager
async def at_document(garage: Garage, number: str) -> AsyncIterator[Clerk]:
    """The interface on the ledger, with the cursor on a document."""
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, number)
        yield clerk
