"""The plan of a sending: which documents go in which message, to which address, and what keeps one back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date as day
from datetime import datetime
from enum import StrEnum

from carmail_tui.documents.addresses import AddressChoice, AddressRule, by_rule, choices, typed
from carmail_tui.documents.document import Document, SendingState
from carmail_tui.recipients.client import Client, Suppression, SuppressionReason
from carmail_tui.recipients.vat import is_vat, vat_key


class Obstacle(StrEnum):
    """What keeps a line of a plan from leaving."""

    NO_ADDRESS = "no_address"
    MALFORMED = "malformed"
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    REFUSED = "refused"
    """The one address there is refused the document before; a person may choose it all the same."""
    TO_CHOOSE = "to_choose"
    """Several contacts, and nothing says which of them receives documents."""
    NO_FILE = "no_file"
    """A document without a file: there is nothing to send."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier sending of a document that a second one would repeat: its state, when, and to whom.

    `at` is None while the server has not accepted it.
    """

    document: Document
    state: SendingState
    at: datetime | None
    to: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One message of the plan: documents of one client, and the address they go to.

    `client` is None where a document is not matched yet: then it goes to the buyer's own address or nowhere.
    `chosen` is None where `obstacle` says what is missing; a file may be missing all the same.
    """

    client: Client | None
    documents: tuple[Document, ...]
    choices: tuple[AddressChoice, ...]
    chosen: AddressChoice | None = None
    rule: AddressRule | None = None

    @property
    def name(self) -> str:
        """The client's name, else the buyer's as the document has it."""
        return self.client.name if self.client else self.documents[0].buyer.name

    @property
    def obstacle(self) -> Obstacle | None:
        """What keeps the line from leaving; None when nothing does."""
        if self.chosen is None:
            return _address_obstacle(self.client, self.documents, self.choices)
        if self.chosen.suppression is not None:
            return _suppressed(self.chosen.suppression)
        if not all(document.files for document in self.documents):
            return Obstacle.NO_FILE
        return None

    @property
    def passed_over(self) -> AddressChoice | None:
        """The address that the rule would have preferred, had it been usable."""
        if self.rule is None or self.rule is AddressRule.BY_HAND:
            return None
        better = list(AddressRule)[: list(AddressRule).index(self.rule)]
        return next((c for c in self.choices if not c.usable and c.rule in better), None)

    @property
    def earlier(self) -> tuple[Earlier, ...]:
        """The documents that were sent, are under way, or are in doubt: sending them again is asked for.

        What came back may be sent anew without a question.
        """
        return tuple(
            Earlier(document, document.state, document.sent_at, document.sent_to)
            for document in self.documents
            if _would_repeat(document)
        )

    @property
    def copy(self) -> bool:
        """Whether the mail is a copy: a business in Belgium gets its invoices over Peppol since 1/1/2026.

        The royal decree of 8/7/2025 carries out the law of 6/2/2024: structured invoices and credit notes
        between taxable persons established in Belgium. A seller of whom nothing is known is the garage.
        """
        return any(_goes_by_peppol(document, self.client) for document in self.documents)


@dataclass(frozen=True, slots=True)
class Plan:
    """The messages of a sending. What is done to it gives a new plan; lines keep their places."""

    lines: tuple[PlanLine, ...] = ()

    @property
    def ready(self) -> tuple[PlanLine, ...]:
        """The lines that nothing keeps back."""
        return tuple(line for line in self.lines if line.obstacle is None)

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents of the plan, line by line."""
        return tuple(document for line in self.lines for document in line.documents)

    def with_address(self, line: PlanLine, email: str, suppression: Suppression | None = None) -> "Plan":
        """The line goes to `email`, one of its choices or an address that a person typed.

        `suppression` tells why a typed mailbox is not written to. Raises MalformedAddressError.
        """
        chosen = typed(email, line.choices, suppression)
        return self._with(line, (replace(line, chosen=chosen, rule=AddressRule.BY_HAND),))

    def without(self, line: PlanLine) -> "Plan":
        """The line is taken out."""
        return self._with(line, ())

    def ungroup(self, line: PlanLine) -> "Plan":
        """Each document of the line goes in a message of its own; an address chosen by hand stays."""
        return self._with(line, tuple(_parted(line, document) for document in line.documents))

    def group(self, line: PlanLine) -> "Plan":
        """All lines of this client become one message, to the address of `line`, in its place."""
        if line.client is None:
            return self
        same = [other for other in self.lines if _key(other.client) == _key(line.client)]
        documents = tuple(document for other in same for document in other.documents)
        joined = _line(line.client, documents)
        if line.rule is AddressRule.BY_HAND:
            joined = replace(joined, chosen=line.chosen, rule=line.rule)
        rest = tuple(
            joined if other == line else other for other in self.lines if other == line or other not in same
        )
        return Plan(rest)

    def _with(self, line: PlanLine, instead: tuple[PlanLine, ...]) -> "Plan":
        at = self.lines.index(line)
        return Plan(self.lines[:at] + instead + self.lines[at + 1 :])


_PEPPOL_SINCE = day(2026, 1, 1)


def _goes_by_peppol(document: Document, client: Client | None) -> bool:
    if document.date is not None and document.date < _PEPPOL_SINCE:
        return False
    if is_vat(document.seller.vat) and not _belgian(document.seller.vat):
        return False
    if is_vat(document.buyer.vat):
        return _belgian(document.buyer.vat)
    return client is not None and _belgian(client.vat)


def _belgian(vat: str) -> bool:
    return vat_key(vat).startswith("BE") and is_vat(vat)


def make_plan(documents: Sequence[Document], clients: Iterable[Client], *, grouped: bool = True) -> Plan:
    """The plan for these documents: one message a client, or one a document where not `grouped`.

    Lines with an obstacle stand first, the others in the order of the documents. A document whose client is
    not known stands alone, whatever its buyer is called.
    """
    known: dict[int | None, Client] = {client.id: client for client in clients if client.id is not None}
    together: dict[tuple[str, int | None], list[Document]] = {}
    for position, document in enumerate(dict.fromkeys(documents)):
        apart = not grouped or document.client_id not in known
        key = ("document", position) if apart else ("client", document.client_id)
        together.setdefault(key, []).append(document)
    lines = [_line(known.get(found[0].client_id), tuple(found)) for found in together.values()]
    return Plan(tuple(sorted(lines, key=lambda line: line.obstacle is None)))


def _line(client: Client | None, documents: tuple[Document, ...]) -> PlanLine:
    offered = choices(client, *documents)
    chosen, rule = by_rule(offered) or (None, None)
    return PlanLine(client, documents, offered, chosen, rule)


def _parted(line: PlanLine, document: Document) -> PlanLine:
    part = _line(line.client, (document,))
    return replace(part, chosen=line.chosen, rule=line.rule) if line.rule is AddressRule.BY_HAND else part


def _would_repeat(document: Document) -> bool:
    if document.state is SendingState.BOUNCED:
        return False
    waiting = document.state in {SendingState.UNDER_WAY, SendingState.IN_DOUBT}
    return waiting or document.sent_at is not None


def _address_obstacle(
    client: Client | None, documents: Iterable[Document], offered: Sequence[AddressChoice]
) -> Obstacle:
    if any(choice.usable for choice in offered):
        return Obstacle.TO_CHOOSE
    if any(choice.refusal and not choice.suppression for choice in offered):
        return Obstacle.REFUSED
    if suppressions := [choice.suppression for choice in offered if choice.suppression]:
        return _suppressed(suppressions[0])
    emails = [address.email for address in (client.addresses if client else ())]
    emails += [document.buyer.email for document in documents]
    return Obstacle.MALFORMED if any(email.strip() for email in emails) else Obstacle.NO_ADDRESS


def _suppressed(suppression: Suppression) -> Obstacle:
    bounced = suppression.reason is SuppressionReason.BOUNCED
    return Obstacle.BOUNCED if bounced else Obstacle.SUPPRESSED


def _key(client: Client | None) -> int | None:
    return client.id if client else None
