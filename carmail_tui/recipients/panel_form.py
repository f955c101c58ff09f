"""An expression as criteria: every part of it that has the form of a kind of the panel."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any as Anything

from carmail_tui.recipients.expression.fields import FIELDS, Kind
from carmail_tui.recipients.expression.tree import (
    All,
    Any,
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
    conjuncts,
)
from carmail_tui.recipients.kinds import Criteria, Spent, nothing
from carmail_tui.recipients.panel import BEFORE, FLAGS, SINCE, TICKED, as_expression
from carmail_tui.recipients.regions import PostcodeRange
from carmail_tui.recipients.window import Window


def from_expression(node: Node | None) -> Criteria:
    """The criteria that mean the same: what has the form of a kind becomes that kind, the rest `where`."""
    criteria, left = Criteria(), list[Node]()
    for part in conjuncts(node):
        keyed = _keyed(part)
        changed = next(
            (found for found in _guesses(criteria, keyed) if _verified(criteria, found, keyed)), None
        )
        if changed is None:
            left.append(part)
        else:
            criteria = changed
    return replace(criteria, where=all_of(left)) if left else criteria


def taken_apart(criteria: Criteria) -> Criteria:
    """`criteria` with what the own filter says in the panel, as far as it has that form."""
    return from_expression(as_expression(criteria))


def _verified(before: Criteria, after: Criteria, part: Node) -> bool:
    """Whether `after` asks what `before` asks and `part`, no more and no less."""
    there, now = as_expression(before), as_expression(after)
    return set(map(_flat, conjuncts(now))) == {*map(_flat, conjuncts(there)), _flat(part)}


def _flat(node: Node) -> Node:
    """A node in which the order of what one vehicle must meet does not matter."""
    if isinstance(node, Some) and isinstance(node.condition, All):
        return Some(node.entity, All(tuple(sorted(node.condition.parts, key=repr))))
    return node


def _keyed(node: Node) -> Node:
    """The node with its texts in the form by which they compare."""
    match node:
        case Test(name, operator, values) if operator is not Operator.CONTAINS:
            field = FIELDS[name]
            if field.kind is Kind.CHOICE:
                return node
            return Test(name, operator, tuple(field.key(v) if isinstance(v, str) else v for v in values))
        case All(parts):
            return All(tuple(_keyed(part) for part in parts))
        case Any(parts):
            return Any(tuple(_keyed(part) for part in parts))
        case Not(part):
            return Not(_keyed(part))
        case Some(entity, condition):
            return Some(entity, _keyed(condition))
        case _:
            return node


def _guesses(criteria: Criteria, part: Node) -> list[Criteria]:
    """The criteria with one more kind that may mean `part`."""
    kinds: list[dict[str, Anything]] = []
    match part:
        case Some(Entity.VEHICLE, condition) if not criteria.on_vehicles:
            tests = [_kinds_of(test) for test in conjuncts(condition)]
            kinds.append({name: value for test in tests for name, value in test.items()})
        case Some(Entity.MAILING, Test() as test):
            kinds.append(_kinds_of(test))
        case Not(Some(Entity.MAILING, Test("mailing_date", Operator.AT_LEAST, (Relative() as day,)))):
            kinds.append({"not_mailed": _window(day)})
        case Not(Some(Entity.MAILING, Test("mailing_date", _, (day,)))) if isinstance(day, date):
            kinds.append({"not_mailed": Window("", first=day)})
        case Total():
            kinds.append(_spent(criteria, part))
        case Any((Test("postcode") as places, Test("region") as regions)):
            kinds.append(_kinds_of(places) | _kinds_of(regions))
        case Test():
            kinds.append(_kinds_of(part))
    for kind, node in FLAGS.items():
        if part in (node, Not(node)):
            kinds.append({kind: part == node})
    unasked = [
        found
        for found in kinds
        if all(kind == "spent" or getattr(criteria, kind) == nothing(kind) for kind in found)
    ]
    return [replace(criteria, **found) for found in unasked]


def _kinds_of(node: Node) -> dict[str, Anything]:
    """The kinds that may mean this test; what comes of a wrong guess is found out by `_verified`."""
    if not isinstance(node, Test):
        return {}
    field, operator, values = node.field, node.operator, node.values
    if field == "postcode":
        spans = [PostcodeRange(*_whole(value)) for value in values if isinstance(value, Decimal | Span)]
        return {"postcodes": tuple(spans)}
    if operator in {Operator.EQUAL, Operator.IN} and (kind := _kind_of(TICKED, field)):
        return {kind: values}
    if field == "name" and operator is Operator.CONTAINS:
        return {"name": values[0]}
    since, before = _kind_of(SINCE, field), _kind_of(BEFORE, field)
    if operator is Operator.LESS and before:
        return {before: _window(values[0])}
    if field == "next_inspection":
        return {"inspection": _window_of(operator, values)}
    return {since: _window_of(operator, values)} if since else {}


def _kind_of(kinds: dict[str, str], field: str) -> str | None:
    return next((kind for kind, name in kinds.items() if name == field), None)


def _whole(value: Decimal | Span) -> tuple[int, int]:
    first, last = (value.first, value.last) if isinstance(value, Span) else (value, value)
    assert isinstance(first, Decimal) and isinstance(last, Decimal)
    return int(first), int(last)


def _window_of(operator: Operator, values: tuple[Value, ...]) -> Window | None:
    match operator, values:
        case Operator.IN, (Span(date() as first, date() as last),):
            return Window("", first, last)
        case ((Operator.AT_LEAST | Operator.AT_MOST), (Relative() as day,)):
            return _window(day)
        case Operator.AT_LEAST, (date() as first,):
            return Window("", first=first)
        case Operator.AT_MOST, (date() as last,):
            return Window("", last=last)
        case _:
            return None


def _window(day: Anything) -> Window | None:
    if isinstance(day, Relative):
        if abs(day.count) > 999:
            return None
        text = f"{abs(day.count)}{day.unit}"
        return Window(text, days=abs((day.day(date(2000, 1, 1)) - date(2000, 1, 1)).days))
    return Window("", first=day)


def _spent(criteria: Criteria, total: Total) -> dict[str, Anything]:
    period = None
    if isinstance(total.condition, Test):
        period = _window_of(total.condition.operator, total.condition.values)
    there = criteria.spent or Spent(period=period)
    if total.operator is Operator.AT_LEAST:
        return {"spent": replace(there, least=total.amount)}
    return {"spent": replace(there, most=total.amount)}
