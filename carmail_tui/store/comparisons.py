"""Tests of one column: a value, a list, a range, a day of which the tables keep the moment."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from operator import or_
from typing import Any as Anything

from carmail_tui.recipients.expression.fields import Field, Kind
from carmail_tui.recipients.expression.tree import Operator, Relative, Span, Test, Value
from carmail_tui.store.models import Message
from carmail_tui.store.rows import milliseconds

__all__ = ("bound", "joined", "moments", "ordered")


def joined(operator: Callable[[Anything, Anything], Anything], parts: Sequence[Anything]) -> Anything:
    """The parts joined as a balanced tree: SQLite takes no expression that is deeper than 1,000."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return operator(joined(operator, parts[:half]), joined(operator, parts[half:]))


def bound(field: Field, value: Value, today: date) -> Anything:
    """A value as its column holds it."""
    if isinstance(value, Relative):
        return value.day(today)
    if isinstance(value, Decimal):
        return int(value.scaleb(2)) if field.kind is Kind.MONEY else int(value)
    return value


def ordered(test: Test, column: Anything, bound: Callable[[Anything], Anything]) -> Anything:
    """A test of a column whose values have an order; `bound` makes a value one of the column."""
    if test.operator in {Operator.EQUAL, Operator.IN}:
        spans = [value for value in test.values if isinstance(value, Span)]
        parts = [(column >= bound(span.first)) & (column <= bound(span.last)) for span in spans]
        if single := [bound(value) for value in test.values if not isinstance(value, Span)]:
            parts.append(column.in_(single) if hasattr(column, "in_") else column << single)
        return joined(or_, parts)
    value = bound(test.values[0])
    match test.operator:
        case Operator.LESS:
            return column < value
        case Operator.AT_MOST:
            return column <= value
        case Operator.MORE:
            return column > value
        case _:
            return column >= value


# -- moments ----------------------------------------------------------------------


def day_start(day: date) -> int:
    """The first moment of a day where the program runs, as the tables keep it."""
    return milliseconds(datetime.combine(day, time.min).astimezone())


def moments(test: Test, today: date) -> Anything:
    """A test of the day of a letter: the tables keep the moment, and a day is all moments until the next."""
    column = Message.updated

    def start(value: Value, later: int = 0) -> int:
        day = value.day(today) if isinstance(value, Relative) else value
        assert isinstance(day, date)
        return _moment(day, later)

    match test.operator:
        case Operator.KNOWN:
            return column.is_null(False)
        case Operator.AT_LEAST:
            return column >= start(test.values[0])
        case Operator.LESS:
            return column < start(test.values[0])
        case Operator.MORE:
            return column >= start(test.values[0], 1)
        case Operator.AT_MOST:
            return column < start(test.values[0], 1)
    spans = [value if isinstance(value, Span) else Span(value, value) for value in test.values]  # type: ignore[arg-type]
    return joined(or_, [(column >= start(span.first)) & (column < start(span.last, 1)) for span in spans])


def _moment(day: date, later: int) -> int:
    """The first moment of `day`, or of the day after; beyond what clocks know, as near to it as they go."""
    number = min(max(day.toordinal() + later, _EARLIEST), _LATEST)
    return day_start(date.fromordinal(number))


_EARLIEST, _LATEST = date(1000, 1, 2).toordinal(), date(9999, 12, 30).toordinal()
