"""The address books of the demo garage: none, one or several addresses, some of them malformed or dead."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from carmail_tui.demo.names import MAIL_HOSTS
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Suppression, SuppressionReason
from carmail_tui.recipients.folding import fold

_MISSING, _MALFORMED = 0.09, 0.01
_HOMONYMS_FROM = 3000
"""Above this client number, the number goes into the address: names come back, mailboxes do not."""
_BOUNCE = "550 5.1.1 <{email}>: mailbox unavailable"
_REASONS = (SuppressionReason.BOUNCED,) * 3 + (SuppressionReason.REFUSED, SuppressionReason.BY_HAND)


def private_email(first: str, last: str, number: int, random: Random) -> str:
    """The address of a person."""
    given, family = _slug(first), _slug(last)
    local = random.choice(
        (f"{given}.{family}", f"{given[0]}.{family}", f"{family}.{given}", f"{given}_{family}")
    )
    local += random.choice(("", "", str(random.randint(50, 99))))
    return f"{local}{_distinct(number)}@{random.choice(MAIL_HOSTS)}"


def person_addresses(email: str, contact: str, random: Random) -> tuple[Address, ...]:
    """The address book of a person whose address is `email`."""
    roll = random.random()
    if roll < _MISSING:
        return ()
    if roll < _MISSING + _MALFORMED:
        return (address(_malformed(email, random), AddressSource.CARD),)
    card = address(email, AddressSource.CARD)
    if random.random() < 0.05:
        other = address(email.replace("@", "-bureau@"), AddressSource.CONTACT, contact)
        return card, other
    return (card,)


def firm_addresses(name: str, contact: str, number: int, random: Random) -> tuple[Address, ...]:
    """The address book of a firm: its card, often the financial tab, sometimes a contact too."""
    host = f"{_slug(name)[:40]}{_distinct(number)}.example"
    card = address(f"info@{host}", AddressSource.CARD)
    roll = random.random()
    if roll < _MISSING:
        return ()
    if roll < _MISSING + _MALFORMED:
        return (address(_malformed(card.email, random), AddressSource.CARD),)
    financial = address(f"{random.choice(('compta', 'factures'))}@{host}", AddressSource.FINANCIAL)
    if roll < 0.18:
        receives = random.random() < 0.5
        person = address(f"{_slug(contact)}@{host}", AddressSource.CONTACT, contact, receives=receives)
        return card, financial, person
    return (card, financial) if roll < 0.38 else (card,)


def address(email: str, source: AddressSource, label: str = "", *, receives: bool = False) -> Address:
    """An address as the address book has it."""
    return Address(email, source, mailbox(email), label, receives_documents=receives)


def suppressed(entry: Address, random: Random, today: date) -> Address:
    """`entry` as an address that is not written to any more."""
    reason = random.choice(_REASONS)
    return dead(entry, reason, today - timedelta(days=random.randint(20, 500)))


def dead(entry: Address, reason: SuppressionReason, since: date) -> Address:
    """`entry`, not written to since that day for this reason."""
    assert entry.mailbox is not None
    words = _BOUNCE.format(email=entry.email) if reason is SuppressionReason.BOUNCED else ""
    return replace(entry, suppression=Suppression(entry.mailbox, reason, since, words))


def _malformed(email: str, random: Random) -> str:
    local, _at, host = email.partition("@")
    faults = (f"{local} {host}", f"{local}@", f"{local}@@{host}", f"{local}.@{host}", f"{local}@{host}, fax")
    return random.choice(faults)


def _distinct(number: int) -> str:
    return str(number) if number >= _HOMONYMS_FROM else ""


def _slug(name: str) -> str:
    return fold(name).replace(" ", "-")
