"""How a file separates its cells, found out from its first lines."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from carmail_tui.reading.kinds import TYPED, Kind, kind_of
from carmail_tui.reading.records import Record, Records
from carmail_tui.reading.splitting import Dialect, strict_cells

SAMPLE = 300
"""Lines that are looked at."""

_WEIGHTS = {
    ",": 1.0,
    ";": 1.0,
    "\t": 1.0,
    "|": 1.0,
    "\t\t": 0.95,
    "||": 0.95,
    "::": 0.9,
    ";;": 0.8,
    "\\t": 0.9,
    "\x1f": 0.95,
    "\x01": 0.9,
    "^": 0.85,
    "~": 0.85,
    "#": 0.75,
    "¦": 0.9,
    "§": 0.85,
    ":": 0.6,
    " ": 0.5,
}
"""Delimiters, and how much each is trusted: the usual four before what else stands in texts."""

_KINDS = {Kind.EMPTY: 0.5, Kind.TEXT: 0.75, Kind.WORD: 0.85, Kind.ODD: 0.15}
_ONE_COLUMN = 0.12
NOTHING = "\x1e"
"""The delimiter of a single column: one that no text holds."""
_FEWEST_OF_RARE = 4
"""Columns from which blanks or colons are believed to separate: names and times hold them too."""
_CELLS_OF_A_RECORD = 40
_EFFORT = 500_000
"""Characters that are read again for each dialect that is tried."""
_SAID = re.compile(r"\ufeff?\"?sep=(.{1,2})\"?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guess:
    """A dialect with the number of cells that its records have, and how well both fit (0 to 1)."""

    dialect: Dialect
    width: int
    score: float


def said_delimiter(lines: Sequence[str]) -> str:
    """The delimiter that a first line `sep=;` names (files that are written for Excel); else empty."""
    match = _SAID.fullmatch(lines[0].rstrip("\r\n")) if lines else None
    return match[1] if match else ""


def guesses(lines: Sequence[str]) -> list[Guess]:
    """The dialects in which these lines may be written, the likeliest first; the last is a single column."""
    text = "".join(lines)
    found = []
    quotes = _quotes(text)
    for delimiter, weight in _WEIGHTS.items():
        if delimiter not in text:
            continue
        for quote in quotes:
            dialect = Dialect(delimiter, quote, "\\" if _escapes(text, quote, delimiter) else "")
            if guess := _guess(lines, dialect, weight):
                found.append(guess)
    found.sort(key=lambda guess: -guess.score)
    one = Guess(Dialect(NOTHING, quotes[0]), 1, _ONE_COLUMN)
    if wrapped := _wrapped(lines):
        found.insert(0, wrapped)
    return [*[guess for guess in found if guess.score > one.score], one]


def _quotes(text: str) -> list[str]:
    """The quotes that are tried: the apostrophe where cells stand between two of them more often."""
    double = len(re.findall(r'(?:^|[,;\t|: ])"|"(?:[,;\t|: ]|$)', text, re.MULTILINE))
    single = len(re.findall(r"(?:^|[,;\t|:])'|'(?:[,;\t|:]|$)", text, re.MULTILINE))
    return ['"', "'"] if single > 2 * double and single > 3 else ['"']


def _escapes(text: str, quote: str, delimiter: str) -> bool:
    """Whether a backslash stands before a quote inside a cell, and not merely at the end of a path."""
    inner = re.compile(rf"\\{re.escape(quote)}(?!\s*(?:{re.escape(delimiter)}|$))", re.MULTILINE)
    return bool(inner.search(text))


def _guess(lines: Sequence[str], dialect: Dialect, weight: float) -> Guess | None:
    records = [record for record in Records(lines, dialect, effort=_EFFORT) if not record.blank]
    widths = Counter(len(record.cells) for record in records)
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return None
    unquoted = dialect.delimiter == " " and _blanks_separate(lines, dialect.quote)
    width = min(wide, key=lambda each: (wide[each] < 2, each)) if unquoted else 0
    width = width or max(wide, key=lambda each: (wide[each], each))
    fitting = [record for record in records if len(record.cells) == width]
    if weight < 0.7 and not unquoted and not _rare_is_meant(width, fitting):
        return None
    share = sum(len(r.cells) >= width for r in records) / len(records) if unquoted else _share(records, width)
    quality = fmean(_quality(record, dialect) for record in fitting[:100])
    return Guess(dialect, width, share * quality * weight * (1 - 1 / (width + 1)))


def _rare_is_meant(width: int, fitting: Sequence[Record]) -> bool:
    """Whether blanks or colons separate numbers, dates and codes, and not the words of a text."""
    typed = [kind_of(cell) in TYPED for record in fitting for cell in record.cells]
    return width >= _FEWEST_OF_RARE and sum(typed) >= len(typed) / 2


def _blanks_separate(lines: Sequence[str], quote: str) -> bool:
    """Whether most lines hold a quoted cell between blanks: what is not quoted may then be several words."""
    between = re.compile(rf"(?:^| ){quote}[^{quote}]+{quote}(?: |$)")
    texts = [line.rstrip("\r\n") for line in lines if line.strip()]
    return sum(bool(between.search(text)) for text in texts) > len(texts) / 2


def _share(records: Sequence[Record], width: int) -> float:
    """How many records have that width; a title of one cell above the table speaks against nothing."""
    first = next((n for n, record in enumerate(records) if len(record.cells) == width), 0)
    counted = records[min(first, 10) :]
    fitting = sum(len(record.cells) == width for record in counted) / len(counted)
    return fitting * (1 - 0.5 * (len(records) - len(counted)) / len(records))


def _quality(record: Record, dialect: Dialect) -> float:
    values = []
    for cell in record.cells[:_CELLS_OF_A_RECORD]:
        kind = kind_of(cell)
        if kind is Kind.ODD and dialect.delimiter in ";|\t" and "," not in dialect.delimiter:
            kind = Kind.TEXT if not cell.startswith('"') else kind
        values.append(_KINDS.get(kind, 1.0))
    return fmean(values)


def _wrapped(lines: Sequence[str]) -> Guess | None:
    """Lines of which each was quoted once more as a whole (a CSV opened and saved as one column)."""
    texts = [line.strip() for line in lines if line.strip()]
    if not any('""' in text for text in texts):
        return None
    if not all(len(text) > 1 and text.startswith('"') and text.endswith('"') for text in texts):
        return None
    best = None
    for delimiter in (",", ";", "\t"):
        if any(len(strict_cells(text, Dialect(delimiter)) or ()) != 1 for text in texts):
            continue
        guess = _guess(lines, Dialect(delimiter, wrapped=True), 1.0)
        if guess and (best is None or guess.score > best.score):
            best = guess
    return best
