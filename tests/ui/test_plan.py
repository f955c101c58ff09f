"""The plan for several documents: grouping, addresses, what is stopped and why."""

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.recipients.client import AddressSource
from carmail_tui.store import models
from carmail_tui.ui.screens.address_chooser import AddressChooser
from carmail_tui.ui.screens.document_preview import DocumentPreview
from carmail_tui.ui.screens.ledger import LedgerRoom
from carmail_tui.ui.screens.plan import PlanDialog
from carmail_tui.ui.screens.progress import ProgressScreen
from carmail_tui.ui.widgets.lines import KeyBar
from tests.reading.invoices import ubl
from tests.ui.conftest import Clerk, Furnished, address, at_work, mails


def carried(garage: Garage) -> dict[str, set[str]]:
    """The numbers of the documents that travel to each recipient."""
    found: dict[str, set[str]] = {}
    with garage.store.database.connection_context():
        for row in models.DocumentMessage.select().order_by(models.DocumentMessage.message):
            found.setdefault(row.message.envelope_to, set()).add(row.document.number)
    return found


async def plan_of(clerk: Clerk, *numbers: str) -> PlanDialog:
    """Mark these documents in the ledger, and open their plan."""
    await clerk.press("f4")
    room = clerk.app.screen
    assert isinstance(room, LedgerRoom)
    for number in numbers:
        found = clerk.app.bridge.garage.store.ledger.by_number(number)[0].id
        assert found is not None
        room.table.go_to(found)
        await clerk.press("space")
    await clerk.press("at")
    assert isinstance(clerk.app.screen, PlanDialog)
    return clerk.app.screen


async def test_three_documents_of_two_clients_leave_in_two_messages(garage: Garage, patient: None) -> None:
    async with at_work(garage) as clerk:
        await plan_of(clerk, "2026-1852", "2026-1851", "2026-1850")
        seen = clerk.sees()
        assert "3 documents, 2 messages, from sophie@garage-lambert.example" in seen
        assert "financial tab, 3 addresses" in seen
        assert "Transports Dumont SA is a business in Belgium: this mail is a copy" in seen
        await clerk.pilot.press("at")
        await clerk.pilot.pause()
        await clerk.settle()
        assert isinstance(clerk.app.screen, ProgressScreen)
        assert carried(garage) == {
            "compta@dumont.example": {"2026-1852", "2026-1851"},
            "julie.h@courriel.example": {"2026-1850"},
        }
        await clerk.press("escape")
        room = clerk.app.screen
        assert isinstance(room, LedgerRoom) and room.table.marks == set()


async def test_the_goal_of_keys_three_invoices_one_client_with_three_addresses(
    garage: Garage, patient: None
) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4", "insert", "insert", "insert", "at", "enter", "b", "enter", "at")
        assert set(carried(garage)) == {"info@dumont.example", "julie.h@courriel.example"}


async def test_several_documents_in_one_message_leave_from_the_ledger(garage: Garage, patient: None) -> None:
    async with at_work(garage) as clerk:
        await plan_of(clerk, "2026-1852", "2026-1851")
        await clerk.press("at")
        assert isinstance(clerk.app.screen, LedgerRoom)
        assert "to compta@dumont.example: leaves in 10 s. u takes it back." in clerk.message()
        await clerk.press("u")
        assert mails(garage) == [("compta@dumont.example", "cancelled")]
        assert len(clerk.app.screen.table.marks) == 2


async def test_enter_chooses_an_address_and_nothing_leaves(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await plan_of(clerk, "2026-1852", "2026-1850")
        await clerk.press("enter")
        assert isinstance(clerk.app.screen, AddressChooser)
        await clerk.press("c", "enter")
        assert isinstance(clerk.app.screen, PlanDialog)
        assert "luc.dumont@dumont.example" in clerk.sees() and "chosen by hand" in clerk.sees()
        assert mails(garage) == []


async def test_g_parts_and_joins_the_documents_of_a_client(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        plan = await plan_of(clerk, "2026-1852", "2026-1851", "2026-1850")
        await clerk.press("g")
        assert "3 documents, 3 messages" in clerk.sees()
        await clerk.press("g")
        assert "3 documents, 2 messages" in clerk.sees()
        await clerk.press("end", "g")
        assert "nothing to part" in clerk.message()
        assert len(plan.sheet.plan.lines) == 2


async def test_delete_takes_a_line_out_and_u_brings_it_back(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await plan_of(clerk, "2026-1852", "2026-1850")
        await clerk.press("delete")
        assert "1 document, 1 message" in clerk.sees()
        await clerk.press("u")
        assert "2 documents, 2 messages" in clerk.sees()


async def test_an_address_typed_for_a_client_without_one_is_kept_on_the_card(
    garage: Garage, patient: None
) -> None:
    async with at_work(garage) as clerk:
        plan = await plan_of(clerk, "2026-1850", "2026-1849")
        lines = clerk.sees().split("\n")
        first = next(at for at, line in enumerate(lines) if "Dubois" in line and "2026-1849" in line)
        assert first < next(at for at, line in enumerate(lines) if "Henrard" in line)
        assert plan.field.has_focus
        await clerk.type("dubois@new.example")
        await clerk.press("enter")
        assert "kept on the card" in clerk.message()
        assert plan.menu.has_focus
        await clerk.press("at")
        assert set(carried(garage)) == {"dubois@new.example", "julie.h@courriel.example"}
        dubois = garage.store.clients.get(garage.store.ledger.by_number("2026-1849")[0].client_id or 0)
        assert dubois is not None
        (kept,) = dubois.addresses
        assert (kept.email, kept.source, kept.remembered) == ("dubois@new.example", AddressSource.CARD, True)


async def test_space_uses_a_typed_address_this_once(garage: Garage, patient: None) -> None:
    async with at_work(garage) as clerk:
        await plan_of(clerk, "2026-1850", "2026-1849")
        await clerk.type("dubois@new.example")
        await clerk.press("enter", "space", "at")
        assert "dubois@new.example" in carried(garage)
        dubois = garage.store.clients.get(garage.store.ledger.by_number("2026-1849")[0].client_id or 0)
        assert dubois is not None and dubois.addresses == ()


async def test_what_has_no_address_stays_and_the_rest_leaves(garage: Garage, patient: None) -> None:
    async with at_work(garage) as clerk:
        await plan_of(clerk, "2026-1850", "2026-1849")
        await clerk.press("escape", "at")
        assert set(carried(garage)) == {"julie.h@courriel.example"}
        assert "1 message leaves in 10 s, u takes it back. 1 message was stopped" in clerk.message()
        assert "Not sent: no e-mail address." in clerk.sees()
        await clerk.press("u")
        assert mails(garage) == [("julie.h@courriel.example", "cancelled")]
        assert "2 documents, 2 messages" in clerk.sees()
        await clerk.press("at")
        assert [state for _to, state in mails(garage)] == ["cancelled", "queued"]


async def test_a_file_of_another_client_stops_its_line_alone_and_shows_both_sides(
    garage: Garage, patient: None
) -> None:
    furnished = Furnished(garage)
    maes = next(client for client in garage.store.clients.many(range(1, 10)) if client.name == "Maes BV")
    furnished.document(
        "F7",
        maes.id,
        files={"F7.xml": ubl("F8", buyer="Carrosserie Leonard", total="100.00")},
    )
    async with at_work(garage) as clerk:
        await plan_of(clerk, "F7", "2026-1850")
        await clerk.press("at")
        seen = clerk.sees()
        assert set(carried(garage)) == {"julie.h@courriel.example"}
        assert "the number should be F7, the file says F8" in seen
        assert "the client should be Maes BV, the file says Carrosserie Leonard (BE0417497106)" in " ".join(
            seen.split()
        )
    garage.store.outbox.take_back(1)
    async with at_work(garage) as clerk:
        await clerk.press("f4", "slash")
        await clerk.type("F7")
        await clerk.press("enter", "at")
        assert "the number should be F7, the file says F8" in clerk.sees()


async def test_documents_that_were_sent_before_are_asked_about(garage: Garage, patient: None) -> None:
    async with at_work(garage) as clerk:
        await plan_of(clerk, "2026-1850", "2026-1852")
        await clerk.press("at", "escape")
        await plan_of(clerk, "2026-1852", "2026-1851")
        await clerk.press("at")
        assert "1 of these documents was sent before" in clerk.message()
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, PlanDialog) and len(mails(garage)) == 2
        await clerk.press("at", "s")
        assert len(mails(garage)) == 3
        assert carried(garage)["compta@dumont.example"] == {"2026-1852", "2026-1851"}
        last = garage.store.messages.lines(garage.store.messages.ids()[:1])[0]
        assert "2026-1851" in last.subject and "2026-1852" not in last.subject


async def test_a_held_key_does_not_send_the_plan(garage: Garage, hasty: None) -> None:
    async with at_work(garage) as clerk:
        await plan_of(clerk, "2026-1850", "2026-1852")
        await clerk.press("at", "at", "at")
        assert mails(garage) == []


async def test_leaving_a_plan_keeps_what_was_chosen(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await plan_of(clerk, "2026-1850", "2026-1849")
        await clerk.type("dubois@new.example")
        await clerk.press("enter", "f2", "f4", "at")
        assert isinstance(clerk.app.screen, PlanDialog)
        assert "dubois@new.example" in clerk.sees()


async def test_f7_shows_the_mail(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await plan_of(clerk, "2026-1852", "2026-1851")
        await clerk.press("f7")
        assert isinstance(clerk.app.screen, DocumentPreview)
        seen = clerk.sees()
        assert "To: compta@dumont.example" in seen and "2026-1852.pdf, 2026-1851.pdf" in seen


async def test_the_cursor_of_a_long_plan_stays_in_sight(furnished: Furnished) -> None:
    for number in range(30):
        client = furnished.client(f"Client {number:02}", address(f"c{number}@courriel.example"))
        furnished.document(f"F{number:02}", client)
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f4", "plus", "at", "end")
        assert "> Client 00" in clerk.sees()
        await clerk.press("home")
        assert "> Client 29" in clerk.sees()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("plain", [False, True])
async def test_every_key_bar_fits_into_eighty_columns(
    garage: Garage, language: str, plain: bool, patient: None
) -> None:
    from carmail_tui.i18n import use_language

    use_language(language)
    async with at_work(garage, ascii_glyphs=plain) as clerk:
        for keys in (("f4",), ("f",), ("end", "enter"), ("escape", "escape", "at"), ("n",)):
            await clerk.press(*keys)
            assert clerk.app.screen.query_one(KeyBar).needed() <= 80
        await clerk.press("escape", "question_mark")
        assert clerk.app.screen.query_one(KeyBar).needed() <= 80
        await clerk.press("escape", "plus", "at")
        assert isinstance(clerk.app.screen, PlanDialog)
        assert clerk.app.screen.query_one(KeyBar).needed() <= 80
        await clerk.press("escape")
        assert clerk.app.screen.query_one(KeyBar).needed() <= 80
        if plain:
            assert not set("─│█░…→←↑↓") & set(clerk.sees())
