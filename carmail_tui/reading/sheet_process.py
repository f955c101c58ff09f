"""The process that opens a spreadsheet: prints the rows of its list, `[line, [cell, ...]]`, one a line.

Exit status: 0 done, 1 no spreadsheet that can be read, 3 or a signal: too much memory or time.
"""

import json
import resource
import sys
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

_MEMORY = 4_000_000_000
_SECONDS = 120
_LOOKED_AT = 60


def main(path: str) -> int:
    """Print the rows of the sheet in which most names of columns are known; else of the first with rows."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, CalamineWorkbook, ZipError

    try:
        book = CalamineWorkbook.from_path(path)
        sheet = _sheet(book)
        if sheet is not None:
            first = (sheet.start or (0, 0))[0]
            for number, row in enumerate(sheet.iter_rows(), first + 1):
                sys.stdout.write(json.dumps([number, [text_of(cell) for cell in row]]) + "\n")
    except MemoryError:
        return 3
    except (CalamineError, ZipError, OSError, ValueError):
        return 1
    return 0


def _sheet(book: Any) -> Any:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    best, most = None, -1
    for about in book.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet or about.visible is not SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(about.name)
        if sheet.start is None:
            continue
        known = max((_known(row) for row in islice(sheet.iter_rows(), _LOOKED_AT)), default=0)
        if known > most:
            best, most = sheet, known
    return best


def _known(row: Iterable[Any]) -> int:
    from carmail_tui.reading.columns import columns_of

    return len(columns_of([text_of(cell) for cell in row]))


def text_of(cell: Any) -> str:
    """A cell as text: dates by ISO 8601, whole numbers without decimals, a decimal point, at most 32,767."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
