"""Sending from the ledger: one document leaves, is taken back, or is asked about first."""

from datetime import UTC, date, datetime, timedelta

from carmail_tui.cli.garage import Garage
from carmail_tui.delivery.states import State
from carmail_tui.documents.document import SendingState
from carmail_tui.recipients.client import Suppression, SuppressionReason
from carmail_tui.store import models
from carmail_tui.store.rows import milliseconds
from carmail_tui.ui.screens.address_chooser import AddressChooser
from carmail_tui.ui.screens.ledger import LedgerRoom
from carmail_tui.ui.screens.plan import PlanDialog
from tests.ui.conftest import Furnished, address, at_work, mails
from tests.ui.ledger import at_document, go_to, state

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def test_one_document_with_one_address_leaves_after_its_hold(
    garage: Garage, launches: list[str]
) -> None:
    async with at_document(garage, "2026-1850") as clerk:
        before = datetime.now(UTC)
        await clerk.press("at")
        assert mails(garage) == [("julie.h@courriel.example", "queued")]
        assert "2026-1850 to julie.h@courriel.example: leaves in 10 s. u takes it back." in clerk.sees()
        assert "under way" in clerk.sees()
        progress = garage.store.messages.latest()[0]
        assert progress.hold_until is not None and progress.hold_until > before + timedelta(seconds=9)
        assert launches == [garage.database_url]


async def test_u_takes_exactly_that_departure_back(garage: Garage) -> None:
    async with at_document(garage, "2026-1850") as clerk:
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
    async with at_document(garage, "2026-1850") as clerk:
        await clerk.press("at", "u", "at")
        assert [found for _to, found in mails(garage)] == ["cancelled", "queued"]


async def test_what_has_left_is_not_said_to_be_taken_back(garage: Garage) -> None:
    async with at_document(garage, "2026-1850") as clerk:
        await clerk.press("at")
        with garage.store.database.connection_context():
            models.Message.update(state=State.COMMITTING.value).execute()
        await clerk.press("u")
        assert clerk.message() == "It has left already, and does not come back."


async def test_several_addresses_are_offered_and_enter_sends_to_the_chosen_one(garage: Garage) -> None:
    async with at_document(garage, "2026-1852") as clerk:
        await clerk.press("at")
        assert isinstance(clerk.app.screen, AddressChooser)
        seen = clerk.sees()
        assert "financial tab" in seen and "contact: Luc" in seen and "never used" in seen
        await clerk.press("B")
        assert mails(garage) == []
        await clerk.press("enter")
        assert mails(garage) == [("info@dumont.example", "queued")]


async def test_always_this_one_is_remembered_and_asks_no_more(garage: Garage) -> None:
    async with at_document(garage, "2026-1852") as clerk:
        await clerk.press("at", "c", "space", "enter")
        await go_to(clerk, "2026-1851")
        await clerk.press("at")
        assert [to for to, _state in mails(garage)] == ["luc.dumont@dumont.example"] * 2


async def test_another_address_can_be_typed_and_a_wrong_one_changes_nothing(garage: Garage) -> None:
    async with at_document(garage, "2026-1852") as clerk:
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
    async with at_document(garage, "2026-1852") as clerk:
        await clerk.press("at")
        lines = [line for line in clerk.sees().split("\n") if "@dumont.example" in line]
        assert "info@" in lines[0] and "bounced on 20/11/26" in lines[2]
        await clerk.press("c", "enter")
        assert "bounced on 20/11/26. Nothing was sent" in clerk.message()
        assert mails(garage) == []


async def test_a_client_without_an_address_gets_a_field(garage: Garage) -> None:
    async with at_document(garage, "2026-1849") as clerk:
        await clerk.press("at")
        await clerk.type("dubois@new.example")
        await clerk.press("enter")
        assert mails(garage) == [("dubois@new.example", "queued")]


async def test_a_second_sending_is_asked_for(garage: Garage, patient: None) -> None:
    async with at_document(garage, "2026-1850") as clerk:
        await clerk.press("at", "at")
        assert "2026-1850 is on its way to julie.h@courriel.example." in clerk.message()
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, LedgerRoom) and len(mails(garage)) == 1
        await clerk.press("at", "at")
        assert [found for _to, found in mails(garage)] == ["queued", "queued"]


async def test_a_held_key_does_not_answer_its_own_question(garage: Garage, hasty: None) -> None:
    async with at_document(garage, "2026-1850") as clerk:
        await clerk.press(*["at"] * 6)
        assert len(mails(garage)) == 1


async def test_the_question_is_about_the_document_under_the_cursor(garage: Garage, patient: None) -> None:
    async with at_document(garage, "2026-1850") as clerk:
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


async def test_a_marked_document_that_is_not_listed_never_leaves_unseen(garage: Garage) -> None:
    async with at_document(garage, "2026-1850") as clerk:
        await clerk.press("space", "slash")
        await clerk.type("dumont")
        await clerk.press("enter", "at")
        assert mails(garage) == []
        assert "2026-1850" in clerk.sees() and "1 message" in clerk.sees()


async def test_an_address_that_refused_the_document_is_not_taken_again_without_a_word(garage: Garage) -> None:
    async with at_document(garage, "2026-1850") as clerk:
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


async def test_keys_typed_before_the_chooser_is_there_wait_for_it(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.pilot.press("f4", "at", "b", "enter")
        await clerk.settle()
        await clerk.settle()
        assert mails(garage) == [("info@dumont.example", "queued")]
