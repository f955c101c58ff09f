"""CSV that a spreadsheet of the country opens as it is, and in which no cell becomes a formula."""

import csv
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = ("neutralised", "write_table")

_FORMULA = frozenset("=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20")
"""What begins a formula in some spreadsheet, full-width forms included (OWASP, CSV injection)."""
_NUMBER = re.compile(r"-?[0-9][0-9 .\u00a0\u202f]*(?:,[0-9]+)?")


def neutralised(cell: str) -> str:
    """A cell that a spreadsheet takes for text; a negative amount stays a number.

    An apostrophe goes before what would begin a formula, also after blanks: some programs trim them.
    """
    start = cell.lstrip(" \u00a0\u3000\ufeff")
    if start[:1] in _FORMULA and start and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a table: UTF-8 with its mark, semicolons, CRLF; how many rows. Raises OSError.

    The file is there whole or not at all, and for its owner alone: it holds names and addresses.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".carmail-", suffix=".csv")
    count = 0
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow([neutralised(cell) for cell in header])
            for row in rows:
                writer.writerow([neutralised(cell) for cell in row])
                count += 1
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return count
