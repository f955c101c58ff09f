"""The printed invoice of the demo garage."""

import unicodedata
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from carmail_tui.demo.lines import Sale
from carmail_tui.demo.names import GARAGE_EMAIL
from carmail_tui.documents.document import Document, DocumentKind
from carmail_tui.i18n import visible
from carmail_tui.i18n.format import format_day
from carmail_tui.recipients.client import Client, Language
from carmail_tui.settings.model import Company

_WORDS = {
    Language.FRENCH: (
        "Facture", "Note de crédit", "Date", "Échéance", "Client", "Désignation", "Montant HTVA",
        "Total HTVA", "TVA", "À payer", "À votre crédit", "Autoliquidation : TVA due par le preneur",
    ),
    Language.DUTCH: (
        "Factuur", "Creditnota", "Datum", "Vervaldag", "Klant", "Omschrijving", "Bedrag excl. btw",
        "Totaal excl. btw", "Btw", "Te betalen", "Te uwen gunste", "Btw verlegd",
    ),
    Language.GERMAN: (
        "Rechnung", "Gutschrift", "Datum", "Fällig am", "Kunde", "Bezeichnung", "Betrag ohne MwSt.",
        "Summe ohne MwSt.", "MwSt.", "Zu zahlen", "Zu Ihren Gunsten", "Steuerschuldnerschaft des Empfängers",
    ),
}  # fmt: skip
_MARGIN_MM = 20
_AMOUNT_MM = 45


def make_pdf(document: Document, client: Client | None, company: Company, sale: Sale) -> bytes:
    """The document as PDF, one page, in the client's language; the same bytes each time."""
    language = client.language if client else Language.FRENCH
    words = [*_WORDS.get(language, _WORDS[Language.FRENCH])]
    pdf = _page(document)
    _head(pdf, document, company)
    _parties(pdf, document, client, words, language.value)
    _table(pdf, sale, words, credit=document.kind is DocumentKind.CREDIT_NOTE)
    if company.iban and document.kind is DocumentKind.INVOICE:
        pdf.ln(8)
        _line(pdf, f"IBAN {company.iban}   +  {document.number}")
    return bytes(pdf.output())


def _page(document: Document) -> Any:
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    # Three kilobytes need no compression, and whoever looks into the file can read it.
    pdf.set_compression(False)
    assert document.date is not None
    pdf.set_creation_date(datetime.combine(document.date, time(), UTC))
    pdf.set_title(document.number)
    pdf.set_margin(_MARGIN_MM)
    pdf.add_page()
    return pdf


def _head(pdf: Any, document: Document, company: Company) -> None:
    pdf.set_font("helvetica", "B", 16)
    _line(pdf, company.name, height=9)
    pdf.set_font("helvetica", size=9)
    _line(pdf, f"{company.vat}   {company.phone}   {GARAGE_EMAIL}")
    pdf.ln(10)


def _parties(pdf: Any, document: Document, client: Client | None, words: list[str], language: str) -> None:
    invoice = document.kind is DocumentKind.INVOICE
    pdf.set_font("helvetica", "B", 13)
    _line(pdf, f"{words[0] if invoice else words[1]} {document.number}", height=8)
    pdf.set_font("helvetica", size=10)
    _line(pdf, f"{words[2]} : {format_day(document.date, language)}")
    if document.due is not None:
        _line(pdf, f"{words[3]} : {format_day(document.due, language)}")
    pdf.ln(4)
    _line(pdf, f"{words[4]} : {document.buyer.name or document.buyer.code}")
    if client is not None:
        _line(pdf, client.street)
        _line(pdf, f"{client.postcode} {client.town}")
    _line(pdf, document.buyer.vat)
    pdf.ln(6)


def _table(pdf: Any, sale: Sale, words: list[str], *, credit: bool) -> None:
    pdf.set_font("helvetica", "B", 10)
    _row(pdf, words[5], words[6])
    pdf.set_font("helvetica", size=10)
    for line in sale.lines:
        _row(pdf, line.text, _amount(line.amount))
    pdf.ln(3)
    _row(pdf, words[7], _amount(sale.net))
    _row(pdf, f"{words[8]} {sale.percent} %", _amount(sale.vat))
    pdf.set_font("helvetica", "B", 11)
    _row(pdf, words[10] if credit else words[9], f"{_amount(sale.total)} EUR")
    pdf.set_font("helvetica", size=9)
    if not sale.percent:
        _line(pdf, words[11])


def _line(pdf: Any, text: str, height: float = 5.5) -> None:
    if text.strip():
        pdf.multi_cell(0, height, _printable(text), new_x="LMARGIN", new_y="NEXT")


def _row(pdf: Any, text: str, amount: str) -> None:
    pdf.cell(pdf.epw - _AMOUNT_MM, 6.5, _printable(text))
    pdf.cell(_AMOUNT_MM, 6.5, amount, align="R", new_x="LMARGIN", new_y="NEXT")


def _amount(amount: Decimal) -> str:
    """As a Belgian invoice prints it: `1.284,60`."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def _printable(text: str) -> str:
    """What the core fonts of PDF can draw: Latin-1; other letters lose their accent or become `?`."""
    return "".join(map(_latin, visible(text.replace("œ", "oe").replace("Œ", "OE"))))


def _latin(character: str) -> str:
    for attempt in (character, unicodedata.normalize("NFKD", character)[0]):
        if attempt.isprintable() and ord(attempt) < 256:
            return attempt
    return "?"
