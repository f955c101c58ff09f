"""To which client a document belongs: decided only where nothing speaks against it, else offered."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from carmail_tui.documents.document import Party
from carmail_tui.documents.likeness import OFFERED_FROM, RESEMBLES_FROM, likeness
from carmail_tui.documents.seatbelt import same_party
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.vat import is_vat, vat_key

_MOST_ALIKE = 5
_VAT_SCHEMES = {
    "0208": "BE",
    "9925": "BE",
    "9956": "BE",
    "9930": "DE",
    "9938": "LU",
    "9944": "NL",
    "9957": "FR",
} | {"9914": "AT", "9920": "ES", "9906": "IT", "0211": "IT", "9946": "PT", "9945": "PL", "9932": "GB"}
_IDENTIFYING_VAT = re.compile(r"[A-Z]{2}(?=(?:[A-Z]*[0-9]){5})(?!0+$)[0-9A-Z]{5,14}")


class MatchedBy(StrEnum):
    """By what a client was found; the order is the order of trust."""

    DECISION = "decision"
    """A person has said so of an earlier document of the same buyer."""
    VAT = "vat"
    ENDPOINT = "endpoint"
    """The electronic address (BT-49): an enterprise or VAT number, or an e-mail address."""
    CODE = "code"
    EMAIL = "email"
    NAME_AND_POSTCODE = "name_and_postcode"
    LIKENESS = "likeness"
    """The names look alike: it is offered, and never decides."""


@dataclass(frozen=True, slots=True)
class KnownClient:
    """As much of a client as matching looks at."""

    id: int
    names: tuple[str, ...]
    vat: str = ""
    code: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """The document is this client's."""

    client: KnownClient
    by: MatchedBy


@dataclass(frozen=True, slots=True)
class Candidate:
    """A client whose a document may be, what led there, and how much the buyer looks like it (0 to 100)."""

    client: KnownClient
    by: MatchedBy
    score: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """It may be one of these, the likeliest first: a person must say."""

    offered: tuple[Candidate, ...]

    @property
    def clients(self) -> tuple[KnownClient, ...]:
        """Who they are."""
        return tuple(candidate.client for candidate in self.offered)

    @property
    def weak(self) -> bool:
        """Whether they have no more than a likeness, and that a faint one."""
        return all(c.by is MatchedBy.LIKENESS and c.score < RESEMBLES_FROM for c in self.offered)


@dataclass(frozen=True, slots=True)
class NoMatch:
    """No client looks like the buyer."""


Match = Matched | Candidates | NoMatch


class ClientIndex(Protocol):
    """Where clients are looked up. All keys are in the forms of the recipients room."""

    def decided(self, key: str) -> KnownClient | None:
        """The client whom a person named for this buyer (`buyer_key`)."""
        ...

    def by_vat(self, key: str) -> Sequence[KnownClient]:
        """The clients with this VAT number (`vat_key`)."""
        ...

    def by_code(self, code: str) -> Sequence[KnownClient]:
        """The clients with this code."""
        ...

    def by_mailbox(self, found: str) -> Sequence[KnownClient]:
        """The clients in whose address book this mailbox stands."""
        ...

    def by_name(self, keys: Sequence[str]) -> Sequence[KnownClient]:
        """The clients whose folded name is one of `keys`."""
        ...

    def alike(self, name: str, postcode: str) -> Sequence[KnownClient]:
        """Clients whose name may look like `name`, or who live at `postcode`; rather too many."""
        ...


def identifying_vat(text: str) -> str:
    """The key of a VAT number that can tell one company from another; empty for "exempt", "n/a", zeros."""
    key = vat_key(text)
    return key if _IDENTIFYING_VAT.fullmatch(key) else ""


def endpoint_vat_key(endpoint: str) -> str:
    """The VAT number in an electronic address `scheme:value` (BT-49), in its key; empty where there is none.

    0208 holds a Belgian enterprise number, which with BE is its VAT number; the 99xx of the code list EAS
    hold the VAT number of one country each.
    """
    scheme, _colon, value = endpoint.partition(":")
    country = _VAT_SCHEMES.get(scheme.strip())
    if country is None:
        return ""
    compact = re.sub(r"[^0-9A-Za-z]", "", value).upper()
    return identifying_vat(compact if compact.startswith(country) else country + compact)


def endpoint_mailbox(endpoint: str) -> str | None:
    """The mailbox in an electronic address of scheme EM."""
    scheme, _colon, value = endpoint.partition(":")
    return mailbox(value) if scheme.strip().upper() == "EM" else None


def name_keys(name: str) -> tuple[str, ...]:
    """The folded forms of a name: as it stands, and turned round, since lists write "Adam, Nathalie"."""
    words = fold(name).split()
    turns = range(len(words)) if 1 < len(words) <= 4 else range(1)
    return tuple(dict.fromkeys(" ".join(words[turn:] + words[:turn]) for turn in turns))


def match(buyer: Party, clients: ClientIndex) -> Match:
    """The client of a document with this buyer.

    What a person has said of this buyer, else by VAT number, electronic address, our client code, e-mail
    address, then name with postcode, all exact after folding. A client with another VAT number is never
    meant: a bookkeeper's address or a reused code must not bring one company's invoice to another. An
    address or a code decides only where the names do not contradict. Where one way finds several, the next
    ways choose among them; all who stay possible are offered, then whoever looks like the buyer.
    """
    if client := _decided(buyer, clients):
        return Matched(client, MatchedBy.DECISION)
    among: tuple[KnownClient, ...] = ()
    offered: dict[KnownClient, MatchedBy] = {}
    for by, found in _found(buyer, clients):
        possible = [c for c in found() if not _other_company(c, buyer) and (not among or c in among)]
        sure = tuple(client for client in possible if _certain(client, buyer, by))
        if len(sure) == 1:
            return Matched(sure[0], by)
        among = sure or among
        offered = dict.fromkeys(possible, by) | offered
    if not among:
        offered = dict.fromkeys(_alike(buyer, clients), MatchedBy.LIKENESS) | offered
    return _candidates(buyer, offered) if offered else NoMatch()


def _candidates(buyer: Party, offered: Mapping[KnownClient, MatchedBy]) -> Candidates:
    """By how much their ways are trusted; but those whose name is quite another one stand last."""
    found = [Candidate(c, by, likeness(c.names, c.postcode, buyer)) for c, by in offered.items()]
    trust = list(MatchedBy)

    def rank(one: Candidate) -> tuple[bool, int, int, int]:
        return one.score < OFFERED_FROM, trust.index(one.by), -one.score, one.client.id

    return Candidates(tuple(sorted(found, key=rank)))


def _alike(buyer: Party, clients: ClientIndex) -> Sequence[KnownClient]:
    """The few clients who look most like the buyer."""
    if not buyer.name.strip():
        return ()
    found = [
        (score, client)
        for client in clients.alike(buyer.name, buyer.postcode)
        if (score := likeness(client.names, client.postcode, buyer)) >= OFFERED_FROM
        and not _other_company(client, buyer)
    ]
    return [client for _score, client in sorted(found, key=lambda one: (-one[0], one[1].id))[:_MOST_ALIKE]]


def _decided(buyer: Party, clients: ClientIndex) -> KnownClient | None:
    """Whom a person named for this buyer, where that still holds.

    Not where both have a VAT number now and these differ. And where the buyer is known by name and place
    alone, not as long as several clients bear that name there: father and son.
    """
    key = buyer_key(buyer)
    client = clients.decided(key) if key else None
    if client is None or _other_company(client, buyer):
        return None
    if not identifying_vat(buyer.vat) and not any((buyer.code, buyer.endpoint, mailbox(buyer.email))):
        place = fold(buyer.postcode)
        namesakes = [c for c in clients.by_name(name_keys(buyer.name)) if fold(c.postcode) == place]
        return None if len(namesakes) > 1 else client
    return client


def buyer_key(buyer: Party) -> str:
    """What tells this buyer from all others, for what is remembered of him; empty where nothing does.

    Of a name alone nothing is remembered: the next Pierre Dubois may be another one.
    """
    known = {"vat": identifying_vat(buyer.vat), "code": fold(buyer.code), "zip": fold(buyer.postcode)}
    if not known["vat"] and not known["code"]:
        known |= {"endpoint": buyer.endpoint.casefold().strip(), "mailbox": mailbox(buyer.email) or ""}
    if not any(known.values()):
        return ""
    return " ".join(f"{name}={value}" for name, value in {"name": fold(buyer.name), **known}.items() if value)


def _found(
    buyer: Party, clients: ClientIndex
) -> Sequence[tuple[MatchedBy, Callable[[], Sequence[KnownClient]]]]:
    """The lookups that this buyer allows, in the order of trust."""
    vat, email, name = identifying_vat(buyer.vat), mailbox(buyer.email), buyer.name.strip()
    endpoint_vat, endpoint_box = endpoint_vat_key(buyer.endpoint), endpoint_mailbox(buyer.endpoint)
    code = buyer.code.strip()
    lookups: list[tuple[MatchedBy, Callable[[], Sequence[KnownClient]]]] = []
    if vat:
        lookups.append((MatchedBy.VAT, lambda: clients.by_vat(vat)))
    if endpoint_vat and endpoint_vat != vat:
        lookups.append((MatchedBy.ENDPOINT, lambda: clients.by_vat(endpoint_vat)))
    if endpoint_box and endpoint_box != email:
        lookups.append((MatchedBy.ENDPOINT, lambda: clients.by_mailbox(endpoint_box)))
    if code:
        lookups.append((MatchedBy.CODE, lambda: clients.by_code(code)))
    if email:
        lookups.append((MatchedBy.EMAIL, lambda: clients.by_mailbox(email)))
    if name:
        lookups.append((MatchedBy.NAME_AND_POSTCODE, lambda: clients.by_name(name_keys(name))))
    return lookups


def _other_company(client: KnownClient, buyer: Party) -> bool:
    both = is_vat(client.vat) and is_vat(buyer.vat)
    return both and vat_key(client.vat) != vat_key(buyer.vat)


def _certain(client: KnownClient, buyer: Party, by: MatchedBy) -> bool:
    if by is MatchedBy.VAT:
        return True
    if by is MatchedBy.NAME_AND_POSTCODE:
        return bool(buyer.postcode) and fold(client.postcode) == fold(buyer.postcode)
    return same_party(client.names, "", buyer)
