"""What an expression means, as a tree: tests of fields, joined by and, or, not.

A test of a vehicle, a document or a mailing stands inside `Some`: there is one of which all of it holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from carmail_tui.recipients.window import UNIT_DAYS


class Entity(StrEnum):
    """What a field belongs to. Of all but the client there may be several, or none."""

    CLIENT = "client"
    VEHICLE = "vehicle"
    DOCUMENT = "document"
    MAILING = "mailing"
    ADDRESS = "address"


class Operator(StrEnum):
    """How a field is tested. What is denied has none of its own: `!=` is `Not` of `EQUAL`, and what is
    empty is `Not` of `KNOWN`."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IN = "in"
    CONTAINS = "contains"
    BEGINS = "begins"
    KNOWN = "known"
    TRUE = "true"


@dataclass(frozen=True, slots=True)
class Relative:
    """A day counted from today: `count` units (`d w m y`) ahead, or back where it is negative."""

    count: int = 0
    unit: str = "d"

    def day(self, today: date) -> date:
        """The day that is meant today; beyond the calendar, its end."""
        try:
            return today + timedelta(days=round(self.count * UNIT_DAYS[self.unit]))
        except OverflowError:
            return date.max if self.count > 0 else date.min


Day = date | Relative
Single = str | Decimal | date | Relative


@dataclass(frozen=True, slots=True)
class Span:
    """All values from `first` to `last`, both included."""

    first: Decimal | Day
    last: Decimal | Day


Value = Single | Span


@dataclass(frozen=True, slots=True)
class Test:
    """One field, held against a value: several only for `IN`, none for `KNOWN` and `TRUE`.

    Of a field without a value no test holds, so the `Not` of each does.
    """

    field: str
    operator: Operator
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Some:
    """The client has one of these of which `condition` holds."""

    entity: Entity
    condition: "Node"


@dataclass(frozen=True, slots=True)
class Total:
    """What the client's documents in euros come to, credit notes subtracted, held against an amount.

    Only those of which `condition` holds, where there is one. Without any document it is 0.
    """

    condition: "Node | None"
    operator: Operator
    amount: Decimal


Node = Test | All | Any | Not | Some | Total


def all_of(parts: "list[Node] | tuple[Node, ...]") -> Node:
    """That all of `parts` hold, of which there is at least one; an All within is joined with it."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,))]
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def any_of(parts: "list[Node] | tuple[Node, ...]") -> Node:
    """That one of `parts` holds, of which there is at least one; an Any within is joined with it."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Any) else (part,))]
    return flat[0] if len(flat) == 1 else Any(tuple(flat))


def denied(node: Node) -> Node:
    """That `node` does not hold; what was denied twice is said."""
    return node.part if isinstance(node, Not) else Not(node)


def conjuncts(node: Node | None) -> tuple[Node, ...]:
    """The parts that all must hold."""
    if node is None:
        return ()
    return node.parts if isinstance(node, All) else (node,)


def walk(node: Node) -> Iterator[Node]:
    """The node, and all that is in it."""
    yield node
    match node:
        case All(parts) | Any(parts):
            for part in parts:
                yield from walk(part)
        case Not(part) | Some(_, part):
            yield from walk(part)
        case Total(condition) if condition is not None:
            yield from walk(condition)
