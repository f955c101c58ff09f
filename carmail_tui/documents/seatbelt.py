"""The seat belt: what a file says is held against the ledger and the recipient before a message leaves."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from carmail_tui.documents.document import Document, DocumentKind, Party
from carmail_tui.documents.printed import (
    is_legible,
    names_somebody,
    shows_amount,
    shows_buyer,
    shows_number,
    shows_party,
)
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Client
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.vat import is_vat, vat_key

_NOBODY = Party()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found inside a file. What is None or empty was not found, and is held against nothing.

    `total` is the payable amount (EN 16931 BT-115) in `currency` (BT-5).
    """

    file: str
    number: str = ""
    kind: DocumentKind | None = None
    buyer: Party = _NOBODY
    total: Decimal | None = None
    currency: str = ""
    text: str | None = None
    """The text that is printed in it; empty for a scan, None for what is no picture of a page (XML)."""
    pages: "Found | None" = None
    """What was read from that text with confidence: it tells the other side of what is not printed."""


class Against(StrEnum):
    """What a file contradicts."""

    NUMBER = "number"
    KIND = "kind"
    AMOUNT = "amount"
    CURRENCY = "currency"
    BUYER = "buyer"
    """The buyer whom the ledger has."""
    CLIENT = "client"
    """The client to whom it would go."""


class Unchecked(StrEnum):
    """Why something of a file was held against nothing."""

    NO_TEXT = "no_text"
    """A picture of a page: a scan."""
    NOT_READ = "not_read"
    """It cannot be opened, or is of a kind that is not read."""
    NOT_FOUND = "not_found"
    """Its text does not show what is looked for."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What could not be checked in a file, and why; `what` is empty where that is everything."""

    file: str
    why: Unchecked
    what: tuple[Against, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Both sides of a contradiction: what is expected, and what the file says; empty: nothing of the kind."""

    against: Against
    file: str
    expected: str
    found: str


def contradictions(
    document: Document, client: Client | None, found: Found, others: Iterable[Document] = ()
) -> tuple[Contradiction, ...]:
    """Where the file contradicts the ledger row `document` or the recipient `client`; empty is well.

    `others` are documents whose file it may be instead: they name the other side of a swap.
    """
    sides = [*_row(document, found), *_buyer(document, found), *_client(document, client, found)]
    if not sides:
        sides += _printed(document, client, found, others)
    return tuple(Contradiction(against, found.file, expected, said) for against, expected, said in sides)


def gaps(document: Document, client: Client | None, found: Found | None, file: str) -> tuple[Gap, ...]:
    """What could not be checked in a file that contradicts nothing; None was not read."""
    if found is None:
        return (Gap(file, Unchecked.NOT_READ),)
    told = {Against.NUMBER: bool(found.number), Against.AMOUNT: found.total is not None}
    told[Against.BUYER] = bool(found.buyer.name or found.buyer.vat) or not names_somebody(
        document.buyer, client
    )
    text = found.text
    if text is not None and not is_legible(text):
        text = None if any(told.values()) else ""
    if text == "" and not any((found.number, found.total is not None)):
        return (Gap(file, Unchecked.NO_TEXT),)
    if text:
        told[Against.NUMBER] |= shows_number(text, document.number)
        told[Against.AMOUNT] |= shows_amount(text, document.total)
        told[Against.BUYER] |= shows_buyer(text, document, client)
    missing = tuple(against for against, known in told.items() if not known)
    return (Gap(file, Unchecked.NOT_FOUND, missing),) if missing else ()


def _printed(
    document: Document, client: Client | None, found: Found, others: Iterable[Document]
) -> Iterable[tuple[Against, str, str]]:
    """A printed invoice shows its number, or it is another one; and its amount or its buyer beside it.

    What was read from the pages says what they show instead.
    """
    text, pages = found.text, found.pages or Found(found.file)
    if not text or not is_legible(text):
        return
    if not shows_number(text, document.number):
        yield Against.NUMBER, document.number, pages.number or _shown_instead(text, document, others)
    elif _another_kind(document, pages):
        yield Against.KIND, document.kind.value, pages.kind.value if pages.kind else ""
    amount, buyer = shows_amount(text, document.total), shows_buyer(text, document, client)
    lost = not amount and not buyer and names_somebody(document.buyer, client)
    if lost or (not amount and pages.total is not None):
        yield Against.AMOUNT, f"{document.total:.2f}", f"{pages.total:.2f}" if pages.total is not None else ""
    if lost or (not buyer and not _may_be_buyer(document, client, pages.buyer)):
        expected = _named(document.buyer.name, document.buyer.vat) or (client.name if client else "")
        yield Against.BUYER, expected, _said(pages)
    asked = client is not None and not document.client_decided and not found.buyer.name
    if client and asked and not _may_be_client(client, document.buyer) and not _is_client(text, client):
        said = _named(document.buyer.name, document.buyer.vat)
        yield Against.CLIENT, _named(client.name, client.vat), said


def _shown_instead(text: str, document: Document, others: Iterable[Document]) -> str:
    """The number of another document that the text shows. One of five digits may be a postcode."""
    telling = (o.number for o in others if o.number != document.number and len(_compact(o.number)) > 5)
    return next((number for number in telling if shows_number(text, number)), "")


def _another_kind(document: Document, pages: Found) -> bool:
    """Whether the page names the document, but is itself another one: a credit note names its invoice."""
    other = bool(pages.number) and _compact(pages.number) != _compact(document.number)
    return other and pages.kind is not None and pages.kind is not document.kind


def _may_be_buyer(document: Document, client: Client | None, buyer: Party) -> bool:
    """Whether `buyer` contradicts neither the ledger row nor the client."""
    row = same_party((document.buyer.name,), document.buyer.vat, buyer)
    return row or (client is not None and _may_be_client(client, buyer))


def _may_be_client(client: Client, buyer: Party) -> bool:
    return same_party(_names(client), client.vat, buyer) or _identified(client, buyer)


def _is_client(text: str, client: Client) -> bool:
    return shows_party(text, _names(client), client.vat, client.code)


def _names(client: Client) -> tuple[str, ...]:
    return client.name, client.company, f"{client.first_name} {client.last_name}"


def _row(document: Document, found: Found) -> Iterable[tuple[Against, str, str]]:
    if found.number and _compact(found.number) != _compact(document.number):
        yield Against.NUMBER, document.number, found.number
    if found.kind is not None and found.kind is not document.kind:
        yield Against.KIND, document.kind.value, found.kind.value
    if found.total is not None and abs(found.total) != abs(document.total):
        # Some syntaxes write a credit note with negative amounts: its kind says what it is, not its sign.
        yield Against.AMOUNT, f"{document.total:.2f}", f"{found.total:.2f}"
    if found.currency and found.currency.upper() != document.currency.upper():
        yield Against.CURRENCY, document.currency, found.currency


def _buyer(document: Document, found: Found) -> Iterable[tuple[Against, str, str]]:
    if not same_party((document.buyer.name,), document.buyer.vat, found.buyer):
        yield Against.BUYER, _named(document.buyer.name, document.buyer.vat), _said(found)


def _client(document: Document, client: Client | None, found: Found) -> Iterable[tuple[Against, str, str]]:
    if client is None:
        return
    if document.client_decided and not (is_vat(client.vat) and is_vat(found.buyer.vat)):
        # A person said so of this buyer, whatever he is called on the card. The file is held against the row.
        return
    if _may_be_client(client, found.buyer):
        return
    yield Against.CLIENT, _named(client.name, client.vat), _said(found)


def same_party(names: Iterable[str], vat: str, buyer: Party) -> bool:
    """Whether `buyer` may be whom `names` and `vat` name.

    Two valid VAT numbers decide. Else the words of one name must all be in the other, legal forms and titles
    apart: "Dumont" may be "Transports Dumont SA", "Dubois, Pierre" is not "Dubois, Pauline". What is not
    known contradicts nothing.
    """
    if is_vat(vat) and is_vat(buyer.vat):
        return vat_key(vat) == vat_key(buyer.vat)
    said = significant_words(buyer.name)
    known = [words for name in names if (words := significant_words(name))]
    return not said or not known or any(words <= said or said <= words for words in known)


def _identified(client: Client, buyer: Party) -> bool:
    """Whether our own code or the buyer's own address names this client, whatever the spelling of the name.

    A VAT number that differs is not outweighed.
    """
    if is_vat(client.vat) and is_vat(buyer.vat):
        return False
    if buyer.code and client.code and fold(buyer.code) == fold(client.code):
        return True
    found = mailbox(buyer.email)
    return found is not None and any(address.mailbox == found for address in client.addresses)


_LEGAL_FORMS = frozenset(
    {"sa", "nv", "srl", "bv", "sprl", "bvba", "asbl", "vzw", "sc", "scrl", "cv", "cvba", "snc", "vof", "scs"}
    | {"commv", "sas", "sarl", "eurl", "gmbh", "ag", "kg", "ug", "ltd", "ets"}
)
_TITLES = frozenset(
    {"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dhr", "mevr", "heer", "mevrouw"}
    | {"herr", "frau", "et", "en", "und", "and"}
)


def all_words(text: str) -> frozenset[str]:
    """The folded words; the letters of `S.P.R.L.` are one."""
    return frozenset(fold(re.sub(r"\b((?:\w\.){2,})", lambda form: form[1].replace(".", ""), text)).split())


def significant_words(name: str) -> frozenset[str]:
    """The folded words of a name, legal forms and titles apart; all of them where nothing else is there."""
    words = all_words(name)
    return (words - _LEGAL_FORMS - _TITLES) or words


def _compact(number: str) -> str:
    return re.sub(r"\s+", "", number).casefold()


def _named(name: str, vat: str) -> str:
    return f"{name} ({vat})" if name and vat else name or vat


def _said(found: Found) -> str:
    return _named(found.buyer.name, found.buyer.vat)
