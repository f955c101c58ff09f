"""The moves of the selection: arrows and double arrows both ways, lists, taking back."""

from carmail_tui.cli.garage import Garage
from carmail_tui.ui.screens.picker import Picker
from tests.ui.conftest import at_work
from tests.ui.picker import choose_volkswagens, picker, selected


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


async def test_the_double_arrow_and_back(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right")
        found = await choose_volkswagens(clerk)
        await clerk.press("plus")
        room = picker(clerk)
        unreached = sum(client in set(room.found.ids) for client in room.left_out)
        assert f"{found} found: {found} added, 0 already chosen, {unreached} will not" in clerk.message()
        assert selected(demo) == found + 1
        await clerk.press("minus")
        assert selected(demo) == 1
        await clerk.press("greater_than_sign")
        assert selected(demo) == found + 1
        await clerk.press("less_than_sign")
        assert selected(demo) == 1


async def test_the_double_arrow_without_criteria_asks(demo: Garage, patient: None) -> None:
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


async def test_a_held_double_arrow_does_not_answer_its_own_question(demo: Garage, hasty: None) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", *["plus"] * 5)
        assert "No criteria: add all 300 clients?" in clerk.message()
        assert selected(demo) == 0


async def test_other_criteria_withdraw_the_question(demo: Garage, patient: None) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "plus")
        await choose_volkswagens(clerk)
        assert clerk.message() == ""
        await clerk.press("f", *["down"] * 5, "delete", "escape", "plus")
        assert "No criteria" in clerk.message()
        assert selected(demo) == 0


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


async def test_what_was_said_of_a_move_is_gone_after_the_letter(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right")
        assert "added. u takes it back." in clerk.message()
        await clerk.press("at", "escape")
        assert isinstance(clerk.app.screen, Picker)
        assert clerk.message() == ""


async def test_a_held_delete_keeps_the_list(demo: Garage, hasty: None) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right", "l", "n")
        await clerk.type("Golf")
        await clerk.press("enter", *["delete"] * 5)
        assert demo.store.lists.all()
