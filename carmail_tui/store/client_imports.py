"""Clients that were read from lists, into the database: found again, updated, never doubled."""

from collections.abc import Iterable

from carmail_tui.documents.document import Party
from carmail_tui.documents.matching import KnownClient, MatchedBy, identifying_vat, name_keys
from carmail_tui.documents.seatbelt import same_party
from carmail_tui.reading.client_list import ReadClient, SkippedRow
from carmail_tui.reading.imported import ClientOutcome, ImportedClient
from carmail_tui.recipients.client import Address, Client, Vehicle
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.merging import changes, merged
from carmail_tui.recipients.vat import is_vat, vat_key
from carmail_tui.store import models
from carmail_tui.store.client_index import DatabaseIndex
from carmail_tui.store.rows import (
    address_columns,
    client_columns,
    to_address,
    to_client,
    to_vehicle,
    vehicle_columns,
)


class ClientImporter:
    """Takes rows in, one after the other, within a transaction that is open."""

    def __init__(self) -> None:
        self._index = DatabaseIndex()
        self._told: set[int] = set()
        """The clients of whom a row of this import has told already."""

    def take(self, row: ReadClient | SkippedRow) -> ImportedClient:
        """Bring one row in."""
        if isinstance(row, SkippedRow):
            return ImportedClient.skipped(row)
        found = self._find(row.client)
        if found is None:
            client_id = insert_client(row.client)
            self._told.add(client_id)
            return ImportedClient(
                row.path, row.line, ClientOutcome.NEW, row.client.name, client_id, notes=row.notes
            )
        known = load_client(found[0].id)
        after = merged(known, row.client, row.given, only_fill=found[0].id in self._told)
        self._told.add(found[0].id)
        outcome = ClientOutcome.UNCHANGED if after == known else ClientOutcome.UPDATED
        if after != known:
            update_client(known, after)
        return ImportedClient(
            row.path,
            row.line,
            outcome,
            after.name,
            found[0].id,
            found[1],
            changes(known, after),
            notes=row.notes,
        )

    def _find(self, client: Client) -> tuple[KnownClient, MatchedBy] | None:
        """The card that this row is about: by code, VAT number, mailbox, then name and postcode.

        Our code decides, unless both the name and the VAT number speak of somebody else. For the rest,
        another code or another VAT number is another client.
        """
        if client.code:
            for known in self._index.by_code(client.code):
                if not _other_vat(known, client) or same_party(known.names, "", Party(name=client.name)):
                    return known, MatchedBy.CODE
        vat = identifying_vat(client.vat)
        if vat and (found := self._one(client, self._index.by_vat(vat), by_name=False)):
            return found, MatchedBy.VAT
        for box in (address.mailbox for address in client.addresses):
            if box and (found := self._one(client, self._index.by_mailbox(box), by_name=True)):
                return found, MatchedBy.EMAIL
        namesakes = [
            known
            for known in self._index.by_name(name_keys(client.name))
            if fold(known.postcode) == fold(client.postcode) and not _other_mailboxes(known, client)
        ]
        found = self._one(client, namesakes, by_name=False)
        return (found, MatchedBy.NAME_AND_POSTCODE) if found else None

    def _one(self, client: Client, found: Iterable[KnownClient], *, by_name: bool) -> KnownClient | None:
        """The one that is meant. `by_name`: the names must not contradict each other.

        Where several share what was looked up (two establishments, a family), and where an earlier row has
        told of the client, the name must be the same.
        """
        possible = [k for k in found if not _other_code(k, client) and not _other_vat(k, client)]
        if len(possible) == 1 and possible[0].id not in self._told:
            fits = not by_name or same_party(possible[0].names, "", Party(name=client.name))
            return possible[0] if fits else None
        names = set(name_keys(client.name))
        namesakes = [known for known in possible if names & {fold(name) for name in known.names}]
        return namesakes[0] if len(namesakes) == 1 else None


def _other_code(known: KnownClient, client: Client) -> bool:
    return bool(known.code and client.code and known.code != client.code)


def _other_vat(known: KnownClient, client: Client) -> bool:
    return is_vat(known.vat) and is_vat(client.vat) and vat_key(known.vat) != vat_key(client.vat)


def _other_mailboxes(known: KnownClient, client: Client) -> bool:
    """Whether two namesakes of whom no postcode is known are told apart by their mailboxes."""
    if client.postcode:
        return False
    boxes = {address.mailbox for address in client.addresses if address.mailbox}
    query = models.Address.select(models.Address.mailbox).where(
        (models.Address.client == known.id) & models.Address.mailbox.is_null(False)
    )
    there = {row[0] for row in query.tuples()}
    return bool(boxes and there and not boxes & there)


def insert_client(client: Client) -> int:
    """A new card with its addresses and vehicles; its id."""
    client_id = int(models.Client.create(**client_columns(client)).id)
    for address in client.addresses:
        add_address(address, client_id)
    for vehicle in client.vehicles:
        models.Vehicle.create(**vehicle_columns(vehicle, client_id))
    return client_id


def add_address(address: Address, client_id: int) -> None:
    """One more address in the book of a client."""
    models.Address.create(**address_columns(address, client_id))


def load_client(client_id: int) -> Client:
    """A card with its addresses and vehicles; suppressions are not needed here."""
    addresses = models.Address.select().where(models.Address.client == client_id).order_by(models.Address.id)
    vehicles = models.Vehicle.select().where(models.Vehicle.client == client_id).order_by(models.Vehicle.id)
    return to_client(
        models.Client.get_by_id(client_id),
        tuple(to_address(row, None) for row in addresses),
        tuple(to_vehicle(row) for row in vehicles),
    )


def update_client(before: Client, after: Client) -> None:
    """Write what differs between two states of a card."""
    assert before.id is not None
    models.Client.update(**client_columns(after)).where(models.Client.id == before.id).execute()
    kept = {address.id for address in after.addresses}
    gone = [address.id for address in before.addresses if address.id not in kept]
    if gone:
        models.Address.delete().where(models.Address.id.in_(gone)).execute()
    for address in after.addresses:
        if address.id is None:
            add_address(address, before.id)
    former = {vehicle.id: vehicle for vehicle in before.vehicles}
    for vehicle in after.vehicles:
        _put_vehicle(vehicle, former, before.id)


def _put_vehicle(vehicle: Vehicle, former: dict[int | None, Vehicle], client_id: int) -> None:
    columns = vehicle_columns(vehicle, client_id)
    if vehicle.id is None:
        models.Vehicle.create(**columns)
    elif former.get(vehicle.id) != vehicle:
        models.Vehicle.update(**columns).where(models.Vehicle.id == vehicle.id).execute()
