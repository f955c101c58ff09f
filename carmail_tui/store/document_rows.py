"""Between documents and the columns of their tables."""

from decimal import Decimal
from typing import Any

from carmail_tui.documents.document import Document, DocumentFile, DocumentKind, Party
from carmail_tui.documents.ownership import seller_key
from carmail_tui.documents.sending import NEVER_SENT, Outcome
from carmail_tui.recipients.client import Suppression
from carmail_tui.recipients.folding import compact, fold


def document_columns(document: Document) -> dict[str, Any]:
    """The columns of `models.Document` for `document`, without id and without its files."""
    sought = (document.number, document.buyer.name, document.buyer.code, document.payment_reference)
    return {
        "kind": document.kind.value,
        "number": document.number,
        "seller_key": seller_key(document.seller),
        "seller_name": document.seller.name,
        "seller_vat": document.seller.vat,
        "date": document.date,
        "due": document.due,
        "client": document.client_id,
        "client_decided": document.client_decided,
        "buyer_name": document.buyer.name,
        "buyer_vat": document.buyer.vat,
        "buyer_email": document.buyer.email,
        "buyer_code": document.buyer.code,
        "buyer_postcode": document.buyer.postcode,
        "buyer_endpoint": document.buyer.endpoint,
        "total_cents": int(document.total.scaleb(2).to_integral_value()),
        "currency": document.currency,
        "paid": document.paid,
        "payment_reference": document.payment_reference,
        "iban": document.iban,
        "number_key": compact(document.number),
        "search": " ".join(fold(text) for text in sought if text),
    }


def document_file_columns(file: DocumentFile, document_id: int) -> dict[str, Any]:
    """The columns of `models.DocumentFile`."""
    return {
        "document": document_id,
        "name": file.name,
        "media_type": file.media_type,
        "path": file.path,
        "sha256": file.sha256,
        "size": file.size,
    }


def to_document_file(row: Any) -> DocumentFile:
    """The file of a row of `models.DocumentFile`."""
    return DocumentFile(row.name, row.media_type, row.path, row.sha256, row.size, row.id)


def to_document(
    row: Any,
    *,
    files: tuple[DocumentFile, ...] = (),
    client_name: str = "",
    has_address: bool = False,
    outcome: Outcome = NEVER_SENT,
    buyer_suppression: Suppression | None = None,
) -> Document:
    """The document of a row of `models.Document`."""
    return Document(
        id=row.id,
        kind=DocumentKind(row.kind),
        number=row.number,
        date=row.date,
        due=row.due,
        total=amount(row.total_cents),
        currency=row.currency,
        paid=row.paid,
        payment_reference=row.payment_reference,
        iban=row.iban,
        seller=Party(name=row.seller_name, vat=row.seller_vat),
        buyer=Party(
            name=row.buyer_name,
            vat=row.buyer_vat,
            email=row.buyer_email,
            code=row.buyer_code,
            postcode=row.buyer_postcode,
            endpoint=row.buyer_endpoint,
        ),
        files=files,
        client_id=row.client_id,
        client_decided=row.client_decided,
        client_name=client_name,
        has_address=has_address,
        state=outcome.state,
        sent_at=outcome.sent_at,
        sent_to=outcome.sent_to,
        sendings=outcome.sendings,
        refusals=outcome.refusals,
        buyer_suppression=buyer_suppression,
    )


def amount(cents: int) -> Decimal:
    """An amount kept in hundredths."""
    return Decimal(cents).scaleb(-2)


def signed(kind: str, cents: int) -> Decimal:
    """The amount as the ledger shows it: what a credit note gives back is negative."""
    return -amount(cents) if kind == DocumentKind.CREDIT_NOTE else amount(cents)
