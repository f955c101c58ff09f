"""The clients of the demo garage who are there for a reason, whatever its size."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from carmail_tui.demo.addresses import address, dead
from carmail_tui.demo.hostile import HOSTILE_NAMES
from carmail_tui.recipients.client import AddressSource, Client, Consent, Language, SuppressionReason


class Part(StrEnum):
    """Why a client is there."""

    HOSTILE = "hostile"
    """Its name has broken a program."""
    THREE_ADDRESSES = "three_addresses"
    NO_ADDRESS = "no_address"
    ANSWERED = "answered"
    """The demo's server refuses its address, or puts it off."""
    BOUNCED = "bounced"
    """A document came back from its only address."""


@dataclass(frozen=True, slots=True)
class Role:
    """A part, and the name or the beginning of the address it is played with."""

    part: Part
    with_: str = ""


CAST = (
    Role(Part.THREE_ADDRESSES, "Transports Dumont SA"),
    Role(Part.NO_ADDRESS),
    *(Role(Part.ANSWERED, prefix) for prefix in ("inconnu", "refuse", "plus-tard", "plein", "inconnu")),
    Role(Part.BOUNCED),
    *(Role(Part.HOSTILE, name) for name in HOSTILE_NAMES),
    Role(Part.BOUNCED),
)


def cast_client(client: Client, role: Role, today: date) -> Client:
    """`client` in this role."""
    accepts = Consent(True, today - timedelta(days=200), "comptoir")
    if role.part is Part.THREE_ADDRESSES:
        return _three_addresses(client, role.with_, accepts)
    if role.part is Part.NO_ADDRESS:
        return replace(client, addresses=())
    if role.part is Part.HOSTILE:
        return _hostile(client, role.with_, accepts)
    number = client.code.lower()
    if role.part is Part.ANSWERED:
        email = f"{role.with_}.{number}@boite.example"
        return replace(client, addresses=(address(email, AddressSource.CARD),), consent=accepts)
    entry = address(f"{number}@ancienne-boite.example", AddressSource.CARD)
    yesterday = today - timedelta(days=1)
    return replace(client, addresses=(dead(entry, SuppressionReason.BOUNCED, yesterday),))


def _three_addresses(client: Client, name: str, accepts: Consent) -> Client:
    return replace(
        client,
        name=name,
        company=name,
        first_name="Marie",
        last_name="Dumont",
        family="Sociétés",
        type="VIP",
        language=Language.FRENCH,
        postcode="4040",
        town="Herstal",
        country="BE",
        vat="BE0123456749",
        consent=accepts,
        addresses=(
            address("info@dumont.example", AddressSource.CARD),
            address("compta@dumont.example", AddressSource.FINANCIAL),
            address("marie@dumont.example", AddressSource.CONTACT, "Marie Dumont", receives=True),
        ),
    )


def _hostile(client: Client, name: str, accepts: Consent) -> Client:
    """A company of this name alone: no first and last name are shown in its stead."""
    return replace(
        client,
        name=name,
        company=name,
        first_name="",
        last_name="",
        vat="",
        country="BE",
        consent=accepts,
        addresses=(address(f"{client.code.lower()}@hostile.example", AddressSource.CARD),),
    )
