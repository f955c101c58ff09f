"""The files of the watched folder that were looked at, and what became of each."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from peewee import Database, chunked

from carmail_tui.documents.folder import FolderNews
from carmail_tui.reading.imported import IN_LEDGER, DocumentOutcome
from carmail_tui.reading.watching import Seen
from carmail_tui.store.models import WatchedFile

__all__ = ("WatchedEntry", "WatchedFiles")

_QUIET = frozenset({DocumentOutcome.NOT_OURS, DocumentOutcome.NOT_A_DOCUMENT})
"""What is kept out as it should be: it is in the report, and no news."""
_BATCH = 300


@dataclass(frozen=True, slots=True)
class WatchedEntry:
    """A file of the folder, and what became of it. `told` holds plain values for the report."""

    path: str
    outcome: DocumentOutcome
    told: Mapping[str, Any]
    shown: bool = False


class WatchedFiles:
    """The watched files of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, seen: Iterable[Seen], company: str) -> set[Seen]:
        """Which of these were looked at as they are: same path, size and time.

        What was not ours is looked at again for another `company` (its key): a VAT number was corrected.
        """
        table, found = WatchedFile, set[Seen]()
        with self._database.connection_context():
            for part in chunked(seen, _BATCH):
                query = table.select(table.path, table.size, table.changed_ns).where(_holds(company))
                keys = {_key(one.path): one for one in part}
                for path, size, changed in query.where(table.path.in_(list(keys))).tuples():
                    one = keys[path]
                    if (one.size, one.changed_ns) == (size, changed):
                        found.add(one)
        return found

    def outcomes(self, digests: Iterable[str], company: str) -> dict[str, WatchedEntry]:
        """What became of the files with these bytes (SHA-256), under whatever name they were there before."""
        table, found = WatchedFile, dict[str, WatchedEntry]()
        with self._database.connection_context():
            for part in chunked(filter(None, digests), _BATCH):
                query = table.select().where(table.sha256.in_(list(part)) & _holds(company))
                found |= {row.sha256: _entry(row) for row in query}
        return found

    def forget_left_out(self) -> int:
        """What is not in the ledger is read again at the next look; how many files these are."""
        kept = [outcome.value for outcome in IN_LEDGER]
        with self._database.connection_context(), self._database.atomic():
            return int(WatchedFile.delete().where(WatchedFile.outcome.not_in(kept)).execute())

    def record(self, seen: Seen, digest: str, entry: WatchedEntry, company: str) -> None:
        """What became of a file as it was seen. A file that was changed since is another one."""
        values = {
            "size": seen.size,
            "changed_ns": seen.changed_ns,
            "sha256": digest,
            "company": company,
            "outcome": entry.outcome.value,
            "told": json.dumps(dict(entry.told), ensure_ascii=False),
            "shown": entry.shown or entry.outcome in _QUIET,
            "read_at": int(time.time() * 1000),
        }
        with self._database.connection_context(), self._database.atomic():
            # Of two who read one file at the same moment, the first one's news stands.
            another = (
                (WatchedFile.size != seen.size)
                | (WatchedFile.changed_ns != seen.changed_ns)
                | (WatchedFile.company != company)
            )
            WatchedFile.insert(path=_key(seen.path), **values).on_conflict(
                conflict_target=[WatchedFile.path], update=values, where=another
            ).execute()

    def news(self) -> FolderNews:
        """What nobody has read yet."""
        with self._database.connection_context():
            query = WatchedFile.select(WatchedFile.outcome).where(WatchedFile.shown == False)  # noqa: E712
            counts = Counter(DocumentOutcome(row[0]) for row in query.tuples())
        left_out = sum(count for outcome, count in counts.items() if outcome not in IN_LEDGER)
        return FolderNews(counts[DocumentOutcome.NEW], left_out)

    def report(self, limit: int = 500) -> list[WatchedEntry]:
        """What became of the files, what nobody has read first, then the latest."""
        query = WatchedFile.select().order_by(WatchedFile.shown, WatchedFile.id.desc()).limit(limit)
        with self._database.connection_context():
            return [_entry(row) for row in query]

    def mark_shown(self) -> None:
        """Everything was read: it is no news any more."""
        with self._database.connection_context():
            WatchedFile.update(shown=True).where(WatchedFile.shown == False).execute()  # noqa: E712


def _holds(company: str) -> Any:
    """Whether what was found still holds for this company."""
    return (WatchedFile.outcome != DocumentOutcome.NOT_OURS.value) | (WatchedFile.company == company)


def _key(path: str) -> str:
    """The path as text: a name on a disk may hold bytes that are no letters."""
    return path.encode("utf-8", "backslashreplace").decode()


def _entry(row: Any) -> WatchedEntry:
    return WatchedEntry(row.path, DocumentOutcome(row.outcome), json.loads(row.told or "{}"), row.shown)
