"""The own filter: offered as one types, pointed at where it is wrong, kept, one with the panel."""

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.recipients.criteria import Criteria, as_expression
from carmail_tui.recipients.expression.completion import complete
from carmail_tui.recipients.expression.parsing import parse
from carmail_tui.ui.screens.criteria import CriteriaDialog
from carmail_tui.ui.screens.picker import Picker
from tests.ui.conftest import Clerk, at_work


def criteria(clerk: Clerk) -> Criteria:
    """What is asked on the screen."""
    assert isinstance(clerk.app.screen, CriteriaDialog | Picker)
    return clerk.app.screen.criteria


async def open_own_filter(clerk: Clerk) -> None:
    """The own filter is the last criterion, above what else can be done."""
    await clerk.press("f3", "f", "end", "up", "up", "up", "tab")


def test_what_can_stand_at_the_cursor() -> None:
    towns = {"town": ("Liège", "La Louvière")}

    def offers(text: str) -> tuple[str, ...]:
        return complete(text, len(text), "en", lambda field: towns.get(field, ())).offers

    assert {"make", "town", "not", "vehicle(", "total("} <= set(offers(""))
    assert offers("ma")[:2] == ("make", "mailing"), "what begins so stands first"
    assert offers("marq") == ("make",), "found by its name in another language"
    assert set(offers("town ")) >= {"=", "!=", "in", "contains", "is empty"} and "<" not in offers("town ")
    assert set(offers("last_visit ")) >= {"<=", ">="} and "contains" not in offers("last_visit ")
    assert offers("town = ") == ("Liège", '"La Louvière"')
    assert offers("town = lou") == ('"La Louvière"',)
    assert offers("language = ") == ("fr", "nl", "de", "en")
    assert "today + 6w" in offers("next_inspection <= ")
    assert offers("town = Liège ") == ("and", "or")
    assert "town" not in offers("vehicle(") and "make" in offers("vehicle(")
    assert ")" in offers("vehicle(make = VW ")
    assert offers("town ? ") == ()


def test_what_is_chosen_stands_in_place_of_what_was_begun() -> None:
    found = complete("town = lou and x", 10, "en", lambda field: ("La Louvière",))
    assert found.put("town = lou and x", 10, found.offers[0]) == ('town = "La Louvière" and x', 20)


async def test_it_is_offered_counted_and_said_as_one_types(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_own_filter(clerk)
        await clerk.type("mak")
        await clerk.press("tab")
        await clerk.type("= vw and next")
        await clerk.press("down", "enter")
        await clerk.type("<= today + 6w")
        asked = Criteria(where=parse("make = vw and next_inspection <= today + 6w"))
        assert criteria(clerk) == asked
        count = demo.store.clients.count(asked, demo.today)
        assert 0 < count < 300 and clerk.message() == f"{count} clients found"
        assert "a vehicle with make vw and next inspection by 05/01/27" in clerk.sees()
        await clerk.press("escape")
        assert f"Found {count}" in clerk.sees()


async def test_a_fault_is_pointed_at_and_what_was_right_still_counts(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_own_filter(clerk)
        await clerk.type("town = liege an")
        lines = clerk.sees().split("\n")
        (row,) = (place for place, line in enumerate(lines) if "town = liege an" in line)
        assert lines[row + 1].index("^^") == lines[row].index(" an") + 1
        assert "and, or" in clerk.sees()
        assert criteria(clerk).where == parse("town = liege")
        await clerk.press("escape")
        assert "Escape once more" in clerk.message()
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, Picker) and criteria(clerk).where == parse("town = liege")


async def test_a_burst_that_ends_with_escape_loses_nothing(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_own_filter(clerk)
        text = [{" ": "space", "=": "equals_sign"}.get(letter, letter) for letter in "language = nl"]
        for key, letter in zip(text, "language = nl", strict=True):
            clerk.strike(key) if key == letter else await clerk.type(letter)
        clerk.strike("escape")
        await clerk.settle()
        assert criteria(clerk).where == parse("language = nl")


async def test_panel_and_own_filter_turn_into_each_other(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_own_filter(clerk)
        await clerk.type("language = nl and make = vw or bounced")
        await clerk.press("tab", *["down"] * 3, "enter")
        assert criteria(clerk).where is not None, "that has not the form of the panel"
        await clerk.press(*["up"] * 3, "delete", "tab")
        await clerk.type("language = nl and make = vw and name contains a and name contains e")
        before = demo.store.clients.count(criteria(clerk), demo.today)
        await clerk.press("tab", "down", "down", "down", "enter")
        asked = criteria(clerk)
        assert (asked.languages, asked.makes, asked.name) == (("nl",), ("volkswagen",), "a")
        assert asked.where == parse("name contains e")
        assert "Dutch, Volkswagen, name contains" in clerk.sees()
        assert demo.store.clients.count(asked, demo.today) == before
        await clerk.press("up", "enter")
        assert criteria(clerk) == Criteria(where=as_expression(asked))


async def test_a_filter_is_kept_and_taken_up_again(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_own_filter(clerk)
        await clerk.type("town = liege or bounced")
        asked = criteria(clerk)
        await clerk.press("tab", "down", "enter", "n")
        await clerk.type("Liège ou rebond\n")
        assert "Liège ou rebond" in clerk.sees()
        await clerk.press("escape", "up", "delete")
        assert criteria(clerk).empty
        await clerk.press("down", "enter", "enter")
        assert criteria(clerk) == asked
        await clerk.press("enter", "delete")
        assert "Del once more" in clerk.sees() and demo.store.filters.all()


async def test_a_live_list_is_kept_and_its_filter_taken_up(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await open_own_filter(clerk)
        await clerk.type("town = liege")
        await clerk.press("escape", "l", "f")
        await clerk.type("Liège\n")
        assert "live" in clerk.sees()
        await clerk.press("escape", "f", "end", "up", "up", "up", "delete", "escape")
        assert criteria(clerk).empty
        await clerk.press("l", "enter")
        asked = criteria(clerk)
        assert asked.where == parse("town = liege")
        count = demo.store.clients.count(asked, demo.today)
        assert count and demo.store.selection.count(demo.user) == count
        assert f"Chosen {count}" in clerk.sees()


@pytest.mark.parametrize("kind", ["unpaid", "has_address", "bounced"])
async def test_yes_and_no_hold_together_everybody(demo: Garage, kind: str) -> None:
    values = demo.store.clients.values(kind, Criteria(), demo.today)
    assert [value.key for value in values] == ["yes", "no"] and sum(value.count for value in values) == 300


async def test_why_tells_each_criterion_with_what_it_asks(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right")
        await clerk.press("f", "end", "up", "up", "up", "tab")
        await clerk.type("town = nowhere and not mailing(date >= today - 30d) and language = fr")
        await clerk.press("escape", "tab", "question_mark")
        assert "Own filter: town nowhere" in clerk.sees()
        assert clerk.sees().count("Own filter:") == 1, "the other parts hold"
