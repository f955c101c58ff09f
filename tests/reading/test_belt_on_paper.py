"""The seat belt on printed invoices of the layouts that garages use: each fits its own row, and no other."""

from decimal import Decimal

import pytest

from carmail_tui.documents.document import Document, DocumentFile, DocumentKind, Party
from carmail_tui.documents.seatbelt import Against, Found, Gap, Unchecked, contradictions, gaps
from carmail_tui.reading.inside import look_inside
from carmail_tui.reading.looking import look_apart
from carmail_tui.recipients.client import Client
from tests.reading.garage_layouts import scan
from tests.reading.garage_pages import Truth
from tests.reading.garage_pdfs import samples

FILE = DocumentFile("a.pdf", "application/pdf", "x")


def row(truth: Truth) -> Document:
    """The ledger row of a printed invoice."""
    assert truth.total is not None
    return Document(
        DocumentKind.CREDIT_NOTE if truth.kind == "credit" else DocumentKind.INVOICE,
        truth.number,
        truth.date,
        abs(truth.total),
        buyer=Party(truth.buyer, truth.buyer_vat),
    )


def client(truth: Truth) -> Client:
    return Client(truth.buyer, vat=truth.buyer_vat, id=1)


@pytest.fixture(scope="module")
def printed() -> list[tuple[Truth, Found]]:
    looked = [(truth, look_inside(FILE, content)) for truth, content in samples()]
    return [(truth, found) for truth, found in looked if found is not None]


def test_every_layout_fits_its_own_row(printed: list[tuple[Truth, Found]]) -> None:
    assert len(printed) == len(samples())
    for truth, found in printed:
        assert contradictions(row(truth), client(truth), found) == (), truth.name
        assert gaps(row(truth), client(truth), found, "a.pdf") == (), truth.name


def test_none_fits_the_row_of_another(printed: list[tuple[Truth, Found]]) -> None:
    for truth, _own in printed:
        for other, found in printed:
            if other.number == truth.number:
                continue
            against = contradictions(row(truth), client(truth), found)
            assert against, f"{other.name} in the row of {truth.name}"


def test_swapped_between_two_documents_of_one_client_over_one_amount(
    printed: list[tuple[Truth, Found]],
) -> None:
    """A lease: the same client and amount each month. The other number is read from the page."""
    for truth, found in printed:
        last_month = Document(
            row(truth).kind, "2026-0001", truth.date, row(truth).total, buyer=row(truth).buyer
        )
        (against,) = contradictions(last_month, client(truth), found)
        assert against.against is Against.NUMBER and against.found in {truth.number, ""}


def test_a_credit_note_in_the_row_of_the_invoice_that_it_names() -> None:
    pages = Found("a.pdf", "NC-93", DocumentKind.CREDIT_NOTE)
    text = """Garage Lambert Note de crédit NC-93 du 24/11/2026 sur facture 2026-1852
    Client Transports Dumont SA, Rue Haute 1, 4000 Liège   Total à votre crédit 100,00 EUR TVA comprise"""
    invoice = Document(
        DocumentKind.INVOICE, "2026-1852", None, Decimal(100), buyer=Party("Transports Dumont SA")
    )
    found = Found("a.pdf", text=text, pages=pages)
    assert [c.against for c in contradictions(invoice, None, found)] == [Against.KIND]


def test_a_scan_is_said_to_be_one() -> None:
    found = look_inside(FILE, scan())
    assert found is not None and found.text == ""
    truth, _content = samples()[0]
    assert contradictions(row(truth), client(truth), found) == ()
    assert gaps(row(truth), client(truth), found, "a.pdf") == (Gap("a.pdf", Unchecked.NO_TEXT),)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 broken", b"PK\x03\x04", b"%PDF-1.7\n" + b"\x00" * 1000])
def test_what_is_not_read_is_said_and_breaks_nothing(content: bytes) -> None:
    assert look_apart(FILE, content) is None


def test_a_printed_invoice_given_to_the_wrong_client_is_stopped(printed: list[tuple[Truth, Found]]) -> None:
    for truth, found in printed:
        wrong = Client("Zwanenberg & Zonen", vat="BE0403170701", id=9)
        assert Against.CLIENT in {c.against for c in contradictions(row(truth), wrong, found)}, truth.name
