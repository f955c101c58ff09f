"""The criteria: cumulative, counted as one goes, kept on leaving, shown as a sentence."""

import re
from datetime import date

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.ui.screens.criteria import CriteriaDialog
from carmail_tui.ui.screens.picker import Picker
from carmail_tui.ui.words import CRITERIA
from tests.ui.conftest import Clerk, at_work

KINDS = list(CRITERIA)


def criteria(clerk: Clerk) -> Criteria:
    """What is asked on the screen."""
    assert isinstance(clerk.app.screen, CriteriaDialog | Picker)
    return clerk.app.screen.criteria


async def open_kind(clerk: Clerk, kind: str) -> None:
    """Open the criteria, with the cursor on one."""
    await clerk.press("f3", "f", *["down"] * KINDS.index(kind))


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("families", "part"), ("types", ""), ("languages", "dutch"), ("regions", "li"), ("makes", "v.w."),
     ("vehicle_types", ""), ("promotions", "yes")],
)  # fmt: skip
async def test_a_ticked_value_counts_at_once(demo: Garage, kind: str, typed: str) -> None:
    async with at_work(demo) as clerk:
        await open_kind(clerk, kind)
        await clerk.press("tab")
        await clerk.type(typed)
        await clerk.press("enter")
        wanted = criteria(clerk)
        assert getattr(wanted, kind) not in ((), None)
        count = demo.store.clients.count(wanted, demo.today)
        assert 0 < count < 300 and clerk.message() == f"{count} clients found"
        await clerk.press("enter")
        assert criteria(clerk).empty


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("postcodes", "4000-4999, 5000", "4000-4999 or 5000"),
        ("inspection", "6s", "inspection by 05/01/27"),
        ("inspection", "01/12-05/01", "inspection from 01/12/26 to 05/01/27"),
        ("came_since", "6m", "came since 25/05/26"),
    ],
)
async def test_a_typed_value_counts_as_one_types(demo: Garage, kind: str, typed: str, sentence: str) -> None:
    async with at_work(demo) as clerk:
        await open_kind(clerk, kind)
        await clerk.type(typed)
        assert sentence in clerk.sees()
        count = demo.store.clients.count(criteria(clerk), demo.today)
        assert clerk.message() == f"{count} clients found"
        await clerk.press("escape")
        assert sentence in clerk.sees().split("\n")[1]
        assert f"Found {count}" in clerk.sees()


async def test_criteria_add_up(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_kind(clerk, "postcodes")
        await clerk.type("4000-4999")
        await clerk.press("down", "down")
        await clerk.type("vw")
        await clerk.press("enter")
        await clerk.type("audi")
        await clerk.press("enter", "tab", "down", "down")
        await clerk.type("6s")
        await clerk.press("tab", "down", "down", "tab", "enter", "escape")
        line = clerk.sees().split("\n")[1]
        assert "4000-4999, Volkswagen or Audi, inspection by 05/01/27, promotions accepted" in line
        found = criteria(clerk)
        assert found.postcodes and len(found.makes) == 2 and found.inspection and found.promotions


async def test_counts_of_values_apply_the_other_criteria(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_kind(clerk, "languages")
        await clerk.type("french")
        await clerk.press("enter", "tab", "up", "up")
        values = demo.store.clients.values("families", criteria(clerk), demo.today)
        assert values[0].count < 300
        assert any(f"{values[0].label}" in line and f" {values[0].count} " in line + " "
                   for line in clerk.sees().split("\n"))  # fmt: skip


async def test_spelling_variants_count_as_one_make(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_kind(clerk, "makes")
        await clerk.type("volks")
        lines = [line for line in clerk.sees().split("\n") if "[ ]" in line]
        assert len(lines) == 1 and "Volkswagen" in lines[0]


async def test_a_value_takes_the_width_there_is_when_it_is_drawn(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_kind(clerk, "postcodes")
        await clerk.press("down")
        assert re.search(r"\[ \] Flemish Brabant {9,}\d+ $", clerk.sees(), re.MULTILINE)
        await clerk.press("down")
        await clerk.type("volks")
        assert re.search(r"\[ \] Volkswagen \(VW, .*… \d+ $", clerk.sees(), re.MULTILINE)
        await clerk.pilot.resize_terminal(160, 24)
        await clerk.settle()
        assert re.search(r"\[ \] Volkswagen \(VW, .*\) +\d+ $", clerk.sees(), re.MULTILINE)


async def test_what_cannot_be_read_keeps_what_stood_there(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_kind(clerk, "inspection")
        await clerk.type("6s")
        before = criteria(clerk)
        await clerk.type("x")
        assert "cannot be read yet" in clerk.message()
        assert criteria(clerk) == before


async def test_half_a_postcode_is_not_taken_for_one(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_kind(clerk, "postcodes")
        await clerk.type("4000-")
        assert clerk.app.is_running
        await clerk.type("4100")
        assert "4000-4100" in clerk.sees()


async def test_delete_clears_one_criterion(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_kind(clerk, "postcodes")
        await clerk.type("4000")
        await clerk.press("delete")
        assert criteria(clerk).empty
        await clerk.press("tab", "down", "down", "tab")
        await clerk.type("vw")
        await clerk.press("enter", "tab", "delete")
        assert criteria(clerk).empty
        assert clerk.message() == "300 clients found"


async def test_leaving_loses_nothing_and_the_next_look_shows_it(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_kind(clerk, "came_since")
        await clerk.type("2a")
        await clerk.press("f2", "f3")
        assert criteria(clerk).empty is False, "a room entered from the criteria keeps them"


async def test_the_panel_shows_what_is_typed_already(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_kind(clerk, "postcodes")
        await clerk.type("4000-4999")
        await clerk.press("escape", "f", "down", "down", "down")
        assert "4000-4999" in clerk.sees()
        await clerk.type(",5000")
        assert [str(span) for span in criteria(clerk).postcodes] == ["4000-4999", "5000"]


async def test_a_date_that_does_not_exist(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_kind(clerk, "inspection")
        await clerk.type("31/02")
        assert "cannot be read yet" in clerk.message()
        assert demo.today == date(2026, 11, 24)


async def test_a_burst_ticks_what_is_typed(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        clerk.strike("f3", "f", *["down"] * KINDS.index("makes"), *"vw", "enter", "escape", "plus")
        await clerk.settle()
        assert criteria(clerk).makes == ("volkswagen",)
        assert demo.store.selection.count(demo.user) == demo.store.clients.count(criteria(clerk), demo.today)


async def test_space_types_in_the_search(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_kind(clerk, "makes")
        await clerk.press("tab")
        await clerk.type("land r")
        assert "land r" in clerk.sees()
