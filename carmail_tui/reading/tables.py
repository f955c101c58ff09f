"""Tables as programs really export them: any encoding, delimiter and quoting, and a header lower down."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Generic, TypeVar, overload

from carmail_tui.reading.dialects import NOTHING, SAMPLE, Guess, guesses, said_delimiter
from carmail_tui.reading.encodings import MAXIMUM_BYTES, TextFile, beginning, text_file
from carmail_tui.reading.kinds import TYPED, Kind, kind_of
from carmail_tui.reading.layout import Known, Layout, layout_of
from carmail_tui.reading.records import Record, Records
from carmail_tui.reading.splitting import Dialect
from carmail_tui.reading.spreadsheets import SheetSource, is_spreadsheet
from carmail_tui.reading.table_faults import TableError, TableFault

__all__ = (
    "MAXIMUM_BYTES", "Row", "Rows", "Table", "TableError", "TableFault", "inspect_table", "read_table",
    "source_of",
)  # fmt: skip

Row = Record
Recognise = Known
T_co = TypeVar("T_co", covariant=True)

_SAMPLE_CHARACTERS = 8_000_000
_LOOKED_AT = 60
"""Records that are looked at for names of columns."""
_TRIED = 8
_MOST_TITLES = 5
_CHARACTERS_OF_A_CELL = 1_000_000


class Rows(Generic[T_co]):
    """Rows that are read anew, from the file, each time one begins: none is kept in memory."""

    def __init__(self, begin: Callable[[], Iterator[T_co]], share: Callable[[], float] = lambda: 0.0) -> None:
        self._begin = begin
        self._share = share

    @property
    def share(self) -> float:
        """How much of the file was read by whoever goes through the rows, from 0 to 1; 0 where not known."""
        return self._share()

    def __iter__(self) -> Iterator[T_co]:
        return self._begin()

    @overload
    def __getitem__(self, position: int) -> T_co: ...

    @overload
    def __getitem__(self, position: slice) -> tuple[T_co, ...]: ...

    def __getitem__(self, position: int | slice) -> T_co | tuple[T_co, ...]:
        """The row at that place, or those of a slice, for the first few. Raises IndexError."""
        if isinstance(position, slice):
            return tuple(islice(self._begin(), position.start, position.stop, position.step))
        for row in islice(self._begin(), position, None):
            return row
        raise IndexError(position)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its header, its rows, and how the file was read. Empty rows are left out.

    The header of a table without one has line 0, and the numbers of the columns as names. `titles` counts
    the lines with something on them before the header.
    """

    path: Path
    header: Row
    rows: Rows[Row]
    encoding: str
    delimiter: str
    width: int = 0
    titles: int = 0

    @property
    def named(self) -> bool:
        """Whether the file itself names its columns."""
        return self.header.line > 0


class TextSource:
    """The records of a text file, under a dialect."""

    def __init__(self, file: TextFile) -> None:
        self.path, self.encoding, self._file = file.path, file.encoding, file
        self._sample: list[str] = []
        size = 0
        for line in islice(file.lines(), SAMPLE):
            self._sample.append(line)
            size += len(line)
            if size > _SAMPLE_CHARACTERS:
                break
        self._said = said_delimiter(self._sample)

    @property
    def share(self) -> float:
        """How much of the file was read."""
        return self._file.share

    def guesses(self) -> list[Guess]:
        """The dialects it may be written in, the likeliest first."""
        if not self._said:
            return guesses(self._sample)
        width = max(len(record.cells) for record in Records(self._sample[1:], Dialect(self._said)))
        return [Guess(Dialect(self._said), width, 1.0)]

    def sample(self, guess: Guess) -> list[Record]:
        """The first records that hold something."""
        lines = ["", *self._sample[1:]] if self._said else self._sample
        return [record for record in Records(lines, guess.dialect, guess.width) if not record.blank]

    def records(self, guess: Guess) -> Iterator[Record]:
        """All records, the empty ones too."""
        lines = self._file.lines()
        if self._said:
            next(lines, None)
            lines = _with_first("", lines)
        return iter(Records(lines, guess.dialect, guess.width))


def _with_first(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def source_of(path: Path) -> "TextSource | SheetSource":
    """What gives the records of a file, by its content: a text or a spreadsheet. Raises TableError."""
    if is_spreadsheet(beginning(path)):
        return SheetSource(path)
    return TextSource(text_file(path))


def read_table(path: Path, recognise: Recognise) -> Table:
    """The table in a file; its header is the record with most names that `recognise` knows.

    The dialect is the one under which most names are known; where none is known under any, the file is read
    as its form tells. Raises TableError.
    """
    source = source_of(path)
    best: tuple[int, Guess, int] | None = None
    tried = source.guesses()[:_TRIED]
    for guess in tried:
        for position, record in enumerate(source.sample(guess)[:_LOOKED_AT]):
            known = recognise(record.cells)
            if known and (best is None or known > best[0]):
                best = known, guess, position
    if best is None:
        return _laid_out(source, tried[0], recognise)
    known, guess, position = best
    records = source.sample(guess)
    layout = layout_of(records, guess.width, recognise)
    if not (layout.header is not None and recognise(layout.names) > known):
        layout = Layout(position, records[position].cells, position + 1)
    return _table(source, guess, records, layout)


def inspect_table(path: Path, recognise: Recognise) -> Table:
    """The table in any CSV file or spreadsheet, as its form tells, whatever it holds. Raises TableError."""
    source = source_of(path)
    return _laid_out(source, source.guesses()[0], recognise)


def _laid_out(source: "TextSource | SheetSource", guess: Guess, recognise: Recognise) -> Table:
    records = source.sample(guess)
    if not records:
        raise TableError(source.path, TableFault.EMPTY)
    return _table(source, guess, records, layout_of(records, guess.width, recognise))


def _table(
    source: "TextSource | SheetSource", guess: Guess, records: Sequence[Record], layout: Layout
) -> Table:
    width = max(guess.width, len(layout.names))
    if layout.header is None:
        header = Record(0, tuple(map(str, range(1, width + 1))))
    else:
        header = Record(records[layout.header].line, layout.names)
    begin = records[layout.begin].line if layout.begin < len(records) else None
    repeated = records[layout.header].cells if layout.header is not None else ()
    surplus = _surplus_column(records[layout.begin :], guess)

    def rows() -> Iterator[Row]:
        if begin is None:
            return iter(())
        found = (
            _narrowed(record, guess.width, surplus)
            for record in source.records(guess)
            if record.line >= begin
        )
        return _untitled(found, repeated)

    return Table(
        source.path,
        header,
        Rows(rows, lambda: source.share),
        source.encoding,
        guess.dialect.delimiter.strip(NOTHING),
        width,
        layout.header or 0,
    )


def _untitled(records: Iterator[Record], header: Sequence[str]) -> Iterator[Row]:
    """The rows, without the empty ones, and without what a second table under the same header begins with.

    Reports print the header again on each page, with a title above it: such titles are held back until it
    is known whether the header follows.
    """
    held: list[Record] = []
    after_blank = False
    for record in records:
        if record.blank:
            after_blank = True
            continue
        if header and record.cells == header:
            held.clear()
            after_blank = False
            continue
        if held and _names_columns(record, header):
            held.clear()
        if after_blank and len(record.cells) > 1 and len(held) < _MOST_TITLES and _filled(record) == 1:
            held.append(record)
            continue
        yield from held
        held.clear()
        yield record
        after_blank = False
    yield from held


def _filled(record: Record) -> int:
    return sum(map(bool, record.cells))


def _names_columns(record: Record, header: Sequence[str]) -> bool:
    """Whether a record begins a further table: texts alone, and some name that the header has too."""
    filled = [cell for cell in record.cells if cell]
    texts = len(filled) > 2 and all(kind_of(cell) not in TYPED for cell in filled)
    return texts and bool(set(filled) & set(header))


def _narrowed(record: Record, width: int, surplus: int | None) -> Record:
    """The record without empty cells beyond the width, and with its surplus words where they belong."""
    cells = record.cells
    if len(cells) == width and len(max(cells, key=len)) <= _CHARACTERS_OF_A_CELL:
        return record
    if any(len(cell) > _CHARACTERS_OF_A_CELL for cell in cells):
        cells = tuple(cell[:_CHARACTERS_OF_A_CELL] for cell in cells)
    over = len(cells) - width
    if over > 0 and surplus is not None:
        words = " ".join(cells[surplus : surplus + over + 1])
        cells = (*cells[:surplus], words, *cells[surplus + over + 1 :])
    while len(cells) > width > 0 and not cells[-1]:
        cells = cells[:-1]
    return record if cells is record.cells else replace(record, cells=cells)


def _surplus_column(rows: Sequence[Record], guess: Guess) -> int | None:
    """The column that holds several words, in a list separated by blanks that quotes none of them.

    It is the one with which the cells on both sides of it are of the kinds that the other rows have there,
    and which holds words in those rows.
    """
    width = guess.width
    if guess.dialect.delimiter != " " or width < 2:
        return None
    usual = [[kind_of(cell) for cell in row.cells] for row in rows if len(row.cells) == width]
    wide = [[kind_of(cell) for cell in row.cells] for row in rows if len(row.cells) > width]
    if not usual or not wide:
        return None

    def agreement(column: int) -> int:
        right = width - column - 1
        texts = sum(kinds[column] in (Kind.WORD, Kind.TEXT) for kinds in usual[:20])
        return texts + sum(
            sum(kinds[n] == other[n] for n in range(column))
            + sum(kinds[-n] == other[-n] for n in range(1, right + 1))
            for kinds in wide[:50]
            for other in usual[:20]
        )

    return max(range(width), key=agreement)
