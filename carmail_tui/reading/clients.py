"""Client lists: the rows of a table, as cards with their addresses and vehicles."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from carmail_tui.reading.client_list import (
    CellFault,
    ClientList,
    Note,
    ReadClient,
    SkippedRow,
    SkipReason,
)
from carmail_tui.reading.columns import Field, columns_of, names_invoices, names_suppliers
from carmail_tui.reading.tables import Row, Table, TableError, TableFault, read_table
from carmail_tui.reading.values import country_of, day_of, emails_of, language_of, yes_or_no
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Consent, Language, Vehicle
from carmail_tui.recipients.folding import fold

Columns = Mapping[Field, tuple[int, ...]]
Mapped = Mapping[Field, str]

_LONGEST = 1000
_NAMING = (Field.NAME, Field.COMPANY, Field.LAST_NAME, Field.EMAIL, Field.CODE)
_SUPPLIER_ROLES = frozenset({"vendor", "supplier", "fournisseur", "leverancier", "lieferant"})
_PREFIXED_POSTCODE = re.compile(r"([A-Za-z]{1,2})[- ]\s*([0-9].*)")
_POSTCODE_AND_TOWN = re.compile(r"((?:[A-Za-z]{1,2}-)?[0-9]{4,5})\s+(\S.*)")


def read_clients(
    path: Path,
    mapping: Mapped | None = None,
    language: Language = Language.FRENCH,
    confirmed: Columns | None = None,
) -> ClientList:
    """The clients in a CSV file. `mapping` names the column of a field, by its name or its number from 1.

    `language` is that of clients of whom the file says none. `confirmed` are the columns of each field as a
    person confirmed them, by their number from 0: nothing else is taken. A list of suppliers is refused,
    because nobody in it is written to, and so is a list of invoices, unless `mapping` says which column the
    name is in, or the columns are confirmed.
    Raises TableError.
    """
    mapping = mapping or {}
    by_number = confirmed is not None or (bool(mapping) and all(n.isdecimal() for n in mapping.values()))
    table = read_table(path, lambda cells: _recognised(cells, mapping), by_number=by_number)
    header = table.header.cells
    columns = _mapped(path, header, mapping) if confirmed is None else confirmed
    if confirmed is None and Field.NAME not in mapping:
        refuse_others(path, header)
    taken = {column for numbers in columns.values() for column in numbers}
    return ClientList(
        table=table,
        columns={field: tuple(header[n] for n in numbers) for field, numbers in columns.items()},
        unknown=tuple(name for n, name in enumerate(header) if n not in taken and name),
        rows=tuple(read_row(table, row, columns, language) for row in table.rows if row.cells != header),
        places=columns,
    )


def refuse_others(path: Path, header: Sequence[str]) -> None:
    """Refuse a list of suppliers and one of invoices. Raises TableError."""
    if names_suppliers(header):
        raise TableError(path, TableFault.SUPPLIERS)
    if names_invoices(header):
        raise TableError(path, TableFault.INVOICES)


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


def read_row(table: Table, row: Row, columns: Columns, language: Language) -> ReadClient | SkippedRow:
    """A row as a client, or why it is none."""
    width = len(table.header.cells)
    shown = ", ".join(cell for cell in row.cells if cell)[:80]
    if any(row.cells[width:]):
        return SkippedRow(table.path, row.line, SkipReason.TOO_MANY_CELLS, shown)
    cells = _Cells(row.cells, columns)
    if fold(cells.text(Field.ROLE)) in _SUPPLIER_ROLES:
        return SkippedRow(table.path, row.line, SkipReason.SUPPLIER, shown)
    card = _card(cells)
    if not card["name"]:
        return SkippedRow(table.path, row.line, SkipReason.NO_NAME, shown)
    given = frozenset(name for name, value in card.items() if value)
    client = Client(**({"language": language} | {name: card[name] for name in given} | _country(card)))
    return ReadClient(table.path, row.line, client, given, tuple(cells.notes))


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe by which an export keeps `+32 4...` from being a formula."""
    return cell[1:] if cell[1:].lstrip()[:1] in frozenset("=+-@＝＋－＠") else cell


class _Cells:
    """The cells of a row by field, and what could not be read in them."""

    def __init__(self, cells: Sequence[str], columns: Columns) -> None:
        self._cells = cells
        self._columns = columns
        self.notes: list[Note] = []
        # At once: a card has thirty fields, and a list of a million rows asks for all of them.
        width, texts = len(cells), dict[Field, str]()
        for field, numbers in columns.items():
            for number in numbers:
                if number < width and (text := cells[number]):
                    text = _unguarded(text) if text[0] == "'" else text
                    texts[field] = " ".join(text[:_LONGEST].split())
                    break
        self._texts = texts

    def all(self, field: Field) -> tuple[str, ...]:
        """The cells of the field that are filled, the surest column first."""
        columns = self._columns.get(field)
        if columns is None:
            return ()
        cells = (self._cells[n] for n in columns if n < len(self._cells) and self._cells[n])
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
        return self.read(field, day_of, CellFault.DATE_UNREADABLE)


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
    """Where the file does not say it: Belgium, unless the postcode is none of four digits."""
    if card["country"]:
        return {}
    postcode = card["postcode"]
    return {"country": "BE" if not postcode or re.fullmatch(r"[0-9]{4}", postcode) else ""}


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
                cells.notes.append(Note(CellFault.ADDRESS_MALFORMED, field, email))
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
    if not any(cells.text(field) for field in _VEHICLE.values()):
        return None
    days = {"first_registration", "next_inspection"}
    values: dict[str, Any] = {
        name: cells.day(f) if name in days else cells.text(f) for name, f in _VEHICLE.items()
    }
    return Vehicle(**values) if any(values.values()) else None
