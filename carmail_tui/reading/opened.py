"""A client list that is open: its columns, its first rows, and its rows one by one, however many they are."""

import codecs
import csv
import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from carmail_tui.reading.client_list import ClientList, ReadClient, SkippedRow
from carmail_tui.reading.clients import Columns, Mapped, read_clients, read_row
from carmail_tui.reading.columns import Field
from carmail_tui.reading.tables import MAXIMUM_BYTES, Row, TableError, TableFault
from carmail_tui.recipients.client import Language
from carmail_tui.recipients.folding import fold

_LARGE_BYTES = 4_000_000
"""From here on a CSV file is read as it comes, and never held whole."""
_HEAD_BYTES = 262_144
_LONGEST_LINE = 1_000_000
_FIRST = 20
_OTHER_KINDS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

Read = ReadClient | SkippedRow


class OpenedList:
    """A client list whose columns are known, and may be changed before its rows are read."""

    def __init__(self, path: Path, head: ClientList, language: Language, *, large: bool) -> None:
        self.path = path
        self.header: tuple[str, ...] = head.table.header.cells
        self.first: tuple[Row, ...] = head.table.rows[:_FIRST]
        self.columns: Columns = dict(head.places)
        self._head = head
        self._language = language
        self._large = large
        self._share = 0.0

    @property
    def shape(self) -> str:
        """What files of the same shape share: their column names, case and accents apart."""
        return shape_of(self.header)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of the columns that are not used."""
        used = {number for numbers in self.columns.values() for number in numbers}
        return tuple(name for number, name in enumerate(self.header) if number not in used and name)

    @property
    def share(self) -> float:
        """How much of the file `rows` has read, from 0 to 1."""
        return self._share

    def confirm(self, columns: Columns) -> None:
        """From now on these are the columns of each field, and no others. Raises TableError."""
        if not self._large:
            self._head = read_clients(self.path, None, self._language, confirmed=columns)
        self.columns = dict(columns)

    def rows(self) -> Iterator[Read]:
        """The rows, as the columns are now. Raises TableError for what stands further down in the file."""
        self._share = 0.0
        found = self._large_rows() if self._large else self._held_rows()
        yield from found
        self._share = 1.0

    def _held_rows(self) -> Iterator[Read]:
        rows = self._head.rows
        for number, row in enumerate(rows):
            self._share = number / len(rows)
            yield row

    def _large_rows(self) -> Iterator[Read]:
        table, size = self._head.table, self.path.stat().st_size
        with self.path.open("rb") as raw:
            file = io.TextIOWrapper(raw, table.encoding, "replace", newline="")
            for number, row in enumerate(_rows(self.path, file, table.delimiter)):
                if row.line > table.header.line and row.cells != self.header:
                    yield read_row(table, row, self.columns, self._language)
                if number % 256 == 0:
                    self._share = raw.tell() / size


def shape_of(header: Sequence[str]) -> str:
    """The fingerprint of a header."""
    return hashlib.sha256("\n".join(fold(name) for name in header).encode()).hexdigest()[:16]


def open_list(
    path: Path,
    mapping: Mapped | None = None,
    language: Language = Language.FRENCH,
    remembered: Callable[[str], Columns | None] = lambda shape: None,
    *,
    unnamed: bool = False,
) -> OpenedList:
    """Open a client list. Raises TableError, as `read_clients` does.

    `unnamed` opens one too whose columns nobody can name; a person will. `remembered` answers what a person
    confirmed for files of a shape; `mapping`, said now, goes before it.
    """
    large = _is_large(path)
    with _readable(path, large) as readable:
        try:
            head = read_clients(readable, mapping, language)
        except TableError as error:
            error.path = path
            if not unnamed or error.fault is not TableFault.NO_HEADER:
                raise
            head = read_clients(readable, None, language, confirmed={})
    head = replace(head, table=replace(head.table, path=path))
    opened = OpenedList(path, head, language, large=large)
    if not mapping and (columns := remembered(opened.shape)) and _fits(columns, opened.header):
        opened.confirm(columns)
    return opened


def _fits(columns: Columns, header: Sequence[str]) -> bool:
    return all(number < len(header) for numbers in columns.values() for number in numbers)


def _is_large(path: Path) -> bool:
    try:
        if not path.is_file() or not _LARGE_BYTES < path.stat().st_size <= MAXIMUM_BYTES:
            return False
        with path.open("rb") as file:
            start = file.read(64)
    except OSError:
        return False
    return not start.startswith(_OTHER_KINDS) and b"BEGIN:VCARD" not in start.upper()


@contextmanager
def _readable(path: Path, large: bool) -> Iterator[Path]:
    """The file itself, or the beginning of a large one: names of columns, delimiter and encoding stand there.

    Where the beginning is plain UTF-8 and something further down is not, the lines around that tell the
    encoding too: a list of people may have its first accent on page ten.
    """
    if not large:
        yield path
        return
    head = _whole_lines(_bytes_at(path, 0, _HEAD_BYTES))
    place = _not_utf8(path)
    if place is not None:
        around = _bytes_at(path, max(0, place - 2000), 8000)
        head += _whole_lines(around.partition(b"\n")[2])
    with tempfile.TemporaryDirectory(prefix="carmail-list-") as folder:
        sample = Path(folder) / f"head{path.suffix}"
        sample.write_bytes(head)
        yield sample


def _bytes_at(path: Path, start: int, count: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(count)


def _whole_lines(content: bytes) -> bytes:
    """Up to the last end of a line; in UTF-16 with its second byte."""
    end = content.rfind(b"\n") + 1
    if end and content[end : end + 1] == b"\x00" and content.count(b"\x00") > len(content) // 4:
        end += 1
    return content[:end] or content


def _not_utf8(path: Path) -> int | None:
    """Where the first byte stands that is not UTF-8; None where all is, or the file says its encoding."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    read = 0
    with path.open("rb") as file:
        while part := file.read(1 << 16):
            if read == 0 and (part.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in part[:4096]):
                return None
            try:
                decoder.decode(part)
            except UnicodeDecodeError as error:
                return read + error.start
            read += len(part)
    return None


def _rows(path: Path, file: TextIO, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_LINE)
    reader = csv.reader(_lines(path, file), delimiter=delimiter, skipinitialspace=delimiter != "\t")
    line = 1
    try:
        for cells in reader:
            if any(cells):
                stripped = tuple([cell.strip() for cell in cells])
                if any(stripped):
                    yield Row(line, stripped)
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError(path, TableFault.MALFORMED, f"line {line}: {error}") from error


def _lines(path: Path, file: TextIO) -> Iterator[str]:
    """The lines; one that never ends is refused before it fills the memory."""
    number = 0
    while line := file.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            raise TableError(path, TableFault.MALFORMED, f"line {number}: too long")
        yield line


def by_number(columns: Mapping[Field, Sequence[int]]) -> dict[str, list[int]]:
    """The columns as plain values, to be kept."""
    return {field.value: list(numbers) for field, numbers in columns.items()}


def from_plain(plain: object) -> Columns | None:
    """The columns of what `by_number` gave; None where it is something else."""
    known = {field.value: field for field in Field}
    if not isinstance(plain, dict):
        return None
    return {known[name]: tuple(int(n) for n in numbers) for name, numbers in plain.items() if name in known}
