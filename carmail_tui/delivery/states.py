"""The states of a message in the outbox, and the steps between them, as data."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a message is."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    TALKING = "talking"
    COMMITTING = "committing"
    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    BLOCKED = "blocked"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Step:
    """A step that may be taken: its name, from which states, to which."""

    name: str
    sources: frozenset[State]
    target: State


def _step(name: str, target: State, *sources: State) -> Step:
    return Step(name, frozenset(sources), target)


_S = State
STEPS = {
    step.name: step
    for step in (
        _step("claim", _S.CLAIMED, _S.QUEUED, _S.DEFERRED),
        _step("begin", _S.TALKING, _S.CLAIMED),
        # From here the server may deliver: written and fsynced before the final dot.
        _step("commit", _S.COMMITTING, _S.TALKING),
        _step("accept", _S.SENT, _S.COMMITTING),
        _step("lose", _S.IN_DOUBT, _S.COMMITTING),
        _step("defer", _S.DEFERRED, _S.CLAIMED, _S.TALKING, _S.COMMITTING),
        _step("refuse", _S.REFUSED, _S.TALKING, _S.COMMITTING),
        _step("release", _S.QUEUED, _S.CLAIMED, _S.TALKING),
        _step("expire", _S.EXPIRED, _S.CLAIMED, _S.TALKING, _S.COMMITTING),
        _step("block", _S.BLOCKED, _S.CLAIMED),
        _step("invalidate", _S.INVALID, _S.CLAIMED, _S.TALKING),
        # Until the dot nothing can have been delivered, so taking back is exact up to there.
        _step("cancel", _S.CANCELLED, _S.QUEUED, _S.DEFERRED, _S.CLAIMED, _S.TALKING),
        _step("retry", _S.QUEUED, _S.DEFERRED, _S.REFUSED, _S.EXPIRED),
        # In doubt: by evidence or by a person, never by time.
        _step("it_arrived", _S.SENT, _S.IN_DOUBT),
        _step("send_again", _S.QUEUED, _S.IN_DOUBT),
        _step("give_up", _S.CANCELLED, _S.IN_DOUBT),
    )
}
"""Every step, by name. What is not here cannot happen."""

WAITING = frozenset({State.QUEUED, State.DEFERRED})
UNDER_WAY = frozenset({State.CLAIMED, State.TALKING, State.COMMITTING})
UNSUCCESSFUL = frozenset({State.REFUSED, State.EXPIRED, State.BLOCKED, State.INVALID})
"""Ended without having been accepted: a person should look."""
