"""The table of keys: what a Belgian keyboard types and every terminal lets through, and one thing a key."""

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input

import carmail_tui.ui.screens
import carmail_tui.ui.widgets
from carmail_tui.cli.garage import Garage
from carmail_tui.ui.app import CarmailApp
from carmail_tui.ui.escape import Parser
from carmail_tui.ui.keys import EVERYWHERE, FORBIDDEN, KEYS, both_cases
from carmail_tui.ui.screens.frame import Frame
from carmail_tui.ui.screens.help import Help, names_of
from carmail_tui.ui.widgets.lines import KeyBar
from tests.ui.conftest import at_work
from tests.ui.tour import tour

PLAIN = frozenset(
    {"enter", "escape", "tab", "space", "insert", "delete", "up", "down", "left", "right", "home", "end"}
    | {"pageup", "pagedown", "at", "plus", "minus", "asterisk", "slash", "question_mark"}
    | {f"f{number}" for number in range(1, 10)}
)
"""Keys with a name that arrive on the Linux console, in tmux and in PuTTY alike."""

EXTRAS = {"palette", "quit_anywhere", "reflex", "range_down", "range_up", "empty_alt"}
"""Entries that come on top of a plain way to the same: F1, q, v, z."""


def own_classes() -> Iterator[type[DOMNode]]:
    """Each class of the interface that may have bindings."""
    for package in (carmail_tui.ui.screens, carmail_tui.ui.widgets):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for found in vars(importlib.import_module(module.name)).values():
                if isinstance(found, type) and issubclass(found, DOMNode) and found.__module__ == module.name:
                    yield found
    yield CarmailApp


@pytest.mark.parametrize("name", KEYS)
def test_no_key_that_does_not_arrive(name: str) -> None:
    keys = both_cases(KEYS[name].keys)
    assert not FORBIDDEN & set(keys)
    assert not any(key.isdigit() for key in keys), "a digit needs Shift on AZERTY"
    assert not any("ctrl+alt" in key or "alt+ctrl" in key or "super" in key for key in keys)


@pytest.mark.parametrize("name", sorted(set(KEYS) - EXTRAS))
def test_each_action_has_a_plain_key(name: str) -> None:
    assert any(key in PLAIN or (len(key) == 1 and key.isascii() and key.isalpha()) for key in KEYS[name].keys)


def test_each_extra_has_a_plain_way_to_the_same() -> None:
    plain = {KEYS[name].action for name in set(KEYS) - EXTRAS}
    assert KEYS["empty_alt"].action in plain and KEYS["quit_anywhere"].action in plain
    assert "range" in KEYS and "help" in KEYS


def test_letters_mean_the_same_in_both_cases() -> None:
    assert both_cases(["z", "alt+r", "f1", "at"]) == ["z", "Z", "alt+r", "alt+shift+r", "f1", "at"]


@pytest.mark.parametrize("cls", own_classes(), ids=lambda cls: cls.__name__)
def test_bindings_come_from_the_table(cls: type[DOMNode]) -> None:
    for binding in cls.__dict__.get("BINDINGS", ()):
        assert isinstance(binding, Binding)
        key = KEYS[str(binding.id).rpartition(".")[0]]
        assert binding.key in both_cases(key.keys) and binding.action == key.action


async def test_what_every_screen_promises(demo: Garage, patient: None, tmp_path: Path) -> None:
    """At most seven entries in the footer, each answered; no key of ours hides another but on purpose."""
    attachment = tmp_path / "bon.pdf"
    attachment.write_bytes(b"%PDF-1.4")
    faults: list[str] = []
    async with at_work(demo) as clerk:

        def look(name: str) -> None:
            faults.extend(f"{name}: {fault}" for fault in faults_of(clerk.app.screen))

        await tour(clerk, look, attachment)
    assert faults == [], "\n".join(faults)


def faults_of(screen: Screen[object]) -> Iterator[str]:
    """What is wrong with the keys of a screen as it is now."""
    answered = set(names_of(screen))
    for bar in screen.query(KeyBar):
        if len(bar.hints) > 7:
            yield f"{len(bar.hints)} entries"
        for hint in bar.hints:
            lacking = set(hint.names) - answered - scrolling(screen)
            if lacking:
                yield f"{sorted(lacking)} in the footer, and nothing answers"
    if isinstance(screen, Frame) and not set(EVERYWHERE) <= answered:
        yield f"{sorted(set(EVERYWHERE) - answered)} not everywhere"
    ours: dict[str, list[str]] = defaultdict(list)
    for _node, bindings in screen._modal_binding_chain:
        for key, bound in bindings.key_to_bindings.items():
            names = [str(binding.id).rpartition(".")[0] for binding in bound if binding.id]
            ours[key] += [name for name in names if name in KEYS]
    for key, names in ours.items():
        actions = {KEYS[name].action for name in names}
        if len(actions) > 1 and not any(KEYS[name].priority for name in names):
            yield f"{key} is {sorted(names)}"


def scrolling(screen: Screen[object]) -> set[str]:
    """What a widget of Textual does by itself: Tab passes on, Enter hands in what is typed."""
    if isinstance(screen.focused, Input):
        return {"up", "down", "next_pane", "open", "back", "remove"}
    return {"up", "down", "next_pane", "open"} if screen.focused is not None else set()


async def test_f1_lists_what_the_screen_answers_to(demo: Garage) -> None:
    async with at_work(demo, size=(80, 60)) as clerk:
        await clerk.press("f3")
        names = names_of(clerk.app.screen)
        await clerk.press("f1")
        assert isinstance(clerk.app.screen, Help)
        seen = clerk.sees()
        for name in names:
            assert KEYS[name].meaning[:50] in seen
        await clerk.press("escape")
        assert "Mailing: choose the clients" in clerk.sees()


async def test_help_is_laid_out_for_the_window_there_is(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f1")
        await clerk.pilot.resize_terminal(60, 24)
        await clerk.settle()
        meaning = "Mailing: choose clients, write"
        assert f"   {'F3':<23}{meaning}" in clerk.sees()
        assert f"\n{'':26}sends a mailing" in clerk.sees()


async def test_the_palette_does_what_is_chosen(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("ctrl+p")
        await clerk.type("ledger")
        await clerk.press("enter")
        assert clerk.sees().startswith(" Ledger")


async def test_caps_lock_changes_nothing(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "V", "down", "V")
        marked = clerk.app.screen.query_one("#found").marks  # type: ignore[attr-defined]
        assert len(marked) == 2
        await clerk.press("F")
        assert "Criteria" in clerk.sees()


async def test_ctrl_c_ends_nothing_and_says_how(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("ctrl+c")
        assert "q on Today" in clerk.message()
        assert clerk.app.is_running


@pytest.mark.parametrize("keys", [("q",), ("Q",), ("f3", "ctrl+q"), ("f3", "at", "f2", "ctrl+q")])
async def test_leaving_the_program(demo: Garage, keys: tuple[str, ...]) -> None:
    async with at_work(demo) as clerk:
        await clerk.press(*keys)
        assert not clerk.app.is_running


async def test_escape_goes_up_to_today_and_no_further(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        for room in ("f2", "f3", "f4", "f5", "f9"):
            await clerk.press(room, "escape")
            assert clerk.sees().startswith(" Today")
        await clerk.press("escape", "escape")
        assert clerk.app.is_running and "q leaves the program" in clerk.message()


async def test_a_burst_of_keys_is_not_lost(demo: Garage) -> None:
    """A slow line delivers several keys at once: rooms, screens that are still opening, and text."""
    async with at_work(demo) as clerk:
        clerk.strike("f3", "f", "down", "down", "down", *"4000", "escape", "plus", "escape", "f2", "slash")
        clerk.strike(*"adam", "enter", "enter")
        await clerk.settle()
        assert "Client: Adam" in clerk.sees(), clerk.sees()
        await clerk.press("f3")
        assert demo.store.selection.count(demo.user) == demo.store.selection.count(demo.user) > 0
        assert "4000" in clerk.sees().split("\n")[1]


@pytest.mark.parametrize(
    ("packets", "keys"),
    [
        (["\x1bq"], ["escape", "q"]),
        (["\x1bQ"], ["escape", "Q"]),
        (["\x1b@"], ["escape", "at"]),
        (["\x1b", "-z"], ["escape", "minus", "z"]),
        (["\x1bé1"], ["escape", "é", "1"]),
        (["\x1b\r"], ["escape", "enter"]),
        (["\x1b+\x1b[B"], ["escape", "plus", "down"]),
        (["\x1b\x1b[A"], ["escape", "up"]),
        (["\x1b@" + "a" * 40], ["escape", "at", *"a" * 40]),
    ],
)
def test_escape_and_what_is_typed_next_in_one_packet(packets: list[str], keys: list[str]) -> None:
    """A terminal cannot tell them from Alt: both keys count, for no Alt but one has a meaning."""
    assert typed(*packets) == keys


@pytest.mark.parametrize(
    ("packets", "key"),
    [
        (["\x1b[A"], "up"),
        (["\x1b", "[", "A"], "up"),
        (["\x1bOP"], "f1"),
        (["\x1b[15~"], "f5"),
        (["\x1b[1;2B"], "shift+down"),
        (["\x1b\t"], "shift+tab"),
        (["\x1b\x7f"], "ctrl+w"),
        (["\x1bb"], "ctrl+left"),
    ],
)
def test_a_key_that_begins_with_escape_stays_one(packets: list[str], key: str) -> None:
    assert typed(*packets) == [key]


def typed(*packets: str) -> list[str]:
    """The keys that these packets of a terminal make, before any time goes by."""
    parser = Parser()
    messages = [message for packet in packets for message in parser.feed(packet)]
    return [message.key for message in messages if isinstance(message, events.Key)]


async def test_the_only_alt_there_is(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right")
        clerk.app.post_message(events.Key("alt+shift+r", "R"))
        await clerk.settle()
        assert demo.store.selection.count(demo.user) == 0 and clerk.sees().startswith(" Mailing")
