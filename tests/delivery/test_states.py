"""The steps of a message: what can happen to it, and what cannot."""

import re
from pathlib import Path

from carmail_tui.delivery.states import STEPS, UNDER_WAY, UNSUCCESSFUL, WAITING, State


def _reachable(start: State, without: frozenset[str] = frozenset()) -> set[State]:
    found, grown = {start}, True
    while grown:
        more = {step.target for step in STEPS.values() if step.name not in without and step.sources & found}
        grown = not more <= found
        found |= more
    return found


def test_every_step_has_a_source_and_every_state_is_reached() -> None:
    assert all(step.sources for step in STEPS.values())
    assert all(name == step.name for name, step in STEPS.items())
    assert _reachable(State.QUEUED) == set(State)


def test_nothing_is_sent_that_was_not_recorded_before_its_dot() -> None:
    into_sent = {step.name: step.sources for step in STEPS.values() if step.target is State.SENT}
    assert into_sent == {
        "accept": frozenset({State.COMMITTING}),
        "it_arrived": frozenset({State.IN_DOUBT}),
    }
    assert STEPS["commit"].sources == {State.TALKING}


def test_what_may_have_arrived_is_never_sent_again_without_a_person() -> None:
    by_a_person = frozenset({"retry", "send_again", "it_arrived", "give_up"})
    for state in (State.SENT, State.IN_DOUBT):
        assert _reachable(state, without=by_a_person) == {state}
    assert STEPS["send_again"].sources == {State.IN_DOUBT}


def test_a_message_under_way_can_end_well_ill_or_wait() -> None:
    for state in UNDER_WAY:
        assert _reachable(state) >= {State.SENT, State.REFUSED, State.IN_DOUBT} | WAITING


def test_what_is_over_stays_over() -> None:
    for state in (State.SENT, State.CANCELLED, State.BLOCKED, State.INVALID):
        assert _reachable(state) == {state}
    assert not UNSUCCESSFUL & (WAITING | UNDER_WAY)


def test_the_diagram_of_the_docs_shows_these_steps() -> None:
    page = (Path(__file__).parents[2] / "docs" / "delivery.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"^    (\w+) --> (\w+): (\w+)$", page, re.MULTILINE))
    assert shown == {
        (source.value, step.target.value, step.name) for step in STEPS.values() for source in step.sources
    }
