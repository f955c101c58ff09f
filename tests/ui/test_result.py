"""The result of a mailing: what is mended in it goes out of the way."""

from datetime import UTC, datetime, timedelta

from carmail_tui.delivery.bounces import Returned
from carmail_tui.store import models
from carmail_tui.ui.screens.result import ResultScreen
from carmail_tui.ui.widgets.menu import Menu
from tests.post_office import prepared
from tests.ui.conftest import Furnished, address, at_work


def refused(furnished: Furnished, *names: str) -> None:
    """A mailing to these clients, whose addresses nobody knows."""
    clients = {name: furnished.client(name, address(f"x{name}@courriel.example")) for name in names}
    furnished.store.outbox.queue(
        [
            prepared(f"x{name}@courriel.example", client_id=client, client_name=name)
            for name, client in clients.items()
        ],
        account="me",
        title="Pneus hiver",
        kind="service",
    )
    with furnished.store.database.connection_context():
        models.Message.update(state="refused", reason="unknown_address").execute()


async def test_after_a_correction_the_cursor_is_on_the_next_that_needs_one(furnished: Furnished) -> None:
    refused(furnished, "adam", "bastin", "collard")
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f5", "enter")
        assert isinstance(clerk.app.screen, ResultScreen)
        await clerk.press("down")
        for corrected, next_one in (("bastin", "adam"), ("adam", "collard"), ("collard", "bastin")):
            await clerk.press("enter", "home", "delete", "enter")
            assert f"{corrected}: corrected on the card" in clerk.message()
            menu = clerk.app.screen.query_one(Menu)
            assert menu.items[menu.cursor].text.split()[0] == next_one
        seen = clerk.sees()
        assert "0 sent, 0 not sent" in seen and "To correct" not in seen and "Nothing to do" not in seen
        assert seen.index("Waiting") < seen.index("Sent anew since")


async def test_what_came_back_later_changes_the_result(furnished: Furnished) -> None:
    refused(furnished, "adam", "bastin")
    with furnished.store.database.connection_context():
        models.Message.update(state="sent", reason="").execute()
    now = datetime.now(UTC)
    for name, cause, dead in (("adam", "unknown_mailbox", True), ("bastin", "mailbox_full", False)):
        email = f"x{name}@courriel.example"
        returned = Returned(
            name,
            email,
            (email,),
            "permanent",
            cause,
            now + timedelta(minutes=1),
            words="552 so it is",
            dead=dead,
        )
        furnished.store.bounces.take(returned, complaint_origin="")
    async with at_work(furnished.garage, size=(80, 40)) as clerk:
        assert "2 not sent" in clerk.sees()
        await clerk.press("f5")
        assert "2 came back" in clerk.sees()
        await clerk.press("enter")
        seen = clerk.sees()
        assert "0 sent, 2 not sent" in seen and "mailbox full" in seen
        assert (
            seen.index("To correct") < seen.index("xadam") < seen.index("Came back") < seen.index("xbastin")
        )
        await clerk.press("question_mark")
        assert "It came back" in clerk.sees() and "552 so it is" in clerk.sees()
