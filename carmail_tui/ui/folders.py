"""What lies in a folder and could be imported."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from carmail_tui.i18n import harmless

_MOST = 500
_ENDINGS = {
    "clients": frozenset({".csv", ".txt", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".ods", ".vcf", ".json"}),
    "documents": frozenset({".xml", ".pdf", ".ubl"}),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A folder, or a file with its size in bytes and when it was changed."""

    path: Path
    folder: bool
    size: int = 0
    changed: datetime = datetime(1970, 1, 1, tzinfo=UTC)


def entries_of(typed: str, kind: str) -> list[Entry]:
    """The folders and files that go on as the path that is typed does: folders first, then the latest files.

    A folder that cannot be listed holds nothing.
    """
    path = Path(typed).expanduser()
    folder, start = (path, "") if typed.endswith("/") or not typed else (path.parent, path.name)
    try:
        found = [entry for entry in folder.iterdir() if entry.name.casefold().startswith(start.casefold())]
    except OSError:
        return []
    shown = [
        entry for entry in found if not entry.name.startswith(".") and entry.name == harmless(entry.name)
    ]
    entries = [entry for path in shown if (entry := _entry(path, kind))]
    return sorted(entries, key=_order)[:_MOST]


def _entry(path: Path, kind: str) -> Entry | None:
    try:
        if path.is_dir():
            return Entry(path, True)
        if path.suffix.casefold() not in _ENDINGS[kind] or not path.is_file():
            return None
        told = path.stat()
    except OSError:
        return None
    return Entry(path, False, told.st_size, datetime.fromtimestamp(told.st_mtime, UTC))


def _order(entry: Entry) -> tuple[bool, float, str]:
    return (not entry.folder, -entry.changed.timestamp(), entry.path.name.casefold())
