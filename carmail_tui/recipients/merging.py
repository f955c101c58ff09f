"""What a card becomes when a list tells of it again; what a person corrected is left alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from carmail_tui.recipients.client import Address, AddressSource, Client, Consent, Vehicle
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.makes import make_key

PLAIN_FIELDS = (
    *("code", "name", "first_name", "last_name", "company", "family", "type", "language"),
    *("street", "postcode", "town", "country", "phone", "vat"),
)
"""The fields of a card that are one text each."""


@dataclass(frozen=True, slots=True)
class Change:
    """What changes in a field of a card, as texts."""

    field: str
    before: str
    after: str


def merged(known: Client, read: Client, given: frozenset[str], *, only_fill: bool = False) -> Client:
    """`known` with what `read` tells in the fields that were `given`.

    An empty cell takes nothing away, and fields in `known.corrected` stay. `only_fill` fills what is empty
    and adds addresses and vehicles: for the second row of one list about a client, who has one row a vehicle.
    """
    told = given - known.corrected
    values: dict[str, Any] = {
        field: getattr(read, field)
        for field in PLAIN_FIELDS
        if field in told and not (only_fill and getattr(known, field))
    }
    if "last_visit" in told:
        days = [day for day in (known.last_visit, read.last_visit) if day]
        values["last_visit"] = max(days, default=None)
    if "consent" in told and not (only_fill and known.consent.accepted is not None):
        values["consent"] = _consent(known.consent, read.consent)
    if "addresses" in told:
        values["addresses"] = _addresses(known.addresses, read.addresses, only_fill)
    if "vehicles" in told:
        values["vehicles"] = _vehicles(known.vehicles, read.vehicles)
    return replace(known, **values)


def kept_by_hand(known: Client, read: Client, given: frozenset[str]) -> tuple[str, ...]:
    """The fields in which the list says something else, and what a person corrected stays."""
    told = sorted(given & known.corrected)
    return tuple(field for field in told if _said_of(known, field) != _said_of(read, field))


def _said_of(client: Client, field: str) -> Any:
    if field == "addresses":
        return {_key(address) for address in client.addresses}
    return client.consent.accepted if field == "consent" else getattr(client, field)


def changes(before: Client, after: Client) -> tuple[Change, ...]:
    """What differs between two states of a card, in texts that a person can read."""
    fields = (*PLAIN_FIELDS, "last_visit")
    found = [
        Change(field, str(getattr(before, field) or ""), str(getattr(after, field) or ""))
        for field in fields
        if getattr(before, field) != getattr(after, field)
    ]
    if before.consent != after.consent:
        found.append(Change("consent", _said(before.consent), _said(after.consent)))
    if before.addresses != after.addresses:
        found.append(Change("addresses", _emails(before.addresses), _emails(after.addresses)))
    if before.vehicles != after.vehicles:
        found.append(Change("vehicles", _plates(before.vehicles), _plates(after.vehicles)))
    return tuple(found)


def _consent(known: Consent, read: Consent) -> Consent:
    """The answer that the list tells; of the same answer what is known of its day and origin stays."""
    if known.accepted is not read.accepted:
        return read
    return Consent(read.accepted, read.since or known.since, read.origin or known.origin)


def _addresses(known: Sequence[Address], read: Sequence[Address], only_fill: bool) -> tuple[Address, ...]:
    """The address book, with the addresses of each source that the list tells in place of the former ones.

    An address that a person chose to be remembered stays. A malformed address replaces nothing.
    """
    book = list(known)
    for source in AddressSource:
        told = [address for address in read if address.source is source]
        here = [address for address in book if address.source is source]
        if not told:
            continue
        if here and not any(address.mailbox for address in told):
            continue
        keys = {_key(address) for address in told}
        if not only_fill:
            book = [a for a in book if a.source is not source or a.remembered or _key(a) in keys]
        there = {_key(address) for address in here}
        book += [address for address in told if _key(address) not in there]
    return tuple(book)


def _key(address: Address) -> str:
    return address.mailbox or address.email.strip().casefold()


VEHICLE_FIELDS = (
    *("plate", "vin", "type", "make", "model", "fuel"),
    *("first_registration", "next_inspection", "last_visit"),
)


def _vehicles(known: Sequence[Vehicle], read: Iterable[Vehicle]) -> tuple[Vehicle, ...]:
    """The vehicles, each filled with what the list tells of it; none is taken away."""
    vehicles = list(known)
    for told in read:
        position = next((n for n, vehicle in enumerate(vehicles) if _same(vehicle, told)), None)
        if position is None:
            vehicles.append(told)
            continue
        values = {name: getattr(told, name) for name in VEHICLE_FIELDS if getattr(told, name)}
        vehicles[position] = replace(vehicles[position], **values)
    return tuple(vehicles)


def _same(one: Vehicle, other: Vehicle) -> bool:
    """By chassis number, else by plate, else (neither known of one of them) by make and model."""
    for name in ("vin", "plate"):
        mine, theirs = _compact(getattr(one, name)), _compact(getattr(other, name))
        if mine and theirs:
            return mine == theirs
    return (make_key(one.make), fold(one.model)) == (make_key(other.make), fold(other.model))


def _compact(text: str) -> str:
    return fold(text).replace(" ", "")


def _said(consent: Consent) -> str:
    answer = {True: "yes", False: "no", None: ""}[consent.accepted]
    return " ".join(filter(None, (answer, str(consent.since or ""), consent.origin)))


def _emails(addresses: Iterable[Address]) -> str:
    return ", ".join(f"{address.email} ({address.source.value})" for address in addresses)


def _plates(vehicles: Iterable[Vehicle]) -> str:
    return ", ".join(" ".join(filter(None, (v.plate or v.vin, v.make, v.model))) for v in vehicles)
