"""Filling in what a PDF does not say: a person reads a scan, or corrects what was read from pages."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from carmail_tui.documents.document import DocumentKind, Party
from carmail_tui.reading.documents import ReadDocument, Unread, Verdict
from carmail_tui.reading.einvoice import CURRENCY, LONGEST_NUMBER, EInvoice, Syntax
from carmail_tui.reading.values import day_of

FIELDS = ("kind", "number", "date", "due", "total", "currency", "buyer", "buyer_vat", "buyer_email")
"""What can be filled in, by the names that `inspect` prints."""

_EMPTY = EInvoice(
    Syntax.PLAIN_PDF, "", DocumentKind.INVOICE, "", None, None, Party(), Party(), None, None, ""
)


class FillingError(ValueError):
    """A value that cannot be what its field asks for; an empty `field`: the file is none to be filled in."""

    def __init__(self, field: str, value: str = "") -> None:
        super().__init__(f"{field}: {value}")
        self.field = field
        self.value = value


def fill_in(
    found: ReadDocument | Unread, content: bytes, values: Mapping[str, str], seller: Party
) -> ReadDocument:
    """The document with `values` (FIELDS) from a person, sold by `seller`. Raises FillingError.

    `content` are the bytes of the file. What e-invoices say is not for a person to change.
    """
    if isinstance(found, ReadDocument):
        if not found.plain:
            raise FillingError("")
        invoice = found.invoice
    elif found.verdict is Verdict.OPAQUE_PDF:
        invoice = _EMPTY
    else:
        raise FillingError("")
    for field, value in values.items():
        invoice = _filled(invoice, field, value.strip())
    invoice = replace(
        invoice, seller=seller, confidence=dict(invoice.confidence) | dict.fromkeys(values, 1.0)
    )
    return ReadDocument(Path(found.path), content, hashlib.sha256(content).hexdigest(), invoice)


def _filled(invoice: EInvoice, field: str, value: str) -> EInvoice:
    change: dict[str, Any] = {}
    match field:
        case "kind" if value in set(DocumentKind):
            change = {"kind": DocumentKind(value)}
        case "number" if 0 < len(value) <= LONGEST_NUMBER:
            change = {"number": value}
        case "date" | "due" if day := day_of(value):
            change = {field: day}
        case "total" if re.fullmatch(r"-?[0-9]{1,12}(?:[.,][0-9]{1,2})?", value):
            change = {"total": Decimal(value.replace(",", "."))}
        case "currency" if CURRENCY.fullmatch(value):
            change = {"currency": value}
        case "buyer" | "buyer_vat" | "buyer_email" if value:
            part = {"buyer": "name", "buyer_vat": "vat", "buyer_email": "email"}[field]
            change = {"buyer": replace(invoice.buyer, **{part: value})}
    if not change:
        raise FillingError(field, value)
    return replace(invoice, **change)
