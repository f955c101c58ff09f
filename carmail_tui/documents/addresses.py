"""To which address the documents of a client go: what there is to choose from, and what the rule chooses."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from carmail_tui.documents.document import Document, Refusal
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Setback, Suppression


class AddressRule(StrEnum):
    """Why a document goes to that address; the order is the order of preference."""

    REMEMBERED = "remembered"
    FINANCIAL = "financial"
    RECEIVES_DOCUMENTS = "receives_documents"
    CARD = "card"
    DOCUMENT = "document"
    ONLY_ONE = "only_one"
    """A contact who is not known to receive documents, where nothing else is known."""
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class AddressChoice:
    """A mailbox to which a document may go, with every source that names it.

    `email` is the spelling of the best source, `label` the name of the contact. `address_id` is the entry of
    the address book that a person may have remembered; None for what stands in the document alone.
    """

    email: str
    mailbox: str
    sources: tuple[AddressSource, ...]
    label: str = ""
    receives_documents: bool = False
    remembered: bool = False
    last_used: datetime | None = None
    suppression: Suppression | None = None
    setback: Setback | None = None
    refusal: Refusal | None = None
    address_id: int | None = None

    @property
    def usable(self) -> bool:
        """Whether the rule may choose it: the mailbox is written to, and refused none of these documents."""
        return self.suppression is None and self.refusal is None

    @property
    def rule(self) -> AddressRule | None:
        """The first rule under which it may be chosen; None for a contact like any other."""
        if self.remembered:
            return AddressRule.REMEMBERED
        if AddressSource.FINANCIAL in self.sources:
            return AddressRule.FINANCIAL
        if self.receives_documents:
            return AddressRule.RECEIVES_DOCUMENTS
        if AddressSource.CARD in self.sources:
            return AddressRule.CARD
        return AddressRule.DOCUMENT if AddressSource.DOCUMENT in self.sources else None


_RULES = tuple(AddressRule)


def choices(client: Client | None, *documents: Document) -> tuple[AddressChoice, ...]:
    """The mailboxes for these documents of one client, the best first; then what refused one of them, and
    what is not written to.

    The address book of the client, and the buyer's own address in each document. Without a client there is
    the latter alone, so that nobody receives the document of another.
    """
    found: dict[str, AddressChoice] = {}
    for address in (*(client.addresses if client else ()), *_of_buyers(documents)):
        if address.mailbox is None:
            continue
        known = found.get(address.mailbox)
        found[address.mailbox] = _joined(known, address) if known else _choice(address, address.mailbox)
    for refusal in (refusal for document in documents for refusal in document.refusals):
        if known := found.get(refusal.mailbox):
            found[refusal.mailbox] = replace(known, refusal=refusal)
    return tuple(sorted(found.values(), key=_rank))


def by_rule(offered: Iterable[AddressChoice]) -> tuple[AddressChoice, AddressRule] | None:
    """The address that the rule chooses, and which rule it was; None where a person must choose.

    Remembered, then financial tab, contact who receives documents, card, document. A contact of whom nothing
    of the kind is known gets a document only where no other mailbox is known, not where the others are dead.
    """
    known = tuple(offered)
    best = min((choice for choice in known if choice.usable), key=_rank, default=None)
    if best is None:
        return None
    if best.rule is not None:
        return best, best.rule
    return (best, AddressRule.ONLY_ONE) if len(known) == 1 else None


def typed(
    email: str, offered: Iterable[AddressChoice], suppression: Suppression | None = None
) -> AddressChoice:
    """What a person typed, as a choice: the one that is offered for this mailbox, else a new one.

    Raises MalformedAddressError where it is no address.
    """
    found = mailbox(email)
    if found is None:
        raise MalformedAddressError(email)
    known = next((choice for choice in offered if choice.mailbox == found), None)
    return known or AddressChoice(email.strip(), found, (), suppression=suppression)


class MalformedAddressError(ValueError):
    """`email` is not an e-mail address; nothing was changed."""

    def __init__(self, email: str) -> None:
        super().__init__(email)
        self.email = email

    def sentence(self) -> str:
        """What to tell the user."""
        from carmail_tui.i18n import _, visible

        return _("“{email}” is not an e-mail address. Nothing was changed.").format(email=visible(self.email))


def _of_buyers(documents: Iterable[Document]) -> Iterable[Address]:
    for document in documents:
        email = document.buyer.email.strip()
        yield Address(email, AddressSource.DOCUMENT, mailbox(email), suppression=document.buyer_suppression)


def _choice(address: Address, found: str) -> AddressChoice:
    return AddressChoice(
        email=address.email.strip(),
        mailbox=found,
        sources=(address.source,),
        label=address.label,
        receives_documents=address.receives_documents,
        remembered=address.remembered,
        last_used=address.last_used,
        suppression=address.suppression,
        setback=address.setback,
        address_id=address.id,
    )


def _joined(choice: AddressChoice, address: Address) -> AddressChoice:
    used = [moment for moment in (choice.last_used, address.last_used) if moment is not None]
    return replace(
        choice,
        sources=tuple(dict.fromkeys((*choice.sources, address.source))),
        label=choice.label or address.label,
        receives_documents=choice.receives_documents or address.receives_documents,
        remembered=choice.remembered or address.remembered,
        last_used=max(used, default=None),
        suppression=choice.suppression or address.suppression,
        setback=choice.setback or address.setback,
        address_id=address.id if choice.address_id is None else choice.address_id,
    )


def _rank(choice: AddressChoice) -> tuple[bool, bool, int]:
    dead = choice.suppression is not None
    return dead, not choice.usable, _RULES.index(choice.rule) if choice.rule else len(_RULES)
