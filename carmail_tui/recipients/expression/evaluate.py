"""Whether an expression holds of a client: the reference against which the database is tested."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any as Anything

from carmail_tui.recipients.client import Client
from carmail_tui.recipients.expression.fields import FIELDS, Field
from carmail_tui.recipients.expression.tree import (
    All,
    Any,
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
    walk,
)
from carmail_tui.recipients.history import History, HistoryNeededError
from carmail_tui.recipients.regions import REGIONS


def holds(node: Node, client: Client, today: date, history: History | None = None) -> bool:
    """Whether `node` holds of `client`.

    Raises HistoryNeededError where it asks for documents or mailings and no history is given: an empty one
    would let it hold of clients whom nobody meant.
    """
    if history is None:
        if needs_history(node):
            raise HistoryNeededError(node)
        history = History()
    match node:
        case All(parts):
            return all(holds(part, client, today, history) for part in parts)
        case Any(parts):
            return any(holds(part, client, today, history) for part in parts)
        case Not(part):
            return not holds(part, client, today, history)
        case Some(entity, condition):
            return any(holds_of(condition, one, today) for one in members(entity, client, history))
        case Total(condition, operator, amount):
            bills = (bill for bill in history.bills if bill.currency == "EUR")
            counted = (bill for bill in bills if condition is None or holds_of(condition, bill, today))
            return _ordered(operator, sum((bill.amount for bill in counted), Decimal(0)), amount)
        case Test(name):
            field = FIELDS[name]
            return _holds(node, field, field.value(client, history), today)


def holds_of(node: Node, one: object, today: date) -> bool:
    """Whether `node`, made of tests of one entity, holds of this vehicle, document, letter or address."""
    match node:
        case All(parts):
            return all(holds_of(part, one, today) for part in parts)
        case Any(parts):
            return any(holds_of(part, one, today) for part in parts)
        case Not(part):
            return not holds_of(part, one, today)
        case Test(name):
            field = FIELDS[name]
            return _holds(node, field, field.value(one), today)
        case _:
            raise TypeError(node)


def needs_history(node: Node) -> bool:
    """Whether it asks for documents or mailings."""
    return any(
        isinstance(inner, Total) or (isinstance(inner, Test) and FIELDS[inner.field].on_history)
        for inner in walk(node)
    )


def members(entity: Entity, client: Client, history: History) -> Sequence[object]:
    """The vehicles, documents, letters or addresses of a client."""
    return {
        Entity.VEHICLE: client.vehicles,
        Entity.ADDRESS: client.addresses,
        Entity.DOCUMENT: history.bills,
        Entity.MAILING: history.letters,
    }[entity]


def _holds(test: Test, field: Field, value: Anything, today: date) -> bool:
    match test.operator:
        case Operator.TRUE:
            return bool(value)
        case Operator.KNOWN:
            return value is not None and (not isinstance(value, str) or bool(field.key(value)))
    if value is None:
        return False
    if field.name == "region":
        return any(span.holds(value) for code in test.values for span in REGIONS[str(code)][1])
    if isinstance(value, str):
        value = field.key(value)
    return any(_is(test.operator, field, value, wanted, today) for wanted in test.values)


def _is(operator: Operator, field: Field, value: Anything, wanted: Value, today: date) -> bool:
    match wanted:
        case Span(first, last):
            return bool(_plain(first, today) <= value <= _plain(last, today))
        case str():
            key = field.key(wanted)
            if operator is Operator.CONTAINS:
                return key in value
            return bool(value.startswith(key) if operator is Operator.BEGINS else value == key)
        case _:
            return _ordered(operator, value, _plain(wanted, today))


def _plain(value: Decimal | Day | str, today: date) -> Anything:
    return value.day(today) if isinstance(value, Relative) else value


def _ordered(operator: Operator, value: Anything, wanted: Anything) -> bool:
    match operator:
        case Operator.EQUAL | Operator.IN:
            return bool(value == wanted)
        case Operator.LESS:
            return bool(value < wanted)
        case Operator.AT_MOST:
            return bool(value <= wanted)
        case Operator.MORE:
            return bool(value > wanted)
        case _:
            return bool(value >= wanted)
