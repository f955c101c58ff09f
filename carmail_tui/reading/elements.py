"""Dates, amounts and attachments out of the elements of an invoice, with the faults met on the way."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from datetime import date as Day
from decimal import Decimal

from carmail_tui.reading.einvoice import CURRENCY, LONGEST_NUMBER, Attachment, Fault, FieldFault
from carmail_tui.reading.names import clean_name
from carmail_tui.reading.nodes import Node
from carmail_tui.reading.payment import iban_of, structured_communication
from carmail_tui.recipients.folding import fold

_AMOUNT = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{0,10})?|[+-]?\.[0-9]{1,10}")
_ISO_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[T0-9Z+:-].*)?")
_INVOICE_WORDS = frozenset(
    {"commercialinvoice", "invoice", "facture", "factuur", "rechnung"}
    | {"creditnote", "creditnota", "gutschrift", "380", "381"}
)
_ANNEX_WORDS = frozenset({"annex", "annexe", "annexes", "bijlage", "anlage", "anhang", "appendix"})
_EICAR = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f"
"""SHA-256 of the test file; the file itself would have scanners delete this module."""
_PDF_WITHIN = 1024
"""Readers look for `%PDF-` in the first 1024 bytes (ISO 32000-1, Annex H.3, note 13)."""


class Elements:
    """Reads what elements say, and gathers the faults."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def date(self, text: str, place: str) -> Day | None:
        """The day of `2024-11-15` or `20241115`; a time or a zone behind it is dropped."""
        if not text:
            return None
        match = _ISO_DAY.fullmatch(text)
        try:
            if match is not None:
                return Day(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            pass
        self.faults.append(Fault(FieldFault.DATE_UNREADABLE, place))
        return None

    def amount(self, text: str, place: str) -> Decimal | None:
        """A decimal with a point, as XML Schema writes it; no exponent, at most 15 digits before it."""
        if not text:
            return None
        if _AMOUNT.fullmatch(text):
            return Decimal(text)
        self.faults.append(Fault(FieldFault.AMOUNT_UNREADABLE, place))
        return None

    def attachment(self, element: Node, number: str, reference: str, description: str) -> Attachment | None:
        """The file embedded in `element`, beside the invoice's number and what its reference says.

        It is the printed invoice when it is a PDF by its content, and either its description says so (the
        Belgian `CommercialInvoice`), or its name holds the number of the invoice, or its reference does and
        nothing describes it.
        """
        encoded = element.text.encode("ascii", "ignore")
        name = clean_name(element.get("filename"))
        if not encoded:
            self.faults.append(Fault(FieldFault.ATTACHMENT_DAMAGED, name))
            return None
        media_type = element.get("mimeCode").casefold()
        try:
            content = base64.b64decode(b"".join(encoded.split()), validate=True)
        except binascii.Error:
            self.faults.append(Fault(FieldFault.ATTACHMENT_DAMAGED, name))
            return None
        if is_eicar(content):
            self.faults.append(Fault(FieldFault.MALWARE_TEST, name))
            return Attachment(name, media_type, content)
        is_pdf = b"%PDF-" in content[:_PDF_WITHIN]
        if media_type == "application/pdf" and not is_pdf:
            self.faults.append(Fault(FieldFault.ATTACHMENT_NOT_PDF, name))
        printed = is_pdf and _says_printed(number, name, reference, description)
        if printed:
            name = name if name.casefold().endswith(".pdf") else f"{name or clean_name(number)}.pdf"
            media_type = "application/pdf"
        return Attachment(name, media_type, content, printed)

    def payment(self, reference: str, accounts: Iterator[str], seller_vat: str) -> tuple[str, str]:
        """The payment reference (BT-83) and the first IBAN (BT-84); a failed check is told, not given."""
        iban = ""
        for account in accounts:
            found = iban_of(account)
            if found == "":
                self.faults.append(Fault(FieldFault.IBAN_CHECK, account))
            iban = iban or found or ""
        belgian = iban.startswith("BE") if iban else seller_vat.upper().startswith("BE")
        structured = structured_communication(reference, belgian=belgian)
        if structured == "":
            self.faults.append(Fault(FieldFault.REFERENCE_CHECK, reference))
        return reference if structured is None else structured, iban

    def demand(self, number: str, issued: Day | None, total: Decimal | None, currency: str) -> None:
        """Note what an invoice must have and this one has not."""
        unreadable = {fault.kind for fault in self.faults}
        if not number:
            self.faults.append(Fault(FieldFault.NO_NUMBER))
        if len(number) > LONGEST_NUMBER:
            self.faults.append(Fault(FieldFault.NUMBER_TOO_LONG))
        if issued is None and FieldFault.DATE_UNREADABLE not in unreadable:
            self.faults.append(Fault(FieldFault.NO_DATE))
        if total is None and FieldFault.AMOUNT_UNREADABLE not in unreadable:
            self.faults.append(Fault(FieldFault.NO_TOTAL))
        if not currency:
            self.faults.append(Fault(FieldFault.NO_CURRENCY))
        elif not CURRENCY.fullmatch(currency):
            self.faults.append(Fault(FieldFault.CURRENCY_UNKNOWN, currency))


def is_eicar(content: bytes) -> bool:
    """Whether these bytes are the EICAR test file: its 68 characters first, at most 128 in all.

    Scanners take that alone for malware (eicar.org), and a mail server would refuse the mail that carries it.
    """
    return len(content.rstrip()) <= 128 and hashlib.sha256(content[:68]).hexdigest() == _EICAR


def _says_printed(number: str, name: str, reference: str, description: str) -> bool:
    words = set(fold(description).split())
    if words & _ANNEX_WORDS:
        return False
    if words & _INVOICE_WORDS:
        return True
    # An annex may bear the number of the invoice as its reference, and then says what it is.
    return _holds(name, number) or (not description and _holds(reference, number))


def _holds(text: str, number: str) -> bool:
    """Whether `text` names the invoice: the whole number, or the last run of four digits or more in it."""
    compact = _compact(number)
    if len(compact) >= 4 and compact in _compact(text):
        return True
    runs = re.findall(r"[0-9]{4,}", number)
    return bool(runs) and re.search(rf"(?<![0-9]){runs[-1]}(?![0-9])", text) is not None


def _compact(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.casefold())
