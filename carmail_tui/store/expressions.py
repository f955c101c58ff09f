"""Expressions as conditions of the database: bound peewee expressions, never SQL text.

What a client has several of is `id IN (subquery)`, never a correlated EXISTS with a list and a range: SQLite
3.40.1 returns wrong rows for that form on large tables. Every condition is true or false, never NULL: a NULL
would stay NULL under NOT, where the reference (`recipients.expression.evaluate`) has true.
"""

from datetime import date
from operator import and_, or_
from typing import Any as Anything

from peewee import Case, fn

from carmail_tui.delivery.states import UNSUCCESSFUL, State
from carmail_tui.documents.document import DocumentKind
from carmail_tui.recipients.client import SuppressionReason
from carmail_tui.recipients.expression.fields import FIELDS, Field, Kind
from carmail_tui.recipients.expression.tree import (
    All,
    Any,
    Entity,
    Node,
    Not,
    Operator,
    Some,
    Span,
    Test,
    Total,
    Value,
)
from carmail_tui.recipients.regions import REGIONS
from carmail_tui.store.comparisons import bound, joined, moments, ordered
from carmail_tui.store.models import Address, Client, Document, Mailing, Message, Suppression, Vehicle

__all__ = ("WRITTEN", "condition_of", "row_condition")

WRITTEN = (Message.intent == "mailing") & Message.state.not_in(
    sorted(state.value for state in (*UNSUCCESSFUL, State.CANCELLED))
)
"""The messages that count as letters written to a client: accepted, on their way, or in doubt."""

_CENTS = Case(
    Document.kind, ((DocumentKind.CREDIT_NOTE.value, Document.total_cents * -1),), Document.total_cents
)
_COLUMNS: dict[str, Anything] = {
    "name": Client.name_key,
    "first_name": Client.first_name_key,
    "last_name": Client.last_name_key,
    "company": Client.company_key,
    "code": Client.code_key,
    "family": Client.family_key,
    "type": Client.type_key,
    "language": Client.language,
    "street": Client.street_key,
    "postcode": Client.postcode_number,
    "region": Client.postcode_number,
    "town": Client.town_key,
    "country": Client.country_key,
    "phone": Client.phone_key,
    "vat": Client.vat_text,
    "promotions_since": Client.promotions_since,
    "last_visit": Client.last_visit,
    "created": Client.created,
    "email": Address.email_key,
    "plate": Vehicle.plate_key,
    "vin": Vehicle.vin_key,
    "vehicle_type": Vehicle.type_key,
    "make": Vehicle.make_key,
    "model": Vehicle.model_key,
    "fuel": Vehicle.fuel_key,
    "first_registration": Vehicle.first_registration,
    "next_inspection": Vehicle.next_inspection,
    "vehicle_visit": Vehicle.last_visit,
    "document_number": Document.number_key,
    "document_kind": Document.kind,
    "document_date": Document.date,
    "due": Document.due,
    "amount": _CENTS,
}


def condition_of(node: Node, today: date) -> Anything:
    """The peewee expression on `models.Client` that holds for the clients of whom `node` holds."""
    match node:
        case All(parts):
            return joined(and_, [condition_of(part, today) for part in parts])
        case Any(parts):
            return joined(or_, [condition_of(part, today) for part in parts])
        case Not(part):
            return ~condition_of(part, today)
        case Some(entity, inner):
            return Client.id.in_(_holders(entity, row_condition(inner, today)))
        case Total():
            return _total(node, today)
        case Test("last_document" | "last_mailed"):
            return _last(node, today)
        case Test():
            return _test(node, today)


def row_condition(node: Node, today: date) -> Anything:
    """The expression on the table of one entity, for a node that is made of its tests."""
    match node:
        case All(parts):
            return joined(and_, [row_condition(part, today) for part in parts])
        case Any(parts):
            return joined(or_, [row_condition(part, today) for part in parts])
        case Not(part):
            return ~row_condition(part, today)
        case Test():
            return _test(node, today)
        case _:
            raise TypeError(node)


def _holders(entity: Entity, where: Anything) -> Anything:
    """The clients who have one of these. None of them is NULL: `NOT IN` of a NULL holds of nobody."""
    match entity:
        case Entity.VEHICLE:
            return Vehicle.select(Vehicle.client).where(where)
        case Entity.ADDRESS:
            return Address.select(Address.client).where(where)
        case Entity.DOCUMENT:
            return Document.select(Document.client).where(Document.client.is_null(False) & where)
        case _:
            known = Message.client_id.is_null(False) & Message.mailing.is_null(False)
            return Message.select(Message.client_id).where(known & WRITTEN & where)


def _test(test: Test, today: date) -> Anything:
    field = FIELDS[test.field]
    match field:
        case Field(kind=Kind.FLAG):
            return _flag(test.field)
        case Field(name="region"):
            spans = [span for code in test.values for span in REGIONS[str(code)][1]]
            column = Client.postcode_number
            within = [column.between(span.first, span.last) for span in spans]
            return column.is_null(False) & joined(or_, within)
        case Field(name="mailing" | "mailing_kind"):
            column = Mailing.title_key if field.name == "mailing" else Mailing.kind
            return Message.mailing.in_(
                Mailing.select(Mailing.id).where(_compared(test, field, column, today))
            )
        case Field(name="mailing_date"):
            return moments(test, today)
        case _:
            return _compared(test, field, _COLUMNS[test.field], today)


def _flag(name: str) -> Anything:
    match name:
        case "promotions":
            return Client.promotions.is_null(False) & (Client.promotions == True)  # noqa: E712 - a column
        case "refuses_promotions":
            return Client.promotions.is_null(False) & (Client.promotions == False)  # noqa: E712
        case "paid":
            return Document.paid == True  # noqa: E712
        case "has_address":
            usable = Address.mailbox.is_null(False) & Address.mailbox.not_in(
                Suppression.select(Suppression.mailbox)
            )
            return Client.id.in_(Address.select(Address.client).where(usable))
        case _:
            dead = Suppression.select(Suppression.mailbox).where(
                Suppression.reason == SuppressionReason.BOUNCED.value
            )
            of_dead = Address.mailbox.is_null(False) & Address.mailbox.in_(dead)
            return Client.id.in_(Address.select(Address.client).where(of_dead))


def _compared(test: Test, field: Field, column: Anything, today: date) -> Anything:
    if field.kind in {Kind.TEXT, Kind.CHOICE}:
        return _text(test, field, column)
    if test.operator is Operator.KNOWN:
        return column.is_null(False)
    compared = ordered(test, column, lambda value: bound(field, value, today))
    # Amounts are never NULL, and have no column of their own.
    return compared if field.kind is Kind.MONEY else column.is_null(False) & compared


def _text(test: Test, field: Field, column: Anything) -> Anything:
    keys = [field.key(str(value)) if field.kind is Kind.TEXT else str(value) for value in test.values]
    match test.operator:
        case Operator.KNOWN:
            return column != ""
        case Operator.CONTAINS:
            return column.contains(keys[0])
        case Operator.BEGINS:
            return fn.SUBSTR(column, 1, len(keys[0])) == keys[0]
        case _:
            return column.in_(keys)


# -- what is last, and a sum -------------------------------------------------------------------------------


def _last(test: Test, today: date) -> Anything:
    """A test of the day of the last document or letter: none is later, and one is not earlier."""
    entity, field = {
        "last_document": (Entity.DOCUMENT, "document_date"),
        "last_mailed": (Entity.MAILING, "mailing_date"),
    }[test.field]

    def some(operator: Operator, *values: Value) -> Anything:
        return Client.id.in_(_holders(entity, _test(Test(field, operator, values), today)))

    def within(first: Value, last: Value) -> Anything:
        return some(Operator.AT_LEAST, first) & ~some(Operator.MORE, last)

    value = test.values[0] if test.values else None
    match test.operator, value:
        case ((Operator.KNOWN | Operator.AT_LEAST | Operator.MORE), _):
            return some(test.operator, *test.values)
        case Operator.AT_MOST, found if found is not None:
            return some(Operator.KNOWN) & ~some(Operator.MORE, found)
        case Operator.LESS, found if found is not None:
            return some(Operator.KNOWN) & ~some(Operator.AT_LEAST, found)
    spans = [(v.first, v.last) if isinstance(v, Span) else (v, v) for v in test.values]
    return joined(or_, [within(first, last) for first, last in spans])


def _total(total: Total, today: date) -> Anything:
    where = Document.client.is_null(False) & (Document.currency == "EUR")
    if total.condition is not None:
        where &= row_condition(total.condition, today)
    cents = int(total.amount.scaleb(2))
    test = Test("amount", total.operator, (total.amount,))
    money = fn.SUM(_CENTS)
    sums = Document.select(Document.client).where(where).group_by(Document.client)
    holds = ordered(test, money, lambda _value: cents)
    if not _of_nothing(total.operator, cents):
        return Client.id.in_(sums.having(holds))
    # Without any document it is 0, of which this holds too: all but those of whom it does not.
    return ~Client.id.in_(sums.having(~holds))


def _of_nothing(operator: Operator, cents: int) -> bool:
    return {
        Operator.EQUAL: cents == 0,
        Operator.LESS: cents > 0,
        Operator.AT_MOST: cents >= 0,
        Operator.MORE: cents < 0,
        Operator.AT_LEAST: cents <= 0,
    }[operator]
