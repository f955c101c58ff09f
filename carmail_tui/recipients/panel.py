"""Criteria as an expression: two views of one filter. `panel_form` goes the other way."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any as Anything

from carmail_tui.recipients.expression.tree import (
    All,
    Day,
    Entity,
    Node,
    Not,
    Operator,
    Relative,
    Some,
    Span,
    Test,
    Total,
    Value,
    all_of,
    any_of,
)
from carmail_tui.recipients.kinds import ON_VEHICLES, SHAPES, Criteria, Shape, Spent
from carmail_tui.recipients.regions import PostcodeRange
from carmail_tui.recipients.window import Window

TICKED = {
    "families": "family",
    "types": "type",
    "languages": "language",
    "regions": "region",
    "towns": "town",
    "vehicle_types": "vehicle_type",
    "makes": "make",
    "models": "model",
    "fuels": "fuel",
    "mailings": "mailing",
}
"""The kinds that are ticked, each with the field it tests."""
SINCE = {
    "came_since": "last_visit",
    "documents_since": "last_document",
    "created_since": "created",
    "registered": "first_registration",
}
"""The kinds that ask for a day since, or of a period."""
BEFORE = {"came_before": "last_visit", "documents_before": "last_document"}
"""The kinds that ask for a day before."""
_UNPAID = Some(
    Entity.DOCUMENT,
    All((Test("document_kind", Operator.EQUAL, ("invoice",)), Not(Test("paid", Operator.TRUE)))),
)
FLAGS: dict[str, Node] = {
    "promotions": Test("promotions", Operator.TRUE),
    "has_address": Test("has_address", Operator.TRUE),
    "bounced": Test("bounced", Operator.TRUE),
    "unpaid": _UNPAID,
}
"""The kinds that are yes or no, each with what yes means."""


def asked(criteria: Criteria) -> dict[str, Node]:
    """What each kind that is asked for means.

    Those of `ON_VEHICLES` are tests of one vehicle, without Some.
    """
    kinds = [kind for kind in SHAPES if getattr(criteria, kind) not in ((), None, "")]
    found = {kind: _meaning(kind, getattr(criteria, kind)) for kind in kinds}
    if criteria.regions and criteria.postcodes:
        # Both are the place where one lives: the one or the other.
        found["postcodes"] = any_of([found["postcodes"], found.pop("regions")])
    return found


def as_expression(criteria: Criteria) -> Node | None:
    """The whole of `criteria` as one expression; None where nothing is asked."""
    found = asked(criteria)
    parts = [node for kind, node in found.items() if kind not in ON_VEHICLES]
    if on_vehicle := vehicle_condition(criteria):
        parts.insert(0, Some(Entity.VEHICLE, on_vehicle))
    return all_of(parts) if parts else None


def vehicle_condition(criteria: Criteria) -> Node | None:
    """What the panel asks of one vehicle; None where it asks nothing."""
    found = asked(criteria)
    tests = [found[kind] for kind in ON_VEHICLES if kind in found]
    return all_of(tests) if tests else None


def _meaning(kind: str, value: Anything) -> Node:
    if kind in TICKED:
        test = _among(TICKED[kind], value)
        return Some(Entity.MAILING, test) if kind == "mailings" else test
    if SHAPES[kind] is Shape.YES_NO:
        return FLAGS[kind] if value else Not(FLAGS[kind])
    if kind in SINCE:
        return _between(SINCE[kind], *_since(value))
    if kind in BEFORE:
        return _before(BEFORE[kind], value)
    return _OTHERS[kind](value)


def _among(field: str, values: tuple[Value, ...]) -> Test:
    if len(values) == 1 and not isinstance(values[0], Span):
        return Test(field, Operator.EQUAL, values)
    return Test(field, Operator.IN, values)


def _span(found: PostcodeRange) -> Value:
    first, last = Decimal(found.first), Decimal(found.last)
    return first if first == last else Span(first, last)


def _since(window: Window) -> tuple[Day | None, Day | None]:
    if relative := window.relative():
        return Relative(-relative[0], relative[1]) if relative[0] else Relative(), None
    return window.first, window.last


def _until(window: Window) -> tuple[Day | None, Day | None]:
    if relative := window.relative():
        return None, Relative(*relative) if relative[0] else Relative()
    return window.first, window.last


def _between(field: str, first: Day | None, last: Day | None) -> Test:
    if first is not None and last is not None:
        return Test(field, Operator.IN, (Span(first, last),))
    if first is not None:
        return Test(field, Operator.AT_LEAST, (first,))
    return Test(field, Operator.KNOWN) if last is None else Test(field, Operator.AT_MOST, (last,))


def _before(field: str, window: Window) -> Test:
    first, last = _since(window)
    if last is None and first is not None:
        return Test(field, Operator.LESS, (first,))
    return _between(field, first, last)


def _total(spent: Spent) -> Node:
    inner = _between("document_date", *_since(spent.period)) if spent.period else None
    bounds = ((Operator.AT_LEAST, spent.least), (Operator.AT_MOST, spent.most))
    return all_of([Total(inner, operator, amount) for operator, amount in bounds if amount is not None])


_OTHERS: dict[str, Callable[[Anything], Node]] = {
    "postcodes": lambda value: _among("postcode", tuple(_span(found) for found in value)),
    "inspection": lambda value: _between("next_inspection", *_until(value)),
    "not_mailed": lambda value: Not(Some(Entity.MAILING, _between("mailing_date", *_since(value)))),
    "spent": _total,
    "name": lambda value: Test("name", Operator.CONTAINS, (value,)),
    "where": lambda value: value,
}
