"""Guesses: values with how sure they are, and the one that is taken, if any is sure enough."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)

ENOUGH = 0.6
"""What is less sure is not given: a field that is missing costs a look, one that is wrong costs a client."""

_SAID_AGAIN = 0.04
_MOST = 0.99
_NEAR = 0.05


@dataclass(frozen=True, slots=True)
class Guess(Generic[T]):
    """A value, and how sure it is from 0 to 1."""

    value: T
    confidence: float


def best(guesses: Iterable[Guess[T]]) -> Guess[T] | None:
    """The surest value; None where none is sure enough, or two that differ are as sure as each other.

    A value that is found several times is surer.
    """
    found: dict[T, float] = {}
    for guess in sorted(guesses, key=lambda guess: -guess.confidence):
        known = found.get(guess.value)
        found[guess.value] = guess.confidence if known is None else min(_MOST, known + _SAID_AGAIN)
    ordered = sorted(found.items(), key=lambda item: -item[1])
    if not ordered:
        return None
    value, confidence = ordered[0]
    if len(ordered) > 1 and confidence - ordered[1][1] < _NEAR:
        return None
    return Guess(value, round(confidence, 2)) if confidence >= ENOUGH else None
