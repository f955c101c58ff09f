"""From lines to records: delimiters and quotes as the standard has them, and as programs get them wrong."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from carmail_tui.reading.splitting import (
    Dialect,
    other_readings,
    split_cells,
    standard_reader,
    strict_cells,
    unwrapped,
)

_MOST_LINES = 200
"""Lines that one cell may hold: beyond, its opening quote is taken for a mistake."""
_MOST_CHARACTERS = 200_000
_EFFORT = 1_000_000
"""Characters that may be read again in other ways, to begin with and at any time."""
_EFFORT_A_CHARACTER = 5
"""What each character read adds to that: a file that is wrong throughout takes a few times as long."""


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
                for cells in standard_reader(self._feed(), self._dialect):
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
            cells = split_cells(unwrapped(text, dialect.quote), dialect)[0]
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
        cells, is_open = split_cells(text, self._dialect)
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
            cells, is_open = split_cells("\n".join(joined), self._dialect)
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
            return cells or split_cells(text, self._dialect)[0]
        for found in other_readings(text, self._dialect, quotes_hold=quotes_hold):
            if len(found) == self._width:
                return found
            self._effort -= len(text)
            if self._effort <= 0:
                break
        return cells or split_cells(text, replace(self._dialect, quote=""))[0]


class _OverrunError(Exception):
    """A record that takes more lines than one has."""
