"""An invoice out of the texts of a PDF: only fields that are sure enough, each with how sure it is."""

import re
from collections.abc import Sequence
from typing import Any

from carmail_tui.documents.document import DocumentKind, Party
from carmail_tui.reading.einvoice import EInvoice, PostalAddress, Syntax
from carmail_tui.reading.payment import iban_of, structured_communication
from carmail_tui.reading.pdf import Text
from carmail_tui.reading.plain_pdf.amounts import find_currency, find_total
from carmail_tui.reading.plain_pdf.dates import find_dates
from carmail_tui.reading.plain_pdf.guesses import Guess
from carmail_tui.reading.plain_pdf.number import Paper, find_number, kind_of, paper_of
from carmail_tui.reading.plain_pdf.page import Pages
from carmail_tui.reading.plain_pdf.parties import Parties, find_parties

_STRUCTURED = re.compile(r"(?:\+\+\+|\*\*\*) ?[0-9]{3} ?/ ?[0-9]{4} ?/ ?[0-9]{5} ?(?:\+\+\+|\*\*\*)")
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,4})?\b")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_POSTCODE = re.compile(r"^(?:[A-Z]{1,2}[- ])?([0-9]{4} [A-Z]{2}|[0-9]{4,5}) ?(.*)$")


def read_plain(texts: Sequence[Text]) -> EInvoice | None:
    """The invoice on these pages, with `confidence` by field; None where they hold none.

    Seller, buyer, amounts: what the pages do not say surely is left empty, and a person fills it in.
    """
    pages = Pages(texts)
    paper = paper_of(pages)
    if paper in {Paper.OTHER, Paper.UNKNOWN}:
        return None
    number = find_number(pages)
    date, due = find_dates(pages)
    total, sign = find_total(pages)
    if number is None and (date is None or total is None):
        return None
    parties = find_parties(pages)
    currency = find_currency(pages, sign, parties.vats)
    guesses: dict[str, Guess[Any] | None] = {
        "number": number,
        "date": date,
        "due": due,
        "seller": parties.seller,
        "seller_vat": parties.seller_vat,
        "buyer": parties.buyer,
        "buyer_vat": parties.buyer_vat,
        "total": total,
        "currency": currency,
        "payment_reference": _reference(pages),
        "iban": _iban(pages),
    }
    return _invoice(paper, {name: guess for name, guess in guesses.items() if guess is not None}, parties)


def _invoice(paper: Paper, guesses: dict[str, Guess[Any]], parties: Parties) -> EInvoice:
    known = {name: guess.value for name, guess in guesses.items()}
    email = _email(parties)
    total = known.get("total")
    kind = kind_of(paper)
    if kind is DocumentKind.INVOICE and total is not None and total < 0:
        kind = DocumentKind.CREDIT_NOTE
    return EInvoice(
        syntax=Syntax.PLAIN_PDF,
        type_code="",
        kind=kind,
        number=known.get("number", ""),
        date=known.get("date"),
        due=known.get("due"),
        seller=Party(name=known.get("seller", ""), vat=known.get("seller_vat", "")),
        buyer=_buyer(known, parties, email),
        buyer_address=_address(parties),
        payment_reference=known.get("payment_reference", ""),
        iban=known.get("iban", ""),
        total=total,
        gross=None,
        currency=known.get("currency", ""),
        confidence={name: guess.confidence for name, guess in guesses.items()}
        | ({"buyer_email": 0.7} if email else {}),
    )


def _buyer(known: dict[str, Any], parties: Parties, email: str) -> Party:
    return Party(
        name=known.get("buyer", ""),
        vat=known.get("buyer_vat", ""),
        email=email,
        postcode=_address(parties).postcode,
    )


def _email(parties: Parties) -> str:
    """A mail address within the buyer's block: one elsewhere may be the seller's."""
    found = [match[0] for line in parties.buyer_lines if (match := _EMAIL.search(line))]
    return found[0] if len(found) == 1 else ""


def _address(parties: Parties) -> PostalAddress:
    for index, line in enumerate(parties.buyer_lines):
        if index and (match := _POSTCODE.match(line)):
            street = parties.buyer_lines[index - 1] if index > 1 else ""
            return PostalAddress(street=street, postcode=match[1], town=match[2].strip())
    return PostalAddress()


def _reference(pages: Pages) -> Guess[str] | None:
    """The one structured communication on the pages whose check digits pass."""
    found = {structured_communication(match[0]) for match in _STRUCTURED.finditer(pages.whole)} - {"", None}
    return Guess(str(found.pop()), 0.97) if len(found) == 1 else None


def _iban(pages: Pages) -> Guess[str] | None:
    """The one account on the pages whose check digits pass."""
    found = set()
    for match in _IBAN.finditer(pages.whole):
        words = match[0].split()
        # What follows the account may look like a part of it.
        for end in range(len(words), 0, -1):
            if account := iban_of("".join(words[:end])):
                found.add(account)
                break
    return Guess(found.pop(), 0.9) if len(found) == 1 else None
