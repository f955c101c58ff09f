"""What was read from the pages of PDFs: it joins what is known, and else waits for a person's yes."""

from decimal import Decimal

from carmail_tui.reading.documents import read_documents
from carmail_tui.reading.imported import DocumentOutcome
from carmail_tui.settings.model import Company
from tests.reading.garage_layouts import scan
from tests.reading.garage_pages import Truth
from tests.reading.garage_pdfs import samples
from tests.reading.invoices import ubl
from tests.store.importing import Garage, garage

__all__ = ["garage"]

TRUTH, CONTENT = next((truth, content) for truth, content in samples() if truth.name == "classic-fr")
OURS = Company(name="Garage des Trois Ponts SPRL", vat=TRUTH.seller_vat)


def xml(truth: Truth = TRUTH, total: str = "", buyer: str = "") -> bytes:
    """The same invoice as XML."""
    amount = total or str(truth.total)
    return ubl(
        truth.number,
        date=str(truth.date),
        due=str(truth.due),
        seller=OURS.name,
        seller_vat=truth.seller_vat,
        buyer=buyer or truth.buyer,
        buyer_vat=truth.buyer_vat,
        total=amount,
        gross=amount,
    )


def read(garage: Garage, *, accept: bool = False, dry_run: bool = False) -> list[DocumentOutcome]:
    answer = garage.store.imports.documents(
        read_documents([garage.inbox]), OURS, accept_read=accept, dry_run=dry_run
    )
    return [document.outcome for document in answer.documents]


def test_it_does_not_enter_without_a_yes(garage: Garage) -> None:
    garage.put("a.pdf", CONTENT)
    answer = garage.one(OURS)
    assert answer.outcome is DocumentOutcome.TO_CONFIRM
    assert answer.document is not None
    assert (answer.document.number, answer.document.total) == (TRUTH.number, TRUTH.total)
    assert set(answer.confidence) >= {"number", "date", "due", "total", "buyer", "buyer_vat", "seller_vat"}
    assert all(0.6 <= share <= 1 for share in answer.confidence.values())
    assert garage.ledger() == []
    assert not garage.store.files.folder.exists() or list(garage.store.files.folder.iterdir()) == []


def test_with_a_yes_it_does_and_once(garage: Garage) -> None:
    garage.put("a.pdf", CONTENT)
    assert read(garage, accept=True, dry_run=True) == [DocumentOutcome.NEW]
    assert garage.ledger() == []
    assert read(garage, accept=True) == [DocumentOutcome.NEW]
    (row,) = garage.ledger()
    assert (row.number, row.date, row.due, row.total) == (TRUTH.number, TRUTH.date, TRUTH.due, TRUTH.total)
    assert [(file.name, file.media_type) for file in row.files] == [("a.pdf", "application/pdf")]
    assert read(garage) == [DocumentOutcome.UNCHANGED]


def test_the_pdf_joins_its_xml_before_and_after(garage: Garage) -> None:
    garage.put("a.xml", xml())
    garage.put("a.pdf", CONTENT)
    assert read(garage) == [DocumentOutcome.NEW]
    (row,) = garage.ledger()
    assert sorted(file.name for file in row.files) == ["a.pdf", "a.xml"]
    assert read(garage) == [DocumentOutcome.UNCHANGED]


def test_the_pdf_joins_a_row_that_is_there_and_tells_it_nothing(garage: Garage) -> None:
    garage.put("a.xml", xml().replace(str(TRUTH.due).encode(), b""))
    assert read(garage) == [DocumentOutcome.NEW]
    garage.put("b.pdf", CONTENT)
    assert read(garage) == [DocumentOutcome.JOINED]
    (row,) = garage.ledger()
    assert [file.name for file in row.files] == ["a.xml", "b.pdf"]
    assert row.due is None


def test_a_pdf_that_contradicts_the_row_is_a_conflict_even_with_a_yes(garage: Garage) -> None:
    garage.put("a.xml", xml(total="999.00"))
    read(garage)
    garage.put("b.pdf", CONTENT)
    assert sorted(read(garage, accept=True)) == [DocumentOutcome.CONFLICT, DocumentOutcome.UNCHANGED]
    (row,) = garage.ledger()
    assert (row.total, len(row.files)) == (Decimal("999.00"), 1)


def test_another_buyer_on_the_pdf_is_a_conflict(garage: Garage) -> None:
    garage.put("a.xml", xml(buyer="Boulangerie Noël").replace(TRUTH.buyer_vat.encode(), b"BE0403170701"))
    garage.put("b.pdf", CONTENT)
    assert sorted(read(garage)) == [DocumentOutcome.CONFLICT, DocumentOutcome.NEW]


def test_another_sellers_pdf_is_not_ours(garage: Garage) -> None:
    garage.put("a.pdf", CONTENT)
    answer = garage.one(Company(name="Garage Dumont", vat="BE0403170701"))
    assert answer.outcome is DocumentOutcome.NOT_OURS


def test_a_scan_is_listed_as_to_be_filled_in(garage: Garage) -> None:
    garage.put("scan.pdf", scan())
    assert read(garage, accept=True) == [DocumentOutcome.TO_FILL_IN]
    assert garage.ledger() == []
