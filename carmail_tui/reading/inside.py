"""What a file of the ledger says inside, for the seat belt."""

from pathlib import Path

from carmail_tui.documents.document import DocumentFile
from carmail_tui.documents.seatbelt import Found
from carmail_tui.reading.documents import ReadDocument, read_content


def look_inside(file: DocumentFile, content: bytes) -> Found | None:
    """Number, kind, buyer and amount inside the file; None where it cannot tell (plain PDFs, for now)."""
    read = read_content(Path(file.name or "file"), content)
    if not isinstance(read, ReadDocument):
        return None
    invoice = read.invoice
    return Found(
        file=file.name,
        number=invoice.number,
        kind=invoice.kind,
        buyer=invoice.buyer,
        total=invoice.ledger_total if invoice.total is not None else None,
        currency=invoice.currency,
    )
