"""Invoices in PDFs: found by what the files in them are, not by their names; hostile ones cost themselves."""

import zlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from fpdf import FPDF

from carmail_tui.reading.apart import Apart
from carmail_tui.reading.documents import (
    ReadDocument,
    Unread,
    Unreadable,
    Verdict,
    read_content,
    read_documents,
)
from carmail_tui.reading.einvoice import Fault, FieldFault, Nature, Syntax
from tests.reading.garage_layouts import scan
from tests.reading.garage_pages import Page
from tests.reading.garage_pdfs import samples
from tests.reading.invoices import PDF, cii, ubl
from tests.reading.pdfs import eicar, pdf, zugferd_1
from tests.reading.test_einvoices import invoice, read


def refused(content: bytes) -> tuple[Verdict, Unreadable]:
    found = read_content(Path("some.pdf"), content)
    assert isinstance(found, Unread)
    return found.verdict, found.reason


def test_zugferd_1_is_read_as_the_others() -> None:
    found = invoice(zugferd_1())
    assert (found.syntax, found.number, found.date) == (Syntax.ZUGFERD_1, "2026-1851", date(2026, 11, 20))
    assert (found.due, found.total, found.currency) == (date(2026, 12, 20), Decimal("121.00"), "EUR")
    assert (found.seller.vat, found.buyer.name) == ("BE0403170701", "Transports Lambert")
    assert (found.references.order, found.payment_reference) == ("PO-7", "2026-1851")
    assert found.faults == ()


@pytest.mark.parametrize("content", [ubl(), cii(), zugferd_1()], ids=["ubl", "cii", "zugferd 1"])
@pytest.mark.parametrize(
    "name", ["factur-x.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml", "data.bin", "été/../x"]
)
def test_xml_in_a_pdf_is_found_whatever_its_name(content: bytes, name: str) -> None:
    found = read(pdf((name, content), text="Invoice 9999"))
    assert (found.verdict, found.invoice.number) == (Verdict.INVOICE, "2026-1851")
    assert (found.name, found.printed, found.plain) == ("some.xml.pdf", (), False)


def test_the_newest_syntax_counts_and_contradictions_are_told() -> None:
    old = ("ZUGFeRD-invoice.xml", zugferd_1(total="99.00"))
    found = invoice(pdf(old, ("other.xml", cii())))
    assert (found.syntax, found.total) == (Syntax.CII, Decimal("121.00"))
    assert Fault(FieldFault.XML_CONTRADICTS, "ZUGFeRD-invoice.xml: total") in found.faults
    agreeing = invoice(pdf(("ZUGFeRD-invoice.xml", zugferd_1()), ("other.xml", cii())))
    assert agreeing.faults == ()


def test_damaged_xml_leaves_the_pages_to_say_it() -> None:
    truth, content = samples()[0]
    page = Page()
    page.put(15, 20, "FACTURE N° 2026/77", "Date : 12/03/2026", "Total TVAC 121,00 €")
    page.pdf.embed_file(bytes=cii()[:-30], basename="factur-x.xml")
    found = read(page.bytes())
    assert found.plain
    assert (found.invoice.number, found.invoice.total) == ("2026/77", Decimal("121.00"))
    assert FieldFault.XML_DAMAGED in {fault.kind for fault in found.invoice.faults}
    assert invoice(content).number == truth.number


def test_an_order_in_a_pdf_is_no_invoice() -> None:
    message = b"SCRDMCCBDACIOMessageStructure"
    order = b'<r:%b xmlns:r="urn:un:unece:uncefact:data:%b:100"/>' % (message, message)
    assert refused(pdf(("order-x.xml", order), text="Invoice 12")) == (
        Verdict.NOT_A_DOCUMENT,
        Unreadable.FOREIGN_XML,
    )


@pytest.mark.parametrize(
    ("content", "nature", "verdict"),
    [
        (ubl(type_code="389"), Nature.SELF_BILLED, Verdict.INVOICE),
        (ubl(type_code="384"), Nature.CORRECTED, Verdict.INVOICE),
        (ubl(type_code="384", total="-121.00", gross="-121.00"), Nature.CORRECTED, Verdict.CREDIT),
        (cii(type_code="261"), Nature.SELF_BILLED, Verdict.CREDIT),
        (ubl(), None, Verdict.INVOICE),
    ],
)
def test_self_billed_and_corrected(content: bytes, nature: Nature | None, verdict: Verdict) -> None:
    found = read(content)
    assert (found.invoice.nature, found.verdict) == (nature, verdict)


def test_references() -> None:
    earlier = (
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>2026-1700</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference><cbc:BuyerReference>Atelier</cbc:BuyerReference>"
    )
    found = invoice(ubl(more=earlier)).references
    assert (found.invoices, found.buyer) == (("2026-1700",), "Atelier")


@pytest.mark.parametrize("content", [ubl(attachment=("eicar.com", "application/octet-stream", eicar()))])
def test_eicar_in_an_attachment_is_a_fault_and_no_more(content: bytes) -> None:
    found = read(content)
    assert Fault(FieldFault.MALWARE_TEST, "eicar.com") in found.invoice.faults
    assert (found.verdict, found.printed) == (Verdict.INVOICE, ())
    inside = read(pdf(("eicar.com", eicar()), ("factur-x.xml", cii())))
    assert Fault(FieldFault.MALWARE_TEST, "eicar.com") in inside.invoice.faults


def test_a_scan_and_a_page_that_is_no_invoice_are_to_be_filled_in() -> None:
    assert refused(scan()) == (Verdict.OPAQUE_PDF, Unreadable.PDF_SCAN)
    assert refused(pdf(text="Good morning")) == (Verdict.OPAQUE_PDF, Unreadable.PDF_UNCLEAR)


@pytest.mark.parametrize("size", [10, 16])
@pytest.mark.parametrize("title", ["DEVIS N° 2026/12", "OFFERTE 2026/12", "RAPPEL", "Bon de commande 12"])
def test_other_papers_that_name_an_invoice_are_none(title: str, size: int) -> None:
    page = Page()
    page.put(15, 20, title, size=size)
    page.put(15, 30, "Facture n° 2026/77", "Date : 12/03/2026", "Total TVAC 121,00 €")
    assert refused(page.bytes()) == (Verdict.OPAQUE_PDF, Unreadable.PDF_UNCLEAR)


def test_a_file_that_is_pinned_to_a_page_is_found(tmp_path: Path) -> None:
    made = FPDF()
    made.add_page()
    (tmp_path / "invoice.xml").write_bytes(cii())
    made.file_attachment_annotation(tmp_path / "invoice.xml", 50, 50)
    assert invoice(bytes(made.output())).number == "2026-1851"


def test_a_salutation_is_no_name() -> None:
    page = Page()
    page.put(15, 20, "Autohaus Beispiel GmbH", "Hauptstr. 1", "4700 Eupen")
    page.put(15, 60, "Herrn", "Karl Schmitz", "Neustraße 4", "4700 Eupen")
    page.put(15, 90, "Rechnung Nr. 4711", "Rechnungsdatum 03.02.2026", "Rechnungsbetrag 121,00 €")
    assert invoice(page.bytes()).buyer.name in {"", "Karl Schmitz"}


def test_what_two_places_contradict_is_not_given() -> None:
    page = Page()
    page.put(15, 20, "FACTURE", size=16)
    page.put(15, 30, "Facture n° 2026/77", "Date facture : 12/03/2026", "Total TVAC 121,00 €")
    page.put(15, 60, "Facture n° 2026/78", "Date facture : 13/03/2026", "Total TVAC 242,00 €")
    found = read_content(Path("two.pdf"), page.bytes())
    assert not isinstance(found, ReadDocument) or (found.invoice.number, found.invoice.total) == ("", None)


@pytest.mark.fault(84)
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (PDF, Unreadable.PDF_DAMAGED),
        (pdf(text="Invoice 12")[:300], Unreadable.PDF_DAMAGED),
        (b"%PDF-1.7\n" + b"\x00" * 100_000, Unreadable.PDF_DAMAGED),
        (pdf(text="Invoice 12", password="secret"), Unreadable.PDF_ENCRYPTED),
    ],
)
def test_damaged_and_locked_pdfs_are_refused(content: bytes, reason: Unreadable) -> None:
    assert refused(content) == (Verdict.REJECT, reason)


def test_a_pdf_that_goes_round_in_circles_ends() -> None:
    """Page trees, object streams and cross-reference tables that point to themselves."""
    loop = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/Names 1 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2147483647/Parent 2 0 R>>endobj\n"
        b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000064 00000 n \n"
        b"trailer<</Root 1 0 R/Size 3/Prev 150>>\nstartxref\n150\n%%EOF\n"
    )
    assert read_content(Path("loop.pdf"), loop).verdict in {Verdict.OPAQUE_PDF, Verdict.REJECT}


def test_a_folder_of_hostile_files_is_read_apart_to_its_end(tmp_path: Path) -> None:
    """Bombs, locks, wrong endings and a line that never ends; the good files among them are read."""
    files = {
        "a.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        "b.pdf": ubl(),
        "c.xml": pdf(("x", cii(number="2026-1852"))),
        "d.pdf": pdf(text="x")[:200],
        "e.pdf": pdf(text="x", password="secret"),
        "f.xml": b"<a " + b"x" * 5_000_000,
        "g.pdf": pdf(("bomb.xml", b"<a>" * 500_000)),
        "h.xml": ubl(number="2026-1853", attachment=("e.pdf", "application/pdf", eicar())),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with (tmp_path / "i.xml").open("wb") as file:
        file.write(b"<Invoice>")
        # Two gigabytes in one line, which take no room on the disk.
        file.truncate(2_000_000_000)
    with Apart() as apart:
        found = {read.path.name: read for read in read_documents([tmp_path], apart)}
    assert {name: read.verdict for name, read in found.items()} == {
        "a.xml": Verdict.REJECT,
        "b.pdf": Verdict.INVOICE,
        "c.xml": Verdict.INVOICE,
        "d.pdf": Verdict.REJECT,
        "e.pdf": Verdict.REJECT,
        "f.xml": Verdict.REJECT,
        "g.pdf": Verdict.OPAQUE_PDF,
        "h.xml": Verdict.INVOICE,
        "i.xml": Verdict.REJECT,
    }


def test_a_bomb_of_zeros_in_a_pdf_costs_that_pdf(tmp_path: Path) -> None:
    """A file of 600 megabytes inside a PDF that is a thousandth of it."""
    squeezed = zlib.compressobj(9)
    chunk = bytes(10_000_000)
    packed = b"".join(squeezed.compress(chunk) for _part in range(60)) + squeezed.flush()
    head = b"%PDF-1.7\n"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a.xml) 3 0 R]>>>>>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</Type/Filespec/F(a.xml)/EF<</F 4 0 R>>>>",
        b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed),
    ]
    body = b"".join(b"%d 0 obj%b\nendobj\n" % (number, what) for number, what in enumerate(objects, 1))
    (tmp_path / "bomb.pdf").write_bytes(head + body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF\n")
    (tmp_path / "good.xml").write_bytes(ubl())
    with Apart(megabytes=700) as apart:
        verdicts = {read.path.name: read.verdict for read in read_documents([tmp_path], apart)}
    assert verdicts["good.xml"] is Verdict.INVOICE
    assert verdicts["bomb.pdf"] in {Verdict.REJECT, Verdict.OPAQUE_PDF}
