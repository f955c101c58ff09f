"""`carmail inspect csv`: what table is in each CSV file or spreadsheet, one JSON object a line."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from carmail_tui.i18n import _, ngettext

_ENDINGS = frozenset({".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
"""What is looked for in folders; a file that is named itself is read whatever its name."""


def add_parser(further: Any) -> None:
    """Add `csv` to `carmail inspect`."""
    parser = further.add_parser(
        "csv",
        help=_("what is in CSV files and spreadsheets"),
        description=_(
            "Reads CSV files and spreadsheets and prints what table is in each, one JSON object a line."
        ),
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help=_("files or folders"))
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each file; 1 where some could not be read, 3 where none could."""
    from carmail_tui.reading.tables import TableError

    read = refused = 0
    for path in files_in(map(Path, arguments.paths), _ENDINGS):
        try:
            line = record(path)
            read += 1
        except TableError as error:
            line = _refusal(error)
            refused += 1
        print(json.dumps({"path": _shown(path), **line}, ensure_ascii=False))
    sentence = ngettext("{count} table read.", "{count} tables read.", read)
    print(sentence.format(count=read), file=sys.stderr)
    if read == 0:
        return 3
    return 1 if refused else 0


def files_in(paths: Iterable[Path], endings: frozenset[str]) -> Iterator[Path]:
    """The files, and in the folders those with one of these endings, each once; no link to elsewhere."""
    seen: set[Path] = set()
    for path in paths:
        within = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in within:
            wanted = file is path or (
                file.suffix.casefold() in endings and file.is_file() and not file.is_symlink()
            )
            if wanted and file not in seen:
                seen.add(file)
                yield file


def record(path: Path) -> dict[str, Any]:
    """What is printed for a file; the keys are those that the scorer takes. Raises TableError."""
    from carmail_tui.reading.clients import known_names
    from carmail_tui.reading.tables import inspect_table

    table = inspect_table(path, known_names)
    rows, first, last = 0, None, None
    for row in table.rows:
        rows += 1
        first = first or row.cells
        last = row.cells
    line: dict[str, Any] = {"rows": rows, "columns": table.width}
    if table.named:
        line["header"] = list(table.header.cells)
        line["header_line"] = table.header.line
    if first is not None and last is not None:
        line |= {"first": list(first), "last": list(last)}
    return line | {"encoding": table.encoding, "delimiter": table.delimiter}


def _refusal(error: Any) -> dict[str, Any]:
    from carmail_tui.reading.tables import TableFault

    print(error.sentence(), file=sys.stderr)
    empty = {"rows": 0, "columns": 0} if error.fault is TableFault.EMPTY else {}
    return {**empty, "error": f"{error.fault.value} {error.detail}".rstrip()}


def _shown(path: Path) -> str:
    from carmail_tui.reading.names import shown_path

    return shown_path(Path(os.path.relpath(path)))
