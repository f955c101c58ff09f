"""The picker by keys alone: arrows and double arrows both ways, marks, counts, taking back, what is kept."""

from dataclasses import replace

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.ui.screens.letter import LetterDialog
from carmail_tui.ui.screens.picker import Picker
from carmail_tui.ui.screens.why import WhyBox
from carmail_tui.ui.widgets.lines import Plain
from carmail_tui.ui.words import NOTES
from tests.ui.conftest import Clerk, at_work


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


async def test_the_right_pane_is_empty_at_first(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3")
        assert list(picker(clerk).chosen.ids) == []
        assert counts(clerk) == "300 found 0 chosen 0 will receive"
        assert " V " not in clerk.sees()


async def test_the_arrow_takes_one_and_goes_down(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right", "right", "right")
        room = picker(clerk)
        assert list(room.chosen.ids) and set(room.chosen.ids) == set(room.found.ids[:3])
        assert room.found.cursor == 3
        assert clerk.sees().count(" V ") == 3
        assert "added. u takes it back." in clerk.message()


async def test_the_arrow_back_takes_out_from_either_pane(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right", "right", "right", "home", "left")
        assert selected(demo) == 2
        await clerk.press("tab")
        assert picker(clerk).chosen.has_focus
        await clerk.press("left", "left")
        assert selected(demo) == 0
        assert "taken out. u takes it back." in clerk.message()
        await clerk.press("left")
        assert selected(demo) == 0


async def test_insert_and_delete_are_the_arrows(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "insert", "insert")
        assert selected(demo) == 2 and picker(clerk).found.cursor == 2
        await clerk.press("up", "delete")
        assert selected(demo) == 1


async def test_a_held_arrow_stops_at_the_last_row(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "end", "right", "right", "right")
        assert selected(demo) == 1
        assert picker(clerk).found.cursor == 299


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


async def test_the_double_arrow_and_back(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right")
        found = await choose_volkswagens(clerk)
        await clerk.press("plus")
        room = picker(clerk)
        unreached = sum(client in set(room.found.ids) for client in room._left_out)
        assert f"{found} found: {found} added, 0 already chosen, {unreached} will not" in clerk.message()
        assert selected(demo) == found + 1
        await clerk.press("minus")
        assert selected(demo) == 1
        await clerk.press("greater_than_sign")
        assert selected(demo) == found + 1
        await clerk.press("less_than_sign")
        assert selected(demo) == 1


async def test_the_double_arrow_without_criteria_asks(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "plus")
        assert "No criteria: add all 300 clients?" in clerk.message()
        assert selected(demo) == 0
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, Picker) and clerk.message() == ""
        await clerk.press("plus", "down", "plus")
        assert selected(demo) == 0, "another key between is no yes"
        await clerk.press("plus")
        assert selected(demo) == 300


async def test_counts_of_who_will_receive(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "plus", "plus")
        room = picker(clerk)
        receiving = 300 - len(room._left_out)
        assert counts(clerk).startswith(f"300 found 300 chosen {receiving} will receive")
        assert f"({300 - receiving} not: ? tells why)" in counts(clerk)
        left_out = next(iter(room._left_out.values()))
        room.chosen.go_to(left_out.client.id or 0)
        await clerk.settle()
        assert NOTES[left_out.reason] in clerk.sees()


async def test_emptying_and_taking_it_back(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right", "right", "z")
        assert selected(demo) == 0
        await clerk.press("u")
        assert selected(demo) == 2
        await clerk.press("alt+r")
        assert selected(demo) == 0
        await clerk.press("ctrl+z")
        assert selected(demo) == 2


async def test_taking_back_each_move(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right", "u")
        assert selected(demo) == 0
        assert "Taken back: 0 in, 1 out." in clerk.message()
        await choose_volkswagens(clerk)
        await clerk.press("plus", "u")
        assert selected(demo) == 0


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


async def test_a_burst_of_arrows_loses_none(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3")
        clerk.strike(*["right"] * 20, "up", "left", "u", "u")
        await clerk.settle()
        assert selected(demo) == 19
        assert picker(clerk).found.cursor == 20


async def test_lists_are_kept_taken_up_and_deleted(demo: Garage, patient: None) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right", "right", "l")
        assert "n keeps the 2 chosen clients" in clerk.sees()
        await clerk.press("n")
        await clerk.type("Good clients")
        await clerk.press("enter", "escape", "z", "l")
        assert "Good clients" in clerk.sees() and "2 clients" in clerk.sees()
        await clerk.press("enter")
        assert selected(demo) == 2 and "Good clients: 2 clients chosen" in clerk.message()
        await clerk.press("u")
        assert selected(demo) == 0
        await clerk.press("l", "delete")
        assert demo.store.lists.all() and "Del once more" in clerk.sees()
        await clerk.press("delete")
        assert not demo.store.lists.all()


async def test_escape_on_the_question_keeps_the_list(demo: Garage, patient: None) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right", "l", "n")
        await clerk.type("Golf")
        await clerk.press("enter", "delete", "escape", "delete")
        assert demo.store.lists.all()
        assert "Del once more" in clerk.sees()


@pytest.mark.fault(92)
async def test_writing_to_nobody_says_how_to_choose(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "at")
        assert isinstance(clerk.app.screen, Picker)
        assert "Nobody is chosen yet" in clerk.message()
        await clerk.press("right", "at")
        assert isinstance(clerk.app.screen, LetterDialog)


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


async def test_a_held_delete_keeps_the_list(demo: Garage, hasty: None) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right", "l", "n")
        await clerk.type("Golf")
        await clerk.press("enter", *["delete"] * 5)
        assert demo.store.lists.all()
