"""The files of the demo garage: made when needed, the same each time, and true to the ledger."""

from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from carmail_tui.demo.files import make_file, maker
from carmail_tui.demo.garage import COMPANY, make_garage
from carmail_tui.documents.document import Document, DocumentFile, DocumentKind
from carmail_tui.documents.seatbelt import Found, contradictions
from carmail_tui.reading.documents import ReadDocument, read_content
from carmail_tui.store.clients import Clients
from carmail_tui.store.database import open_database
from carmail_tui.store.documents import Ledger
from tests.demo.test_garage import TODAY

UBL = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


class Shelf:
    """The documents of a garage and what makes their files."""

    def __init__(self, folder: Path) -> None:
        garage = make_garage(folder, clients=260, documents=300, today=TODAY)
        database = open_database(garage.database_url)
        self.ledger, self.clients = Ledger(database), Clients(database)
        self.documents = self.ledger.many(self.ledger.ids())
        self.make = maker(self.ledger, self.clients, COMPANY)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("shelf"))


def file_of(document: Document, media_type: str) -> DocumentFile:
    (file,) = [file for file in document.files if file.media_type == media_type]
    return file


def xml_amount(root: etree._Element, path: str) -> Decimal:
    return Decimal(root.findtext(path, namespaces=UBL) or "NaN")


def test_the_xml_says_what_the_ledger_says(shelf: Shelf) -> None:
    for document in shelf.documents:
        file = file_of(document, "application/xml")
        read = read_content(Path(file.name), shelf.make(file))
        assert isinstance(read, ReadDocument)
        invoice = read.invoice
        assert invoice.faults == ()
        assert (invoice.number, invoice.kind, invoice.date, invoice.due) == (
            document.number,
            document.kind,
            document.date,
            document.due,
        )
        assert (invoice.total, invoice.currency) == (document.total, document.currency)
        assert (invoice.seller.name, invoice.seller.vat) == (COMPANY.name, COMPANY.vat)
        assert invoice.buyer.vat == document.buyer.vat
        client = shelf.clients.get(document.client_id or 0)
        found = Found(file.name, invoice.number, invoice.kind, invoice.buyer, invoice.total, invoice.currency)
        assert contradictions(document, client, found) == ()


def test_the_sums_of_the_xml_add_up(shelf: Shelf) -> None:
    percents = set()
    for document in shelf.documents:
        root = etree.fromstring(shelf.make(file_of(document, "application/xml")))
        lines = [Decimal(found.text or "") for found in root.iterfind(".//cac:Price/cbc:PriceAmount", UBL)]
        net = xml_amount(root, "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount")
        vat = xml_amount(root, "cac:TaxTotal/cbc:TaxAmount")
        percent = xml_amount(root, "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent")
        percents.add(percent)
        assert min(lines) > 0
        assert sum(lines) == net
        assert abs(net * percent / 100 - vat) <= Decimal("0.005")
        assert net + vat == document.total
    assert percents == {Decimal(21), Decimal(0)}


def test_a_credit_note_is_one(shelf: Shelf) -> None:
    document = next(found for found in shelf.documents if found.kind is DocumentKind.CREDIT_NOTE)
    root = etree.fromstring(shelf.make(file_of(document, "application/xml")))
    assert etree.QName(root).localname == "CreditNote"
    assert root.findtext("cbc:CreditNoteTypeCode", namespaces=UBL) == "381"
    pdf = shelf.make(file_of(document, "application/pdf"))
    assert b"(Note de cr\xe9dit " in pdf or b"(Gutschrift " in pdf or b"(Creditnota " in pdf


def test_the_pdf_holds_number_date_due_buyer_and_amount(shelf: Shelf) -> None:
    document = next(found for found in shelf.documents if found.buyer.name == "Transports Dumont SA")
    assert document.date
    pdf = shelf.make(file_of(document, "application/pdf"))
    assert pdf.startswith(b"%PDF-")
    whole, _point, cents = f"{document.total:,.2f}".partition(".")
    amount = f"{whole.replace(',', '.')},{cents} EUR"
    for text in (document.number, f"{document.date:%d/%m/%Y}", "Transports Dumont SA", amount, COMPANY.vat):
        assert text.encode("latin-1") in pdf
    if document.due:
        assert f"{document.due:%d/%m/%Y}".encode() in pdf


def test_accents_are_right_and_hostile_names_make_files_too(shelf: Shelf) -> None:
    pdfs = [shelf.make(file_of(document, "application/pdf")) for document in shelf.documents[:60]]
    assert all(pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF") for pdf in pdfs)
    # Parentheses in a text are escaped, or they would end it (ISO 32000-1, 7.3.4.2).
    assert any(b"*A* [here]\\(http://x\\)" in pdf for pdf in pdfs)
    assert any("Échéance".encode("latin-1") in pdf for pdf in pdfs)
    assert not any(b"\x1b" in pdf for pdf in pdfs)


def test_a_file_is_the_same_each_time(shelf: Shelf) -> None:
    for file in shelf.documents[0].files:
        assert shelf.make(file) == shelf.make(file)


def test_a_file_can_be_made_for_a_document_without_a_client(shelf: Shelf) -> None:
    document = shelf.documents[0]
    for file in document.files:
        assert document.number.encode() in make_file(document, None, file, COMPANY)


def test_a_file_that_no_document_has_is_missing(shelf: Shelf) -> None:
    with pytest.raises(FileNotFoundError):
        shelf.make(DocumentFile("x.pdf", "application/pdf", "demo:1999-0001.pdf"))
