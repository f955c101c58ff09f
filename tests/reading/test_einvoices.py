"""UBL and CII invoices: the business terms that the ledger lives on."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from carmail_tui.documents.document import DocumentKind
from carmail_tui.reading.documents import ReadDocument, Verdict, read_content
from carmail_tui.reading.einvoice import EInvoice, Fault, FieldFault
from tests.reading.invoices import PDF, cii, ubl


def read(content: bytes) -> ReadDocument:
    found = read_content(Path("some.xml"), content)
    assert isinstance(found, ReadDocument)
    return found


def invoice(content: bytes) -> EInvoice:
    return read(content).invoice


@pytest.mark.parametrize("make", [ubl, cii])
def test_both_syntaxes_tell_the_same(make: object) -> None:
    found = invoice(ubl() if make is ubl else cii())
    assert (found.number, found.date, found.due) == ("2026-1851", date(2026, 11, 20), date(2026, 12, 20))
    assert (found.total, found.gross, found.currency) == (Decimal("121.00"), Decimal("121.00"), "EUR")
    assert (found.seller.name, found.seller.vat) == ("Garage Dumont", "BE0403170701")
    assert (found.buyer.name, found.buyer.vat, found.buyer.postcode) == (
        "Transports Lambert",
        "BE0417497106",
        "4000",
    )
    assert found.kind is DocumentKind.INVOICE
    assert found.faults == ()


def test_the_vat_number_is_that_of_the_vat_scheme_alone() -> None:
    """The party of the tests has a local tax number first."""
    assert invoice(ubl(buyer_vat="")).buyer.vat == ""


def test_an_electronic_address_is_a_mail_address_only_where_its_scheme_says_so() -> None:
    assert invoice(cii(uri="a@b.example")).buyer.email == "a@b.example"
    other = invoice(cii(uri="0417497106", uri_scheme="0208")).buyer
    assert (other.email, other.endpoint) == ("", "0208:0417497106")


def test_our_own_code_of_the_buyer() -> None:
    assert invoice(ubl(buyer_code="C-17")).buyer.code == "C-17"
    assert invoice(cii()).buyer.code == "C-17"


@pytest.mark.parametrize(
    ("content", "kind", "total"),
    [
        (ubl(root="CreditNote", type_code="381"), DocumentKind.CREDIT_NOTE, "121.00"),
        (cii(type_code="381"), DocumentKind.CREDIT_NOTE, "121.00"),
        (cii(type_code="261"), DocumentKind.CREDIT_NOTE, "121.00"),
        (ubl(type_code="384"), DocumentKind.INVOICE, "121.00"),
        (ubl(type_code="389"), DocumentKind.INVOICE, "121.00"),
        (ubl(total="-121.00", gross="-121.00"), DocumentKind.CREDIT_NOTE, "121.00"),
        (cii(type_code="381", total="-121", gross="-121"), DocumentKind.CREDIT_NOTE, "121.00"),
        # Prepaid too much: still an invoice, although money goes back.
        (ubl(total="-225.14", gross="804.86"), DocumentKind.INVOICE, "-225.14"),
    ],
)
def test_the_kind_and_the_sign(content: bytes, kind: DocumentKind, total: str) -> None:
    found = invoice(content)
    assert (found.kind, found.ledger_total) == (kind, Decimal(total))


def test_what_the_ledger_keeps_is_what_it_compares() -> None:
    """An amount of three decimals must not contradict itself at the second import."""
    assert invoice(ubl(total="10.005", gross="10.005")).ledger_total == Decimal("10.00")


def test_the_gross_amount_stands_in_for_a_missing_payable_one() -> None:
    assert invoice(ubl(total="")).total == Decimal("121.00")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (ubl(number=""), Fault(FieldFault.NO_NUMBER)),
        (ubl(date=""), Fault(FieldFault.NO_DATE)),
        (ubl(date="2026-13-45"), Fault(FieldFault.DATE_UNREADABLE, "IssueDate")),
        (cii(date="yesterday"), Fault(FieldFault.DATE_UNREADABLE, "IssueDateTime")),
        (ubl(total="", gross=""), Fault(FieldFault.NO_TOTAL)),
        (ubl(total="1e9999999"), Fault(FieldFault.AMOUNT_UNREADABLE, "PayableAmount")),
        (ubl(total="NaN", gross=""), Fault(FieldFault.AMOUNT_UNREADABLE, "PayableAmount")),
        (ubl(currency="EURO"), Fault(FieldFault.CURRENCY_UNKNOWN, "EURO")),
        (ubl(number="9" * 300), Fault(FieldFault.NUMBER_TOO_LONG)),
    ],
)
def test_faults_are_told_and_the_rest_is_read(content: bytes, fault: Fault) -> None:
    found = invoice(content)
    assert fault in found.faults
    assert found.buyer.name == "Transports Lambert"


def test_without_number_or_date_it_is_incomplete() -> None:
    assert read(ubl(number="")).verdict is Verdict.INCOMPLETE
    assert read(ubl(date="")).verdict is Verdict.INCOMPLETE
    assert read(ubl(root="CreditNote")).verdict is Verdict.CREDIT


def test_a_date_with_a_zone_is_that_day() -> None:
    assert invoice(ubl(date="2026-11-20+01:00")).date == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("name", "description", "printed"),
    [
        ("scan.pdf", "CommercialInvoice", True),
        ("2026-1851.pdf", "PDF", True),
        ("facture_1851.pdf", "", True),
        ("facture_21851.pdf", "", False),
        ("conditions.pdf", "General conditions", False),
        ("plan.pdf", "Annexe à la facture", False),
    ],
)
def test_which_attachment_is_the_printed_invoice(name: str, description: str, printed: bool) -> None:
    found = read(ubl(attachment=(name, "application/pdf", PDF), description=description))
    assert [a.printed for a in found.invoice.attachments] == [printed]
    assert [a.content for a in found.printed] == [PDF] * printed


@pytest.mark.fault(84)
def test_an_attachment_is_a_pdf_by_its_content() -> None:
    """EICAR and the like travel under any name; what is no PDF is never sent beside the invoice."""
    found = read(ubl(attachment=("2026-1851.pdf", "application/pdf", b"MZ no pdf at all")))
    assert found.printed == ()
    assert Fault(FieldFault.ATTACHMENT_NOT_PDF, "2026-1851.pdf") in found.invoice.faults


def test_the_name_of_an_attachment_is_a_name_alone() -> None:
    found = read(ubl(attachment=("../../etc/2026-1851.pdf", "application/pdf", PDF)))
    assert found.printed[0].name == "2026-1851.pdf"


def test_an_attachment_that_is_damaged_does_not_keep_the_invoice_from_being_read() -> None:
    content = ubl(attachment=("a.pdf", "application/pdf", PDF)).replace(b"JVBERi", b"*VBERi")
    assert Fault(FieldFault.ATTACHMENT_DAMAGED, "a.pdf") in invoice(content).faults


def test_other_prefixes_and_a_missing_prefix_are_the_same_namespace() -> None:
    content = ubl().replace(b"cbc:", b"x:").replace(b"xmlns:cbc", b"xmlns:x")
    assert invoice(content).number == "2026-1851"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_any_usual_encoding(encoding: str) -> None:
    text = ubl(buyer="Société Générale d'Électricité").decode()
    declared = {"utf-8-sig": "UTF-8", "latin-1": "ISO-8859-1", "cp1252": "windows-1252"}.get(
        encoding, encoding
    )
    content = text.replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding)
    assert invoice(content).buyer.name == "Société Générale d'Électricité"
