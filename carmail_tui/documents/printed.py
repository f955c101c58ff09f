"""What a printed invoice must show: its number, its amount and its buyer, looked for in the text of a PDF."""

import re
from collections.abc import Iterable
from decimal import Decimal

from carmail_tui.documents.document import Document, Party
from carmail_tui.recipients.client import Client
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.vat import is_vat, vat_key

_AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .,'’\u00a0\u202f]?\d{3})*[.,]\d{2}(?!\d)")
_WORDS_OF_A_PAGE = 12
_SHORT = 4


def is_legible(text: str) -> bool:
    """Whether the text is that of an invoice: words, and amounts with cents.

    A scan on a letterhead has a footer with words and no amount; a font without a table of its letters
    gives signs that are neither.
    """
    words = re.findall(r"[^\W\d_]{2,}", text)
    return len(words) >= _WORDS_OF_A_PAGE and bool(_AMOUNT.search(text))


def shows_number(text: str, number: str) -> bool:
    """Whether the number stands in the text, however its parts are set off from each other.

    Of a number of several parts, `V01/15000001`, the long one alone may be printed.
    """
    parts = re.findall(r"[^\W_]+", number)
    if not parts:
        return False
    if _stands(r"[\W_]*".join(map(re.escape, parts)), text):
        return True
    long = [part for part in parts if len(part) > _SHORT and part.isdecimal()]
    return len(long) == 1 and len(parts) > 1 and _stands(long[0], text)


def shows_amount(text: str, amount: Decimal) -> bool:
    """Whether the amount stands in the text, however its thousands and cents are set off.

    A blank may set off thousands or columns: `1 284,60` shows both 1,284.60 and 284.60.
    """
    whole, _point, cents = f"{abs(amount):.2f}".partition(".")
    groups = re.findall(r"\d{1,3}(?=(?:\d{3})*$)", whole)
    thousands = r"[ .,'’\u00a0\u202f]?".join(groups)
    ending = rf"\s?[.,]\s?{cents}" if cents != "00" else r"(?:\s?[.,]\s?(?:00|-{1,2}|–|—))?"
    return (
        re.search(rf"(?<!\d)(?<!\d[.,'’\u00a0\u202f]){thousands}{ending}(?!\d)(?![.,]\d)", text) is not None
    )


def shows_party(text: str, names: Iterable[str], vat: str = "", code: str = "") -> bool:
    """Whether the text names them: by VAT number, else by all words of one name, else by our code."""
    from carmail_tui.documents.seatbelt import all_words, significant_words

    if is_vat(vat):
        digits = re.sub(r"\D", "", vat_key(vat))
        if _stands(r"[\W_]*".join(digits), text) or _stands(r"[\W_]*".join(digits.lstrip("0")), text):
            return True
    there = all_words(text) | set(fold(text).split())
    if any(words <= there for name in names if (words := significant_words(name))):
        return True
    return len(code) > _SHORT and shows_number(text, code)


def shows_buyer(text: str, document: Document, client: Client | None) -> bool:
    """Whether the text names the buyer of the ledger, or the client to whom it goes."""
    buyer = document.buyer
    if shows_party(text, (buyer.name,), buyer.vat, buyer.code):
        return True
    if client is None:
        return False
    names = (client.name, client.company, f"{client.first_name} {client.last_name}")
    return shows_party(text, names, client.vat, client.code)


def names_somebody(buyer: Party, client: Client | None) -> bool:
    """Whether there is anything to look for."""
    return bool(buyer.name.strip() or buyer.vat.strip() or client)


def _stands(pattern: str, text: str) -> bool:
    return re.search(rf"(?<![^\W_]){pattern}(?![^\W_])", text, re.IGNORECASE) is not None
