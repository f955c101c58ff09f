"""One line into cells: by the standard, and in the other ways that a line may be meant."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

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


def strict_cells(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of a record by RFC 4180; None where it does not hold or cannot be asked."""
    if len(dialect.delimiter) != 1 or (dialect.escape and dialect.escape in text):
        return None
    try:
        return next(standard_reader(iter((text,)), dialect), [])
    except csv.Error:
        return None


def standard_reader(lines: Iterator[str], dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        skipinitialspace=not dialect.delimiter.isspace(),
        strict=True,
    )


def other_readings(text: str, dialect: Dialect, *, quotes_hold: bool) -> Iterator[list[str]]:
    """What a record that has the wrong number of cells may mean, the likeliest first.

    A quote at the end of a cell that is not doubled (`"a 10" pipe""`); one quote too many before a cell; a
    quote escaped by a backslash in this record alone; the other quote; another delimiter in this record alone
    (a line pasted in from elsewhere).
    """
    if not quotes_hold:
        yield split_cells(text, dialect, doubling=False)[0]
        for opening in _openings(text, dialect):
            cells, is_open = split_cells(text, dialect, literal=opening)
            if not is_open:
                yield cells
    if "\\" in text and not dialect.escape:
        yield split_cells(text, replace(dialect, escape="\\"))[0]
    if "'" in text and dialect.quote != "'":
        yield split_cells(text, replace(dialect, quote="'"))[0]
    for delimiter in _PLAIN_DELIMITERS:
        if delimiter != dialect.delimiter and delimiter in text:
            yield split_cells(text, replace(dialect, delimiter=delimiter))[0]


def _openings(text: str, dialect: Dialect) -> list[int]:
    """Where a quote stands at the beginning of a cell."""
    if not dialect.quote:
        return []
    pattern = re.compile(rf"(?:^|{re.escape(dialect.delimiter)})[ ]*({re.escape(dialect.quote)})")
    return [match.start(1) for match in pattern.finditer(text)][:_MOST_OPENINGS]


def split_cells(
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


def unwrapped(text: str, quote: str) -> str:
    inner = text.strip()
    if len(inner) > 1 and inner.startswith(quote) and inner.endswith(quote):
        return inner[1:-1].replace(quote * 2, quote)
    return inner
