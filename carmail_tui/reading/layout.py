"""Where a table begins in a file, and which of its lines are titles, names of columns, or remarks."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from carmail_tui.reading.kinds import TYPED, Kind, kind_of
from carmail_tui.reading.records import Record

_FEW = 6
_BODY = 30
"""Records below a header that it is compared with."""
_LONGEST_NAME = 80
_SHARE = 0.6
_NUMBERED_NAME = re.compile(
    r"[A-Za-z]{3,}[A-Za-z_ .#/-]*(?:[0-9]{1,2}|(?:19|20)[0-9]{2})(?:[_ .-][A-Za-z]+)*"
)

_REMARKS = re.compile(
    r"(?:(?:grand |sous.?|sub)?tota[a]?[lu]x?|somme|nombre|aantal|anzahl|summe|gesamt|count|page|pagina"
    r"|seite|fin|ende?|einde|imprim|édit|edit|print|afgedrukt|gedruckt|generat|généré|export|report|rapport"
    r"|source|bron|quelle|note"
    r"|remarque|opmerking|\*|©|\()",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?:(?:grand|sous|sub)?[ -]?totaa?l|somme|nombre|aantal|anzahl|summe|gesamt|count)"
    r"(?: (?:de |des |of |van |der )?"
    r"(?:clients?|klanten|kunden|customers|lignes|records|rows|rijen|g[eé]n[eé]ral))?"
    r"\s*:?",
    re.IGNORECASE,
)
_WITH_A_VALUE = re.compile(
    r"[0-9]|:|\bof\b|\bde\b|\bvan\b|\bvon\b|\ble\b|\bop\b|\bam\b|\bon\b|liste?", re.IGNORECASE
)

Known = Callable[[Sequence[str]], int]
"""How many cells of a record are names of columns that someone knows."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are among the records that are not blank: `header` is None where there is none.

    `names` are the names of the columns (several lines of them are put together), `begin` is the place of
    the first row.
    """

    header: int | None
    names: tuple[str, ...]
    begin: int


def layout_of(records: Sequence[Record], width: int, known: Known) -> Layout:
    """The layout of a file, from its first records that are not blank."""
    start = _start(records, width)
    body = records[start + 1 : start + 1 + _BODY]
    if not records or not _is_header(records[start], body, known):
        return Layout(None, (), start if records else 0)
    header = records[start]
    names, begin = list(header.cells), start + 1
    while begin < len(records) and begin < start + 3:
        following = records[begin]
        if following.cells == header.cells:
            begin += 1
        elif _continues(names, following, records[begin + 1 : begin + 1 + _BODY]):
            names = _joined(names, following.cells)
            begin += 1
        else:
            break
    return Layout(start, tuple(names), begin)


def is_footer(cells: Sequence[str]) -> bool:
    """Whether a row is a remark below a list: "Total: 42 clients", "Printed on 24/11/2026", "Page 1/3".

    It is one cell in a list of several columns (two, with the count beside it), and says so at its start.
    """
    filled = [cell for cell in cells if cell]
    if len(cells) < 3 or not 0 < len(filled) <= 2 or not _REMARKS.match(filled[0]):
        return False
    if "@" in "".join(filled):
        return False
    if len(filled) == 2:
        return kind_of(filled[1]) is Kind.NUMBER and bool(_COUNTED.fullmatch(filled[0]))
    return bool(_WITH_A_VALUE.search(filled[0]))


def _filled(record: Record) -> int:
    return sum(bool(cell) for cell in record.cells)


def _start(records: Sequence[Record], width: int) -> int:
    """The first record that is no title: one that fills about as many cells as those below it."""
    if width < 2 or len(records) < 2:
        return 0
    filled = [_filled(record) for record in records[: _BODY * 3]]
    usual = median(filled)
    if usual < 2:
        return _first_names(records, filled)
    for position in range(min(len(records), _BODY * 2)):
        below = filled[position + 1 : position + 6]
        enough = max(2, min(usual, max(below, default=2)) * 0.4)
        if filled[position] >= enough and len(records[position].cells) >= min(width, 2):
            return position
    return 0


def _first_names(records: Sequence[Record], filled: Sequence[int]) -> int:
    """Where a sparse table begins, most of whose rows fill one cell: at the first record of several texts."""
    position = next((n for n, count in enumerate(filled[:_FEW]) if count > 1), 0)
    names = all(_kind_of_name(cell) not in TYPED for cell in records[position].cells)
    return position if names else 0


def _is_header(header: Record, body: Sequence[Record], known: Known) -> bool:
    """Whether a record names columns: it is text above numbers and dates, and stands nowhere below.

    What only a person could tell (texts above texts) counts as names where all of them are short, differ,
    and hold no digits.
    """
    kinds = [_kind_of_name(cell) for cell in header.cells]
    rows = [record for record in body if record.cells != header.cells]
    if not rows:
        return not any(kind in TYPED for kind in kinds)
    score = 1.0 * known(header.cells)
    for column, (cell, kind) in enumerate(zip(header.cells, kinds, strict=True)):
        below = [row.cells[column] for row in rows if column < len(row.cells) and row.cells[column]]
        if cell and below:
            score += _vote(cell, kind, below)
    if _progression(header.cells) and not any(_progression(row.cells) for row in rows[:3]):
        score += len(header.cells)
    return score > 0 or (score == 0 and _looks_like_names(header.cells, kinds))


def _kind_of_name(cell: str) -> Kind:
    """The kind of a cell that may be a name: `Phone2`, `Address_1` and `TOTAL-2024` are words."""
    kind = kind_of(cell)
    return Kind.WORD if kind is Kind.CODE and _NUMBERED_NAME.fullmatch(cell) else kind


def _shape(cell: str) -> str:
    return re.sub(r"[A-Za-z]+", "A", re.sub(r"[0-9]", "9", cell))


def _vote(cell: str, kind: Kind, below: Sequence[str]) -> float:
    kinds = Counter(kind_of(each) for each in below)
    common, count = kinds.most_common(1)[0]
    if common in TYPED and count >= len(below) * _SHARE:
        if common is Kind.CODE and kind is Kind.WORD:
            return 1.0 if _shape(cell) not in {_shape(each) for each in below} else -1.0
        if kind is common or {kind, common} <= {Kind.NUMBER, Kind.AMOUNT}:
            return -1.5
        return 0.5 if kind in TYPED else 1.0
    if kind in TYPED:
        return -0.5
    if below.count(cell) > len(below) // 20:
        return -1.0
    lengths = {len(each) for each in below}
    if len(below) > 2 and len(lengths) == 1:
        return -0.5 if len(cell) in lengths else 0.5
    return 0.0


def _looks_like_names(cells: Sequence[str], kinds: Sequence[Kind]) -> bool:
    filled = [cell for cell in cells if cell]
    return (
        len(set(filled)) == len(filled)
        and not any(kind in TYPED for kind in kinds)
        and all(len(cell) <= _LONGEST_NAME for cell in filled)
    )


def _progression(cells: Sequence[str]) -> bool:
    """Whether years or other numbers in equal steps stand in the record, as over a statistic."""
    numbers = [int(cell) for cell in cells if cell.isascii() and cell.isdigit() and len(cell) < 6]
    steps = {second - first for first, second in pairwise(numbers)}
    return len(numbers) > 2 and len(steps) == 1 and steps != {0}


def _continues(names: Sequence[str], following: Record, below: Sequence[Record]) -> bool:
    """Whether a second line of names stands below one with gaps: "Address,,," over "Street,Postcode,Town"."""
    cells = following.cells
    fills_gap = any(
        cell and not (names[column] if column < len(names) else "") for column, cell in enumerate(cells)
    )
    texts = all(_kind_of_name(cell) not in TYPED for cell in cells)
    if not (fills_gap and texts and below):
        return False
    typed = sum(
        any(column < len(row.cells) and kind_of(row.cells[column]) in TYPED for row in below[:10])
        for column, cell in enumerate(cells)
        if cell
    )
    if typed and typed >= sum(bool(cell) for cell in cells) * 0.5:
        return True
    open_below = [n for n, name in enumerate(names) if name and (n >= len(cells) or not cells[n])]
    return bool(open_below) and all(
        n < len(row.cells) and row.cells[n] for row in below[:10] for n in open_below
    )


def _joined(names: Sequence[str], below: Sequence[str]) -> list[str]:
    """Both lines together; a name above stands over the columns to its right that have none."""
    joined, over = [], ""
    for column in range(max(len(names), len(below))):
        above = names[column] if column < len(names) else ""
        under = below[column] if column < len(below) else ""
        over = above or over
        joined.append(f"{over} {under}".strip() if under else above)
    return joined
