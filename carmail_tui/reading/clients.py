"""Client lists: the rows of a table, as cards with their addresses and vehicles."""

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from carmail_tui.reading.card_rows import Cells, Columns, Reading, assumed_country, card_of, month_first
from carmail_tui.reading.card_tables import card_table
from carmail_tui.reading.checks import doubts
from carmail_tui.reading.client_list import (
    ClientList,
    ReadClient,
    SkippedRow,
    SkipReason,
)
from carmail_tui.reading.columns import Field, address_groups, columns_of, names_invoices, names_suppliers
from carmail_tui.reading.encodings import beginning
from carmail_tui.reading.layout import is_footer
from carmail_tui.reading.recognition import LOOKED_AT, Recognised, RecognisedBy, recognise_columns
from carmail_tui.reading.tables import Row, Rows, Table, TableError, TableFault, read_table
from carmail_tui.reading.vcards import is_cards
from carmail_tui.recipients.client import Client, Language
from carmail_tui.recipients.folding import fold

__all__ = ("Columns", "Mapped", "known_names", "read_clients", "refuse_others")

Mapped = Mapping[Field, str]

_NAMING = (Field.NAME, Field.COMPANY, Field.LAST_NAME, Field.EMAIL, Field.CODE)
_SUPPLIER_ROLES = frozenset({"vendor", "supplier", "fournisseur", "leverancier", "lieferant"})


def read_clients(
    path: Path,
    mapping: Mapped | None = None,
    language: Language = Language.FRENCH,
    confirmed: Columns | None = None,
) -> ClientList:
    """The clients in a CSV file, a spreadsheet or a file of cards.

    `mapping` names the column of a field, by its name or its number from 1; `confirmed` are the columns of
    each field as a person confirmed them, by their number from 0: nothing else is taken. `language` is that
    of clients of whom the file says none. A list of suppliers is refused, because nobody in it is written to,
    and so is a list of invoices, unless `mapping` says which column the name is in, or columns are confirmed.
    Raises TableError.
    """
    mapping = mapping or {}
    table = _table(path, mapping)
    header = table.header.cells
    sample = [row.cells for row in islice(table.rows, LOOKED_AT)]
    named = _mapped(path, header, mapping) if confirmed is None else confirmed
    said = frozenset(mapping) if confirmed is None else frozenset(confirmed)
    recognised = recognise_columns(header, sample, named, said, table.named)
    columns = _with_content(named, recognised) if confirmed is None else confirmed
    if confirmed is None and not mapping and not _told(named, columns):
        raise TableError(path, TableFault.NO_HEADER)
    if not sample:
        raise TableError(path, TableFault.NO_ROWS)
    if confirmed is None and Field.NAME not in mapping:
        refuse_others(path, header)
    taken = {column for numbers in columns.values() for column in numbers}
    reading = Reading(columns, address_groups(header, columns), language, month_first(columns, sample))
    return ClientList(
        table=table,
        columns={field: tuple(header[n] for n in numbers) for field, numbers in columns.items()},
        unknown=tuple(name for n, name in enumerate(header) if n not in taken and name),
        rows=Rows(lambda: (_read(table, row, reading) for row in table.rows), lambda: table.rows.share),
        places=columns,
        recognised=recognised,
    )


def _told(named: Columns, columns: Columns) -> bool:
    """Whether it is clear without a person what a list holds: a name that is known, or two columns or more
    that their content tells, one of which names a client."""
    if not any(field in columns for field in _NAMING):
        return False
    return any(field in named for field in _NAMING) or len(columns) > 1


def refuse_others(path: Path, header: Sequence[str]) -> None:
    """Refuse a list of suppliers and one of invoices. Raises TableError."""
    if names_suppliers(header):
        raise TableError(path, TableFault.SUPPLIERS)
    if names_invoices(header):
        raise TableError(path, TableFault.INVOICES)


def _with_content(named: Columns, recognised: Sequence[Recognised]) -> Columns:
    """The columns known by name, and those that their content tells."""
    columns = dict(named)
    for each in recognised:
        if each.by is RecognisedBy.CONTENT and each.field is not None:
            columns[each.field] = (*columns.get(each.field, ()), each.column)
    return columns


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


def _read(table: Table, row: Row, reading: Reading) -> ReadClient | SkippedRow:
    width = len(table.header.cells)
    shown = ", ".join(cell for cell in row.cells if cell)[:80]
    if any(row.cells[width:]):
        return SkippedRow(table.path, row.line, SkipReason.TOO_MANY_CELLS, shown)
    if is_footer(row.cells):
        return SkippedRow(table.path, row.line, SkipReason.FOOTER, shown)
    cells = Cells(row.cells, reading)
    if fold(cells.text(Field.ROLE)) in _SUPPLIER_ROLES:
        return SkippedRow(table.path, row.line, SkipReason.SUPPLIER, shown)
    card = card_of(cells)
    if not card["name"]:
        return SkippedRow(table.path, row.line, SkipReason.NO_NAME, shown)
    given = frozenset(name for name, value in card.items() if value)
    known = {name: card[name] for name in given}
    client = Client(**({"language": reading.language} | known | assumed_country(card)))
    notes = (*cells.notes, *doubts(card, client.country))
    return ReadClient(table.path, row.line, client, given, notes)
