"""The cards that some rows of a list may mean, in memory: one look into the database for many rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from carmail_tui.documents.matching import identifying_vat, name_keys
from carmail_tui.recipients.client import Address, Client, Vehicle
from carmail_tui.recipients.folding import fold
from carmail_tui.store import models
from carmail_tui.store.client_index import load_clients
from carmail_tui.store.rows import address_columns, client_columns, vehicle_columns

_CODE, _VAT, _MAILBOX, _NAME = range(4)


class LoadedCards:
    """Loads cards, finds them, and writes what becomes of them; within a transaction that is open.

    Addresses and vehicles of new cards wait for `write`, which puts many in at once.
    """

    def __init__(self) -> None:
        self._cards: dict[int, Client] = {}
        self._holders: dict[tuple[int, str], dict[int, None]] = defaultdict(dict)
        self._addresses: list[dict[str, Any]] = []
        self._vehicles: list[dict[str, Any]] = []
        self._waiting: set[int] = set()

    def load(self, clients: Iterable[Client]) -> None:
        """Have every card at hand that one of these may be; what was loaded before is let go."""
        self.write()
        self._cards.clear()
        self._holders.clear()
        wanted: dict[int, set[str]] = defaultdict(set)
        for client in clients:
            for kind, key in _keys(client):
                wanted[kind].update(name_keys(client.name) if kind == _NAME else (key,))
        for card in load_clients(sorted(_holders_of(wanted))).values():
            self._enter(card)

    def having(self, kind: str, *keys: str) -> list[Client]:
        """The cards with this `code`, `vat` (its key), `mailbox`, or `name` (one of its folded forms)."""
        number = ("code", "vat", "mailbox", "name").index(kind)
        ids = dict.fromkeys(client_id for key in keys for client_id in self._holders.get((number, key), ()))
        return [self._cards[client_id] for client_id in ids]

    def get(self, client_id: int) -> Client:
        """A card as the database has it."""
        if client_id in self._waiting:
            self.write()
            self._cards |= load_clients([client_id])
        return self._cards[client_id]

    def insert(self, client: Client) -> int:
        """A new card with its addresses and vehicles; its id."""
        client_id = int(models.Client.insert(**client_columns(client)).execute())
        self._add(client_id, client.addresses, client.vehicles)
        self._waiting.add(client_id)
        self._enter(replace(client, id=client_id))
        return client_id

    def update(self, before: Client, after: Client) -> None:
        """Write what differs between two states of a card."""
        assert before.id is not None
        models.Client.update(**client_columns(after)).where(models.Client.id == before.id).execute()
        kept = {address.id for address in after.addresses}
        gone = [address.id for address in before.addresses if address.id not in kept]
        if gone:
            models.Address.delete().where(models.Address.id.in_(gone)).execute()
        new = [vehicle for vehicle in after.vehicles if vehicle.id is None]
        self._add(before.id, [a for a in after.addresses if a.id is None], new)
        for vehicle in after.vehicles:
            if vehicle.id is not None and vehicle not in before.vehicles:
                columns = vehicle_columns(vehicle, before.id)
                models.Vehicle.update(**columns).where(models.Vehicle.id == vehicle.id).execute()
        self._waiting.add(before.id)
        self._enter(after)

    def write(self) -> None:
        """Put in the addresses and vehicles that wait."""
        for table, rows in ((models.Address, self._addresses), (models.Vehicle, self._vehicles)):
            for start in range(0, len(rows), 500):
                table.insert_many(rows[start : start + 500]).execute()
            rows.clear()
        self._waiting.clear()

    def _add(self, client_id: int, addresses: Sequence[Address], vehicles: Sequence[Vehicle]) -> None:
        self._addresses += [address_columns(address, client_id) for address in addresses]
        self._vehicles += [vehicle_columns(vehicle, client_id) for vehicle in vehicles]

    def _enter(self, card: Client) -> None:
        assert card.id is not None
        self._cards[card.id] = card
        for key in _keys(card):
            self._holders[key][card.id] = None


def _keys(client: Client) -> Iterator[tuple[int, str]]:
    """The keys under which a card is found."""
    if client.code:
        yield _CODE, client.code
    if vat := identifying_vat(client.vat):
        yield _VAT, vat
    for address in client.addresses:
        if address.mailbox:
            yield _MAILBOX, address.mailbox
    yield _NAME, fold(client.name)


def _holders_of(wanted: dict[int, set[str]]) -> set[int]:
    """The ids of all clients with one of the wanted keys."""
    client, address = models.Client, models.Address
    columns = {
        _CODE: (client.code, client.id),
        _VAT: (client.vat_key, client.id),
        _MAILBOX: (address.mailbox, address.client),
        _NAME: (client.name_key, client.id),
    }
    ids: set[int] = set()
    for kind, keys in wanted.items():
        column, number = columns[kind]
        ordered = sorted(keys)
        for start in range(0, len(ordered), 500):
            query = column.model.select(number).where(column.in_(ordered[start : start + 500])).tuples()
            ids.update(row[0] for row in query)
    return ids
