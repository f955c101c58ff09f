"""What an electronic invoice says, by the business terms of EN 16931, whatever its syntax."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as day
from decimal import Decimal
from enum import StrEnum

from carmail_tui.documents.document import Document, DocumentKind, Party


class Syntax(StrEnum):
    """The syntaxes that are read."""

    UBL = "ubl"
    CII = "cii"
    ZUGFERD_1 = "zugferd-1"
    PLAIN_PDF = "plain-pdf"
    """No syntax: read from the text of the pages."""


class FieldFault(StrEnum):
    """What is wrong with a field of an invoice that can be read all the same."""

    NO_NUMBER = "no_number"
    NUMBER_TOO_LONG = "number_too_long"
    NO_DATE = "no_date"
    NO_TOTAL = "no_total"
    NO_CURRENCY = "no_currency"
    CURRENCY_UNKNOWN = "currency_unknown"
    DATE_UNREADABLE = "date_unreadable"
    AMOUNT_UNREADABLE = "amount_unreadable"
    ATTACHMENT_DAMAGED = "attachment_damaged"
    ATTACHMENT_NOT_PDF = "attachment_not_pdf"
    REFERENCE_CHECK = "reference_check"
    IBAN_CHECK = "iban_check"
    MALWARE_TEST = "malware_test"
    """An attachment that holds the EICAR test string, which every mail server refuses."""
    XML_DAMAGED = "xml_damaged"
    """A PDF carries XML that cannot be read."""
    XML_CONTRADICTS = "xml_contradicts"
    """A PDF carries several invoices in XML that do not say the same; the place names file and field."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault and its place: the name of the element, or the file name of the attachment."""

    kind: FieldFault
    place: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file embedded in an invoice (BT-125), its bytes decoded. `printed`: it is the invoice on paper."""

    name: str
    media_type: str
    content: bytes
    printed: bool = False


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """The buyer's postal address (BG-8): BT-50 and BT-51, BT-53, BT-52, BT-55."""

    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""


LONGEST_NUMBER = 200
"""Characters; no numbering of invoices comes near."""

CURRENCY = re.compile(r"[A-Z]{3}")

CREDIT_CODES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
"""The codes of UNTDID 1001 that EN 16931 takes for credit notes."""


class Nature(StrEnum):
    """What an invoice or a credit note is besides, by its type code (BT-3, UNTDID 1001)."""

    SELF_BILLED = "self_billed"
    """Written by the buyer in our name."""
    CORRECTED = "corrected"
    PREPAYMENT = "prepayment"
    PARTIAL = "partial"
    FACTORED = "factored"


_NATURES = {
    "261": Nature.SELF_BILLED,
    "389": Nature.SELF_BILLED,
    "527": Nature.SELF_BILLED,
    "384": Nature.CORRECTED,
    "386": Nature.PREPAYMENT,
    "326": Nature.PARTIAL,
    "393": Nature.FACTORED,
    "396": Nature.FACTORED,
}


@dataclass(frozen=True, slots=True)
class References:
    """What a document refers to: earlier invoices (BT-25), the buyer's order (BT-13), reference (BT-10)."""

    invoices: tuple[str, ...] = ()
    order: str = ""
    buyer: str = ""


@dataclass(frozen=True, slots=True)
class EInvoice:
    """An invoice or a credit note as its file says it.

    `total` is the payable amount (BT-115), else the gross one; `gross` is the amount with VAT (BT-112). Both
    are as written, and so may be negative; `ledger_total` is what the ledger keeps.
    """

    syntax: Syntax
    type_code: str
    kind: DocumentKind
    number: str
    date: day | None
    due: day | None
    seller: Party
    buyer: Party
    total: Decimal | None
    gross: Decimal | None
    currency: str
    buyer_address: PostalAddress = PostalAddress()
    payment_reference: str = ""
    """BT-83 as written; a Belgian structured communication as `+++090/9337/55493+++`, its check passed."""
    iban: str = ""
    """The account to pay to (BT-84) where it is an IBAN, without blanks, its check passed."""
    attachments: tuple[Attachment, ...] = ()
    faults: tuple[Fault, ...] = ()
    references: References = References()
    confidence: Mapping[str, float] = field(default_factory=dict)
    """Of a plain PDF: how sure each field is (0 to 1), by the name under which `inspect` prints it."""

    @property
    def nature(self) -> Nature | None:
        """Self-billed, corrected and the like."""
        return _NATURES.get(self.type_code)

    @property
    def complete(self) -> bool:
        """Whether it has what the ledger cannot do without: number, date and amount.

        A missing currency is taken as euro, one that is none is not.
        """
        numbered = 0 < len(self.number) <= LONGEST_NUMBER
        amount = self.total is not None and (not self.currency or CURRENCY.fullmatch(self.currency))
        return numbered and self.date is not None and bool(amount)

    @property
    def ledger_total(self) -> Decimal:
        """The payable amount seen from the document's kind.

        A credit note that was written as an invoice with negative amounts gives back what is positive.
        The sign of the gross amount decides: an invoice of which too much was prepaid stays negative. Like
        the ledger it knows no smaller part than a hundredth.
        """
        total = (self.total or Decimal(0)).quantize(Decimal("0.01"))
        gross = self.gross if self.gross is not None else total
        return -total if gross < 0 else total

    def to_document(self) -> Document:
        """The row of the ledger, without its files. Call it on a complete invoice alone."""
        return Document(
            kind=self.kind,
            number=self.number,
            date=self.date,
            total=self.ledger_total,
            currency=self.currency or "EUR",
            due=self.due,
            seller=self.seller,
            buyer=self.buyer,
            payment_reference=self.payment_reference,
            iban=self.iban,
        )


def kind_of(type_code: str, gross: Decimal | None, *, credit_note: bool = False) -> DocumentKind:
    """Credit note by its root element, by its type code (BT-3), or by a negative gross amount."""
    if credit_note or type_code in CREDIT_CODES or (gross is not None and gross < 0):
        return DocumentKind.CREDIT_NOTE
    return DocumentKind.INVOICE
