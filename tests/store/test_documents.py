"""The ledger on a real database: what it lists, and in which order."""

from datetime import date
from decimal import Decimal

import pytest

from carmail_tui.documents.document import DocumentFile, DocumentKind, Party
from carmail_tui.documents.listing import LedgerFilters
from carmail_tui.recipients.window import parse_window
from carmail_tui.store import models
from tests.store.books import TODAY, Books, books

__all__ = ("books",)


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
