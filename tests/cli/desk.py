"""The command `carmail documents` for tests: a garage, a real database, a real SMTP server."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from carmail_tui.cli import documents as command
from carmail_tui.cli.garage import Garage
from carmail_tui.delivery.journal import Journal
from carmail_tui.delivery.lock import FileLock
from carmail_tui.documents.document import Document, DocumentFile, DocumentKind
from carmail_tui.i18n import use_language
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client
from carmail_tui.settings.model import Company, Security, Sender, Settings, Smtp
from carmail_tui.store import models
from carmail_tui.store.cards import Cards
from carmail_tui.store.clients import Clients
from carmail_tui.store.database import open_database
from carmail_tui.store.dispatch import Dispatch
from carmail_tui.store.document_rows import document_columns, document_file_columns
from carmail_tui.store.documents import Ledger
from carmail_tui.store.messages import Messages
from carmail_tui.store.outbox import Outbox
from tests.inbox import Inbox, listening


@dataclass
class Desk:
    """A garage, and the command as a person would call it."""

    garage: Garage
    store: Any
    capture: pytest.CaptureFixture[str]
    inbox: Inbox

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit status, standard output, standard error."""
        parser = argparse.ArgumentParser()
        command.add_parser(parser.add_subparsers())
        parsed = parser.parse_args(["documents", *words])
        self.capture.readouterr()
        status = int(parsed.func(parsed))
        captured = self.capture.readouterr()
        return status, captured.out, captured.err

    def records(self, *words: str) -> tuple[int, list[dict[str, Any]]]:
        """Exit status, and the JSON objects on standard output, one a line."""
        status, out, _ = self.run(*words, "--json")
        return status, [json.loads(line) for line in out.splitlines()]

    def client(self, name: str, *emails: str) -> int:
        """A client with these addresses on the card."""
        book = tuple(Address(email, AddressSource.CARD, mailbox(email)) for email in emails)
        return int(self.store.cards.add(Client(name, addresses=book)))

    def document(self, number: str, client: int | None, **more: Any) -> int:
        """A document with a file."""
        kind = more.pop("kind", DocumentKind.INVOICE)
        found = Document(kind, number, date(2026, 11, 24), Decimal("1284.60"), client_id=client, **more)
        row = models.Document.create(**document_columns(found))
        file = DocumentFile(f"{number}.pdf", "application/pdf", number)
        models.DocumentFile.create(**document_file_columns(file, row.id))
        return int(row.id)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def port(inbox: Inbox) -> Iterator[int]:
    with listening(inbox) as found:
        yield found


@pytest.fixture
def desk(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    inbox: Inbox,
    port: int,
) -> Iterator[Desk]:
    use_language("en")
    database = open_database(f"sqlite:///{tmp_path}/garage.db")
    clients = Clients(database)
    store = SimpleNamespace(
        clients=clients,
        cards=Cards(database, clients),
        ledger=Ledger(database),
        files=SimpleNamespace(read=lambda file: f"%PDF {file.path}".encode()),
        outbox=Outbox(database),
        dispatch=Dispatch(database),
        messages=Messages(database),
        account_lock=lambda account: FileLock(tmp_path / "lock"),
        journal=lambda account: Journal(tmp_path / "journal"),
    )
    settings = Settings(
        smtp=Smtp("127.0.0.1", port, Security.NONE, per_minute=0, per_hour=0),
        sender=Sender("Sophie", "sophie@garage.example"),
        company=Company("Garage Lambert"),
    )
    garage: Any = SimpleNamespace(
        settings=settings, store=store, user="sophie", today=date(2026, 11, 24), password=lambda: ""
    )
    monkeypatch.setattr("carmail_tui.cli.garage.open_garage", lambda arguments: garage)
    yield Desk(garage, store, capsys, inbox)
    database.close()
