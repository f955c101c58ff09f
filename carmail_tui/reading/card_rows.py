"""A row of a client list as a card, with its addresses and its vehicle."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from carmail_tui.reading.client_list import CellFault, Note
from carmail_tui.reading.columns import Field
from carmail_tui.reading.postcodes import postcode_countries
from carmail_tui.reading.values import country_of, day_of, day_order, emails_of, language_of, yes_or_no
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Consent, Language, Vehicle
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.typos import suggestion

Columns = Mapping[Field, tuple[int, ...]]

_LONGEST = 1000
_DAYS = (Field.LAST_VISIT, Field.CONSENT_SINCE, Field.FIRST_REGISTRATION, Field.NEXT_INSPECTION)
_PREFIXED_POSTCODE = re.compile(r"([A-Za-z]{1,2})[- ]\s*([0-9].*)")
_POSTCODE_AND_TOWN = re.compile(r"((?:[A-Za-z]{1,2}-)?[0-9]{4,5})\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of a list are read: its columns, those of each postal address, whose language, and whether
    months stand before days."""

    columns: Columns
    addresses: tuple[Columns, ...]
    language: Language
    month_first: bool


def month_first(columns: Columns, sample: Sequence[Sequence[str]]) -> bool:
    """Whether dates are written as in America: some that can only be read so, and none only the other way."""
    days = [n for field in _DAYS for n in columns.get(field, ())]
    orders = {order for row in sample for n in days if n < len(row) and (order := day_order(row[n]))}
    return orders == {"month"}


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe by which an export keeps `+32 4...` from being a formula."""
    return cell[1:] if cell[1:].lstrip()[:1] in frozenset("=+-@＝＋－＠") else cell


class Cells:
    """The cells of a row by field, and what could not be read in them."""

    def __init__(self, cells: Sequence[str], reading: Reading) -> None:
        self._cells = cells
        self._columns = reading.columns
        if len(reading.addresses) > 1:
            self._columns = {**reading.columns, **self._one_address(reading.addresses)}
        self._month_first = reading.month_first
        self.notes: list[Note] = []
        # At once: a card has thirty fields, and a list of a million rows asks for all of them.
        width, texts = len(cells), dict[Field, str]()
        for field, numbers in self._columns.items():
            for number in numbers:
                if number < width and (text := cells[number]):
                    text = _unguarded(text) if text[0] == "'" else text
                    texts[field] = " ".join(text[:_LONGEST].split())
                    break
        self._texts = texts

    def _one_address(self, groups: Sequence[Columns]) -> Columns:
        """The columns of the first address with something in it besides a country; no other's."""
        fields = {field for group in groups for field in group}
        for group in groups:
            if any(
                n < len(self._cells) and self._cells[n]
                for field, numbers in group.items()
                if field is not Field.COUNTRY
                for n in numbers
            ):
                return dict.fromkeys(fields, ()) | dict(group)
        return {}

    def all(self, field: Field) -> tuple[str, ...]:
        """The cells of the field that are filled, the surest column first."""
        if field not in self._texts:
            return ()
        cells = (self._cells[n] for n in self._columns[field] if n < len(self._cells) and self._cells[n])
        return tuple(_unguarded(cell) if cell[0] == "'" else cell for cell in cells)

    def text(self, field: Field) -> str:
        """The first filled cell of the field, its line breaks as blanks, at most a thousand characters."""
        return self._texts.get(field, "")

    def read(self, field: Field, reader: Any, fault: CellFault) -> Any:
        """What `reader` makes of the first filled cell; noted where it makes nothing of it."""
        text = self.text(field)
        if not text:
            return None
        value = reader(text)
        if value is None or value == "":
            self.notes.append(Note(fault, field, text))
        return value

    def day(self, field: Field) -> Any:
        """A day."""
        return self.read(
            field, lambda text: day_of(text, month_first=self._month_first), CellFault.DATE_UNREADABLE
        )


def card_of(cells: Cells) -> dict[str, Any]:
    """The fields of the card that the row fills; what it does not is empty or None."""
    addresses = tuple(_addresses(cells))
    vehicle = _vehicle(cells)
    postcode, town = _place(cells.text(Field.POSTCODE), cells.text(Field.TOWN))
    accepted = cells.read(Field.CONSENT, yes_or_no, CellFault.CONSENT_UNCLEAR)
    consent = Consent(accepted, cells.day(Field.CONSENT_SINCE), cells.text(Field.CONSENT_ORIGIN))
    return {
        "code": cells.text(Field.CODE),
        **_names(cells, addresses),
        "family": cells.text(Field.FAMILY),
        "type": cells.text(Field.TYPE),
        "language": cells.read(Field.LANGUAGE, language_of, CellFault.LANGUAGE_UNKNOWN),
        "street": _street(cells),
        "postcode": postcode[1],
        "town": town,
        "country": cells.read(Field.COUNTRY, country_of, CellFault.COUNTRY_UNKNOWN) or postcode[0],
        "phone": cells.text(Field.PHONE),
        "vat": cells.text(Field.VAT),
        "consent": consent if accepted is not None else None,
        "last_visit": cells.day(Field.LAST_VISIT),
        "addresses": addresses,
        "vehicles": (vehicle,) if vehicle else (),
    }


def _names(cells: Cells, addresses: Sequence[Address]) -> dict[str, str]:
    """Name, company and person. A name that has no word of the person beside it is that of a company."""
    name, company = cells.text(Field.NAME), cells.text(Field.COMPANY)
    first, last = cells.text(Field.FIRST_NAME), cells.text(Field.LAST_NAME)
    person = f"{last}, {first}" if last and first else last or first
    if name and person and not company and not set(fold(name).split()) & set(fold(person).split()):
        company = name
    email = addresses[0].email if addresses else ""
    return {
        "name": name or company or person or email,
        "company": company,
        "first_name": first,
        "last_name": last,
    }


def _street(cells: Cells) -> str:
    street = " ".join(filter(None, (cells.text(Field.STREET), cells.text(Field.HOUSE_NUMBER))))
    return ", ".join(filter(None, (street, cells.text(Field.STREET_MORE))))


def _place(postcode: str, town: str) -> tuple[tuple[str, str], str]:
    """Country prefix and postcode, and town: of `B-4000`, and of `4000 Liège` in one cell."""
    alone = "" if postcode and town else postcode or town
    if match := _POSTCODE_AND_TOWN.fullmatch(alone):
        postcode, town = match[1], match[2]
    if match := _PREFIXED_POSTCODE.fullmatch(postcode):
        return (country_of(match[1]), match[2]), town
    return ("", postcode), town


def assumed_country(card: Mapping[str, Any]) -> dict[str, str]:
    """Where the file does not say it: Belgium, unless the postcode is none of four digits.

    A postcode that one country alone has (`1234 AB`) tells it.
    """
    if card["country"]:
        return {}
    postcode = card["postcode"]
    if not postcode or re.fullmatch(r"[0-9]{4}", postcode):
        return {"country": "BE"}
    countries = postcode_countries(postcode)
    return {"country": countries[0] if len(countries) == 1 else ""}


def _addresses(cells: Cells) -> Iterable[Address]:
    person = " ".join(filter(None, (cells.text(Field.FIRST_NAME), cells.text(Field.LAST_NAME))))
    sources = (
        (Field.EMAIL, AddressSource.CARD, ""),
        (Field.EMAIL_FINANCIAL, AddressSource.FINANCIAL, ""),
        (Field.EMAIL_CONTACT, AddressSource.CONTACT, person),
    )
    for field, source, owner in sources:
        seen: set[str] = set()
        for email, label in (found for text in cells.all(field) for found in emails_of(text)):
            box = mailbox(email)
            if (box or email.casefold()) in seen:
                continue
            seen.add(box or email.casefold())
            if box is None:
                cells.notes.append(Note(CellFault.ADDRESS_MALFORMED, field, email, suggestion(email)))
            yield Address(email, source, box, label or owner)


_VEHICLE = {
    "plate": Field.PLATE,
    "vin": Field.VIN,
    "type": Field.VEHICLE_TYPE,
    "make": Field.MAKE,
    "model": Field.MODEL,
    "fuel": Field.FUEL,
    "first_registration": Field.FIRST_REGISTRATION,
    "next_inspection": Field.NEXT_INSPECTION,
}


def _vehicle(cells: Cells) -> Vehicle | None:
    if not any(cells.text(f) for f in _VEHICLE.values()):
        return None
    days = {"first_registration", "next_inspection"}
    values: dict[str, Any] = {
        name: cells.day(f) if name in days else cells.text(f) for name, f in _VEHICLE.items()
    }
    return Vehicle(**values) if any(values.values()) else None
