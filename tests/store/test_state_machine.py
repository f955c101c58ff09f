"""The same steps on a model, on SQLite and on PostgreSQL: they agree after each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from carmail_tui.delivery.queue import Transition
from carmail_tui.delivery.states import STEPS, UNDER_WAY, State
from tests.post_office import PostOffice, opened
from tests.postgres import database_url, postgres
from tests.smtp_server import SmtpServer

__all__ = ("database_url", "postgres")

_MESSAGES = range(4)
_OF_PEOPLE = ("cancel", "retry", "it_arrived", "send_again", "give_up")
_OWNERS = st.sampled_from(["a" * 32, "b" * 32])
_OF_DELIVERY = st.sampled_from(sorted(set(STEPS) - set(_OF_PEOPLE)))


@dataclass
class Modelled:
    """A message as the model knows it."""

    state: State = State.QUEUED
    owner: str | None = None

    def take(self, step: str, owner: str, *, paused: bool) -> bool:
        """A step of delivery."""
        if self.state not in STEPS[step].sources or (step == "commit" and paused):
            return False
        if step != "claim" and owner != self.owner:
            return False
        self.state = STEPS[step].target
        self.owner = owner if self.state in UNDER_WAY else None
        return True


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[PostOffice]:
    with opened(database_url, tmp_path, SmtpServer()) as found:
        yield found


def test_the_database_agrees_with_the_model_on_every_step(office: PostOffice) -> None:
    dispatch, outbox, messages = office.store.dispatch, office.store.outbox, office.store.messages

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.model = [Modelled() for _number in _MESSAGES]
            self.paused = False
            self.mailing = office.queue(*(f"client{number}@client.example" for number in _MESSAGES))
            self.ids = sorted(messages.ids(mailing=self.mailing))

        @rule(steps=st.lists(st.tuples(st.sampled_from(_MESSAGES), _OF_DELIVERY), max_size=6), owner=_OWNERS)
        def delivery_takes(self, steps: list[tuple[int, str]], owner: str) -> None:
            expected = [self.model[number].take(step, owner, paused=self.paused) for number, step in steps]
            transitions = [Transition(self.ids[number], step) for number, step in steps]
            assert dispatch.take(owner, transitions) == expected

        @rule(owner=_OWNERS)
        def another_takes_over(self, owner: str) -> None:
            for message in self.model:
                if message.state in UNDER_WAY:
                    doubt = message.state is State.COMMITTING
                    message.state, message.owner = (State.IN_DOUBT if doubt else State.QUEUED), None
            dispatch.recover(office.smtp.account, owner)

        @rule(number=st.sampled_from(_MESSAGES), step=st.sampled_from(_OF_PEOPLE))
        def a_person_takes(self, number: int, step: str) -> None:
            message, chosen = self.model[number], [self.ids[number]]
            expected = int(message.state in STEPS[step].sources)
            if expected:
                message.state, message.owner = STEPS[step].target, None
            if step in {"cancel", "retry"}:
                assert getattr(outbox, step)(chosen) == expected
            else:
                assert outbox.resolve(chosen, step, "sophie") == expected

        @rule(paused=st.booleans())
        def a_person_pauses(self, paused: bool) -> None:
            self.paused = paused
            outbox.pause(self.mailing, paused)

        @invariant()
        def both_agree(self) -> None:
            states = [line.state for line in messages.lines(self.ids)]
            assert states == [message.state for message in self.model]

    # Derandomized: SQLite and PostgreSQL take the same steps.
    run_state_machine_as_test(
        Machine, settings=settings(max_examples=50, stateful_step_count=25, deadline=None, derandomize=True)
    )
