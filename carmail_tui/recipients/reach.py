"""Who of the selected clients will receive a letter, at which address, and why the others will not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from carmail_tui.recipients.client import Address, AddressSource, Client, SuppressionReason


class Purpose(StrEnum):
    """What a letter is for: a promotion needs consent (art. XII.13 of the Belgian code of economic law)."""

    PROMOTION = "promotion"
    SERVICE = "service"


class LeftOutReason(StrEnum):
    """Why a selected client receives nothing."""

    NO_ADDRESS = "no_address"
    MALFORMED = "malformed"
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    REFUSED_PROMOTIONS = "refused_promotions"
    NO_CONSENT = "no_consent"
    SAME_MAILBOX = "same_mailbox"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A client who will receive the letter, and where."""

    client: Client
    address: Address


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A client who will not. `email` is the address at fault, `other` the client who shares the mailbox."""

    client: Client
    reason: LeftOutReason
    email: str = ""
    since: date | None = None
    other: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """A selection, parted: everyone is in exactly one of the two."""

    recipients: tuple[Recipient, ...]
    left_out: tuple[LeftOut, ...]


_ORDER = (AddressSource.CARD, AddressSource.CONTACT, AddressSource.FINANCIAL, AddressSource.DOCUMENT)


def letter_address(client: Client) -> Address | None:
    """The address to which letters go: the first usable one of card, contacts, financial tab, documents."""
    ranked = sorted((a for a in client.addresses if a.usable), key=lambda a: _ORDER.index(a.source))
    return ranked[0] if ranked else None


def obstacle(client: Client, purpose: Purpose) -> LeftOut | None:
    """What keeps this client from receiving a letter, by itself; None when nothing does."""
    if letter_address(client) is None:
        return _no_address(client)
    if purpose is Purpose.PROMOTION and client.consent.accepted is not True:
        refused = client.consent.accepted is False
        reason = LeftOutReason.REFUSED_PROMOTIONS if refused else LeftOutReason.NO_CONSENT
        return LeftOut(client, reason, since=client.consent.since)
    return None


def _no_address(client: Client) -> LeftOut:
    for address in client.addresses:
        if address.suppression is not None:
            bounced = address.suppression.reason is SuppressionReason.BOUNCED
            reason = LeftOutReason.BOUNCED if bounced else LeftOutReason.SUPPRESSED
            return LeftOut(client, reason, address.email, address.suppression.since)
    for address in client.addresses:
        if address.email.strip():
            return LeftOut(client, LeftOutReason.MALFORMED, address.email)
    return LeftOut(client, LeftOutReason.NO_ADDRESS)


def reach(clients: Iterable[Client], purpose: Purpose) -> Reach:
    """Part the selected clients, in their order. One mailbox receives one letter: the first client has it."""
    recipients: list[Recipient] = []
    left_out: list[LeftOut] = []
    holders: dict[str, Client] = {}
    for client in clients:
        if found := obstacle(client, purpose):
            left_out.append(found)
            continue
        address = letter_address(client)
        assert address is not None and address.mailbox is not None
        if holder := holders.get(address.mailbox):
            left_out.append(
                LeftOut(client, LeftOutReason.SAME_MAILBOX, address.email, other=holder.name or holder.code)
            )
            continue
        holders[address.mailbox] = client
        recipients.append(Recipient(client, address))
    return Reach(tuple(recipients), tuple(left_out))
