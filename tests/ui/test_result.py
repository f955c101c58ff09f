"""The result of a mailing: what is mended in it goes out of the way."""

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
