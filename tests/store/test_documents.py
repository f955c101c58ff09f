"""The ledger on a real database: what it lists, in which order, and what became of each document."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from peewee import Database

from carmail_tui.delivery.policy import Reason
from carmail_tui.documents.document import Document, DocumentFile, DocumentKind, Party, Refusal, SendingState
from carmail_tui.documents.listing import LedgerFilters, LedgerLine
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Client, SuppressionReason
from carmail_tui.recipients.window import parse_window
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


def test_the_latest_stand_first_and_a_longer_number_is_the_later_one(books: Books) -> None:
    for number, day in (
        ("9", TODAY),
        ("10", TODAY),
        ("2026-1840", date(2026, 11, 18)),
        ("undated", None),
        ("2026-1841", date(2026, 11, 18)),
    ):
        books.document(number, day=day)
    assert books.numbers() == ["10", "9", "2026-1841", "2026-1840", "undated"]
    assert len(books.ledger.ids(limit=2)) == 2
    assert books.ledger.count() == 5


def test_a_line_names_the_client_else_the_buyer_and_shows_a_credit_note_negative(books: Books) -> None:
    maes = books.client("Maes BV", "info@maes.example")
    invoice = books.document("1", maes, total="742.35", buyer=Party("MAES"), currency="EUR", paid=True)
    note = books.document(
        "2", None, total="48.40", kind=DocumentKind.CREDIT_NOTE, buyer=Party("Collard, Sophie")
    )
    line = books.line(invoice)
    assert (line.client, line.amount, line.client_id, line.paid) == ("Maes BV", Decimal("742.35"), maes, True)
    assert (books.line(note).client, books.line(note).amount) == ("Collard, Sophie", Decimal("-48.40"))


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), SendingState.UNSENT),
        (("queued",), SendingState.UNDER_WAY),
        (("claimed",), SendingState.UNDER_WAY),
        (("talking",), SendingState.UNDER_WAY),
        (("committing",), SendingState.UNDER_WAY),
        (("deferred",), SendingState.UNDER_WAY),
        (("held",), SendingState.UNDER_WAY),
        (("sent",), SendingState.SENT),
        (("in_doubt",), SendingState.IN_DOUBT),
        (("refused",), SendingState.FAILED),
        (("expired",), SendingState.FAILED),
        (("blocked",), SendingState.FAILED),
        (("invalid",), SendingState.FAILED),
        (("cancelled",), SendingState.UNSENT),
        (("sent", "cancelled"), SendingState.SENT),
        (("refused", "sent"), SendingState.SENT),
        (("sent", "queued"), SendingState.UNDER_WAY),
        (("sent", "refused"), SendingState.FAILED),
    ],
)
def test_the_latest_sending_that_was_not_taken_back_decides(
    books: Books, states: tuple[str, ...], expected: SendingState
) -> None:
    document = books.document("1")
    for state in states:
        books.message(state, document)
    line = books.line(document)
    assert line.state is expected
    assert (line.sent_at is not None) == ("sent" in states)
    unsent = expected in {SendingState.UNSENT, SendingState.FAILED}
    assert books.numbers(LedgerFilters(unsent=True)) == (["1"] if unsent else [])
    found = books.ledger.get(document)
    assert found is not None and (found.state, found.sendings) == (expected, len(states))


def test_the_day_and_the_address_are_those_of_the_last_acceptance(books: Books) -> None:
    document = books.document("1")
    books.message("sent", document, to="first@b.example")
    books.message("refused", document, to="second@b.example", at=NOON.replace(day=20))
    line = books.line(document)
    assert (line.sent_at, line.sent_to) == (NOON, "first@b.example")
    other = books.document("2")
    books.message("queued", other, to="third@b.example")
    assert (books.line(other).sent_at, books.line(other).sent_to) == (None, "third@b.example")


@pytest.mark.parametrize("reason", Reason)
def test_a_refusal_of_the_address_is_kept_until_that_mailbox_takes_the_document(
    books: Books, reason: Reason
) -> None:
    document = books.document("1")
    books.message("refused", document, to="Gone@b.example", reason=reason.value)
    books.message("refused", document, to="other@b.example", reason=Reason.REFUSED_BY_POLICY.value)
    found = books.ledger.get(document)
    of_the_address = reason in {Reason.UNKNOWN_ADDRESS, Reason.NEEDS_SMTPUTF8}
    expected = (Refusal("gone@b.example", NOON, reason.value),) if of_the_address else ()
    assert found is not None and found.refusals == expected
    books.message("sent", document, to="gone@b.example")
    found = books.ledger.get(document)
    assert found is not None and found.refusals == ()


def test_a_test_mail_and_a_letter_send_no_document(books: Books) -> None:
    document = books.document("1")
    books.message("sent", document, intent="test")
    books.message("sent", document, intent="mailing")
    assert books.line(document).state is SendingState.UNSENT
    assert books.numbers(LedgerFilters(unsent=True)) == ["1"]


@pytest.mark.parametrize(
    ("since", "reason", "expected"),
    [
        (date(2026, 11, 20), SuppressionReason.BOUNCED, SendingState.BOUNCED),
        (date(2026, 11, 18), SuppressionReason.BOUNCED, SendingState.BOUNCED),
        (date(2026, 11, 17), SuppressionReason.BOUNCED, SendingState.SENT),
        (date(2026, 11, 20), SuppressionReason.BY_HAND, SendingState.SENT),
    ],
)
def test_a_bounce_that_comes_later_changes_the_ledger(
    books: Books, since: date, reason: SuppressionReason, expected: SendingState
) -> None:
    document = books.document("1")
    books.message("sent", document, to="Dead@B.example")
    books.suppress("dead@b.example", since, reason)
    assert books.line(document).state is expected
    assert books.numbers(LedgerFilters(unsent=True)) == (["1"] if expected is SendingState.BOUNCED else [])


def test_sending_to_another_address_after_a_bounce_is_a_sending_again(books: Books) -> None:
    document = books.document("1")
    books.message("sent", document, to="dead@b.example")
    books.suppress("dead@b.example", date(2026, 11, 20))
    books.message("sent", document, to="alive@b.example", at=NOON.replace(day=21))
    assert books.line(document).state is SendingState.SENT
    assert books.line(document).sent_to == "alive@b.example"
    assert books.numbers(LedgerFilters(unsent=True)) == []


def test_no_address_is_said_where_there_is_none_that_is_written_to(books: Books) -> None:
    books.suppress("dead@b.example", TODAY)
    expected = {
        books.document("1", books.client("Nobody")): False,
        books.document("2", books.client("Malformed", "none")): False,
        books.document("3", books.client("Dead", "dead@b.example")): False,
        books.document("4", books.client("Dead but one", "dead@b.example", "x@b.example")): True,
        books.document("5", buyer=Party("Buyer", email="buyer@b.example")): True,
        books.document("6", buyer=Party("Dead buyer", email="Dead@b.example")): False,
        books.document("7", books.client("By document"), buyer=Party(email="buyer@b.example")): True,
        books.document("8"): False,
    }
    assert {line.id: line.has_address for line in books.ledger.lines(list(expected))} == expected


def test_the_filters_add_up(books: Books) -> None:
    one, two = books.client("Dumont SA"), books.client("Maes BV")
    books.document("1", one, day=date(2026, 11, 1))
    books.document("2", one, kind=DocumentKind.CREDIT_NOTE, paid=True)
    books.document("3", two, paid=True)
    books.document("4", None, day=date(2026, 10, 31))
    assert books.numbers(LedgerFilters(client_id=one)) == ["2", "1"]
    assert books.numbers(LedgerFilters(kind=DocumentKind.CREDIT_NOTE)) == ["2"]
    assert books.numbers(LedgerFilters(unpaid=True)) == ["1", "4"]
    assert books.numbers(LedgerFilters(unmatched=True)) == ["4"]
    assert books.numbers(LedgerFilters(client_id=one, unpaid=True)) == ["1"]
    assert [line.number for line in books.ledger.of_client(one)] == ["2", "1"]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("01/11", ["today", "first", "undated"][:2]),
        ("01/10-31/10", ["october"]),
        ("2s", ["today"]),
        ("24/11", ["today"]),
    ],
)
def test_a_period_looks_back(books: Books, period: str, expected: list[str]) -> None:
    books.document("today")
    books.document("first", day=date(2026, 11, 1))
    books.document("october", day=date(2026, 10, 31))
    books.document("undated", day=None)
    filters = LedgerFilters(period=parse_window(period, TODAY, back=True))
    assert books.numbers(filters) == expected


def test_filters_are_kept_as_plain_values_and_what_cannot_be_read_is_left_out() -> None:
    filters = LedgerFilters(True, parse_window("01/11/2026", TODAY, back=True), 7, DocumentKind.INVOICE, True)
    assert LedgerFilters.from_plain(filters.to_plain(), TODAY) == filters
    assert LedgerFilters().to_plain() == {}
    assert (
        LedgerFilters.from_plain({"period": "nonsense", "kind": "x", "client_id": "y"}, TODAY)
        == LedgerFilters()
    )


def test_search_finds_numbers_buyers_and_clients_without_their_accents(books: Books) -> None:
    leonard = books.client("Carrosserie Léonard")
    books.document("2026-1846", leonard)
    books.document("2026-1847", None, buyer=Party("Bastin, Olivier"))
    assert books.numbers(search="leonard") == ["2026-1846"]
    assert books.numbers(search="Léonard 1846") == ["2026-1846"]
    assert books.numbers(search="BASTIN") == ["2026-1847"]
    assert books.numbers(search="2026-184") == ["2026-1847", "2026-1846"]
    assert books.numbers(search="leonard bastin") == []


def test_the_summary_counts_documents_and_clients_and_sums_each_currency(books: Books) -> None:
    one = books.client("Dumont SA")
    ids = [
        books.document("1", one, total="1284.60"),
        books.document("2", one, total="312.18"),
        books.document("3", None, buyer=Party("Henrard"), total="189.00"),
        books.document("4", None, buyer=Party("HENRARD"), total="48.40", kind=DocumentKind.CREDIT_NOTE),
        books.document("5", one, total="10.00", currency="CHF"),
    ]
    summary = books.ledger.summary(ids)
    assert (summary.count, summary.clients) == (5, 2)
    assert summary.totals == (("EUR", Decimal("1737.38")), ("CHF", Decimal("10.00")))


def test_a_document_is_read_whole_with_its_files(books: Books) -> None:
    files = (
        DocumentFile("1.pdf", "application/pdf", "aa/1.pdf", "ab" * 32, 10),
        DocumentFile("1.xml", "text/xml", "aa/1.xml"),
    )
    seller = Party("Garage Lambert", "BE0403170701")
    buyer = Party("Maes", "BE0000000196", "M@maes.example", "C1", "4000", "0208:0000000196")
    books.suppress("m@maes.example", TODAY)
    document = books.document("1", None, files=files, seller=seller, buyer=buyer, due=date(2026, 12, 24))
    found = books.ledger.get(document)
    assert found is not None
    assert [(f.name, f.path, f.sha256, f.size) for f in found.files] == [
        ("1.pdf", "aa/1.pdf", "ab" * 32, 10),
        ("1.xml", "aa/1.xml", "", 0),
    ]
    assert (found.seller, found.buyer, found.due) == (seller, buyer, date(2026, 12, 24))
    assert found.buyer_suppression is not None and not found.has_address
    assert books.ledger.get(999) is None


def test_a_number_may_be_shared_by_an_invoice_and_a_credit_note(books: Books) -> None:
    books.document("F1")
    books.document("F1", kind=DocumentKind.CREDIT_NOTE)
    books.document("F10")
    assert {found.kind for found in books.ledger.by_number(" f1 ")} == set(DocumentKind)


def test_the_order_asked_for_is_kept_and_what_is_gone_is_left_out(books: Books) -> None:
    ids = [books.document(str(number)) for number in range(1200)]
    asked = [ids[3], 99999, ids[1199], ids[0]]
    assert [line.id for line in books.ledger.lines(asked)] == [ids[3], ids[1199], ids[0]]
    assert [found.id for found in books.ledger.many(ids)] == ids


def test_the_history_tells_every_sending_with_the_servers_words_and_the_bounce(books: Books) -> None:
    document, other = books.document("1"), books.document("2")
    refused = books.message(
        "refused",
        document,
        to="first@b.example",
        code=550,
        enhanced="5.1.1",
        reply="unknown",
        reason="mailbox",
    )
    models.Attempt.create(
        message=refused,
        at=milliseconds(NOON),
        phase="rcpt",
        outcome="refused",
        code=550,
        enhanced="5.1.1",
        reply="unknown",
    )
    books.message("sent", document, other, to="second@b.example", at=NOON.replace(day=19))
    books.suppress("second@b.example", date(2026, 11, 20))
    last, first = books.ledger.history(document)
    assert (first.to, first.outbox_state, first.code, first.reply) == (
        "first@b.example",
        "refused",
        550,
        "unknown",
    )
    assert [(a.phase, a.outcome, a.at) for a in first.attempts] == [("rcpt", "refused", NOON)]
    assert (first.accepted_at, first.bounce, first.documents) == (None, None, 1)
    assert (last.to, last.accepted_at, last.documents) == ("second@b.example", NOON.replace(day=19), 2)
    assert last.bounce is not None and last.bounce.since == date(2026, 11, 20)


def test_a_person_says_whose_document_it_is(books: Books) -> None:
    maes = books.client("Maes BV")
    document = books.document("1", None, buyer=Party("Maes"))
    books.ledger.set_client(document, maes)
    assert books.line(document).client == "Maes BV"
    books.ledger.set_client(document, None)
    assert books.line(document).client_id is None


def test_the_documents_of_a_client_who_is_removed_stay_in_the_ledger(books: Books) -> None:
    maes = books.client("Maes BV")
    document = books.document("1", maes, buyer=Party("Maes"))
    models.Client.delete_by_id(maes)
    assert (books.line(document).client_id, books.line(document).client) == (None, "Maes")
