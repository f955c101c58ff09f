"""The ledger on a real database, for tests: its documents, and the messages that carried them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from peewee import Database

from carmail_tui.documents.document import Document, DocumentKind
from carmail_tui.documents.listing import LedgerFilters, LedgerLine
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Client, SuppressionReason
from carmail_tui.store import models
from carmail_tui.store.database import open_database
from carmail_tui.store.document_rows import document_columns, document_file_columns
from carmail_tui.store.documents import Ledger
from carmail_tui.store.rows import client_columns, milliseconds

TODAY = date(2026, 11, 24)
ALL = LedgerFilters()
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


class Books:
    """A garage's books, filled row by row."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ledger = Ledger(database)

    def client(self, name: str, *emails: str) -> int:
        row = models.Client.create(**client_columns(Client(name)))
        for email in emails:
            models.Address.create(client=row, email=email, mailbox=mailbox(email), source="card")
        return int(row.id)

    def document(
        self,
        number: str,
        client: int | None = None,
        *,
        day: date | None = TODAY,
        total: str = "100.00",
        kind: DocumentKind = DocumentKind.INVOICE,
        **more: Any,
    ) -> int:
        found = Document(kind, number, day, Decimal(total), client_id=client, **more)
        row = models.Document.create(**document_columns(found))
        for file in found.files:
            models.DocumentFile.create(**document_file_columns(file, row.id))
        return int(row.id)

    def message(
        self,
        state: str,
        *documents: int,
        to: str = "a@b.example",
        at: datetime = NOON,
        intent: str = "documents",
        **more: Any,
    ) -> int:
        moment = milliseconds(at)
        row = models.Message.create(
            account="me",
            intent=intent,
            dedupe_key=f"{models.Message.select().count()}",
            message_id="<1@x.example>",
            date=moment,
            envelope_from="me@x.example",
            envelope_to=to,
            head=b"x",
            state=state,
            created=moment,
            updated=moment,
            **more,
        )
        for document in documents:
            models.DocumentMessage.create(document=document, message=row)
        return int(row.id)

    def suppress(
        self, found: str, since: date, reason: SuppressionReason = SuppressionReason.BOUNCED
    ) -> None:
        models.Suppression.create(mailbox=found, reason=reason.value, since=since)

    def line(self, document: int) -> LedgerLine:
        (found,) = self.ledger.lines([document])
        return found

    def numbers(self, filters: LedgerFilters = ALL, search: str = "") -> list[str]:
        return [line.number for line in self.ledger.lines(self.ledger.ids(filters, search, TODAY))]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    database = open_database(f"sqlite:///{tmp_path}/garage.db")
    yield Books(database)
    database.close()
