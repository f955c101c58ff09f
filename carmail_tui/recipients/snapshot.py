"""A card as plain values: what an import changed is kept so, held against the card of later, and put back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Consent, Language, Vehicle
from carmail_tui.recipients.merging import PLAIN_FIELDS, VEHICLE_FIELDS


def snapshot(client: Client) -> dict[str, Any]:
    """What stands on the card, in values that JSON has; ids and the days of use apart."""
    consent = client.consent
    return {
        **{field: str(getattr(client, field)) for field in PLAIN_FIELDS},
        "last_visit": _iso(client.last_visit),
        "consent": [consent.accepted, _iso(consent.since), consent.origin],
        "addresses": [_address(address) for address in client.addresses],
        "vehicles": [_vehicle(vehicle) for vehicle in client.vehicles],
    }


def differences(before: Client, after: Client) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields in which two states of a card differ: as they were, and as they are."""
    old, new = snapshot(before), snapshot(after)
    fields = [field for field in old if old[field] != new[field]]
    return {field: old[field] for field in fields}, {field: new[field] for field in fields}


def put_back(client: Client, field: str, former: Any) -> Client:
    """The card with one field as it was. Addresses and vehicles that are still there keep their ids."""
    value: Any = former
    if field == "language":
        value = Language(former)
    elif field == "last_visit":
        value = _day(former)
    elif field == "consent":
        value = Consent(former[0], _day(former[1]), former[2])
    elif field == "addresses":
        value = _book(client.addresses, former)
    elif field == "vehicles":
        value = _vehicles(client.vehicles, former)
    return replace(client, **{field: value})


def _address(address: Address) -> list[Any]:
    kept = (bool(address.receives_documents), bool(address.remembered))
    return [address.source.value, address.email, address.label, *kept]


def _vehicle(vehicle: Vehicle) -> list[Any]:
    values = (getattr(vehicle, name) for name in VEHICLE_FIELDS)
    return [value.isoformat() if isinstance(value, date) else value for value in values]


def _book(known: Sequence[Address], former: Sequence[Sequence[Any]]) -> tuple[Address, ...]:
    there = {tuple(_address(address)): address for address in known}
    return tuple(there.get(tuple(values)) or _read_address(values) for values in former)


def _read_address(values: Sequence[Any]) -> Address:
    source, email, *more = values
    return Address(email, AddressSource(source), mailbox(email), *more)


def _vehicles(known: Sequence[Vehicle], former: Sequence[Sequence[Any]]) -> tuple[Vehicle, ...]:
    """The vehicles of then. An import adds vehicles at the end and takes none away: places name them."""
    days = {"first_registration", "next_inspection", "last_visit"}
    found = []
    for place, values in enumerate(former):
        told: Mapping[str, Any] = {
            name: _day(value) if name in days else value
            for name, value in zip(VEHICLE_FIELDS, values, strict=True)
        }
        found.append(Vehicle(**told, id=known[place].id if place < len(known) else None))
    return tuple(found)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
