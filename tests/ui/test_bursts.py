"""Keys that arrive at once, as over a slow line, do what they do one by one: none is lost on the way."""

import pytest

from carmail_tui.cli.garage import Garage
from tests.ui.conftest import Clerk, Furnished, at_work
from tests.ui.test_outbox import queued

DRAFT = {"purpose": "service", "versions": {"fr": ["Pneus", "Bonjour."]}}


def where(clerk: Clerk) -> list[str]:
    """The screens, the lowest one first."""
    return [type(screen).__name__ for screen in clerk.app.screen_stack]


@pytest.mark.parametrize(
    "keys",
    [
        *("f5 enter", "f5 enter question_mark", "f5 enter enter", "f5 down up enter c"),
        *("f2 enter p", "f2 enter n", "f2 enter enter", "f2 enter end enter", "f2 down enter escape"),
        *(
            "f4 enter",
            "f4 m enter",
            "f4 at",
            "f4 insert insert insert at enter",
            "f4 plus at f7",
            "f4 f enter",
        ),
        *(
            "f3 right at f7",
            "f3 right at f6",
            "f3 l enter",
            "f3 l n",
            "f3 right question_mark",
            "f3 f tab enter",
        ),
        *("f9 enter", "f1 escape f2", "ctrl+p enter"),
    ],
)
async def test_a_burst_leads_where_the_keys_lead_one_by_one(garage: Garage, keys: str) -> None:
    furnished = Furnished(garage)
    queued(furnished, "Pneus", ["refused", "sent"])
    furnished.store.lists.save("Liste", [1, 2])
    furnished.store.user_states.put("sophie", "letter", DRAFT)
    async with at_work(garage) as clerk:
        await clerk.press(*keys.split())
        one_by_one = where(clerk)
    furnished.store.selection.clear("sophie")
    async with at_work(garage) as clerk:
        clerk.strike(*keys.split())
        await clerk.settle()
        assert where(clerk) == one_by_one
