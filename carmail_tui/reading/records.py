"""From lines to records: delimiters and quotes as the standard has them, and as programs get them wrong."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_MOST_LINES = 200
"""Lines that one cell may hold: beyond, its opening quote is taken for a mistake."""
_MOST_CHARACTERS = 200_000
_EFFORT = 1_000_000
"""Characters that may be read again in other ways, to begin with and at any time."""
_EFFORT_A_CHARACTER = 5
"""What each character read adds to that: a file that is wrong throughout takes a few times as long."""
_MOST_OPENINGS = 40
_PLAIN_DELIMITERS = (",", ";", "\t", "|")

csv.field_size_limit(1 << 30)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file separates and quotes its cells. `delimiter` may be several characters, or none at all.

    `quote` is empty where nothing is quoted; `escape` stands before a quote that is part of a cell, where a
    quote is not simply doubled. `wrapped`: each line as a whole is quoted once more.
    """

    delimiter: str
    quote: str = '"'
    escape: str = ""
    wrapped: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of a record, trimmed, and the line on which it begins, counted from 1."""

    line: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self.cells)


class Records:
    """The records of lines; `width` is the number of cells that a record should have, 0 where unknown."""

    def __init__(self, lines: Iterable[str], dialect: Dialect, width: int = 0, effort: int = _EFFORT) -> None:
        self._lines = iter(lines)
        self._ahead: deque[str] = deque()
        self._dialect = dialect
        self._width = width
        self._number = 0
        self._effort = effort
        self._taken: list[str] = []

    def __iter__(self) -> Iterator[Record]:
        if self._standard():
            yield from self._fast()
        else:
            while (record := self._one()) is not None:
                yield record

    def _standard(self) -> bool:
        """Whether the standard library's reader can be asked, which is ten times as fast."""
        dialect = self._dialect
        return len(dialect.delimiter) == 1 and not dialect.escape and not dialect.wrapped

    def _fast(self) -> Iterator[Record]:
        """The records by RFC 4180; one for which it does not hold is read again from its first line."""
        width, taken = self._width, self._taken
        while True:
            begin = self._number + 1
            try:
                for cells in _reader(self._feed(), self._dialect):
                    if width and len(cells) != width and len(cells) > 1:
                        break
                    taken.clear()
                    yield Record(begin, tuple([cell.strip() for cell in cells]))
                    begin = self._number + 1
                else:
                    return
            except (csv.Error, _OverrunError):
                pass
            self._number = begin - 1
            self._ahead.extendleft(reversed(taken))
            taken.clear()
            if (record := self._one()) is None:
                return
            yield record

    def _feed(self) -> Iterator[str]:
        """Lines for the standard reader: not endlessly many for one record, whose quote is then a mistake."""
        while (line := self._next()) is not None:
            self._taken.append(line)
            if len(self._taken) > _MOST_LINES:
                raise _OverrunError
            yield line

    def _one(self) -> Record | None:
        """The next record, read with care."""
        line = self._next()
        if line is None:
            return None
        dialect, number = self._dialect, self._number
        text = line.rstrip("\r\n")
        self._effort = min(self._effort + len(text) * _EFFORT_A_CHARACTER, _EFFORT)
        if not dialect.delimiter:
            cells = [text.strip().strip(dialect.quote) if dialect.quote else text]
        elif dialect.wrapped:
            cells = _split(_unwrapped(text, dialect.quote), dialect)[0]
        elif dialect.quote and dialect.quote in text:
            cells = self._quoted(text)
        else:
            cells = text.split(dialect.delimiter)
            if self._width and len(cells) != self._width and len(cells) > 1:
                cells = self._mended(text, cells)
        return Record(number, tuple([cell.strip() for cell in cells]))

    def _next(self) -> str | None:
        line = self._ahead.popleft() if self._ahead else next(self._lines, None)
        if line is not None:
            self._number += 1
        return line

    def _quoted(self, text: str) -> list[str]:
        """The cells of a record with quotes: by the standard, else as what is written most likely means."""
        cells = strict_cells(text, self._dialect)
        if cells is not None:
            fits = len(cells) == (self._width or len(cells))
            return cells if fits else self._mended(text, cells, quotes_hold=True)
        cells, is_open = _split(text, self._dialect)
        if not is_open and len(cells) == (self._width or len(cells)):
            return cells
        if self._effort <= 0:
            return cells
        if is_open and (longer := self._over_lines(text)) is not None:
            return longer
        return self._mended(text, cells)

    def _over_lines(self, text: str) -> list[str] | None:
        """The record when a cell holds line breaks; None where its quote is never closed as it should be."""
        joined, size = [text], len(text)
        for position in range(_MOST_LINES):
            if position == len(self._ahead):
                line = next(self._lines, None)
                if line is None:
                    break
                self._ahead.append(line)
            joined.append(self._ahead[position].rstrip("\r\n"))
            size += len(joined[-1])
            if size > _MOST_CHARACTERS:
                break
            if self._dialect.quote not in joined[-1]:
                continue
            if self._effort <= 0:
                break
            self._effort -= size
            cells, is_open = _split("\n".join(joined), self._dialect)
            if is_open:
                continue
            if self._width and len(cells) != self._width and self._repairable(text):
                return None
            for _count in range(position + 1):
                self._next()
            return cells
        return None

    def _repairable(self, text: str) -> bool:
        return len(self._mended(text, [])) == self._width

    def _mended(self, text: str, cells: list[str], *, quotes_hold: bool = False) -> list[str]:
        """The first other reading that gives the number of cells all records have; else the one at hand.

        `quotes_hold`: the record is sound by RFC 4180, so that its quotes are where they should be.
        """
        if not self._width:
            return cells or _split(text, self._dialect)[0]
        for found in _other_readings(text, self._dialect, quotes_hold=quotes_hold):
            if len(found) == self._width:
                return found
            self._effort -= len(text)
            if self._effort <= 0:
                break
        return cells or _split(text, replace(self._dialect, quote=""))[0]


def strict_cells(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of a record by RFC 4180; None where it does not hold or cannot be asked."""
    if len(dialect.delimiter) != 1 or (dialect.escape and dialect.escape in text):
        return None
    try:
        return next(_reader(iter((text,)), dialect), [])
    except csv.Error:
        return None


def _reader(lines: Iterator[str], dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        skipinitialspace=not dialect.delimiter.isspace(),
        strict=True,
    )


class _OverrunError(Exception):
    """A record that takes more lines than one has."""


def _other_readings(text: str, dialect: Dialect, *, quotes_hold: bool) -> Iterator[list[str]]:
    """What a record that has the wrong number of cells may mean, the likeliest first.

    A quote at the end of a cell that is not doubled (`"a 10" pipe""`); one quote too many before a cell; a
    quote escaped by a backslash in this record alone; the other quote; another delimiter in this record alone
    (a line pasted in from elsewhere).
    """
    if not quotes_hold:
        yield _split(text, dialect, doubling=False)[0]
        for opening in _openings(text, dialect):
            cells, is_open = _split(text, dialect, literal=opening)
            if not is_open:
                yield cells
    if "\\" in text and not dialect.escape:
        yield _split(text, replace(dialect, escape="\\"))[0]
    if "'" in text and dialect.quote != "'":
        yield _split(text, replace(dialect, quote="'"))[0]
    for delimiter in _PLAIN_DELIMITERS:
        if delimiter != dialect.delimiter and delimiter in text:
            yield _split(text, replace(dialect, delimiter=delimiter))[0]


def _openings(text: str, dialect: Dialect) -> list[int]:
    """Where a quote stands at the beginning of a cell."""
    if not dialect.quote:
        return []
    pattern = re.compile(rf"(?:^|{re.escape(dialect.delimiter)})[ ]*({re.escape(dialect.quote)})")
    return [match.start(1) for match in pattern.finditer(text)][:_MOST_OPENINGS]


def _split(
    text: str, dialect: Dialect, *, doubling: bool = True, literal: int = -1
) -> tuple[list[str], bool]:
    """The cells, and whether a quote is still open at the end.

    A quote ends a cell only before a delimiter or the end: any other inside is part of the cell. `literal` is
    the place of a quote that opens nothing.
    """
    delimiter, quote = dialect.delimiter, dialect.quote
    cells: list[str] = []
    position, end = 0, len(text)
    blanks = not delimiter.startswith(" ")
    while True:
        start = position
        while blanks and start < end and text[start] == " ":
            start += 1
        if quote and start != literal and text.startswith(quote, start):
            cell, position, closed = _cell(text, start + len(quote), dialect, doubling=doubling)
            cells.append(cell)
            if not closed:
                return cells, True
        else:
            stop = text.find(delimiter, position)
            stop = end if stop < 0 else stop
            cells.append(text[position:stop])
            position = stop
        if position >= end:
            return cells, False
        position += len(delimiter)


def _cell(text: str, start: int, dialect: Dialect, *, doubling: bool) -> tuple[str, int, bool]:
    """A quoted cell, where it ends, and whether it does."""
    delimiter, quote, escape = dialect.delimiter, dialect.quote, dialect.escape
    parts: list[str] = []
    position = start
    while (stop := text.find(quote, position)) >= 0:
        after = stop + 1
        if escape and stop > start and text[stop - 1] == escape and not text.startswith(delimiter, after):
            parts += (text[position : stop - 1], quote)
            position = after
            continue
        if doubling and text.startswith(quote, after):
            parts += (text[position:after],)
            position = after + 1
            continue
        rest = after
        while rest < len(text) and text[rest] == " " and not text.startswith(delimiter, rest):
            rest += 1
        if rest == len(text) or text.startswith(delimiter, rest):
            parts.append(text[position:stop])
            return "".join(parts), rest, True
        parts.append(text[position:after])
        position = after
    return "".join(parts) + text[position:], len(text), False


def _unwrapped(text: str, quote: str) -> str:
    inner = text.strip()
    if len(inner) > 1 and inner.startswith(quote) and inner.endswith(quote):
        return inner[1:-1].replace(quote * 2, quote)
    return inner
