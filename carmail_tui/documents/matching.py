"""To which client a document belongs: decided only where nothing speaks against it, else offered."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from carmail_tui.documents.document import Party
from carmail_tui.documents.seatbelt import same_party
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.vat import is_vat, vat_key

_IDENTIFYING_VAT = re.compile(r"[A-Z]{2}(?=(?:[A-Z]*[0-9]){5})(?!0+$)[0-9A-Z]{5,14}")


class MatchedBy(StrEnum):
    """By what a client was found; the order is the order of trust."""

    VAT = "vat"
    CODE = "code"
    EMAIL = "email"
    NAME_AND_POSTCODE = "name_and_postcode"


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
class Candidates:
    """It may be one of these, the likeliest first: a person must say. `by` is what led to the first."""

    clients: tuple[KnownClient, ...]
    by: MatchedBy


@dataclass(frozen=True, slots=True)
class NoMatch:
    """No client looks like the buyer."""


Match = Matched | Candidates | NoMatch


class ClientIndex(Protocol):
    """Where clients are looked up. All keys are in the forms of the recipients room."""

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


def identifying_vat(text: str) -> str:
    """The key of a VAT number that can tell one company from another; empty for "exempt", "n/a", zeros."""
    key = vat_key(text)
    return key if _IDENTIFYING_VAT.fullmatch(key) else ""


def name_keys(name: str) -> tuple[str, ...]:
    """The folded forms of a name: as it stands, and turned round, since lists write "Adam, Nathalie"."""
    words = fold(name).split()
    turns = range(len(words)) if 1 < len(words) <= 4 else range(1)
    return tuple(dict.fromkeys(" ".join(words[turn:] + words[:turn]) for turn in turns))


def match(buyer: Party, clients: ClientIndex) -> Match:
    """The client of a document with this buyer.

    By VAT number, our client code, e-mail address, then name with postcode, all exact after folding. A
    client with another VAT number is never meant: a bookkeeper's address or a reused code must not bring one
    company's invoice to another. A code or an address decides only where the names do not contradict. Where
    one way finds several, the next ways choose among them; all who stay possible are offered.
    """
    among: tuple[KnownClient, ...] = ()
    offered: tuple[KnownClient, ...] = ()
    led_by: MatchedBy | None = None
    for by, found in _found(buyer, clients):
        possible = [c for c in found() if not _other_company(c, buyer) and (not among or c in among)]
        sure = tuple(client for client in possible if _certain(client, buyer, by))
        if len(sure) == 1:
            return Matched(sure[0], by)
        among = sure or among
        offered = tuple(dict.fromkeys((*offered, *possible)))
        led_by = led_by or (by if possible else None)
    return Candidates(offered, led_by) if led_by else NoMatch()


def _found(
    buyer: Party, clients: ClientIndex
) -> Sequence[tuple[MatchedBy, Callable[[], Sequence[KnownClient]]]]:
    """The lookups that this buyer allows, in the order of trust."""
    vat, email, name = identifying_vat(buyer.vat), mailbox(buyer.email), buyer.name.strip()
    code = buyer.code.strip()
    lookups: list[tuple[MatchedBy, Callable[[], Sequence[KnownClient]]]] = []
    if vat:
        lookups.append((MatchedBy.VAT, lambda: clients.by_vat(vat)))
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
