"""Today: what waits, and Enter straight to the work."""

from datetime import date, timedelta

from carmail_tui.cli.garage import Garage
from carmail_tui.documents.document import Document
from carmail_tui.recipients.client import Vehicle
from carmail_tui.settings.model import Settings
from carmail_tui.ui.screens.ledger import LedgerRoom
from carmail_tui.ui.screens.picker import Picker
from carmail_tui.ui.screens.progress import ProgressScreen
from carmail_tui.ui.screens.result import ResultScreen
from carmail_tui.ui.screens.settings import SettingsRoom
from carmail_tui.ui.widgets.menu import Menu
from tests.ui.conftest import Clerk, Furnished, address, at_work
from tests.ui.test_doubt import doubtful

__all__ = ("doubtful",)


async def enter(clerk: Clerk, line: str) -> None:
    """Enter on the line that begins so."""
    menu = clerk.app.screen.query_one(Menu)
    (name,) = [item.name for item in menu.items if item.name and item.text.strip().startswith(line)]
    menu.stand_on(name)
    await clerk.press("enter")


async def test_an_empty_garage_shows_the_two_doors(furnished: Furnished) -> None:
    async with at_work(furnished.garage) as clerk:
        assert "Nothing waits." in clerk.sees()
        assert "F3 writes" in clerk.sees() and "F4 sends" in clerk.sees()
        await clerk.press("enter")
        assert isinstance(clerk.app.screen, Picker)


async def test_without_an_account_it_says_so(furnished: Furnished) -> None:
    furnished.garage.settings = Settings()
    async with at_work(furnished.garage) as clerk:
        assert "Your mail account is not set up" in clerk.sees()
        await clerk.press("enter")
        assert isinstance(clerk.app.screen, SettingsRoom)


async def test_groups_stand_in_order_and_open_with_their_filter(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        seen = clerk.sees()
        assert "To settle" not in seen and "Under way" not in seen
        today = sum(line.date == date.today() for line in lines(garage))
        assert any(
            "Documents of today, not sent" in line and f" {today} " in line for line in seen.split("\n")
        )
        await enter(clerk, "Documents of today")
        assert isinstance(clerk.app.screen, LedgerRoom)
        assert "not sent" in clerk.sees().split("\n")[1] and "2026-1600" not in clerk.sees()
        await clerk.press("escape")
        await enter(clerk, "Older documents")
        assert "2026-1600" in clerk.sees()


def lines(garage: Garage) -> list[Document]:
    """The lines of the ledger."""
    numbers = ["2026-1852", "2026-1851", "2026-1850", "2026-1849", "2026-0093", "2026-1700", "2026-1600"]
    return [garage.store.ledger.by_number(number)[0] for number in numbers]


async def test_inspections_open_the_picker_with_their_criterion(furnished: Furnished) -> None:
    soon = Vehicle(plate="1-ABC-123", make="Audi", next_inspection=date.today() + timedelta(days=10))
    furnished.client("Adam", address("a@courriel.example"), vehicles=(soon,))
    furnished.client("Bastin")
    async with at_work(furnished.garage) as clerk:
        await enter(clerk, "Inspections by")
        assert isinstance(clerk.app.screen, Picker)
        assert "1 found" in clerk.sees() and "inspection by" in clerk.sees()


async def test_a_draft_and_a_selection_wait(furnished: Furnished) -> None:
    furnished.store.selection.add("sophie", [furnished.client("Adam", address("a@courriel.example"))])
    draft = {"purpose": "service", "versions": {"fr": ["Voeux 2027", ""]}}
    furnished.store.user_states.put("sophie", "letter", draft)
    async with at_work(furnished.garage) as clerk:
        assert "Letter “Voeux 2027”" in clerk.sees() and "1 client" in clerk.sees()
        await enter(clerk, "Selection of clients")
        assert isinstance(clerk.app.screen, Picker)


async def test_a_mailing_under_way_and_a_failed_one(doubtful: Furnished) -> None:
    store = doubtful.store
    store.outbox.resolve(store.messages.ids(), "send_again", "sophie")
    async with at_work(doubtful.garage) as clerk:
        assert "0 of 2" in clerk.sees()
        await enter(clerk, "Mailing “Pneus hiver”")
        assert isinstance(clerk.app.screen, ProgressScreen)
        await clerk.press("escape")
        ids = store.messages.ids()
        with store.database.connection_context():
            from carmail_tui.store import models

            models.Message.update(state="refused", reason="unknown_address").execute()
        await clerk.press("f5", "escape")
        assert "2 not sent" in clerk.sees() and clerk.sees().index("To settle") < clerk.sees().index("2 not")
        await enter(clerk, "Mailing “Pneus hiver”")
        assert isinstance(clerk.app.screen, ResultScreen)
        await clerk.press("c", "down", "c", "escape")
        assert "not sent" not in clerk.sees()
        assert len(ids) == 2


async def test_a_long_title_is_cut_with_a_sign(furnished: Furnished) -> None:
    draft = {"purpose": "service", "versions": {"fr": ["Un très long objet " * 10, ""]}}
    furnished.store.user_states.put("sophie", "letter", draft)
    async with at_work(furnished.garage) as clerk:
        line = next(line for line in clerk.sees().split("\n") if "Letter" in line)
        assert "…" in line and line.rstrip().endswith("Enter")


async def test_the_notice_of_the_command_is_said(garage: Garage) -> None:
    from carmail_tui.ui.app import CarmailApp
    from carmail_tui.ui.terminal import Terminal

    app = CarmailApp(garage, Terminal(ascii=False, ansi=False), "What is sent lies in /srv/maildir.")
    async with app.run_test(size=(80, 24)) as pilot:
        clerk = Clerk(app, pilot)
        await clerk.settle()
        assert "lies in /srv/maildir" in clerk.message()


async def test_documents_without_a_client_wait_for_somebody_to_say_whose_they_are(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        line = next(line for line in clerk.sees().split("\n") if "Documents without a client" in line)
        assert " 1 " in line
        await enter(clerk, "Documents without a client")
        assert isinstance(clerk.app.screen, LedgerRoom)
        assert "2026-1600" in clerk.sees() and "2026-1852" not in clerk.sees()
