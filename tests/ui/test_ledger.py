"""The ledger by keys alone: marks, filters, and one document that leaves, is taken back, or asks first."""

from datetime import UTC, date, datetime, timedelta

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.delivery.states import State
from carmail_tui.documents.document import SendingState
from carmail_tui.documents.listing import LedgerFilters
from carmail_tui.recipients.client import AddressSource, Suppression, SuppressionReason
from carmail_tui.store import models
from carmail_tui.store.rows import milliseconds
from carmail_tui.ui.screens.address_chooser import AddressChooser
from carmail_tui.ui.screens.document_history import DocumentHistory
from carmail_tui.ui.screens.ledger import LedgerRoom
from carmail_tui.ui.screens.plan import PlanDialog
from tests.ui.conftest import Clerk, Furnished, address, at_work, mails

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


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


async def test_one_document_with_one_address_leaves_after_its_hold(
    garage: Garage, launches: list[str]
) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1850")
        before = datetime.now(UTC)
        await clerk.press("at")
        assert mails(garage) == [("julie.h@courriel.example", "queued")]
        assert "2026-1850 to julie.h@courriel.example: leaves in 10 s. u takes it back." in clerk.sees()
        assert "under way" in clerk.sees()
        progress = garage.store.messages.latest()[0]
        assert progress.hold_until is not None and progress.hold_until > before + timedelta(seconds=9)
        assert launches == [garage.database_url]


async def test_u_takes_exactly_that_departure_back(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1850")
        await clerk.press("at")
        await go_to(clerk, "2026-0093")
        await clerk.press("at", "u")
        assert [found for _to, found in mails(garage)] == ["queued", "cancelled"]
        assert state(garage, "2026-0093") is SendingState.UNSENT
        await clerk.press("u")
        assert state(garage, "2026-1850") is SendingState.UNSENT
        await clerk.press("u")
        assert "nothing to take back" in clerk.message()


async def test_what_was_taken_back_can_be_sent_again(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1850")
        await clerk.press("at", "u", "at")
        assert [found for _to, found in mails(garage)] == ["cancelled", "queued"]


async def test_what_has_left_is_not_said_to_be_taken_back(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1850")
        await clerk.press("at")
        with garage.store.database.connection_context():
            models.Message.update(state=State.COMMITTING.value).execute()
        await clerk.press("u")
        assert clerk.message() == "It has left already, and does not come back."


async def test_several_addresses_are_offered_and_enter_sends_to_the_chosen_one(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1852")
        await clerk.press("at")
        assert isinstance(clerk.app.screen, AddressChooser)
        seen = clerk.sees()
        assert "financial tab" in seen and "contact: Luc" in seen and "never used" in seen
        await clerk.press("B")
        assert mails(garage) == []
        await clerk.press("enter")
        assert mails(garage) == [("info@dumont.example", "queued")]


async def test_always_this_one_is_remembered_and_asks_no_more(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1852")
        await clerk.press("at", "c", "space", "enter")
        await go_to(clerk, "2026-1851")
        await clerk.press("at")
        assert [to for to, _state in mails(garage)] == ["luc.dumont@dumont.example"] * 2


async def test_another_address_can_be_typed_and_a_wrong_one_changes_nothing(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1852")
        await clerk.press("at", "n")
        await clerk.type("new@dumont")
        await clerk.press("enter")
        assert "is not an e-mail address" in clerk.message()
        assert mails(garage) == []
        await clerk.type(".example")
        await clerk.press("enter")
        assert mails(garage) == [("new@dumont.example", "queued")]


async def test_an_address_that_bounced_is_never_first_and_cannot_be_chosen(garage: Garage) -> None:
    bounced = Suppression("compta@dumont.example", SuppressionReason.BOUNCED, date(2026, 11, 20))
    garage.store.cards.suppress(bounced)
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1852")
        await clerk.press("at")
        lines = [line for line in clerk.sees().split("\n") if "@dumont.example" in line]
        assert "info@" in lines[0] and "bounced on 20/11/26" in lines[2]
        await clerk.press("c", "enter")
        assert "bounced on 20/11/26. Nothing was sent" in clerk.message()
        assert mails(garage) == []


async def test_a_client_without_an_address_gets_a_field(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1849")
        await clerk.press("at")
        await clerk.type("dubois@new.example")
        await clerk.press("enter")
        assert mails(garage) == [("dubois@new.example", "queued")]


async def test_a_second_sending_is_asked_for(garage: Garage, patient: None) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1850")
        await clerk.press("at", "at")
        assert "2026-1850 is on its way to julie.h@courriel.example." in clerk.message()
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, LedgerRoom) and len(mails(garage)) == 1
        await clerk.press("at", "at")
        assert [found for _to, found in mails(garage)] == ["queued", "queued"]


async def test_a_held_key_does_not_answer_its_own_question(garage: Garage, hasty: None) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1850")
        await clerk.press(*["at"] * 6)
        assert len(mails(garage)) == 1


async def test_the_question_is_about_the_document_under_the_cursor(garage: Garage, patient: None) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1850")
        await clerk.press("at", "at")
        await go_to(clerk, "2026-0093")
        await clerk.press("at")
        assert len(mails(garage)) == 2
        assert state(garage, "2026-0093") is SendingState.UNDER_WAY


async def test_without_a_mail_account_nothing_is_queued(furnished: Furnished) -> None:
    furnished.document("A1", furnished.client("Henrard", address("h@courriel.example")))
    furnished.garage.settings = type(furnished.garage.settings)()
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f4", "at")
        assert "F9" in clerk.message()
        assert furnished.mails() == []


async def test_a_document_without_a_file_says_so(furnished: Furnished) -> None:
    furnished.document("A1", furnished.client("Henrard", address("h@courriel.example")), files={})
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f4", "at")
        assert "A1 has no file" in clerk.message()


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


async def test_a_marked_document_that_is_not_listed_never_leaves_unseen(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1850")
        await clerk.press("space", "slash")
        await clerk.type("dumont")
        await clerk.press("enter", "at")
        assert mails(garage) == []
        assert "2026-1850" in clerk.sees() and "1 message" in clerk.sees()


async def test_an_address_that_refused_the_document_is_not_taken_again_without_a_word(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1850")
        await clerk.press("at")
        refused = {"state": State.REFUSED.value, "reason": "unknown_address"}
        with garage.store.database.connection_context():
            models.Message.update(refused | {"updated": milliseconds(NOON)}).execute()
        await clerk.press("at")
        assert isinstance(clerk.app.screen, AddressChooser)
        assert "julie.h@courriel.example" in clerk.sees()
        assert "refused on 23/11/26: unknown address" in clerk.sees()
        assert mails(garage) == [("julie.h@courriel.example", "refused")]
        await clerk.press("escape")
        await clerk.press("home", "insert", "insert", "insert", "at")
        assert isinstance(clerk.app.screen, PlanDialog)
        assert "Missing: the address was refused" in clerk.sees()
        assert "julie.h@courriel.example: refused on 23/11/26: unknown address" in clerk.sees()


async def test_an_empty_ledger_says_what_to_do(furnished: Furnished) -> None:
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f4")
        assert "carmail import documents" in clerk.message()


async def test_a_document_can_be_given_to_a_client(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1600")
        await clerk.press("m")
        await clerk.type("maes")
        await clerk.press("enter")
        assert garage.store.ledger.by_number("2026-1600")[0].client_name == "Maes BV"
        await clerk.press("u")
        assert garage.store.ledger.by_number("2026-1600")[0].client_id is None


async def test_the_history_tells_each_sending_and_the_bounce(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "2026-1850")
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


async def test_keys_typed_before_the_chooser_is_there_wait_for_it(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.pilot.press("f4", "at", "b", "enter")
        await clerk.settle()
        await clerk.settle()
        assert mails(garage) == [("info@dumont.example", "queued")]
