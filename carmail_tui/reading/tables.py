"""CSV files as programs really export them: any encoding, delimiter and quoting, and a header lower down."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from carmail_tui.i18n import N_, _, visible

MAXIMUM_BYTES = 200_000_000
_MAXIMUM_CELL = 1_000_000
_DELIMITERS = (",", ";", "\t", "|")
_LOOKED_AT = 60
"""Lines that are looked at for the header."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WESTERN_ENCODINGS = ("cp1252", "cp850", "mac_roman")
_WESTERN = frozenset("àâäáãåçéèêëíìîïñóòôöõøœæúùûüÿßÀÂÄÁÅÇÉÈÊËÎÏÑÓÔÖØŒÆÙÛÜŸ€°’‘“”«»–—…§²³µ\u00a0")
_SURE = 0.8
"""The share of expected letters from which an encoding is believed."""


class TableFault(StrEnum):
    """Why a file gives no client list."""

    CANNOT_OPEN = "cannot_open"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    BINARY = "binary"
    NOT_READ_YET = "not_read_yet"
    """A spreadsheet or a vCard: of a kind that this version does not read."""
    NO_HEADER = "no_header"
    NO_ROWS = "no_rows"
    MALFORMED = "malformed"
    SUPPLIERS = "suppliers"
    INVOICES = "invoices"
    NO_SUCH_COLUMN = "no_such_column"


class TableError(ValueError):
    """A file that gives no client list; `detail` holds the words of whoever refused it, or of who asked."""

    def __init__(self, path: Path, fault: TableFault, detail: str = "") -> None:
        super().__init__(f"{path}: {fault.value} {detail}".rstrip())
        self.path = path
        self.fault = fault
        self.detail = detail

    def sentence(self) -> str:
        """What to tell the user."""
        return _(_SENTENCES[self.fault]).format(file=visible(self.path.name), detail=visible(self.detail))


_SENTENCES = {
    TableFault.CANNOT_OPEN: N_("{file} cannot be opened: {detail}."),
    TableFault.EMPTY: N_("{file} is empty."),
    TableFault.TOO_LARGE: N_("{file} is too large to be a client list (more than 200 MB)."),
    TableFault.BINARY: N_("{file} is no text. Export the list as CSV."),
    TableFault.NOT_READ_YET: N_("{file}: spreadsheets and vCards are not read yet. Export the list as CSV."),
    TableFault.NO_HEADER: N_(
        "{file} has no line with the names of the columns. Name them: --map name=2 --map email=5."
    ),
    TableFault.NO_ROWS: N_("{file} has a header and nothing below it."),
    TableFault.MALFORMED: N_("{file} cannot be read as a table ({detail}). Nothing of it was imported."),
    TableFault.SUPPLIERS: N_(
        "{file} is a list of suppliers: nobody to write to. If it is one of clients after all, "
        "say where the name is: --map name=COLUMN."
    ),
    TableFault.INVOICES: N_(
        "{file} is a list of invoices, not of clients. If it is one of clients after all, "
        "say where the name is: --map name=COLUMN."
    ),
    TableFault.NO_SUCH_COLUMN: N_("{file} has no column “{detail}”."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row and the line of the file on which it begins, counted from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its header, its rows, and how the file was read. Empty rows are left out."""

    path: Path
    header: Row
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str


Recognise = Callable[[Sequence[str]], int]
"""How many cells of a row are column names that someone knows."""


def read_table(path: Path, recognise: Recognise, *, by_number: bool = False) -> Table:
    """The table in a CSV file; its header is the row with most names that `recognise` knows.

    The delimiter is the one under which most names are known: statistics need not guess it. `by_number`: the
    columns are known by their numbers, and a header is not needed. Raises TableError.
    """
    content = _content(path)
    text, encoding = _decoded(path, content)
    best: tuple[int, str, int] | None = None
    for delimiter in _DELIMITERS:
        for position, row in enumerate(_rows(path, text, delimiter, _LOOKED_AT)):
            known = recognise(row.cells)
            if known and (best is None or known > best[0]):
                best = known, delimiter, position
    if best is None and by_number:
        return _numbered(path, text, encoding)
    if best is None:
        raise TableError(path, TableFault.NO_HEADER)
    _known, delimiter, position = best
    rows = tuple(_rows(path, text, delimiter))
    if len(rows) == position + 1:
        raise TableError(path, TableFault.NO_ROWS)
    return Table(path, rows[position], rows[position + 1 :], encoding, delimiter)


def _numbered(path: Path, text: str, encoding: str) -> Table:
    """A table whose header nobody knows: its first row, unless that holds an address and is a client."""
    first = {delimiter: next(_rows(path, text, delimiter, 1)) for delimiter in _DELIMITERS}
    delimiter = max(_DELIMITERS, key=lambda each: len(first[each].cells))
    rows = tuple(_rows(path, text, delimiter))
    if not any("@" in cell for cell in rows[0].cells):
        return Table(path, rows[0], rows[1:], encoding, delimiter)
    width = max(len(row.cells) for row in rows)
    return Table(path, Row(0, tuple(map(str, range(1, width + 1)))), rows, encoding, delimiter)


def _content(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise TableError(path, TableFault.CANNOT_OPEN)
        if path.stat().st_size > MAXIMUM_BYTES:
            raise TableError(path, TableFault.TOO_LARGE)
        return path.read_bytes()
    except OSError as error:
        raise TableError(path, TableFault.CANNOT_OPEN, error.strerror or "") from error


def _decoded(path: Path, content: bytes) -> tuple[str, str]:
    """The text and its encoding: by its mark, else UTF-8 where it is, else the likeliest of the old ones."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise TableError(path, TableFault.EMPTY)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or content[:64].upper().startswith(
        b"BEGIN:VCARD"
    ):
        raise TableError(path, TableFault.NOT_READ_YET)
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), None) or _unmarked(content)
    if encoding is None:
        raise TableError(path, TableFault.BINARY)
    try:
        text = content.decode(encoding, "replace" if encoding in _WESTERN_ENCODINGS else "strict")
    except UnicodeDecodeError as error:
        raise TableError(path, TableFault.BINARY, error.reason) from error
    if "\x00" in text:
        raise TableError(path, TableFault.BINARY)
    return text, encoding


def _unmarked(content: bytes) -> str | None:
    if b"\x00" in content:
        return _utf_16(content[:4096])
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(content)
    return "utf-8"


def _utf_16(start: bytes) -> str | None:
    """UTF-16 without a mark: nearly every other byte of Western text is zero."""
    if len(start) < 8:
        return None
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) * 0.4 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) * 0.4 and odd == 0 else None


def _legacy(content: bytes) -> str:
    """The old encoding under which what is not ASCII makes letters of Western Europe; else the likeliest.

    Statistics take a short list of names in cp1252 for Polish: the letters that names here have tell better.
    """
    telling = bytes(byte for byte in content[:2_000_000] if byte >= 0x80)
    shares = {name: _western_share(telling.decode(name, "replace")) for name in _WESTERN_ENCODINGS}
    best = max(_WESTERN_ENCODINGS, key=lambda name: shares[name])
    if shares[best] >= _SURE:
        return best
    from charset_normalizer import from_bytes

    found = from_bytes(content[:100_000]).best()
    return found.encoding if found is not None else best


def _western_share(text: str) -> float:
    return sum(character in _WESTERN for character in text) / len(text)


def _rows(path: Path, text: str, delimiter: str, limit: int | None = None) -> Iterator[Row]:
    csv.field_size_limit(_MAXIMUM_CELL)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=delimiter != "\t"
    )
    given, line = 0, 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(line, tuple(cell.strip() for cell in cells))
                given += 1
                if given == limit:
                    return
            line = reader.line_num + 1
    except csv.Error as error:
        if limit is None:
            raise TableError(path, TableFault.MALFORMED, f"line {line}: {error}") from error
