"""An expression as text: what `parsing.parse` reads as the same tree."""

import re
from datetime import date
from decimal import Decimal

from carmail_tui.recipients.expression.fields import FIELDS, Kind
from carmail_tui.recipients.expression.scope import loosen
from carmail_tui.recipients.expression.tree import (
    All,
    Any,
    Node,
    Not,
    Operator,
    Relative,
    Some,
    Span,
    Test,
    Total,
    Value,
)
from carmail_tui.recipients.expression.vocabulary import (
    LANGUAGES,
    UNITS,
    choice_word,
    field_word,
    group_word,
    keyword,
)

PLAIN_WORD = re.compile(r"[^\W\d_](?:[^\W_]|-(?=[^\W_]))*")
"""A text that needs no quotation marks; any other one has them."""


def printed(node: Node, language: str = "en") -> str:
    """The text of `node`, with the words of `language`."""
    return _Printer(language).text(loosen(node))


class _Printer:
    def __init__(self, language: str) -> None:
        self._language = language if language in LANGUAGES else "en"

    def _word(self, english: str) -> str:
        return keyword(english, self._language)

    def text(self, node: Node) -> str:
        match node:
            case All(parts):
                return f" {self._word('and')} ".join(self._within(part, Any) for part in parts)
            case Any(parts):
                return f" {self._word('or')} ".join(self._within(part, ()) for part in parts)
            case Not(Test(name, Operator.EQUAL, (value,))):
                return f"{self._field(name)} != {self._value(name, value)}"
            case Not(Test(name, Operator.KNOWN)):
                return f"{self._field(name)} {self._word('is')} {self._word('empty')}"
            case Not(part):
                return f"{self._word('not')} {self._within(part, (All, Any))}"
            case Some(entity, condition):
                return f"{group_word(entity, self._language)}({self.text(condition)})"
            case Total(condition, operator, amount):
                inner = "" if condition is None else self.text(condition)
                return f"{self._word('total')}({inner}) {operator} {_number(amount)}"
            case Test():
                return self._test(node)

    def _within(self, part: Node, weaker: "type | tuple[type, ...]") -> str:
        text = self.text(part)
        return f"({text})" if isinstance(part, weaker) else text

    def _field(self, name: str) -> str:
        return field_word(name, self._language)

    def _test(self, test: Test) -> str:
        field = self._field(test.field)
        match test.operator:
            case Operator.TRUE:
                return field
            case Operator.KNOWN:
                return f"{field} {self._word('is')} {self._word('not')} {self._word('empty')}"
            case Operator.CONTAINS | Operator.BEGINS:
                return f"{field} {self._word(test.operator)} {self._value(test.field, test.values[0])}"
            case Operator.IN:
                values = ", ".join(self._value(test.field, value) for value in test.values)
                listed = values if len(test.values) == 1 else f"({values})"
                return f"{field} {self._word('in')} {listed}"
            case _:
                return f"{field} {test.operator} {self._value(test.field, test.values[0])}"

    def _value(self, field: str, value: Value) -> str:
        match value:
            case Span(first, last):
                return f"{self._value(field, first)}..{self._value(field, last)}"
            case Relative(count, unit):
                today = self._word("today")
                letter = UNITS[unit][LANGUAGES.index(self._language)]
                return f"{today} {'+' if count > 0 else '-'} {abs(count)}{letter}" if count else today
            case date():
                return value.isoformat()
            case Decimal():
                return _number(value)
            case _ if FIELDS[field].kind is Kind.CHOICE:
                return choice_word(value, self._language)
            case _:
                return quoted(value)


def quoted(text: str) -> str:
    """A text as it stands in an expression: in quotation marks unless it is one word."""
    if PLAIN_WORD.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _number(number: Decimal) -> str:
    return f"{number:.2f}" if number % 1 else f"{number:.0f}"
