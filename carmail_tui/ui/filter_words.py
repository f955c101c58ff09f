"""What an expression means, as part of a sentence in the language in use."""

from datetime import date
from decimal import Decimal

from carmail_tui.i18n import N_, _
from carmail_tui.i18n.format import format_amount, short_day
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
)
from carmail_tui.recipients.regions import REGIONS

LABELS = {
    "name": N_("name"),
    "first_name": N_("first name"),
    "last_name": N_("last name"),
    "company": N_("company"),
    "code": N_("client code"),
    "family": N_("family"),
    "type": N_("client type"),
    "language": N_("language"),
    "street": N_("street"),
    "postcode": N_("postcode"),
    "region": N_("region"),
    "town": N_("town"),
    "country": N_("country"),
    "phone": N_("telephone"),
    "vat": N_("VAT number"),
    "promotions": N_("promotions accepted"),
    "refuses_promotions": N_("promotions refused"),
    "promotions_since": N_("consent recorded"),
    "last_visit": N_("last visit"),
    "created": N_("card made"),
    "has_address": N_("with a usable address"),
    "bounced": N_("with an address that bounced"),
    "last_document": N_("last document"),
    "last_mailed": N_("last letter"),
    "email": N_("e-mail address"),
    "plate": N_("plate"),
    "vin": N_("chassis number"),
    "vehicle_type": N_("type of vehicle"),
    "make": N_("make"),
    "model": N_("model"),
    "fuel": N_("fuel"),
    "first_registration": N_("first registration"),
    "next_inspection": N_("next inspection"),
    "vehicle_visit": N_("last visit of the vehicle"),
    "document_number": N_("document number"),
    "document_kind": N_("kind of document"),
    "document_date": N_("date of the document"),
    "due": N_("due date"),
    "amount": N_("amount"),
    "paid": N_("paid"),
    "mailing": N_("mailing"),
    "mailing_kind": N_("kind of mailing"),
    "mailing_date": N_("day of the letter"),
}
"""The fields, as a sentence calls them."""

_VALUES = {
    "fr": N_("French"),
    "nl": N_("Dutch"),
    "de": N_("German"),
    "en": N_("English"),
    "invoice": N_("invoice"),
    "credit_note": N_("credit note"),
    "promotion": N_("promotion"),
    "service": N_("service"),
}
_TESTS = {
    Operator.EQUAL: N_("{field} {value}"),
    Operator.IN: N_("{field} {value}"),
    Operator.CONTAINS: N_("{field} containing “{value}”"),
    Operator.BEGINS: N_("{field} beginning with “{value}”"),
    Operator.LESS: N_("{field} under {value}"),
    Operator.AT_MOST: N_("{field} at most {value}"),
    Operator.MORE: N_("{field} over {value}"),
    Operator.AT_LEAST: N_("{field} at least {value}"),
    Operator.KNOWN: N_("{field} known"),
}
_OF_DAYS = {
    Operator.LESS: N_("{field} before {value}"),
    Operator.AT_MOST: N_("{field} by {value}"),
    Operator.MORE: N_("{field} after {value}"),
    Operator.AT_LEAST: N_("{field} since {value}"),
}
_SOME = {
    Entity.VEHICLE: N_("a vehicle with {condition}"),
    Entity.DOCUMENT: N_("a document with {condition}"),
    Entity.MAILING: N_("a letter with {condition}"),
    Entity.ADDRESS: N_("an address with {condition}"),
}
_NONE = {
    Entity.VEHICLE: N_("no vehicle with {condition}"),
    Entity.DOCUMENT: N_("no document with {condition}"),
    Entity.MAILING: N_("no letter with {condition}"),
    Entity.ADDRESS: N_("no address with {condition}"),
}


def meaning(node: Node, today: date) -> str:
    """What `node` means; days that follow today are said as of `today`."""
    match node:
        case All(parts):
            return _(" and ").join(_within(part, today) for part in parts)
        case Any(parts):
            return _(" or ").join(_within(part, today) for part in parts)
        case Not(Some(entity, condition)):
            return _(_NONE[entity]).format(condition=_within(condition, today, All))
        case Not(Test(name, Operator.KNOWN)):
            return _("{field} unknown").format(field=_(LABELS[name]))
        case Not(part):
            return _("not ({condition})").format(condition=meaning(part, today))
        case Some(entity, condition):
            return _(_SOME[entity]).format(condition=_within(condition, today, All))
        case Total():
            return _total(node, today)
        case Test():
            return _test(node, today)


def _within(part: Node, today: date, plain: "type[Node] | None" = None) -> str:
    """A part of something larger, in brackets where it is not one thing."""
    words = meaning(part, today)
    return f"({words})" if isinstance(part, All | Any) and not (plain and isinstance(part, plain)) else words


def _test(test: Test, today: date) -> str:
    field = FIELDS[test.field]
    label = _(LABELS[test.field])
    if test.operator is Operator.TRUE:
        return label
    values = _(" or ").join(_value(field.kind, test.field, value, today) for value in test.values)
    words = _OF_DAYS.get(test.operator) if field.kind is Kind.DATE else None
    return _(words or _TESTS[test.operator]).format(field=label, value=values)


def _value(kind: Kind, field: str, value: Value, today: date) -> str:
    match value:
        case Span(first, last):
            ends = (_value(kind, field, end, today) for end in (first, last))
            return _("from {first} to {last}").format(**dict(zip(("first", "last"), ends, strict=True)))
        case Relative():
            return short_day(value.day(today))
        case date():
            return short_day(value)
        case Decimal():
            return format_amount(value) if kind is Kind.MONEY else str(value)
        case _ if field == "region":
            return _(REGIONS[value][0])
        case _:
            return _(_VALUES[value]) if kind is Kind.CHOICE else value


def _total(total: Total, today: date) -> str:
    amount = format_amount(total.amount)
    label = _("sum of all documents")
    if total.condition is not None:
        inner = _within(total.condition, today, All)
        label = _("sum of the documents with {condition}").format(condition=inner)
    return _(_TESTS[total.operator]).format(field=label, value=amount)
