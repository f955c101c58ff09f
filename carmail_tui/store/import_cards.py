"""The cards that a batch of rows may mean, in memory: a few looks into the database for all of them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar

from peewee import Database, PostgresqlDatabase

from carmail_tui.documents.matching import identifying_vat, name_keys
from carmail_tui.recipients.client import Address, Client, Vehicle
from carmail_tui.recipients.snapshot import differences
from carmail_tui.store.import_rows import (
    ADDRESS_COLUMNS,
    CLIENT_COLUMNS,
    VEHICLE_COLUMNS,
    client_values,
    insert_rows,
    load_cards,
    run_many,
    select_among,
    update_rows,
    vehicle_values,
)
from carmail_tui.store.rows import address_columns

_PART = 500
Part = TypeVar("Part", Address, Vehicle)
_CODE, _VAT, _MAILBOX, _NAME = KINDS = ("code", "vat", "mailbox", "name")
_WHERE = {
    _CODE: ("client", "code", "id"),
    _VAT: ("client", "vat_key", "id"),
    _MAILBOX: ("address", "mailbox", "client_id"),
    _NAME: ("client", "name_key", "id"),
}


@dataclass(frozen=True, slots=True)
class Keys:
    """By what a client is found: `names` are the folded name in the orders in which lists write it."""

    code: str
    vat: str
    mailboxes: tuple[str, ...]
    names: tuple[str, ...]


_identifying_vat = lru_cache(4096)(identifying_vat)


def keys_of(client: Client) -> Keys:
    """The keys of a client whom a list names."""
    boxes = tuple(address.mailbox for address in client.addresses if address.mailbox)
    vat = _identifying_vat(client.vat) if client.vat else ""
    return Keys(client.code, vat, boxes, name_keys(client.name))


class Cards:
    """The cards of one batch: loaded, found, added to and changed; `write` puts all of it down.

    Everything happens within a transaction of the caller.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cards: dict[int, Client] = {}
        self._holders: dict[str, dict[str, list[int]]] = {kind: {} for kind in KINDS}
        self._new: dict[int, Client] = {}
        self._former: dict[int, Client] = {}
        """The cards that change, as they were when the batch began."""
        self._free: list[int] = []
        self._highest = 0

    def begin(self, wanted: Sequence[Keys]) -> None:
        """Have every card at hand that has one of these keys; what was loaded before is let go."""
        self._cards.clear()
        self._holders = {kind: {} for kind in KINDS}
        if not isinstance(self._database, PostgresqlDatabase):
            row = self._database.execute_sql("SELECT COALESCE(MAX(id), 0) FROM client").fetchone()
            self._highest = row[0]
        for number, card in load_cards(self._database, sorted(self._ids_of(wanted))).items():
            self._enter(number, card, name_keys(card.name)[:1])

    def hold(self, cards: Iterable[Client]) -> None:
        """Have these cards at hand."""
        for card in cards:
            assert card.id is not None
            self._enter(card.id, card, ())

    def _ids_of(self, wanted: Sequence[Keys]) -> set[int]:
        sought = {
            _CODE: {keys.code for keys in wanted if keys.code},
            _VAT: {keys.vat for keys in wanted if keys.vat},
            _MAILBOX: {box for keys in wanted for box in keys.mailboxes},
            _NAME: {name for keys in wanted for name in keys.names},
        }
        ids: set[int] = set()
        for kind, found in sought.items():
            table, column, number = _WHERE[kind]
            query = f"SELECT {number} FROM {table} WHERE {column} IN "
            ids.update(row[0] for row in select_among(self._database, query, sorted(found)))
        return ids

    def loaded(self) -> Iterable[int]:
        """The ids of the cards at hand."""
        return self._cards.keys()

    def having(self, kind: str, *keys: str) -> list[Client]:
        """The cards with this `code`, `vat` (its key), `mailbox`, or `name` (one of its folded forms)."""
        holders = self._holders[kind]
        if len(keys) == 1:
            return [self.get(number) for number in holders.get(keys[0], ())]
        ids = dict.fromkeys(number for key in keys for number in holders.get(key, ()))
        return [self.get(number) for number in ids]

    def get(self, client_id: int) -> Client:
        """A card as it is by now."""
        card = self._cards[client_id]
        if card.id is None:
            # Most new cards are never asked for again: only these are told their ids.
            card = self._cards[client_id] = replace(card, id=client_id)
        return card

    def add(self, client: Client, keys: Keys) -> int:
        """A new card; its id."""
        client_id = self._next_id()
        self._new[client_id] = client
        self._enter(client_id, client, keys.names[:1])
        return client_id

    def change(self, before: Client, after: Client) -> None:
        """What becomes of a card."""
        assert before.id is not None
        if before.id in self._new:
            self._new[before.id] = after
        else:
            self._former.setdefault(before.id, before)
        self._enter(before.id, after, name_keys(after.name)[:1])

    def write(self) -> "Written":
        """Put down what is new and what changed; what that was."""
        written = Written(sorted(self._new), self._differences())
        self._insert_cards()
        self._update_cards()
        self._new.clear()
        self._former.clear()
        return written

    def _differences(self) -> dict[int, tuple[str, str]]:
        found = {}
        for client_id, before in self._former.items():
            old, new = differences(before, self._cards[client_id])
            found[client_id] = (json.dumps(old), json.dumps(new))
        return found

    def _insert_cards(self) -> None:
        if not self._new:
            return
        today = date.today().isoformat()
        rows = [(number, today, *client_values(card)) for number, card in self._new.items()]
        insert_rows(self._database, "client", ("id", "created", *CLIENT_COLUMNS), rows)
        self._insert_parts([(number, card.addresses, card.vehicles) for number, card in self._new.items()])

    def _insert_parts(self, parts: Sequence[tuple[int, Sequence[Address], Sequence[Vehicle]]]) -> None:
        books = [tuple(address_columns(a, number).values()) for number, book, _fleet in parts for a in book]
        insert_rows(self._database, "address", ADDRESS_COLUMNS, books)
        fleet = [vehicle_values(vehicle, number) for number, _book, fleet in parts for vehicle in fleet]
        insert_rows(self._database, "vehicle", VEHICLE_COLUMNS, fleet)

    def _update_cards(self) -> None:
        triples = [(number, before, self._cards[number]) for number, before in self._former.items()]
        if not triples:
            return
        rows = [(*client_values(after), number) for number, _before, after in triples]
        update_rows(self._database, "client", CLIENT_COLUMNS, rows)
        kept = {address.id for _number, _before, after in triples for address in after.addresses}
        gone = [(a.id,) for _number, before, _after in triples for a in before.addresses if a.id not in kept]
        run_many(self._database, f"DELETE FROM address WHERE id = {self._database.param}", gone)
        here = {vehicle.id for _number, _before, after in triples for vehicle in after.vehicles}
        sold = [(v.id,) for _number, before, _after in triples for v in before.vehicles if v.id not in here]
        run_many(self._database, f"DELETE FROM vehicle WHERE id = {self._database.param}", sold)
        changed = [
            (*vehicle_values(vehicle, number), vehicle.id)
            for number, before, after in triples
            for vehicle in after.vehicles
            if vehicle.id is not None and vehicle not in before.vehicles
        ]
        update_rows(self._database, "vehicle", VEHICLE_COLUMNS, changed)
        self._insert_parts(
            [(number, _new(after.addresses), _new(after.vehicles)) for number, _, after in triples]
        )

    def _next_id(self) -> int:
        if not isinstance(self._database, PostgresqlDatabase):
            self._highest += 1
            return self._highest
        if not self._free:
            query = f"SELECT nextval(pg_get_serial_sequence('client', 'id')) FROM generate_series(1, {_PART})"
            self._free = [row[0] for row in self._database.execute_sql(query).fetchall()][::-1]
        return self._free.pop()

    def _enter(self, number: int, card: Client, names: Sequence[str]) -> None:
        self._cards[number] = card
        for kind, key in _entries(card, names):
            ids = self._holders[kind].setdefault(key, [])
            if number not in ids:
                ids.append(number)


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch wrote: the ids of new cards, and both sides of each that changed, as JSON."""

    made: Sequence[int]
    changed: dict[int, tuple[str, str]]


def _entries(card: Client, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    if card.code:
        yield _CODE, card.code
    if card.vat and (vat := _identifying_vat(card.vat)):
        yield _VAT, vat
    for address in card.addresses:
        if address.mailbox:
            yield _MAILBOX, address.mailbox
    for name in names:
        yield _NAME, name


def _new(parts: Sequence[Part]) -> list[Part]:
    """The addresses or vehicles that are not in the database yet."""
    return [part for part in parts if part.id is None]
