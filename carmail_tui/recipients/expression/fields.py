"""The fields that a filter may test: of what they are, how their values are read from the rooms' objects."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from carmail_tui.recipients.client import Client, SuppressionReason
from carmail_tui.recipients.expression.tree import Entity, Operator
from carmail_tui.recipients.folding import compact, fold
from carmail_tui.recipients.history import History
from carmail_tui.recipients.makes import make_key
from carmail_tui.recipients.regions import REGIONS, postcode_number


class Kind(StrEnum):
    """What a value is; it decides which tests make sense."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    FLAG = "flag"


_EQUALITY = frozenset({Operator.EQUAL, Operator.IN})
_ORDER = frozenset({Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST})
OPERATORS: dict[Kind, frozenset[Operator]] = {
    Kind.TEXT: _EQUALITY | {Operator.CONTAINS, Operator.BEGINS, Operator.KNOWN},
    Kind.CHOICE: _EQUALITY,
    Kind.NUMBER: _EQUALITY | _ORDER | {Operator.KNOWN},
    Kind.MONEY: _EQUALITY | _ORDER,
    Kind.DATE: _EQUALITY | _ORDER | {Operator.KNOWN},
    Kind.FLAG: frozenset({Operator.TRUE}),
}
"""The tests that each kind of value takes."""

CHOICES: dict[str, tuple[str, ...]] = {
    "language": ("fr", "nl", "de", "en"),
    "region": tuple(REGIONS),
    "document_kind": ("invoice", "credit_note"),
    "mailing_kind": ("promotion", "service"),
}
"""The values of the fields that have few."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `value` reads it from an object of its entity; `key` is the form by which texts compare.

    Fields of the client are read from the card and from the history together.
    """

    name: str
    entity: Entity
    kind: Kind
    value: Callable[..., Any]
    key: Callable[[str], str] = fold

    @property
    def on_history(self) -> bool:
        """Whether the documents or letters of a client must be known for it."""
        return self.entity in {Entity.DOCUMENT, Entity.MAILING} or self.name in {
            "last_document",
            "last_mailed",
        }


def _bounced(client: Client) -> bool:
    suppressions = (address.suppression for address in client.addresses)
    return any(found is not None and found.reason is SuppressionReason.BOUNCED for found in suppressions)


def _last_document(client: Client, history: History) -> Any:
    return max((bill.date for bill in history.bills if bill.date is not None), default=None)


def _last_mailed(client: Client, history: History) -> Any:
    return max((letter.date for letter in history.letters), default=None)


def _postcode(client: Client) -> int | None:
    return postcode_number(client.postcode, client.country)


def _of_client() -> list[Field]:
    def card(read: Callable[[Client], Any]) -> Callable[..., Any]:
        return lambda client, history: read(client)

    def text(name: str, key: Callable[[str], str] = fold) -> Field:
        return Field(name, Entity.CLIENT, Kind.TEXT, card(lambda client: getattr(client, name)), key)

    def flag(name: str, read: Callable[[Client], bool]) -> Field:
        return Field(name, Entity.CLIENT, Kind.FLAG, card(read))

    def day(name: str, read: Callable[[Client], Any]) -> Field:
        return Field(name, Entity.CLIENT, Kind.DATE, card(read))

    return [
        text("name"),
        text("first_name"),
        text("last_name"),
        text("company"),
        text("code", compact),
        text("family"),
        text("type"),
        Field("language", Entity.CLIENT, Kind.CHOICE, card(lambda client: client.language.value)),
        text("street"),
        Field("postcode", Entity.CLIENT, Kind.NUMBER, card(_postcode)),
        Field("region", Entity.CLIENT, Kind.CHOICE, card(_postcode)),
        text("town"),
        text("country"),
        text("phone", compact),
        text("vat", compact),
        flag("promotions", lambda client: client.consent.accepted is True),
        flag("refuses_promotions", lambda client: client.consent.accepted is False),
        day("promotions_since", lambda client: client.consent.since),
        day("last_visit", lambda client: client.last_visit),
        day("created", lambda client: client.created),
        flag("has_address", lambda client: any(address.usable for address in client.addresses)),
        flag("bounced", _bounced),
        Field("last_document", Entity.CLIENT, Kind.DATE, _last_document),
        Field("last_mailed", Entity.CLIENT, Kind.DATE, _last_mailed),
    ]


def _of(
    entity: Entity, *rows: tuple[str, Kind, str] | tuple[str, Kind, str, Callable[[str], str]]
) -> list[Field]:
    def read(attribute: str) -> Callable[..., Any]:
        return lambda found: getattr(found, attribute)

    return [Field(row[0], entity, row[1], read(row[2]), *row[3:]) for row in rows]


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        *_of_client(),
        *_of(Entity.ADDRESS, ("email", Kind.TEXT, "email")),
        *_of(
            Entity.VEHICLE,
            ("plate", Kind.TEXT, "plate", compact),
            ("vin", Kind.TEXT, "vin", compact),
            ("vehicle_type", Kind.TEXT, "type"),
            ("make", Kind.TEXT, "make", make_key),
            ("model", Kind.TEXT, "model"),
            ("fuel", Kind.TEXT, "fuel"),
            ("first_registration", Kind.DATE, "first_registration"),
            ("next_inspection", Kind.DATE, "next_inspection"),
            ("vehicle_visit", Kind.DATE, "last_visit"),
        ),
        *_of(
            Entity.DOCUMENT,
            ("document_number", Kind.TEXT, "number", compact),
            ("document_kind", Kind.CHOICE, "kind"),
            ("document_date", Kind.DATE, "date"),
            ("due", Kind.DATE, "due"),
            ("amount", Kind.MONEY, "amount"),
            ("paid", Kind.FLAG, "paid"),
        ),
        *_of(
            Entity.MAILING,
            ("mailing", Kind.TEXT, "title"),
            ("mailing_kind", Kind.CHOICE, "kind"),
            ("mailing_date", Kind.DATE, "date"),
        ),
    )
}
"""Every field, by its name in the tree."""
