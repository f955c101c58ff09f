"""A client of the garage, as the rooms hand it around: a card, an address book, vehicles."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Language(StrEnum):
    """The languages in which a garage writes (ISO 639-1)."""

    FRENCH = "fr"
    DUTCH = "nl"
    GERMAN = "de"
    ENGLISH = "en"


class AddressSource(StrEnum):
    """Where an address of the address book comes from."""

    CARD = "card"
    FINANCIAL = "financial"
    CONTACT = "contact"
    DOCUMENT = "document"


class SuppressionReason(StrEnum):
    """Why an address is not written to."""

    BOUNCED = "bounced"
    REFUSED = "refused"
    COMPLAINED = "complained"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Suppression:
    """A mailbox that is not written to, since when, and the words of the server or the user."""

    mailbox: str
    reason: SuppressionReason
    since: date
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Setback:
    """What came back last from a mailbox that is written to all the same: why, and the day.

    `cause` is one of `reading.bounces.verdict.Cause`: a full mailbox, a server not reached, a refusal.
    """

    cause: str
    since: date


@dataclass(frozen=True, slots=True)
class Address:
    """One e-mail address of a client.

    `email` is as it was entered, and may be malformed. `mailbox` is the same address in the one form by
    which duplicates and suppressions are found (see `recipients.address.mailbox`), or None where `email`
    is no address.
    """

    email: str
    source: AddressSource
    mailbox: str | None = None
    label: str = ""
    receives_documents: bool = False
    remembered: bool = False
    last_used: datetime | None = None
    suppression: Suppression | None = None
    setback: Setback | None = None
    id: int | None = None

    @property
    def usable(self) -> bool:
        """Whether a message may be sent there: well-formed and not suppressed."""
        return self.mailbox is not None and self.suppression is None


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether a client accepts promotional mail: None where nobody ever asked.

    `since` and `origin` say when and how we know ("bon de commande", "téléphone", ...).
    """

    accepted: bool | None = None
    since: date | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle of a client; `next_inspection` is the day the technical inspection is due."""

    plate: str = ""
    vin: str = ""
    type: str = ""
    make: str = ""
    model: str = ""
    fuel: str = ""
    first_registration: date | None = None
    next_inspection: date | None = None
    last_visit: date | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """A person or a company. `name` is what lists show: "Adam, Nathalie", or the company."""

    name: str
    code: str = ""
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    family: str = ""
    type: str = ""
    language: Language = Language.FRENCH
    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "BE"
    phone: str = ""
    vat: str = ""
    consent: Consent = Consent()
    last_visit: date | None = None
    addresses: tuple[Address, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    corrected: frozenset[str] = frozenset()
    """Names of the fields that a person corrected by hand: an import leaves them alone."""
    created: date | None = None
    """The day the card came in; None for those that were there before such days were kept."""
    id: int | None = None
