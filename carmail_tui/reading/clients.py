"""Client lists: the rows of a table, as cards with their addresses and vehicles."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from carmail_tui.reading.card_tables import card_table
from carmail_tui.reading.checks import doubts
from carmail_tui.reading.client_list import (
    CellFault,
    ClientList,
    Note,
    ReadClient,
    SkippedRow,
    SkipReason,
)
from carmail_tui.reading.columns import Field, address_groups, columns_of, names_invoices, names_suppliers
from carmail_tui.reading.encodings import beginning
from carmail_tui.reading.layout import is_footer
from carmail_tui.reading.postcodes import postcode_countries
from carmail_tui.reading.recognition import LOOKED_AT, Recognised, RecognisedBy, recognise_columns
from carmail_tui.reading.tables import Row, Rows, Table, TableError, TableFault, read_table
from carmail_tui.reading.values import country_of, day_of, day_order, emails_of, language_of, yes_or_no
from carmail_tui.reading.vcards import is_cards
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Consent, Language, Vehicle
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.typos import suggestion

Columns = Mapping[Field, tuple[int, ...]]
Mapped = Mapping[Field, str]

_LONGEST = 1000
_NAMING = (Field.NAME, Field.COMPANY, Field.LAST_NAME, Field.EMAIL, Field.CODE)
_SUPPLIER_ROLES = frozenset({"vendor", "supplier", "fournisseur", "leverancier", "lieferant"})
_PREFIXED_POSTCODE = re.compile(r"([A-Za-z]{1,2})[- ]\s*([0-9].*)")
_DAYS = (Field.LAST_VISIT, Field.CONSENT_SINCE, Field.FIRST_REGISTRATION, Field.NEXT_INSPECTION)
_POSTCODE_AND_TOWN = re.compile(r"((?:[A-Za-z]{1,2}-)?[0-9]{4,5})\s+(\S.*)")


def read_clients(
    path: Path, mapping: Mapped | None = None, language: Language = Language.FRENCH
) -> ClientList:
    """The clients in a CSV file. `mapping` names the column of a field, by its name or its number from 1.

    `language` is that of clients of whom the file says none. A list of suppliers is refused, because nobody
    in it is written to, and so is a list of invoices, unless `mapping` says which column the name is in.
    Raises TableError.
    """
    mapping = mapping or {}
    table = _table(path, mapping)
    header = table.header.cells
    named = _mapped(path, header, mapping)
    sample = [row.cells for row in islice(table.rows, LOOKED_AT)]
    recognised = recognise_columns(header, sample, named, frozenset(mapping), table.named)
    columns = _with_content(named, recognised)
    if not mapping and not any(field in columns for field in _NAMING):
        raise TableError(path, TableFault.NO_HEADER)
    if not sample:
        raise TableError(path, TableFault.NO_ROWS)
    if Field.NAME not in mapping and names_suppliers(header):
        raise TableError(path, TableFault.SUPPLIERS)
    if Field.NAME not in mapping and names_invoices(header):
        raise TableError(path, TableFault.INVOICES)
    taken = {column for numbers in columns.values() for column in numbers}
    groups = address_groups(header, columns)
    reading = _Reading(columns, groups, language, _month_first(columns, sample))
    return ClientList(
        table=table,
        columns={field: tuple(header[n] for n in numbers) for field, numbers in columns.items()},
        unknown=tuple(name for n, name in enumerate(header) if n not in taken and name),
        rows=Rows(lambda: (_read(table, row, reading) for row in table.rows)),
        recognised=recognised,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the rows of a list are read: its columns, those of each postal address, whose language, and whether
    months stand before days."""

    columns: Columns
    addresses: tuple[Columns, ...]
    language: Language
    month_first: bool


def _with_content(named: Columns, recognised: Sequence[Recognised]) -> Columns:
    """The columns known by name, and those that their content tells."""
    columns = dict(named)
    for each in recognised:
        if each.by is RecognisedBy.CONTENT and each.field is not None:
            columns[each.field] = (*columns.get(each.field, ()), each.column)
    return columns


def _month_first(columns: Columns, sample: Sequence[Sequence[str]]) -> bool:
    """Whether dates are written as in America: some that can only be read so, and none only the other way."""
    days = [n for field in _DAYS for n in columns.get(field, ())]
    orders = {order for row in sample for n in days if n < len(row) and (order := day_order(row[n]))}
    return orders == {"month"}


def _table(path: Path, mapping: Mapped) -> Table:
    if is_cards(beginning(path)):
        return card_table(path)
    return read_table(path, lambda cells: _recognised(cells, mapping))


def known_names(cells: Sequence[str]) -> int:
    """How many cells of a row are names of columns of a client list."""
    return len(columns_of(cells))


def _recognised(cells: Sequence[str], mapping: Mapped) -> int:
    known = set(columns_of(cells)) | {
        field for field, name in mapping.items() if fold(name) in map(fold, cells)
    }
    return len(known) if any(field in known for field in _NAMING) else 0


def _mapped(path: Path, header: Sequence[str], mapping: Mapped) -> dict[Field, tuple[int, ...]]:
    columns = columns_of(header)
    folded = [fold(name) for name in header]
    for field, name in mapping.items():
        if fold(name) in folded:
            column = folded.index(fold(name))
        elif name.isdecimal() and 1 <= int(name) <= len(header):
            column = int(name) - 1
        else:
            raise TableError(path, TableFault.NO_SUCH_COLUMN, name)
        columns = {f: tuple(n for n in numbers if n != column) for f, numbers in columns.items()}
        columns[field] = (column,)
    return {field: numbers for field, numbers in columns.items() if numbers}


def _read(table: Table, row: Row, reading: _Reading) -> ReadClient | SkippedRow:
    width = len(table.header.cells)
    shown = ", ".join(cell for cell in row.cells if cell)[:80]
    if any(row.cells[width:]):
        return SkippedRow(table.path, row.line, SkipReason.TOO_MANY_CELLS, shown)
    if is_footer(row.cells):
        return SkippedRow(table.path, row.line, SkipReason.FOOTER, shown)
    cells = _Cells(row.cells, reading)
    if fold(cells.text(Field.ROLE)) in _SUPPLIER_ROLES:
        return SkippedRow(table.path, row.line, SkipReason.SUPPLIER, shown)
    card = _card(cells)
    if not card["name"]:
        return SkippedRow(table.path, row.line, SkipReason.NO_NAME, shown)
    given = frozenset(name for name, value in card.items() if value)
    known = {name: card[name] for name in given}
    client = Client(**({"language": reading.language} | known | _country(card)))
    notes = (*cells.notes, *doubts(card, client.country))
    return ReadClient(table.path, row.line, client, given, notes)


class _Cells:
    """The cells of a row by field, and what could not be read in them."""

    def __init__(self, cells: Sequence[str], reading: _Reading) -> None:
        self._cells = cells
        self._columns = reading.columns
        if len(reading.addresses) > 1:
            self._columns = {**reading.columns, **self._one_address(reading.addresses)}
        self._month_first = reading.month_first
        self.notes: list[Note] = []

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
        columns = (n for n in self._columns.get(field, ()) if n < len(self._cells))
        return tuple(self._cells[n] for n in columns if self._cells[n])

    def text(self, field: Field) -> str:
        """The first filled cell of the field, its line breaks as blanks, at most a thousand characters."""
        return next((" ".join(text[:_LONGEST].split()) for text in self.all(field)), "")

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


def _card(cells: _Cells) -> dict[str, Any]:
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


def _names(cells: _Cells, addresses: Sequence[Address]) -> dict[str, str]:
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


def _street(cells: _Cells) -> str:
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


def _country(card: Mapping[str, Any]) -> dict[str, str]:
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


def _addresses(cells: _Cells) -> Iterable[Address]:
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


def _vehicle(cells: _Cells) -> Vehicle | None:
    days = {"first_registration", "next_inspection"}
    values: dict[str, Any] = {
        name: cells.day(f) if name in days else cells.text(f) for name, f in _VEHICLE.items()
    }
    return Vehicle(**values) if any(values.values()) else None
