"""The picker by keys alone: who is found, marks, counts, why, what is kept."""

from dataclasses import replace

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.ui.screens.letter import LetterDialog
from carmail_tui.ui.screens.picker import Picker
from carmail_tui.ui.screens.why import WhyBox
from carmail_tui.ui.words import NOTES
from tests.ui.conftest import Furnished, address, at_work
from tests.ui.picker import choose_volkswagens, counts, picker, selected


async def test_the_right_pane_is_empty_at_first(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3")
        assert list(picker(clerk).chosen.ids) == []
        assert counts(clerk) == "300 found 0 chosen 0 will receive"
        assert " V " not in clerk.sees()


async def test_marks_and_ranges(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "space", "down", "down", "v", "down", "v", "down", "shift+down")
        room = picker(clerk)
        assert room.found.marks == {room.found.ids[index] for index in (0, 2, 3, 4, 5)}
        await clerk.press("right")
        assert selected(demo) == 5 and room.found.marks == set()
        assert "5 clients added" in clerk.message()


async def test_marks_survive_another_filter_only_where_they_are_listed(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "asterisk")
        assert len(picker(clerk).found.marks) == 300
        found = await choose_volkswagens(clerk)
        assert len(picker(clerk).found.marks) == found < 300


async def test_counts_of_who_will_receive(demo: Garage, patient: None) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "plus", "plus")
        room = picker(clerk)
        receiving = 300 - len(room.left_out)
        assert counts(clerk).startswith(f"300 found 300 chosen {receiving} will receive")
        assert f"({300 - receiving} not: ? tells why)" in counts(clerk)
        left_out = next(iter(room.left_out.values()))
        room.chosen.go_to(left_out.client.id or 0)
        await clerk.settle()
        assert NOTES[left_out.reason] in clerk.sees()


async def test_the_selection_and_the_criteria_survive_the_program(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3")
        found = await choose_volkswagens(clerk)
        await clerk.press("plus", "left")
    async with at_work(demo) as clerk:
        assert "Selection of clients" in clerk.sees()
        await clerk.press("f3")
        assert counts(clerk).startswith(f"{found} found {found - 1} chosen")
        assert "Volkswagen" in clerk.sees().split("\n")[1]


async def test_each_user_has_a_selection(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right")
    other = replace(demo, user="luc")
    async with at_work(other) as clerk:
        await clerk.press("f3")
        assert counts(clerk).startswith("300 found 0 chosen")
        await clerk.press("right", "right")
    assert selected(demo) == 1 and selected(other) == 2


async def test_why_of_a_client_who_will_not_receive_and_the_remedy(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "slash")
        await clerk.type("CPAS de Rem")
        await clerk.press("enter", "right", "up", "question_mark")
        assert isinstance(clerk.app.screen, WhyBox)
        assert "NO   no address" in clerk.sees() and "Enter: give one" in clerk.sees()
        assert len([line for line in clerk.sees().split("\n") if "│" in line and "┌" not in line]) >= 4
        await clerk.press("enter")
        await clerk.type("cpas@remicourt.example")
        await clerk.press("enter")
        assert counts(clerk) == "300 found 1 chosen 1 will receive"


async def test_why_of_a_client_who_does_not_match(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", *["down"] * 5, "right")
        await choose_volkswagens(clerk)
        await clerk.press("tab", "question_mark")
        assert isinstance(clerk.app.screen, WhyBox)
        seen = clerk.sees()
        assert "matches the criteria" in seen or "does not match: Make" in seen
        assert "is chosen" in seen


@pytest.mark.parametrize("purpose", ["promotion", "service"])
async def test_why_speaks_of_consent_where_the_letter_needs_it(furnished: Furnished, purpose: str) -> None:
    furnished.client("Adam", address("adam@a.example"))
    furnished.store.user_states.put("sophie", "letter", {"purpose": purpose})
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f3", "question_mark")
        seen = clerk.sees()
        assert ("yes  at adam@a.example" in seen) == (purpose == "service")
        assert ("never asked about promotions" in seen) == (purpose == "promotion")


async def test_a_search_goes_to_a_client(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "slash")
        await clerk.type("thonnard")
        assert "Search" in clerk.sees() and "Adam, Aurore" not in clerk.sees()
        await clerk.press("enter")
        room = picker(clerk)
        assert len(room.found.ids) == 300
        assert room.found.current is not None and "Thonnard" in room.found.current.name
        await clerk.press("slash")
        await clerk.type("zzzz")
        await clerk.press("enter")
        assert "Nobody in the list is called zzzz." in clerk.message()


async def test_escape_gives_a_search_up(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "down", "slash")
        await clerk.type("thonnard")
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, Picker) and len(picker(clerk).found.ids) == 300


async def test_the_key_after_a_search_is_about_what_was_found(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "home")
        clerk.strike("slash", *"thonnard", "enter", "right")
        await clerk.settle()
        assert "Thonnard" in clerk.message() and "added" in clerk.message()


@pytest.mark.fault(92)
async def test_writing_to_nobody_says_how_to_choose(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "at")
        assert isinstance(clerk.app.screen, Picker)
        assert "Nobody is chosen yet" in clerk.message()
        await clerk.press("right", "at")
        assert isinstance(clerk.app.screen, LetterDialog)


async def test_an_empty_garage_says_what_to_do_and_shows_who_comes(furnished: Furnished) -> None:
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f3")
        assert "F2, then i" in clerk.message()
        await clerk.press("plus")
        assert "F2, then i" in clerk.message()
        await clerk.press("f2")
        furnished.client("Adam, Nathalie", address("nathalie@courriel.example"))
        await clerk.press("f3")
        assert counts(clerk) == "1 found 0 chosen 0 will receive"


async def test_criteria_that_nobody_meets_say_so(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "f", "down", "down", "down")
        await clerk.type("9999")
        await clerk.press("escape")
        assert "Nobody is like that" in clerk.message()


async def test_a_selection_that_was_written_to_says_so(demo: Garage) -> None:
    demo.store.selection.add(demo.user, [1, 2])
    demo.store.user_states.put(demo.user, "written", {"day": "2026-11-23", "count": 57})
    async with at_work(demo) as clerk:
        await clerk.press("f3")
        assert "was written to on 23/11 (57 messages)" in clerk.message()


@pytest.mark.parametrize(("width", "columns"), [(80, "Vehicle"), (120, "Town"), (60, "Name")])
async def test_columns_that_fit(demo: Garage, width: int, columns: str) -> None:
    async with at_work(demo, size=(width, 24)) as clerk:
        await clerk.press("f3", "plus", "plus")
        header = clerk.sees().split("\n")[4]
        assert columns in header
        assert all(len(line) <= width for line in clerk.sees().split("\n"))
