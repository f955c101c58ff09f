"""Sending a plan over a real database: what lies in the outbox, and what the ledger then says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from carmail_tui.documents.document import Document, DocumentFile, DocumentKind, Party, SendingState
from carmail_tui.documents.plan import Plan, make_plan
from carmail_tui.documents.seatbelt import Found
from carmail_tui.documents.send import Stop
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
from carmail_tui.store.outbox import Outbox

SETTINGS = Settings(
    smtp=Smtp(server="smtp.garage.example", login="me"),
    sender=Sender("Sophie Dupuis", "sophie@garage.example"),
    company=Company("Garage Lambert", "BE0403170701"),
)


class FilesInMemory:
    """The bytes of the documents' files, by path."""

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}

    def read(self, file: DocumentFile) -> bytes:
        """The bytes; OSError where they are gone."""
        if file.path not in self.content:
            raise FileNotFoundError(file.path)
        return self.content[file.path]


class Garage:
    """A garage with clients and documents in a real database."""

    def __init__(self, url: str) -> None:
        database = open_database(url)
        self.clients = Clients(database)
        self.cards = Cards(database, self.clients)
        self.ledger = Ledger(database)
        self.files = FilesInMemory()
        self.outbox = Outbox(database)
        self.database = database
        self.found: dict[str, Found] = {}

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
            file = DocumentFile(name, "application/pdf", f"{number}/{name}")
            self.files.content[file.path] = f"%PDF {number} {name}".encode()
            models.DocumentFile.create(**document_file_columns(file, row.id))
        return int(row.id)

    def plan(self, *documents: int, grouped: bool = True) -> Plan:
        """The plan of these documents, as the ledger has them now."""
        found = self.ledger.many(documents)
        clients = self.clients.many([d.client_id for d in found if d.client_id])
        return make_plan(found, clients, grouped=grouped)

    def send(self, plan: Plan, **more: Any) -> SentPlan:
        """Queue the plan."""
        store: Any = SimpleNamespace(ledger=self.ledger, files=self.files, outbox=self.outbox)
        return send_documents(
            store, plan, SETTINGS, user="sophie", look=lambda file, _: self.found.get(file.name), **more
        )

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
    found = Garage(f"sqlite:///{tmp_path}/garage.db")
    yield found
    found.database.close()


CARD, FINANCIAL, CONTACT = AddressSource.CARD, AddressSource.FINANCIAL, AddressSource.CONTACT


def attached(mail: EmailMessage) -> dict[str | None, bytes]:
    """The attachments by name."""
    return {part.get_filename(): part.get_content() for part in mail.iter_attachments()}


def test_three_documents_of_two_clients_lie_in_the_outbox_with_their_own_files(garage: Garage) -> None:
    dumont = garage.client(
        "Transports Dumont SA",
        ("info@dumont.example", CARD),
        ("compta@dumont.example", FINANCIAL),
        ("luc@dumont.example", CONTACT),
    )
    julie = garage.client("Henrard, Julie", ("julie.h@courriel.example", CARD))
    ids = [
        garage.document("2026-1852", dumont),
        garage.document("2026-1851", dumont),
        garage.document("2026-0093", julie, kind=DocumentKind.CREDIT_NOTE),
    ]
    sent = garage.send(garage.plan(*ids))
    assert sent.mailing is not None and all(outcome.message for outcome in sent.outcomes)
    (first_to, first), (second_to, second) = garage.mails()
    assert (first_to, second_to) == ("compta@dumont.example", "julie.h@courriel.example")
    assert attached(first) == {
        "2026-1852.pdf": b"%PDF 2026-1852 2026-1852.pdf",
        "2026-1851.pdf": b"%PDF 2026-1851 2026-1851.pdf",
    }
    assert attached(second) == {"2026-0093.pdf": b"%PDF 2026-0093 2026-0093.pdf"}
    text = first.get_body(("plain",))
    assert text is not None
    assert "2026-1851" in text.get_content() and "2026-1852" in text.get_content()
    assert [garage.state(document) for document in ids] == [SendingState.UNDER_WAY] * 3


def test_clients_of_similar_names_each_receive_their_own_document_alone(garage: Garage) -> None:
    clients = {
        name: garage.client(name, (f"{position}@courriel.example", CARD))
        for position, name in enumerate(("Dubois, Pierre", "Dubois, Pierrette", "DUBOIS, Pierre", "Dubois"))
    }
    documents = {garage.document(f"F{id_}", id_): id_ for id_ in clients.values()}
    garage.send(garage.plan(*documents))
    received = {to: set(attached(mail)) for to, mail in garage.mails()}
    assert received == {
        f"{position}@courriel.example": {f"F{id_}.pdf"} for position, id_ in enumerate(clients.values())
    }


def test_files_of_one_name_are_both_attached_under_names_that_differ(garage: Garage) -> None:
    julie = garage.client("Henrard, Julie", ("julie.h@courriel.example", CARD))
    garage.send(
        garage.plan(garage.document("1", julie, "facture.pdf"), garage.document("2", julie, "FACTURE.pdf"))
    )
    ((_, mail),) = garage.mails()
    assert sorted(attached(mail).values()) == [b"%PDF 1 facture.pdf", b"%PDF 2 FACTURE.pdf"]
    assert len(attached(mail)) == 2


def test_the_seat_belt_stops_the_line_whose_file_is_of_another_client(garage: Garage) -> None:
    julie = garage.client("Henrard, Julie", ("julie.h@courriel.example", CARD))
    maes = garage.client("Maes BV", ("info@maes.example", CARD))
    swapped, right = garage.document("1", julie), garage.document("2", maes)
    garage.found["1.pdf"] = Found("1.pdf", number="1", buyer=Party("Maes BV"))
    sent = garage.send(garage.plan(swapped, right))
    assert [outcome.stop for outcome in sent.outcomes] == [Stop.CONTRADICTION, None]
    assert [to for to, _ in garage.mails()] == ["info@maes.example"]
    assert (garage.state(swapped), garage.state(right)) == (SendingState.UNSENT, SendingState.UNDER_WAY)


def test_nothing_is_left_in_the_outbox_where_every_line_is_stopped(garage: Garage) -> None:
    document = garage.document("1", garage.client("Dubois, Pierre"))
    sent = garage.send(garage.plan(document))
    assert (sent.mailing, models.Mailing.select().count()) == (None, 0)


def test_the_same_plan_confirmed_twice_is_queued_once(garage: Garage) -> None:
    plan = garage.plan(garage.document("1", garage.client("Julie", ("julie.h@courriel.example", CARD))))
    for again in (False, True):
        garage.send(plan, again=again)
        garage.send(plan, again=again)
        assert len(garage.mails()) == 1


def test_a_second_sending_is_a_new_mail_only_where_it_is_asked_for(garage: Garage) -> None:
    document = garage.document("1", garage.client("Julie", ("julie.h@courriel.example", CARD)))
    (first,) = garage.send(garage.plan(document)).outcomes
    garage.set_state(first.message, "sent")
    (asked,) = garage.send(garage.plan(document)).outcomes
    assert asked.stop is Stop.ALREADY_SENT
    assert asked.earlier[0].to == "julie.h@courriel.example" and asked.earlier[0].at is not None
    (second,) = garage.send(garage.plan(document), again=True).outcomes
    assert second.message not in {None, first.message}
    assert len(garage.ledger.history(document)) == 2


@pytest.mark.parametrize("state", ["cancelled", "refused", "expired", "blocked", "invalid"])
def test_what_was_taken_back_or_failed_can_be_sent_anew_without_a_question(
    garage: Garage, state: str
) -> None:
    document = garage.document("1", garage.client("Julie", ("julie.h@courriel.example", CARD)))
    (first,) = garage.send(garage.plan(document)).outcomes
    garage.set_state(first.message, state)
    (second,) = garage.send(garage.plan(document)).outcomes
    assert second.message is not None and second.message != first.message
    assert garage.state(document) is SendingState.UNDER_WAY


@pytest.mark.parametrize("state", ["queued", "committing", "in_doubt"])
def test_what_is_under_way_or_in_doubt_is_not_sent_beside_it(garage: Garage, state: str) -> None:
    document = garage.document("1", garage.client("Julie", ("julie.h@courriel.example", CARD)))
    (first,) = garage.send(garage.plan(document)).outcomes
    garage.set_state(first.message, state)
    (second,) = garage.send(garage.plan(document)).outcomes
    assert second.stop is Stop.ALREADY_SENT


def test_a_document_of_nobody_goes_to_its_own_buyer_or_nowhere(garage: Garage) -> None:
    garage.client("Maes BV", ("info@maes.example", CARD))
    known = garage.document("1", None, buyer=Party("Maes BV", email="buyer@maes.example"))
    unknown = garage.document("2", None, buyer=Party("Maes BV"))
    sent = garage.send(garage.plan(known, unknown))
    assert [outcome.stop for outcome in sent.outcomes] == [Stop.OBSTACLE, None]
    assert [to for to, _ in garage.mails()] == ["buyer@maes.example"]


def test_a_document_matched_to_another_client_since_the_plan_is_not_sent(garage: Garage) -> None:
    julie = garage.client("Julie", ("julie.h@courriel.example", CARD))
    maes = garage.client("Maes BV", ("info@maes.example", CARD))
    document = garage.document("1", julie)
    plan = garage.plan(document)
    garage.ledger.set_client(document, maes)
    (outcome,) = garage.send(plan).outcomes
    assert outcome.stop is Stop.CHANGED and garage.mails() == []


def test_a_file_that_is_gone_stops_its_line_alone(garage: Garage) -> None:
    julie = garage.client("Julie", ("julie.h@courriel.example", CARD))
    maes = garage.client("Maes BV", ("info@maes.example", CARD))
    lost, there = garage.document("1", julie), garage.document("2", maes)
    garage.files.content.pop("1/1.pdf")
    sent = garage.send(garage.plan(lost, there))
    assert [outcome.stop for outcome in sent.outcomes] == [Stop.FILE_UNREADABLE, None]


def test_the_hold_is_kept_in_the_database(garage: Garage) -> None:
    until = datetime.now(UTC) + timedelta(seconds=10)
    document = garage.document("2026-1850", garage.client("Julie", ("julie.h@courriel.example", CARD)))
    sent = garage.send(garage.plan(document), hold_until=until)
    mailing = models.Mailing.get_by_id(sent.mailing)
    assert (mailing.kind, mailing.title, mailing.user) == ("documents", "2026-1850", "sophie")
    assert mailing.hold_until == int(until.timestamp() * 1000)
    assert sent.mailing is not None
    assert garage.outbox.take_back(sent.mailing) == 1
    assert garage.state(document) is SendingState.UNSENT


def test_an_address_that_bounced_since_is_passed_over(garage: Garage) -> None:
    dumont = garage.client("Dumont", ("compta@dumont.example", FINANCIAL), ("info@dumont.example", CARD))
    document = garage.document("1", dumont)
    (first,) = garage.send(garage.plan(document)).outcomes
    garage.set_state(first.message, "sent")
    models.Suppression.create(mailbox="compta@dumont.example", reason="bounced", since=date(2100, 1, 1))
    assert garage.state(document) is SendingState.BOUNCED
    garage.send(garage.plan(document))
    assert [to for to, _ in garage.mails()] == ["compta@dumont.example", "info@dumont.example"]
    assert garage.state(document) is SendingState.UNDER_WAY
