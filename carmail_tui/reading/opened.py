"""A client list that is open: its columns, its first rows, and its rows one by one, however many they are."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from carmail_tui.reading.client_list import ClientList, ReadClient, SkippedRow
from carmail_tui.reading.clients import Columns, Mapped, read_clients
from carmail_tui.reading.columns import Field
from carmail_tui.reading.tables import Row, TableError, TableFault
from carmail_tui.recipients.client import Language
from carmail_tui.recipients.folding import fold

_FIRST = 20

Read = ReadClient | SkippedRow


class OpenedList:
    """A client list whose columns are known, and may be changed before its rows are read."""

    def __init__(self, path: Path, head: ClientList, language: Language) -> None:
        self.path = path
        self.header: tuple[str, ...] = head.table.header.cells
        self.first: tuple[Row, ...] = head.table.rows[:_FIRST]
        self.columns: Columns = dict(head.places)
        self._head = head
        self._language = language

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
        return self._head.rows.share

    def confirm(self, columns: Columns) -> None:
        """From now on these are the columns of each field, and no others. Raises TableError."""
        self._head = read_clients(self.path, None, self._language, confirmed=columns)
        self.columns = dict(columns)

    def rows(self) -> Iterator[Read]:
        """The rows, as the columns are now. Raises TableError for what stands further down in the file."""
        return iter(self._head.rows)


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
    try:
        head = read_clients(path, mapping, language)
    except TableError as error:
        if not unnamed or error.fault is not TableFault.NO_HEADER:
            raise
        head = read_clients(path, None, language, confirmed={})
    opened = OpenedList(path, head, language)
    if not mapping and (columns := remembered(opened.shape)) and _fits(columns, opened.header):
        opened.confirm(columns)
    return opened


def _fits(columns: Columns, header: Sequence[str]) -> bool:
    return all(number < len(header) for numbers in columns.values() for number in numbers)


def by_number(columns: Mapping[Field, Sequence[int]]) -> dict[str, list[int]]:
    """The columns as plain values, to be kept."""
    return {field.value: list(numbers) for field, numbers in columns.items()}


def from_plain(plain: object) -> Columns | None:
    """The columns of what `by_number` gave; None where it is something else."""
    known = {field.value: field for field in Field}
    if not isinstance(plain, dict):
        return None
    return {known[name]: tuple(int(n) for n in numbers) for name, numbers in plain.items() if name in known}
