"""`carmail documents` and `carmail documents send`, against a real database and a real SMTP server."""

import argparse
import io
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from email import message_from_bytes, policy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from carmail_tui.cli import documents as command
from carmail_tui.cli.garage import Garage
from carmail_tui.delivery.journal import Journal
from carmail_tui.delivery.lock import FileLock
from carmail_tui.demo.guard import DemoLeavesError
from carmail_tui.documents.document import Document, DocumentFile, DocumentKind, Party
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


class Inbox:
    """What the server received, by envelope recipient; it knows nobody whose name begins with `unknown`."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Accept or refuse a recipient."""
        if address.startswith("unknown"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the mail."""
        self.received += [(to, envelope.content) for to in envelope.rcpt_tos]
        return "250 2.0.0 kept"

    def attachments(self) -> list[tuple[str, list[str | None]]]:
        """Who received files of which names."""
        mails = [(to, message_from_bytes(content, policy=policy.default)) for to, content in self.received]
        return [(to, [part.get_filename() for part in mail.iter_attachments()]) for to, mail in mails]


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


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def port(inbox: Inbox) -> Iterator[int]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller.port
    controller.stop()


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


def test_the_ledger_is_one_json_object_a_line(desk: Desk) -> None:
    julie = desk.client("Henrard, Julie", "julie.h@courriel.example")
    desk.document("2026-1850", julie, due=date(2026, 12, 24))
    desk.document("2026-0093", None, kind=DocumentKind.CREDIT_NOTE, buyer=Party("Collard, Sophie"))
    status, records = desk.records()
    assert status == 0
    assert records[0] == {
        "number": "2026-1850",
        "kind": "invoice",
        "date": "2026-11-24",
        "due": "2026-12-24",
        "client": "Henrard, Julie",
        "matched": True,
        "amount": "1284.60",
        "currency": "EUR",
        "paid": False,
        "state": "unsent",
        "has_address": True,
        "sent_at": None,
        "sent_to": "",
        "files": ["2026-1850.pdf"],
    }
    note = records[1]
    assert (note["amount"], note["matched"], note["client"]) == ("-1284.60", False, "Collard, Sophie")


def test_the_ledger_for_people_is_a_table_that_no_name_can_break(desk: Desk) -> None:
    desk.document("1", desk.client("\x1b[31m[red]x\u202e", "a@b.example"))
    desk.document("2", None)
    status, out, _ = desk.run()
    assert status == 0 and "\x1b" not in out and "\u202e" not in out
    heading, *rows = out.splitlines()
    assert heading.split() == ["Number", "Kind", "Date", "Client", "Amount", "Sent", "on"]
    assert rows[0].endswith("no, no @") and rows[1].endswith("no")


def test_numbers_that_are_not_there_are_told(desk: Desk) -> None:
    desk.document("1", None)
    assert desk.run("--number", "1")[0] == 0
    status, out, err = desk.run("--number", "1", "99")
    assert status == 1 and "99" in err and len(out.splitlines()) == 2
    assert desk.run("--number", "99")[0] == 3


def test_a_period_that_cannot_be_read_is_a_sentence(desk: Desk) -> None:
    status, out, err = desk.run("--period", "yesterday")
    assert (status, out) == (2, "") and "yesterday" in err


def test_documents_are_sent_and_the_ledger_says_when(desk: Desk) -> None:
    dumont = desk.client("Transports Dumont SA", "compta@dumont.example")
    julie = desk.client("Henrard, Julie", "julie.h@courriel.example")
    desk.document("2026-1851", dumont)
    desk.document("2026-1852", dumont)
    desk.document("2026-1850", julie)
    status, records = desk.records("send", "--unsent", "--yes")
    assert status == 0
    assert [(r["client"], r["documents"], r["to"], r["rule"], r["state"]) for r in records] == [
        ("Transports Dumont SA", ["2026-1852", "2026-1851"], "compta@dumont.example", "card", "sent"),
        ("Henrard, Julie", ["2026-1850"], "julie.h@courriel.example", "card", "sent"),
    ]
    assert sorted(desk.inbox.attachments()) == [
        ("compta@dumont.example", ["2026-1852.pdf", "2026-1851.pdf"]),
        ("julie.h@courriel.example", ["2026-1850.pdf"]),
    ]
    _, ledger = desk.records()
    assert {(r["state"], r["sent_at"] is not None) for r in ledger} == {("sent", True)}
    assert desk.run("send", "--unsent", "--yes")[0] == 0
    assert len(desk.inbox.received) == 2


def test_each_document_goes_in_its_own_mail_where_that_is_asked_for(desk: Desk) -> None:
    julie = desk.client("Henrard, Julie", "julie.h@courriel.example")
    desk.document("1", julie)
    desk.document("2", julie)
    assert desk.run("send", "--number", "1", "2", "--no-group", "--yes")[0] == 0
    assert sorted(names for _, names in desk.inbox.attachments()) == [["1.pdf"], ["2.pdf"]]


def test_without_a_yes_the_plan_is_shown_and_nothing_leaves(desk: Desk) -> None:
    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    status, out, _ = desk.run("send", "--unsent")
    assert status == 2 and "julie.h@courriel.example" in out
    status, out, _ = desk.run("send", "--unsent", "--dry-run")
    assert status == 0 and "julie.h@courriel.example" in out
    status, records = desk.records("send", "--unsent", "--dry-run")
    assert status == 0 and records[0]["to"] == "julie.h@courriel.example"
    assert models.Message.select().count() == 0


def test_no_wait_stops_after_queueing(desk: Desk) -> None:
    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    status, records = desk.records("send", "--unsent", "--yes", "--no-wait")
    assert status == 0 and records[0]["state"] == "queued"
    assert desk.inbox.received == []


def test_what_cannot_be_sent_is_told_and_the_rest_goes(desk: Desk) -> None:
    desk.document("1", desk.client("Dubois, Pierre"))
    desk.document("2", desk.client("Bodson, Alain", "unknown@courriel.example"))
    desk.document("3", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    status, records = desk.records("send", "--number", "1", "2", "3", "--yes")
    assert status == 1
    assert [(r["state"], r["stop"], r["obstacle"]) for r in records] == [
        (None, "obstacle", "no_address"),
        ("refused", None, None),
        ("sent", None, None),
    ]
    assert "no such user" in records[1]["reply"]


def test_nothing_done_is_said_by_the_exit_status(desk: Desk) -> None:
    desk.document("1", desk.client("Dubois, Pierre"))
    assert desk.run("send", "--number", "1", "--yes")[0] == 3
    assert desk.run("send", "--number", "99", "--yes")[0] == 3
    desk.document("2", desk.client("Bodson, Alain", "unknown@courriel.example"))
    assert desk.run("send", "--number", "2", "--yes")[0] == 3


def test_a_second_sending_needs_again(desk: Desk) -> None:
    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    assert desk.run("send", "--number", "1", "--yes")[0] == 0
    status, out, _ = desk.run("send", "--number", "1", "--yes")
    assert status == 3 and "julie.h@courriel.example" in out and "--again" in out
    assert len(desk.inbox.received) == 1
    assert desk.run("send", "--number", "1", "--yes", "--again")[0] == 0
    assert len(desk.inbox.received) == 2


def test_one_address_is_for_the_documents_of_one_client(desk: Desk) -> None:
    julie = desk.client("Henrard, Julie", "julie.h@courriel.example")
    desk.document("1", julie)
    desk.document("2", julie)
    desk.document("3", desk.client("Henrard, Julien", "julien@courriel.example"))
    status, _, err = desk.run("send", "--number", "1", "3", "--to", "x@y.example", "--yes")
    assert status == 2 and "Henrard, Julie, " in err.replace("Henrard, Julien", "Henrard, Julie, ")
    assert desk.run("send", "--number", "1", "2", "--to", "not an address", "--yes")[0] == 2
    assert desk.inbox.received == []
    assert desk.run("send", "--number", "1", "2", "--to", "X@y.example", "--yes")[0] == 0
    assert desk.inbox.attachments() == [("X@y.example", ["1.pdf", "2.pdf"])]


def test_an_address_that_bounced_is_refused_even_where_it_is_typed(desk: Desk) -> None:
    desk.document("1", desk.client("Henrard, Julie"))
    models.Suppression.create(mailbox="dead@courriel.example", reason="bounced", since=date(2026, 11, 20))
    status, out, _ = desk.run("send", "--number", "1", "--to", "Dead@courriel.example", "--yes")
    assert status == 3 and "bounced" in out


def test_a_number_of_several_documents_is_not_guessed(desk: Desk) -> None:
    julie = desk.client("Henrard, Julie", "julie.h@courriel.example")
    desk.document("1", julie)
    desk.document("1", julie, kind=DocumentKind.CREDIT_NOTE)
    status, _, err = desk.run("send", "--number", "1", "--yes")
    assert status == 3 and "--kind" in err and desk.inbox.received == []
    status, _records = desk.records("send", "--number", "1", "--kind", "credit_note", "--yes")
    assert status == 0 and len(desk.inbox.received) == 1
    assert [(r["kind"], r["state"]) for r in desk.records()[1]] == [
        ("credit_note", "sent"),
        ("invoice", "unsent"),
    ]
    assert [r["kind"] for r in desk.records("--kind", "invoice")[1]] == ["invoice"]


def test_without_an_account_a_sentence_says_so(desk: Desk) -> None:
    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    garage: Any = desk.garage
    garage.settings = replace(garage.settings, smtp=Smtp())
    status, _, err = desk.run("send", "--number", "1", "--yes")
    assert status == 2 and "smtp.server" in err


def test_a_server_that_is_not_there_leaves_the_mail_to_a_process_that_waits_for_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    garage: Any = desk.garage
    garage.database_url, garage.config_path = "sqlite:///garage.db", "settings.toml"
    launched: list[str] = []
    monkeypatch.setattr("carmail_tui.delivery.launch.launch", lambda url, config: launched.append(url))
    garage.settings = replace(garage.settings, smtp=replace(garage.settings.smtp, port=free_port()))
    status, out, err = desk.run("send", "--number", "1", "--yes", "--json")
    assert status == 3 and json.loads(out)["state"] == "queued"
    assert "mail server" in err
    assert launched == [garage.database_url]


def test_the_mails_of_a_demo_garage_do_not_leave_this_machine(desk: Desk) -> None:
    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    models.Meta.create(key="demo", value="1")
    garage: Any = desk.garage
    garage.settings = replace(garage.settings, smtp=replace(garage.settings.smtp, server="smtp.example"))
    with pytest.raises(DemoLeavesError):
        desk.run("send", "--number", "1", "--yes")
    assert [message.state for message in models.Message.select()] == ["queued"]


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("OUI\n", 0), ("n\n", 2), ("\n", 2), ("", 2)])
def test_at_a_terminal_the_plan_is_confirmed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: str, status: int
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    monkeypatch.setattr("sys.stderr", Terminal())
    assert desk.run("send", "--number", "1")[0] == status
    assert len(desk.inbox.received) == (status == 0)
