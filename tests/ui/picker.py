"""The picker at the hands of a clerk, for tests."""

from carmail_tui.cli.garage import Garage
from carmail_tui.ui.screens.picker import Picker
from carmail_tui.ui.widgets.lines import Plain
from tests.ui.conftest import Clerk


def picker(clerk: Clerk) -> Picker:
    """The picker, which must be on top."""
    assert isinstance(clerk.app.screen, Picker)
    return clerk.app.screen


def selected(garage: Garage) -> int:
    """How many clients the database holds as selected."""
    return garage.store.selection.count(garage.user)


def counts(clerk: Clerk) -> str:
    """The line that counts."""
    return " ".join(picker(clerk).query_one("#counts", Plain).text.split())


async def choose_volkswagens(clerk: Clerk) -> int:
    """Set the criteria to one make; how many are found."""
    await clerk.press("f", *["down"] * 5)
    await clerk.type("vw")
    await clerk.press("enter", "escape")
    return len(picker(clerk).found.ids)
