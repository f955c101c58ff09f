"""A garage whose plans are queued into a real database, for tests."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from carmail_tui.documents.document import Document, DocumentFile, DocumentKind, SendingState
from carmail_tui.documents.plan import Plan, make_plan
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client
from carmail_tui.settings.model import Company, Sender, Settings, Smtp
from carmail_tui.store import models
from carmail_tui.store.cards import Cards
from carmail_tui.store.clients import Clients
from carmail_tui.store.database import open_database
from carmail_tui.store.document_rows import document_columns, document_file_columns
from carmail_tui.store.document_sending import SentPlan, send_documents
from carmail_tui.store.documents import Ledger
from carmail_tui.store.files import FileStore
from carmail_tui.store.outbox import Outbox

SETTINGS = Settings(
    smtp=Smtp(server="smtp.garage.example", login="me"),
    sender=Sender("Sophie Dupuis", "sophie@garage.example"),
    company=Company("Garage Lambert", "BE0403170701"),
)


class Garage:
    """A garage with clients and documents in a real database."""

    def __init__(self, folder: Path) -> None:
        database = open_database(f"sqlite:///{folder}/garage.db")
        self.clients = Clients(database)
        self.cards = Cards(database, self.clients)
        self.ledger = Ledger(database)
        self.files = FileStore(folder / "files")
        self.outbox = Outbox(database)
        self.database = database

    def client(self, name: str, *addresses: tuple[str, AddressSource], **more: Any) -> int:
        """A client with these addresses; the id."""
        book = tuple(Address(email, source, mailbox(email)) for email, source in addresses)
        return self.cards.add(replace(Client(name, addresses=book), **more))

    def document(self, number: str, client: int | None, *names: str, **more: Any) -> int:
        """A document with files of these names; the id."""
        kind = more.pop("kind", DocumentKind.INVOICE)
        found = Document(kind, number, date(2026, 11, 24), Decimal("100.00"), client_id=client, **more)
        row = models.Document.create(**document_columns(found))
        for name in names or (f"{number}.pdf",):
            self.attach(int(row.id), name, f"%PDF {number} {name}".encode())
        return int(row.id)

    def attach(self, document: int, name: str, content: bytes) -> Path:
        """A file of the document; where it lies."""
        path, digest, size = self.files.put(content)
        media = "application/xml" if name.endswith(".xml") else "application/pdf"
        file = DocumentFile(name, media, path, digest, size)
        models.DocumentFile.create(**document_file_columns(file, document))
        return self.files.folder / path

    def plan(self, *documents: int, grouped: bool = True) -> Plan:
        """The plan of these documents, as the ledger has them now."""
        found = self.ledger.many(documents)
        clients = self.clients.many([d.client_id for d in found if d.client_id])
        return make_plan(found, clients, grouped=grouped)

    def send(self, plan: Plan, **more: Any) -> SentPlan:
        """Queue the plan."""
        store: Any = SimpleNamespace(ledger=self.ledger, files=self.files, outbox=self.outbox)
        return send_documents(store, plan, SETTINGS, user="sophie", **more)

    def mails(self) -> list[tuple[str, EmailMessage]]:
        """Each message of the outbox: its envelope recipient, and the mail parsed."""
        with self.database.connection_context():
            rows = list(models.Message.select().order_by(models.Message.id))
        return [
            (row.envelope_to, message_from_bytes(self.outbox.content(row.id), policy=policy.default))
            for row in rows
        ]

    def state(self, document: int) -> SendingState:
        """What the ledger says of the document."""
        return self.ledger.lines([document])[0].state

    def set_state(self, message: int | None, state: str) -> None:
        """What delivery would have made of the message."""
        models.Message.update(state=state).where(models.Message.id == message).execute()


@pytest.fixture
def garage(tmp_path: Path) -> Iterator[Garage]:
    found = Garage(tmp_path)
    yield found
    found.database.close()
