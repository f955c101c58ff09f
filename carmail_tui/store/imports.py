"""Importing what was read, batch by batch, so that others may write meanwhile; and taking an import back."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from peewee import Database, PostgresqlDatabase, SqliteDatabase

from carmail_tui.documents.document import Document
from carmail_tui.documents.matching import Match, match
from carmail_tui.reading.client_list import ReadClient, SkippedRow
from carmail_tui.reading.documents import ReadDocument, Unread
from carmail_tui.reading.import_history import ImportLine, RunState, Undone
from carmail_tui.reading.imported import ClientImport, DocumentImport, ImportedClient
from carmail_tui.recipients.client import Language
from carmail_tui.settings.model import Company
from carmail_tui.store.client_imports import ClientImporter
from carmail_tui.store.client_index import DatabaseIndex
from carmail_tui.store.document_imports import DocumentImporter, sort_out
from carmail_tui.store.files import FileStore
from carmail_tui.store.import_cards import Cards
from carmail_tui.store.import_runs import ImportRuns
from carmail_tui.store.import_undo import Undoing
from carmail_tui.store.plain_pdfs import settle

__all__ = ("Imports",)

_BATCH = 2000
_CACHE_KILOBYTES = 65536
"""What SQLite may keep of the indexes in memory: they are written to all over."""

_IMPORTING = 0x6361726D
"""The advisory lock of whoever writes a batch on PostgreSQL."""

Row = ReadClient | SkippedRow
Seen = Callable[[Sequence[ImportedClient]], None]
"""Is shown the answers of each batch once it is written. What it raises takes the import back."""


class Imports:
    """The imports of a database and its folder of files."""

    def __init__(self, database: Database, files: FileStore) -> None:
        self._database = database
        self._files = files

    # -- clients -------------------------------------------------------------------------------------------

    def clients(
        self, rows: Iterable[Row], *, source: str = "", user: str = "", dry_run: bool = False
    ) -> ClientImport:
        """Bring clients in; all the answers. The same rows twice change nothing the second time.

        A dry run answers what an import would, and leaves the database as it was.
        """
        answers: list[ImportedClient] = []
        run = self.clients_by_batches(rows, answers.extend, source=source, user=user, dry_run=dry_run)
        return ClientImport(tuple(answers), dry_run, run)

    def clients_by_batches(
        self, rows: Iterable[Row], seen: Seen, *, source: str = "", user: str = "", dry_run: bool = False
    ) -> int | None:
        """Bring clients in, and show `seen` the answers; the number of the import, None if nothing changed.

        One batch at a time is in memory. Whatever ends it early, also an error of `rows` or of `seen`, takes
        back what was written by then.
        """
        if dry_run:
            with self._scratch() as scratch:
                _bring_in(scratch, rows, seen, None)
            return None
        with self._database.connection_context(), _roomy(self._database):
            with self._database.atomic():
                run = ImportRuns(self._database).begin("clients", source, user)
            try:
                counts = _bring_in(self._database, rows, seen, run)
            except BaseException:
                self._forget(run)
                raise
            with self._database.atomic():
                return _finish(self._database, run, counts)

    @contextmanager
    def _scratch(self) -> Iterator[Database]:
        """A database for a dry run: with SQLite a copy, which keeps nobody from writing."""
        if isinstance(self._database, PostgresqlDatabase):
            with self._database.connection_context(), self._database.atomic() as transaction:
                yield self._database
                transaction.rollback()
            return
        with tempfile.TemporaryDirectory(prefix="carmail-import-") as folder:
            pragmas = {"journal_mode": "off", "synchronous": "off", "foreign_keys": 1}
            scratch = SqliteDatabase(str(Path(folder) / "copy.db"), pragmas=pragmas)
            with scratch.connection_context(), _roomy(scratch):
                with self._database.connection_context():
                    self._database.connection().backup(scratch.connection())
                yield scratch

    def _forget(self, run: int) -> None:
        """Take back an import that was broken off, and do not speak of it."""
        line = ImportRuns(self._database).get(run)
        assert line is not None
        Undoing(self._database, line, lambda count: None).take_back()
        with self._database.atomic():
            ImportRuns(self._database).forget(run)

    # -- documents -----------------------------------------------------------------------------------------

    def match(self, document: Document) -> Match:
        """Whose a document of the ledger may be, now: what a person is offered who must say it."""
        with self._database.connection_context():
            return match(document.buyer, DatabaseIndex())

    def documents(
        self,
        found: Iterable[ReadDocument | Unread],
        company: Company | None,
        *,
        create_clients: bool = False,
        language: Language = Language.FRENCH,
        accept_read: bool = False,
        source: str = "",
        user: str = "",
        dry_run: bool = False,
    ) -> DocumentImport:
        """Bring documents in; those that `company` did not sell are kept out, unless it is None.

        `create_clients` makes a card, in `language`, from each buyer whom no card resembles. `accept_read` is
        a person's yes to what was read from the pages of PDFs. All files are read, and kept, before the
        transaction begins: a delivery under way must not wait for a folder.
        """
        files = None if dry_run else self._files
        read = sort_out(found, company, files)
        with self._database.connection_context():
            joining, waiting = settle(read.plain, read.taken, company, files, accept=accept_read)
        runs = ImportRuns(self._database)
        with self._database.connection_context(), self._database.atomic() as transaction:
            run = runs.begin("documents", source, user)
            importer = DocumentImporter(language, runs, run, create_clients=create_clients)
            answers = [*importer.take([*read.taken, *joining]), *waiting, *read.left]
            kept = _finish(self._database, run, Counter(answer.outcome.value for answer in answers))
            if dry_run:
                transaction.rollback()
        return DocumentImport(tuple(answers), dry_run, None if dry_run else kept)

    # -- taking back ---------------------------------------------------------------------------------------

    def latest(self, limit: int = 20) -> list[ImportLine]:
        """The last imports that changed something, the latest first."""
        with self._database.connection_context():
            return ImportRuns(self._database).latest(limit)

    def get(self, run: int | None = None) -> ImportLine | None:
        """An import; without a number the last one that was not taken back."""
        with self._database.connection_context():
            return ImportRuns(self._database).get(run)

    def undo(self, run: int, step: Callable[[int], None] = lambda count: None) -> Undone | None:
        """Take an import back; None where there is none of that number, it is under way or was taken back.

        What was changed or used since stays, and is named. `step` is told how many records were dealt with.
        """
        with self._database.connection_context(), _roomy(self._database):
            line = ImportRuns(self._database).get(run)
            if line is None or line.state in {RunState.UNDONE, RunState.RUNNING}:
                return None
            return Undoing(self._database, line, step).take_back()


def _bring_in(database: Database, rows: Iterable[Row], seen: Seen, run: int | None) -> Counter[str]:
    """All rows, a batch in each transaction; how many had each outcome. Without `run` nothing is noted."""
    importer, runs = ClientImporter(Cards(database)), ImportRuns(database)
    counts: Counter[str] = Counter()
    remaining = iter(rows)
    while part := list(islice(remaining, _BATCH)):
        with database.atomic():
            if isinstance(database, PostgresqlDatabase):
                # As with SQLite, one writes at a time: two lists at once must not make one client twice.
                database.execute_sql(f"SELECT pg_advisory_xact_lock({_IMPORTING})")
            batch = importer.take(part)
            counts.update(answer.outcome.value for answer in batch.answers)
            if run is not None:
                runs.note(run, batch.written, batch.told_before)
                runs.go_on(run, counts)
        seen(batch.answers)
    return counts


def _finish(database: Database, run: int, counts: Counter[str]) -> int | None:
    """Note how it ended; an import that changed nothing is not spoken of."""
    runs = ImportRuns(database)
    if not any(counts[outcome] for outcome in ("new", "updated", "joined")):
        runs.forget(run)
        return None
    runs.finish(run, RunState.DONE, counts)
    return run


@contextmanager
def _roomy(database: Database) -> Iterator[None]:
    """More memory for SQLite's pages while much is written."""
    if not isinstance(database, SqliteDatabase):
        yield
        return
    usual = database.execute_sql("PRAGMA cache_size").fetchone()[0]
    database.execute_sql(f"PRAGMA cache_size = -{_CACHE_KILOBYTES}")
    try:
        yield
    finally:
        if not database.is_closed():
            database.execute_sql(f"PRAGMA cache_size = {int(usual)}")
