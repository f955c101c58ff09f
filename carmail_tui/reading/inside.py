"""What a file of the ledger says inside, for the seat belt."""

from dataclasses import replace
from pathlib import Path

from carmail_tui.documents.document import DocumentFile, Party
from carmail_tui.documents.seatbelt import Found
from carmail_tui.reading.apart import Apart, ApartError
from carmail_tui.reading.documents import ReadDocument, read_content
from carmail_tui.reading.einvoice import EInvoice

SURE = 0.85
"""A mail is stopped by what was read from pages only where that is surer than what an import shows."""


def look_inside(file: DocumentFile, content: bytes) -> Found | None:
    """Number, kind, buyer and amount inside the file; None where it cannot tell (a scan, a damaged file)."""
    read = read_content(Path(file.name or "file"), content)
    if not isinstance(read, ReadDocument):
        return None
    invoice = read.invoice
    if read.plain:
        return _surely(file, invoice)
    return Found(
        file=file.name,
        number=invoice.number,
        kind=invoice.kind,
        buyer=invoice.buyer,
        total=invoice.ledger_total if invoice.total is not None else None,
        currency=invoice.currency,
    )


def look_apart(apart: Apart, file: DocumentFile, content: bytes) -> Found | None:
    """What `look_inside` finds, in a process that a file may take with it; None for such a file."""
    try:
        return apart.call(look_inside, file, content)
    except ApartError:
        return None


def _surely(file: DocumentFile, invoice: EInvoice) -> Found:
    """What the pages of a PDF say beyond doubt; what kind of paper it is they may call as they like."""

    def sure(field: str) -> bool:
        return invoice.confidence.get(field, 0.0) >= SURE

    buyer = Party(
        name=invoice.buyer.name if sure("buyer") else "",
        vat=invoice.buyer.vat if sure("buyer_vat") else "",
    )
    found = Found(file=file.name, number=invoice.number if sure("number") else "", buyer=buyer)
    if sure("total") and invoice.total is not None:
        currency = invoice.currency if sure("currency") else ""
        found = replace(found, total=invoice.ledger_total, currency=currency)
    return found
