"""What a file of the ledger says inside, for the seat belt."""

from pathlib import Path

from carmail_tui.documents.document import DocumentFile, Party
from carmail_tui.documents.seatbelt import Found
from carmail_tui.reading.apart import Apart, ApartError
from carmail_tui.reading.documents import ReadDocument, read_content
from carmail_tui.reading.einvoice import EInvoice
from carmail_tui.reading.pdf import PdfError, looks_like_pdf, opened, texts
from carmail_tui.reading.plain_pdf.page import Pages

SURE = 0.85
"""A mail is stopped by what was read from pages only where that is surer than what an import shows."""


def look_inside(file: DocumentFile, content: bytes) -> Found | None:
    """Number, kind, buyer and amount inside the file, and what is printed in a PDF; None: it is not read."""
    read = read_content(Path(file.name or "file"), content)
    text = _printed(content)
    if not isinstance(read, ReadDocument):
        return None if text is None else Found(file.name, text=text)
    if read.plain:
        return Found(file.name, text=text, pages=_sure_of(file, read.invoice))
    return _said(file, read.invoice, text)


def look_apart(apart: Apart, file: DocumentFile, content: bytes) -> Found | None:
    """What `look_inside` finds, in a process that a file may take with it; None for such a file."""
    try:
        return apart.call(look_inside, file, content)
    except ApartError:
        return None


def _printed(content: bytes) -> str | None:
    """The text of the pages, from the top; empty for a scan, None for what has no pages."""
    if not looks_like_pdf(content):
        return None
    try:
        with opened(content) as document:
            return Pages(texts(document)).whole
    except PdfError:
        return None


def _said(file: DocumentFile, invoice: EInvoice, text: str | None) -> Found:
    return Found(
        file=file.name,
        number=invoice.number,
        kind=invoice.kind,
        buyer=invoice.buyer,
        total=invoice.ledger_total if invoice.total is not None else None,
        currency=invoice.currency,
        text=text,
    )


def _sure_of(file: DocumentFile, invoice: EInvoice) -> Found:
    """What the pages of a PDF say beyond doubt."""

    def sure(name: str) -> bool:
        return invoice.confidence.get(name, 0.0) >= SURE

    return Found(
        file=file.name,
        number=invoice.number if sure("number") else "",
        kind=invoice.kind,
        buyer=Party(
            # A letter that the font lacks is printed as a question mark.
            name=invoice.buyer.name if sure("buyer") and "?" not in invoice.buyer.name else "",
            vat=invoice.buyer.vat if sure("buyer_vat") else "",
        ),
        total=invoice.ledger_total if invoice.total is not None and sure("total") else None,
    )
