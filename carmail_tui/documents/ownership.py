"""Whose document it is: ours or not, and whether two files tell of one document or contradict each other."""

from dataclasses import dataclass, replace
from enum import StrEnum

from carmail_tui.documents.document import Document, DocumentKind, Party
from carmail_tui.documents.matching import endpoint_vat_key, identifying_vat
from carmail_tui.documents.seatbelt import same_party
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.vat import vat_key
from carmail_tui.settings.model import Company


def is_ours(seller: Party, company: Company) -> bool:
    """Whether the seller is the company of the settings: by VAT number, else by electronic address or name.

    The name counts only where one of the two has no VAT number ("exempt" is none): two numbers that differ
    are two companies. Who sent the document is of no matter: an invoice that the buyer made in our name
    (self-billed, UNTDID 389) is ours, one that we made in the name of a supplier is not.
    """
    mine, theirs = identifying_vat(company.vat), identifying_vat(seller.vat)
    if mine and theirs:
        return mine == theirs
    if mine and endpoint_vat_key(seller.endpoint) == mine:
        return True
    return bool(company.name and seller.name) and fold(seller.name) == fold(company.name)


def known_as(document: Document, company: Company) -> Document:
    """One of our documents, under our VAT number even where its file names us by name alone.

    Its identity would be another one otherwise, and its XML and its PDF two documents.
    """
    if identifying_vat(document.seller.vat) or not company.vat:
        return document
    return replace(document, seller=replace(document.seller, vat=company.vat))


def seller_key(seller: Party) -> str:
    """What tells sellers apart: the VAT number, else the folded name."""
    return identifying_vat(seller.vat) or vat_key(seller.vat) or fold(seller.name)


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes a document one and the same: seller, kind and number."""

    seller: str
    kind: DocumentKind
    number: str


def identity(document: Document) -> Identity:
    """The identity of a document; the number is taken without the blanks around and doubled within it."""
    return Identity(seller_key(document.seller), document.kind, " ".join(document.number.split()))


class Disputed(StrEnum):
    """What two files of one document can contradict each other in."""

    DATE = "date"
    TOTAL = "total"
    CURRENCY = "currency"
    DUE = "due"
    BUYER = "buyer"
    COMMUNICATION = "communication"
    """The structured communication: paid under another one, an invoice stays open."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Both sides of a contradiction: what is there, and what the other file says."""

    about: Disputed
    known: str
    said: str


_STRUCTURED = "+++"


def disagreements(known: Document, other: Document) -> tuple[Disagreement, ...]:
    """Where `other`, of the same identity, contradicts `known`; empty where they can be joined.

    What one of them does not say contradicts nothing. Buyers are compared as the seat belt compares them.
    """
    pairs = [
        (Disputed.DATE, known.date, other.date),
        (Disputed.TOTAL, known.total, other.total),
        (Disputed.CURRENCY, known.currency, other.currency),
        (Disputed.DUE, known.due, other.due),
    ]
    found = [
        Disagreement(about, str(mine), str(theirs))
        for about, mine, theirs in pairs
        if mine is not None and theirs is not None and mine != theirs
    ]
    if not same_party((known.buyer.name,), known.buyer.vat, other.buyer):
        found.append(Disagreement(Disputed.BUYER, _name(known.buyer), _name(other.buyer)))
    mine, theirs = known.payment_reference, other.payment_reference
    if mine != theirs and mine.startswith(_STRUCTURED) and theirs.startswith(_STRUCTURED):
        # Of free references each syntax may have its own.
        found.append(Disagreement(Disputed.COMMUNICATION, mine, theirs))
    return tuple(found)


def joined(known: Document, other: Document) -> Document:
    """`known` with what only `other` says: date, due date, and the fields of its parties. Files apart."""
    return replace(
        known,
        date=known.date or other.date,
        due=known.due or other.due,
        payment_reference=known.payment_reference or other.payment_reference,
        iban=known.iban or other.iban,
        seller=_filled(known.seller, other.seller),
        buyer=_filled(known.buyer, other.buyer),
    )


def _filled(party: Party, other: Party) -> Party:
    return Party(
        name=party.name or other.name,
        vat=party.vat or other.vat,
        email=party.email or other.email,
        code=party.code or other.code,
        postcode=party.postcode or other.postcode,
        endpoint=party.endpoint or other.endpoint,
    )


def _name(party: Party) -> str:
    return f"{party.name} ({party.vat})" if party.name and party.vat else party.name or party.vat
