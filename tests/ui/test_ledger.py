"""The ledger by keys alone: marks, filters, search, the client and the history of a document."""

from datetime import UTC, datetime

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.delivery.states import State
from carmail_tui.documents.listing import LedgerFilters
from carmail_tui.recipients.client import AddressSource, Suppression, SuppressionReason
from carmail_tui.store import models
from carmail_tui.ui.screens.address_chooser import AddressChooser
from carmail_tui.ui.screens.document_history import DocumentHistory
from carmail_tui.ui.screens.ledger import LedgerRoom
from tests.ui.conftest import Furnished, address, at_work
from tests.ui.ledger import at_document


async def test_todays_documents_stand_first_and_a_credit_note_is_negative(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        lines = clerk.sees().split("\n")
        assert "2026-1852" in lines[5] and "1,284.60" in lines[5]
        assert "-48.40" in next(line for line in lines if "2026-0093" in line)
        assert "no, no @" in next(line for line in lines if "2026-1849" in line)


@pytest.mark.parametrize(("plain", "number"), [(False, "…26-000124 "), (True, "...-000124 ")])
async def test_long_numbers_of_one_series_are_told_apart(
    furnished: Furnished, plain: bool, number: str
) -> None:
    client = furnished.client("Henrard, Julie", address("julie.h@courriel.example"))
    furnished.document("FACT-2026-000123", client)
    furnished.document("FACT-2026-000124", client)
    async with at_work(furnished.garage, ascii_glyphs=plain) as clerk:
        await clerk.press("f4")
        assert number in clerk.sees() and number.replace("4", "3") in clerk.sees()


async def test_marks_are_added_up(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4", "insert", "insert", "insert")
        assert "3 marked, €1,785.78   2 clients" in clerk.sees()


async def test_ranges_inversion_and_all(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4", "v", "down", "down", "v")
        room = clerk.app.screen
        assert isinstance(room, LedgerRoom)
        assert len(room.table.marks) == 3
        await clerk.press("down", "shift+down")
        assert len(room.table.marks) == 5
        await clerk.press("asterisk")
        assert len(room.table.marks) == 2
        await clerk.press("plus")
        assert len(room.table.marks) == 7
        await clerk.press("minus")
        assert room.table.marks == set()


async def test_the_filters_are_kept_for_the_user(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4", "f", "enter", "down", "down", "down", "enter")
        assert "6 documents found" in clerk.sees()
        await clerk.press("escape")
        assert "Invoices, not sent" in clerk.sees()
        assert "2026-0093" not in clerk.sees()
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        assert "Invoices, not sent" in clerk.sees() and "2026-0093" not in clerk.sees()


async def test_period_and_client_filter(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4", "f", "end", "up", "enter")
        await clerk.type("01/02/2026")
        await clerk.press("enter", "down", "enter")
        await clerk.type("henr")
        await clerk.press("enter", "escape")
        seen = clerk.sees()
        assert "since 01/02/26, Henrard, Julie" in seen and "2 documents" in seen


async def test_a_period_that_cannot_be_read_changes_nothing(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4", "f", "end", "up", "enter")
        await clerk.type("soon")
        await clerk.press("enter")
        assert "soon cannot be read" in clerk.message()
        await clerk.press("escape")
        assert "7 documents" in clerk.sees()


async def test_a_search_narrows_the_list_and_keeps_marks(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4", "space", "slash")
        await clerk.type("henrard")
        await clerk.press("enter", "plus")
        assert "3 marked" in clerk.sees() and "(1 of them not listed)" in clerk.sees()
        assert "2026-1852" not in clerk.sees()
        await clerk.press("escape")
        room = clerk.app.screen
        assert isinstance(room, LedgerRoom)
        assert len(room.table.marks) == 3 and not room.hidden


async def test_an_empty_ledger_says_what_to_do(furnished: Furnished) -> None:
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f4")
        assert "i reads your invoices" in clerk.message()


async def test_a_document_can_be_given_to_a_client(garage: Garage) -> None:
    async with at_document(garage, "2026-1600") as clerk:
        await clerk.press("m")
        await clerk.type("maes")
        await clerk.press("enter")
        assert garage.store.ledger.by_number("2026-1600")[0].client_name == "Maes BV"
        await clerk.press("u")
        assert garage.store.ledger.by_number("2026-1600")[0].client_id is None


async def test_the_history_tells_each_sending_and_the_bounce(garage: Garage) -> None:
    async with at_document(garage, "2026-1850") as clerk:
        await clerk.press("at")
        with garage.store.database.connection_context():
            message = models.Message.get()
            models.Message.update(state=State.SENT.value).execute()
            models.Attempt.create(
                message=message, at=message.created, phase="dot", outcome="sent", code=250, reply="2.0.0 kept"
            )
        day = datetime.now(UTC).date()
        garage.store.cards.suppress(
            Suppression("julie.h@courriel.example", SuppressionReason.BOUNCED, day, "5.1.1 no such user")
        )
        await clerk.press("question_mark")
        assert isinstance(clerk.app.screen, DocumentHistory)
        seen = clerk.sees()
        assert "to julie.h@courriel.example" in seen and "250 2.0.0 kept" in seen
        assert "bounced on" in seen and "5.1.1 no such user" in seen


async def test_hostile_text_breaks_no_screen(furnished: Furnished) -> None:
    hostile = "[/b]\x1b]0;x\x07[red]\u202e" + "e\u0301" * 20
    contact = address("h@courriel.example", AddressSource.CONTACT, label=hostile)
    client = furnished.client(hostile, address("a@courriel.example"), contact, vat="BE0428759497")
    furnished.document("[/b][red]", client, buyer_suppression=None)
    furnished.document("B2", client)
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f4", "enter", "escape", "at")
        assert isinstance(clerk.app.screen, AddressChooser)
        assert "[/b]" in clerk.sees() and "\x1b" not in clerk.sees() and "\u202e" not in clerk.sees()
        await clerk.press("escape", "plus", "at", "f7")
        assert "\x1b" not in clerk.sees()


async def test_todays_door_opens_the_ledger_with_its_filter(garage: Garage) -> None:
    plain = LedgerFilters(unsent=True).to_plain()
    garage.store.user_states.put(garage.user, "ledger_filters", plain)
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        assert "All, not sent" in clerk.sees()
