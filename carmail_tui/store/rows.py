"""Between the rooms' objects and the columns of their tables."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import (
    Address,
    AddressSource,
    Client,
    Consent,
    Language,
    Setback,
    Suppression,
    SuppressionReason,
    Vehicle,
)
from carmail_tui.recipients.folding import compact, fold
from carmail_tui.recipients.makes import make_key
from carmail_tui.recipients.regions import postcode_number
from carmail_tui.recipients.vat import vat_key
from carmail_tui.store import models

_fold_again = lru_cache(4096)(fold)
"""For texts that many clients share."""


def milliseconds(moment: datetime) -> int:
    """A moment as the tables keep it: milliseconds since 1970, UTC."""
    return int(moment.timestamp() * 1000)


def moment(value: int) -> datetime:
    """The moment kept as `value`, in UTC."""
    return datetime.fromtimestamp(value / 1000, UTC)


def client_columns(client: Client) -> dict[str, Any]:
    """The columns of `models.Client` for `client`, the folded ones included; without id."""
    plates = [fold(vehicle.plate) for vehicle in client.vehicles]
    name, again = fold(client.name), [_fold_again(text) for text in (client.postcode, client.town)]
    sought = (name, fold(client.company), fold(client.code), *again, *plates)
    return {
        "code": client.code,
        "name": client.name,
        "name_key": name,
        "first_name": client.first_name,
        "last_name": client.last_name,
        "company": client.company,
        "family": client.family,
        "family_key": _fold_again(client.family),
        "type": client.type,
        "type_key": _fold_again(client.type),
        "language": client.language.value,
        "street": client.street,
        "postcode": client.postcode,
        "postcode_number": postcode_number(client.postcode, client.country),
        "town": client.town,
        "country": client.country,
        "phone": client.phone,
        "vat": client.vat,
        "vat_key": vat_key(client.vat),
        "promotions": client.consent.accepted,
        "promotions_since": client.consent.since,
        "promotions_origin": client.consent.origin,
        "last_visit": client.last_visit,
        "code_key": compact(client.code),
        "street_key": fold(client.street),
        "town_key": fold(client.town),
        "country_key": fold(client.country),
        "phone_key": compact(client.phone),
        "vat_text": compact(client.vat),
        "first_name_key": fold(client.first_name),
        "last_name_key": fold(client.last_name),
        "company_key": fold(client.company),
        "corrected": " ".join(sorted(client.corrected)),
        "search": " ".join(text for text in sought if text),
    }


def address_columns(address: Address, client_id: int) -> dict[str, Any]:
    """The columns of `models.Address`; the mailbox is worked out anew."""
    return {
        "client": client_id,
        "email": address.email,
        "email_key": fold(address.email),
        "mailbox": mailbox(address.email),
        "source": address.source.value,
        "label": address.label,
        "receives_documents": address.receives_documents,
        "remembered": address.remembered,
        "last_used": milliseconds(address.last_used) if address.last_used else None,
    }


def vehicle_columns(vehicle: Vehicle, client_id: int) -> dict[str, Any]:
    """The columns of `models.Vehicle`, the folded ones included."""
    return {
        "client": client_id,
        "plate": vehicle.plate,
        "vin": vehicle.vin,
        "type": vehicle.type,
        "type_key": fold(vehicle.type),
        "make": vehicle.make,
        "make_key": make_key(vehicle.make),
        "model": vehicle.model,
        "model_key": fold(vehicle.model),
        "fuel": vehicle.fuel,
        "fuel_key": fold(vehicle.fuel),
        "plate_key": compact(vehicle.plate),
        "vin_key": compact(vehicle.vin),
        "first_registration": vehicle.first_registration,
        "next_inspection": vehicle.next_inspection,
        "last_visit": vehicle.last_visit,
    }


def to_client(row: Any, addresses: tuple[Address, ...] = (), vehicles: tuple[Vehicle, ...] = ()) -> Client:
    """The client of a row of `models.Client`."""
    return Client(
        id=row.id,
        name=row.name,
        code=row.code,
        first_name=row.first_name,
        last_name=row.last_name,
        company=row.company,
        family=row.family,
        type=row.type,
        language=Language(row.language),
        street=row.street,
        postcode=row.postcode,
        town=row.town,
        country=row.country,
        phone=row.phone,
        vat=row.vat,
        consent=Consent(row.promotions, row.promotions_since, row.promotions_origin),
        last_visit=row.last_visit,
        created=row.created,
        corrected=frozenset(row.corrected.split()),
        addresses=addresses,
        vehicles=vehicles,
    )


def to_address(row: Any, suppression: Suppression | None, setback: Setback | None = None) -> Address:
    """The address of a row of `models.Address`."""
    return Address(
        id=row.id,
        email=row.email,
        mailbox=row.mailbox,
        source=AddressSource(row.source),
        label=row.label,
        receives_documents=row.receives_documents,
        remembered=row.remembered,
        last_used=moment(row.last_used) if row.last_used else None,
        suppression=suppression,
        setback=setback,
    )


def to_suppression(row: Any) -> Suppression:
    """The suppression of a row of `models.Suppression`."""
    return Suppression(row.mailbox, SuppressionReason(row.reason), row.since, row.detail)


def to_vehicle(row: Any) -> Vehicle:
    """The vehicle of a row of `models.Vehicle`."""
    names = ("plate", "vin", "type", "make", "model", "fuel", "id")
    days = ("first_registration", "next_inspection", "last_visit")
    return Vehicle(**{name: getattr(row, name) for name in (*names, *days)})


def load_suppressions(mailboxes: set[str]) -> dict[str, Suppression]:
    """The suppressions of the given mailboxes, by mailbox."""
    found: dict[str, Suppression] = {}
    wanted = sorted(mailboxes)
    for start in range(0, len(wanted), 500):
        query = models.Suppression.select().where(models.Suppression.mailbox.in_(wanted[start : start + 500]))
        found |= {row.mailbox: to_suppression(row) for row in query}
    return found
