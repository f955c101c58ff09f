"""Clients as lists show them: one line each, and the values of a criterion with their counts."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ClientLine:
    """A client on one line, with the vehicle that the criteria are about."""

    id: int
    name: str
    code: str = ""
    postcode: str = ""
    town: str = ""
    make: str = ""
    model: str = ""
    plate: str = ""
    next_inspection: date | None = None
    last_visit: date | None = None
    email: str = ""
    selected: bool = False
    note: str = ""
    """A `recipients.reach.LeftOutReason` value where the client will receive nothing, else empty."""


@dataclass(frozen=True, slots=True)
class CriterionValue:
    """A value of a criterion: the key that the criteria hold, how to show it, how many clients have it."""

    key: str
    label: str
    count: int
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move of the selection did: how many entered, were already in, left, and are in now."""

    entered: int = 0
    already: int = 0
    left: int = 0
    selected: int = 0
