"""Importing what was read: each import in one transaction, which a dry run takes back."""

from collections.abc import Iterable

from peewee import Database

from carmail_tui.documents.document import Document
from carmail_tui.documents.matching import Match, match
from carmail_tui.reading.client_list import ReadClient, SkippedRow
from carmail_tui.reading.documents import ReadDocument, Unread
from carmail_tui.reading.imported import ClientImport, DocumentImport
from carmail_tui.recipients.client import Language
from carmail_tui.settings.model import Company
from carmail_tui.store.client_imports import ClientImporter
from carmail_tui.store.client_index import DatabaseIndex
from carmail_tui.store.document_imports import DocumentImporter, sort_out
from carmail_tui.store.files import FileStore
from carmail_tui.store.plain_pdfs import settle

__all__ = ("Imports",)


class Imports:
    """The imports of a database and its folder of files."""

    def __init__(self, database: Database, files: FileStore) -> None:
        self._database = database
        self._files = files

    def clients(self, rows: Iterable[ReadClient | SkippedRow], *, dry_run: bool = False) -> ClientImport:
        """Bring clients in. The same rows twice change nothing the second time.

        A dry run answers what an import would, and leaves the database as it was.
        """
        read = list(rows)
        importer = ClientImporter()
        with self._database.connection_context(), self._database.atomic() as transaction:
            answers = tuple(importer.take(read))
            if dry_run:
                transaction.rollback()
        return ClientImport(answers, dry_run)

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
        importer = DocumentImporter(language, create_clients=create_clients)
        with self._database.connection_context(), self._database.atomic() as transaction:
            answers = importer.take([*read.taken, *joining])
            if dry_run:
                transaction.rollback()
        return DocumentImport((*answers, *waiting, *read.left), dry_run)
