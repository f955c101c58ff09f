"""What the seat belt finds inside a file: all of an e-invoice, and of printed pages what is beyond doubt."""

from decimal import Decimal

import pytest

from carmail_tui.documents.document import DocumentFile, DocumentKind
from carmail_tui.reading.apart import Apart
from carmail_tui.reading.inside import look_apart, look_inside
from tests.reading.garage_layouts import scan
from tests.reading.garage_pages import Page, Truth
from tests.reading.garage_pdfs import samples
from tests.reading.invoices import cii
from tests.reading.pdfs import pdf

FILE = DocumentFile("some.pdf", "application/pdf", "")


def test_xml_in_a_pdf_tells_all() -> None:
    found = look_inside(FILE, pdf(("data.xml", cii(type_code="381"))))
    assert found is not None
    assert (found.number, found.kind, found.total) == (
        "2026-1851",
        DocumentKind.CREDIT_NOTE,
        Decimal("121.00"),
    )


@pytest.mark.parametrize(("truth", "content"), samples(), ids=lambda value: getattr(value, "name", ""))
def test_pages_contradict_nothing_that_is_true(truth: Truth, content: bytes) -> None:
    found = look_inside(FILE, content)
    assert found is not None and found.pages is not None
    found = found.pages
    assert found.number in {"", truth.number}
    assert found.total is None or abs(found.total) == truth.total
    assert found.buyer.vat in {"", truth.buyer_vat}
    assert found.buyer.name in {"", truth.buyer}


def test_pages_of_another_invoice_are_seen() -> None:
    page = Page()
    page.put(15, 20, "Facture n° 2026/99", "Date facture : 12/03/2026", "Net à payer : 77,00 EUR")
    found = look_inside(FILE, page.bytes())
    assert found is not None and found.pages is not None
    assert (found.pages.number, found.pages.total) == ("2026/99", Decimal("77.00"))


def test_what_cannot_be_read_tells_nothing() -> None:
    with Apart() as apart:
        scanned = look_apart(apart, FILE, scan())
        assert scanned is not None and (scanned.number, scanned.text) == ("", "")
        assert look_apart(apart, FILE, b"%PDF-1.4 nothing") is None
        found = look_apart(apart, FILE, pdf(("x", cii())))
    assert found is not None and found.number == "2026-1851"
