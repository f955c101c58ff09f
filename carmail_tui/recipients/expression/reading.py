"""The values of an expression: what is written, as the kind of value that its field takes."""

import difflib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from carmail_tui.i18n import current_language
from carmail_tui.recipients.expression import vocabulary
from carmail_tui.recipients.expression.errors import ExpressionError, Fault
from carmail_tui.recipients.expression.fields import FIELDS, OPERATORS, Field, Kind
from carmail_tui.recipients.expression.tree import (
    Entity,
    Node,
    Not,
    Operator,
    Relative,
    Span,
    Test,
    Total,
    Value,
)
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.window import UNITS

if TYPE_CHECKING:
    from lark import Token

Written = Any
"""A `lark.Tree` of tokens and trees: which is which, the grammar says."""

_SHORT = {
    Entity.VEHICLE: {"type": "vehicle_type", "typ": "vehicle_type", "last visit": "vehicle_visit"},
    Entity.DOCUMENT: {"number": "document_number", "kind": "document_kind", "date": "document_date"},
    Entity.MAILING: {"title": "mailing", "kind": "mailing_kind", "date": "mailing_date"},
}
"""Shorter names of fields, for the brackets of their entity: `vehicle(type = car)`."""
_SIGNS = {"<>": "!=", "≠": "!=", "≤": "<=", "≥": ">="}
_FLAGS = {"yes": True, "no": False}


def field_of(token: "Token", inside: Entity | None) -> Field:
    """The field that a name means, in any language. Raises ExpressionError with what is near."""
    folded = fold(token)
    short = _SHORT.get(inside, {}).get(folded) if inside else None
    name = short or vocabulary.field_names().get(folded)
    if name is None:
        raise _at(token, Fault.UNKNOWN_FIELD, right=_near(folded, inside))
    return FIELDS[name]


def _near(folded: str, inside: Entity | None) -> str:
    names = {
        word: name
        for word, name in vocabulary.field_names().items()
        if inside is None or FIELDS[name].entity is inside
    }
    close = difflib.get_close_matches(folded, names, n=3, cutoff=0.5) or list(names)[:5]
    return ", ".join(dict.fromkeys(vocabulary.field_word(names[word], current_language()) for word in close))


def read_test(rule: str, field: Field, name: "Token", rest: Sequence[Any]) -> Node:
    """The test that a rule of the grammar describes. Raises ExpressionError."""
    match rule:
        case "flag":
            return _checked(field, Operator.TRUE, name, ())
        case "empty":
            return Not(_checked(field, Operator.KNOWN, name, ()))
        case "known":
            return _checked(field, Operator.KNOWN, name, ())
        case "compared":
            return _compared(field, name, rest[0], rest[1])
        case _:
            denied, _keyword, *written = rest
            operator = Operator.IN if rule == "listed" else Operator(rule)
            test = _listed(field, name, operator, written)
            return Not(test) if denied is not None else test


def _compared(field: Field, name: "Token", sign: "Token", item: Written) -> Node:
    written = _SIGNS.get(str(sign), str(sign))
    operator = Operator.EQUAL if written in {"=", "!="} else Operator(written)
    if field.kind is Kind.FLAG and operator is Operator.EQUAL:
        found: Node = _flag(field, name, item)
    elif operator is Operator.EQUAL:
        found = _listed(field, name, Operator.IN, [item])
    else:
        if item.children[1] is not None:
            raise _spanning(item, Fault.OPERATOR, field)
        found = _checked(field, operator, name, (_value(field, item.children[0]),))
    return Not(found) if written == "!=" else found


def _flag(field: Field, name: "Token", item: Written) -> Node:
    first, last = item.children
    folded = fold(token_text(first))
    yes, no = (set(map(fold, vocabulary.KEYWORDS[word])) for word in ("yes", "no"))
    if last is not None or folded not in yes | no:
        right = " ".join(vocabulary.keyword(word, current_language()) for word in ("yes", "no"))
        raise _over(first, Fault.NOT_A_CHOICE, right)
    test = Test(field.name, Operator.TRUE)
    return test if folded in yes else Not(test)


def _listed(field: Field, name: "Token", operator: Operator, items: Sequence[Written]) -> Test:
    """A test of one value or several: one alone is the same as `=`."""
    if operator in {Operator.CONTAINS, Operator.BEGINS}:
        return _checked(field, operator, name, (_value(field, items[0]),))
    values = tuple(_item(field, item) for item in items)
    if len(values) == 1 and not isinstance(values[0], Span):
        operator = Operator.EQUAL
    return _checked(field, operator, name, values)


def _checked(field: Field, operator: Operator, name: "Token", values: tuple[Value, ...]) -> Test:
    if operator not in OPERATORS[field.kind]:
        raise _at(name, Fault.OPERATOR, right=takes(field))
    return Test(field.name, operator, values)


def takes(field: Field) -> str:
    """The tests that a field takes, as they are written in the language in use."""
    language = current_language()
    shown = {
        Operator.EQUAL: "= !=",
        Operator.LESS: "< <= > >=",
        Operator.IN: vocabulary.keyword("in", language),
        Operator.CONTAINS: vocabulary.keyword("contains", language),
        Operator.BEGINS: vocabulary.keyword("begins", language),
        Operator.KNOWN: f"{vocabulary.keyword('is', language)} {vocabulary.keyword('empty', language)}",
        Operator.TRUE: vocabulary.field_word(field.name, language),
    }
    return ", ".join(words for operator, words in shown.items() if operator in OPERATORS[field.kind])


def _item(field: Field, item: Written) -> Value:
    first, last = item.children
    if last is None:
        alone: Value = _value(field, first)
        return alone
    if field.kind in {Kind.TEXT, Kind.CHOICE}:
        raise _spanning(item, Fault.NO_RANGE, field)
    span = Span(_value(field, first), _value(field, last))
    # Relative days move together with today: they are compared as on any one day.
    bounds: list[Any] = [
        end.day(date(2000, 1, 1)) if isinstance(end, Relative) else end for end in (span.first, span.last)
    ]
    mixed = isinstance(span.first, Relative) != isinstance(span.last, Relative)
    if not mixed and bounds[0] > bounds[1]:
        texts = [token_text(single) for single in (first, last)]
        raise _spanning(item, Fault.BACKWARDS, field, f"{texts[1]}..{texts[0]}")
    return span


def _value(field: Field, single: Written) -> Any:
    match field.kind:
        case Kind.TEXT:
            return _text(field, single)
        case Kind.CHOICE:
            known = vocabulary.choices(field.name)
            if (folded := fold(token_text(single))) not in known:
                shown = (vocabulary.choice_word(v, current_language()) for v in dict.fromkeys(known.values()))
                raise _over(single, Fault.NOT_A_CHOICE, ", ".join(shown))
            return known[folded]
        case Kind.DATE:
            return _day(single)
        case Kind.FLAG:
            raise _over(single, Fault.OPERATOR, takes(field))
        case _:
            return _number(single, "500.50" if field.kind is Kind.MONEY else "4000..4999", field.kind)


def _text(field: Field, single: Written) -> str:
    text = token_text(single)
    if not field.key(text):
        raise _over(single, Fault.NOT_A_TEXT, f"{vocabulary.field_word(field.name, current_language())} = VW")
    return text


def _number(single: Written, right: str, kind: Kind = Kind.MONEY) -> Decimal:
    token = single.children[0]
    number = Decimal(str(token)) if token.type == "NUMBER" else None
    if number is None or (kind is Kind.NUMBER and number % 1):
        raise _over(single, Fault.NOT_A_NUMBER, right)
    return number


def _day(single: Written) -> date | Relative:
    token, *more = single.children
    right = f"24/11/2026, 2026-11-24, {vocabulary.keyword('today', current_language())} + 6w"
    if token.type == "TODAY":
        offset = more[0] if more else None
        return _offset(str(offset)) if offset is not None else Relative()
    if token.type != "DATE":
        raise _over(single, Fault.NOT_A_DATE, right)
    text = str(token)
    try:
        if "-" in text:
            return date.fromisoformat(text)
        day, month, year = (int(part) for part in text.replace(".", "/").split("/"))
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        raise _over(single, Fault.NOT_A_DATE, right) from None


def _offset(text: str) -> Relative:
    count = int("".join(character for character in text if character.isdigit()))
    unit = UNITS[text[-1].lower()]
    return Relative(-count if text[0] == "-" else count, unit) if count else Relative()


def read_total(condition: Node | None, sign: "Token", single: Written) -> Node:
    """A total held against an amount. Raises ExpressionError."""
    amount = _number(single, "500.50")
    written = _SIGNS.get(str(sign), str(sign))
    total = Total(condition, Operator.EQUAL if written == "!=" else Operator(written), amount)
    return Not(total) if written == "!=" else total


def token_text(single: Written) -> str:
    """What is written, without its quotation marks."""
    token = single.children[0]
    text = str(token)
    if token.type != "STRING":
        return text
    if text[0] != '"':
        return text[1:-1].strip()
    return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def _at(token: "Token", fault: Fault, right: str = "") -> ExpressionError:
    return ExpressionError(fault, token.start_pos or 0, len(token), str(token), right)


def _over(single: Written, fault: Fault, right: str) -> ExpressionError:
    meta = single.meta
    return ExpressionError(fault, meta.start_pos, meta.end_pos - meta.start_pos, token_text(single), right)


def _spanning(item: Written, fault: Fault, field: Field, right: str = "") -> ExpressionError:
    first, last = item.children
    place, end = first.meta.start_pos, last.meta.end_pos
    texts = [token_text(single) for single in (first, last)]
    name = vocabulary.field_word(field.name, current_language())
    word = vocabulary.keyword("in", current_language())
    right = right or (takes(field) if fault is Fault.OPERATOR else f"{name} {word} ({', '.join(texts)})")
    return ExpressionError(fault, place, end - place, "..".join(texts), right)
