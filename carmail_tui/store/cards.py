"""Writing to client cards: what a person corrects by hand, and what the world tells of an address."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from peewee import Database

from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, Client, Consent, Suppression
from carmail_tui.recipients.folding import fold
from carmail_tui.store import models
from carmail_tui.store.clients import Clients
from carmail_tui.store.rows import address_columns, client_columns, milliseconds, vehicle_columns


class Cards:
    """The cards of a database, for writing."""

    def __init__(self, database: Database, clients: Clients) -> None:
        self._database = database
        self._clients = clients

    def add(self, client: Client) -> int:
        """A new card with its addresses and vehicles; its id."""
        with self._database.connection_context(), self._database.atomic():
            client_id = int(models.Client.create(**client_columns(client), **_created(client)).id)
            for address in client.addresses:
                models.Address.create(**address_columns(address, client_id))
            for vehicle in client.vehicles:
                models.Vehicle.create(**vehicle_columns(vehicle, client_id))
        return client_id

    def correct(self, client: Client, fields: frozenset[str]) -> None:
        """Keep what a person changed in `fields` of the card; an import will leave these fields alone.

        The other fields stay as the database has them: `client` may have been on a screen for an hour, while
        someone recorded that they refuse promotions.
        """
        with self._database.connection_context(), self._database.atomic():
            known = self._clients.get(_id(client))
            if known is None:
                return
            told: dict[str, Any] = {field: getattr(client, field) for field in fields}
            columns = client_columns(replace(known, **told, corrected=known.corrected | fields))
            models.Client.update(**columns).where(models.Client.id == client.id).execute()

    def set_consent(self, client_id: int, consent: Consent) -> None:
        """Record that the client accepts or refuses promotional mail, since when and how we know."""
        with self._database.connection_context(), self._database.atomic():
            row = models.Client.get_by_id(client_id)
            row.promotions = consent.accepted
            row.promotions_since = consent.since
            row.promotions_origin = consent.origin
            row.corrected = " ".join(sorted({*row.corrected.split(), "consent"}))
            row.save()

    def put_address(self, client_id: int, address: Address) -> int:
        """Add an address to the book, or change the one with its id; the id.

        A corrected address keeps nothing of the suppression of the old one: that belongs to the old mailbox.
        """
        columns = address_columns(address, client_id)
        with self._database.connection_context(), self._database.atomic():
            self._mark_corrected(client_id)
            if address.id is None:
                return int(models.Address.create(**columns).id)
            models.Address.update(**columns).where(models.Address.id == address.id).execute()
            return address.id

    def correct_email(self, client_id: int, old: str, new: str) -> bool:
        """Put `new` in place of `old` in the client's book; False where `new` is no address."""
        box, former = mailbox(new), mailbox(old)
        if box is None:
            return False
        # Entries that name no mailbox are not one and the same: each goes by its own spelling.
        table = models.Address
        named = table.mailbox == former if former else table.mailbox.is_null() & (table.email == old)
        with self._database.connection_context(), self._database.atomic():
            self._mark_corrected(client_id)
            table.update(email=new.strip(), email_key=fold(new), mailbox=box).where(
                (table.client == client_id) & named
            ).execute()
        return True

    def remove_address(self, client_id: int, address_id: int) -> None:
        """Take an address out of the book."""
        with self._database.connection_context(), self._database.atomic():
            self._mark_corrected(client_id)
            models.Address.delete().where(
                (models.Address.id == address_id) & (models.Address.client == client_id)
            ).execute()

    def remember_for_documents(self, client_id: int, address_id: int) -> None:
        """From now on the documents of this client go to this address."""
        with self._database.connection_context(), self._database.atomic():
            models.Address.update(remembered=False).where(models.Address.client == client_id).execute()
            models.Address.update(remembered=True).where(
                (models.Address.id == address_id) & (models.Address.client == client_id)
            ).execute()

    def note_use(self, email: str, at: datetime) -> None:
        """Record that a message to this mailbox was accepted by the server."""
        with self._database.connection_context():
            models.Address.update(last_used=milliseconds(at)).where(
                models.Address.mailbox == mailbox(email)
            ).execute()

    def suppress(self, suppression: Suppression) -> None:
        """From now on this mailbox is not written to."""
        with self._database.connection_context():
            models.Suppression.insert(
                mailbox=suppression.mailbox,
                reason=suppression.reason.value,
                since=suppression.since,
                detail=suppression.detail,
            ).on_conflict(
                conflict_target=[models.Suppression.mailbox],
                preserve=[models.Suppression.reason, models.Suppression.since, models.Suppression.detail],
            ).execute()

    def lift(self, mailbox_: str) -> bool:
        """Write to this mailbox again; whether it was suppressed."""
        with self._database.connection_context():
            query = models.Suppression.delete().where(models.Suppression.mailbox == mailbox_)
            return bool(query.execute())

    def _mark_corrected(self, client_id: int) -> None:
        row = models.Client.get_by_id(client_id)
        row.corrected = " ".join(sorted({*row.corrected.split(), "addresses"}))
        row.save()


def _created(client: Client) -> dict[str, Any]:
    """When a card came in that says so; else it is today."""
    return {"created": client.created} if client.created else {}


def _id(client: Client) -> int:
    assert client.id is not None
    return client.id
