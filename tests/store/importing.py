"""A garage for tests of imports: what comes in, and what lies in the database then."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from carmail_tui.documents.document import Document
from carmail_tui.reading.clients import read_clients
from carmail_tui.reading.documents import read_documents
from carmail_tui.reading.imported import (
    ClientImport,
    ClientOutcome,
    DocumentImport,
    ImportedDocument,
)
from carmail_tui.recipients.client import Client
from carmail_tui.settings.model import Company
from carmail_tui.store.store import Store

US = Company(name="Garage Dumont", vat="BE0403170701")
NEW, UPDATED, UNCHANGED = ClientOutcome.NEW, ClientOutcome.UPDATED, ClientOutcome.UNCHANGED


class Garage:
    """A store, and a folder into which things are put to be imported."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inbox = folder / "inbox"
        self.inbox.mkdir()
        self.store = Store(f"sqlite:///{folder / 'garage.db'}", folder / "files")

    def clients(self, text: str, *, dry_run: bool = False) -> ClientImport:
        path = self.folder / "list.csv"
        path.write_text(text, encoding="utf-8")
        return self.store.imports.clients(read_clients(path).rows, dry_run=dry_run)

    def outcomes(self, text: str) -> list[ClientOutcome]:
        return [row.outcome for row in self.clients(text).rows]

    def put(self, name: str, content: bytes) -> None:
        (self.inbox / name).write_bytes(content)

    def documents(
        self, company: Company | None = US, *, create_clients: bool = False, dry_run: bool = False
    ) -> DocumentImport:
        return self.store.imports.documents(
            read_documents([self.inbox]), company, create_clients=create_clients, dry_run=dry_run
        )

    def one(self, company: Company | None = US, *, create_clients: bool = False) -> ImportedDocument:
        (answer,) = self.documents(company, create_clients=create_clients).documents
        return answer

    def add(self, name: str, *, vat: str = "", code: str = "", postcode: str = "") -> int:
        return self.store.cards.add(Client(name, vat=vat, code=code, postcode=postcode))

    def card(self, client_id: int | None) -> Client:
        assert client_id is not None
        found = self.store.clients.get(client_id)
        assert found is not None
        return found

    def ledger(self) -> list[Document]:
        return self.store.ledger.many(self.store.ledger.ids())

    def dump(self) -> list[str]:
        """Everything in the database, as text."""
        with sqlite3.connect(self.folder / "garage.db") as connection:
            return list(connection.iterdump())


@pytest.fixture
def garage(tmp_path: Path) -> Iterator[Garage]:
    found = Garage(tmp_path)
    yield found
    found.store.close()
