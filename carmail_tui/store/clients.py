"""Clients: finding them by criteria and by search, and reading their lines and whole cards."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from peewee import Database

from carmail_tui.recipients.client import Address, Client, Vehicle
from carmail_tui.recipients.criteria import Criteria, shown_vehicle
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.history import History
from carmail_tui.recipients.kinds import nothing
from carmail_tui.recipients.listing import ClientLine, CriterionValue
from carmail_tui.recipients.reach import Purpose, letter_address, obstacle
from carmail_tui.store import models
from carmail_tui.store.bounces import load_setbacks
from carmail_tui.store.criteria import condition
from carmail_tui.store.histories import load_histories
from carmail_tui.store.rows import load_suppressions, to_address, to_client, to_vehicle
from carmail_tui.store.values import values_of

_BATCH = 500


class Clients:
    """The clients of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, criteria: Criteria, today: date) -> int:
        """How many clients match."""
        with self._database.connection_context():
            return int(models.Client.select().where(condition(criteria, today)).count())

    def ids(self, criteria: Criteria, today: date, search: str = "") -> "array[int]":
        """The ids of the clients who match, by name. Every word of `search` must occur in one."""
        where = condition(criteria, today)
        if words := fold(search).split():
            where &= reduce(and_, (models.Client.search.contains(word) for word in words))
        with self._database.connection_context():
            return ids_by_name(where)

    def get(self, client_id: int) -> Client | None:
        """The whole card of a client."""
        found = self.many([client_id])
        return found[0] if found else None

    def many(self, ids: Sequence[int]) -> list[Client]:
        """The whole cards of these clients, in the order of `ids`; those that are gone are left out."""
        found: dict[int, Client] = {}
        with self._database.connection_context():
            for start in range(0, len(ids), _BATCH):
                found |= _load(list(ids[start : start + _BATCH]))
        return [found[client_id] for client_id in ids if client_id in found]

    def histories(self, ids: Sequence[int]) -> dict[int, History]:
        """The documents and letters of these clients, for criteria that look back."""
        return load_histories(self._database, ids)

    def lines(self, ids: Sequence[int], criteria: Criteria, today: date, user: str = "") -> list[ClientLine]:
        """The lines of these clients, in the order of `ids`, with the V of the selection of `user`."""
        with self._database.connection_context():
            selected = _selected(ids, user)
        return [_line(client, criteria, today, client.id in selected) for client in self.many(ids)]

    def values(self, kind: str, criteria: Criteria, today: date) -> list[CriterionValue]:
        """The values that the criterion `kind` may take, with the clients each holds, the most first.

        The counts are with all the other criteria applied, so that a value tells what ticking it gives.
        """
        emptied: dict[str, Any] = {kind: nothing(kind)}
        with self._database.connection_context():
            return values_of(kind, replace(criteria, **emptied), today)


def ids_by_name(where: Any) -> "array[int]":
    """The ids of the clients of whom `where` holds, by name; those without a name stand last."""
    query = models.Client.select(models.Client.id).where(where)
    query = query.order_by(models.Client.name_key, models.Client.id).tuples()
    # Two queries: each is read in the order of the index, where one order of both would have to be sorted.
    parts = query.where(models.Client.name_key != ""), query.where(models.Client.name_key == "")
    return array("q", (row[0] for part in parts for row in part))


def _load(ids: Sequence[int]) -> dict[int, Client]:
    addresses: dict[int, list[Any]] = defaultdict(list)
    rows = models.Address.select().where(models.Address.client.in_(ids)).order_by(models.Address.id)
    for row in rows:
        addresses[row.client_id].append(row)
    mailboxes = {row.mailbox for rows in addresses.values() for row in rows if row.mailbox}
    suppressions, setbacks = load_suppressions(mailboxes), load_setbacks(mailboxes)
    vehicles: dict[int, list[Vehicle]] = defaultdict(list)
    for row in models.Vehicle.select().where(models.Vehicle.client.in_(ids)).order_by(models.Vehicle.id):
        vehicles[row.client_id].append(to_vehicle(row))

    def book(client_id: int) -> tuple[Address, ...]:
        return tuple(
            to_address(row, suppressions.get(row.mailbox), setbacks.get(row.mailbox))
            for row in addresses[client_id]
        )

    query = models.Client.select().where(models.Client.id.in_(ids))
    return {row.id: to_client(row, book(row.id), tuple(vehicles[row.id])) for row in query}


def _selected(ids: Sequence[int], user: str) -> set[int]:
    member = models.SelectionMember
    query = member.select(member.client).where((member.user == user) & member.client.in_(list(ids))).tuples()
    return {row[0] for row in query} if user else set()


def _line(client: Client, criteria: Criteria, today: date, selected: bool) -> ClientLine:
    vehicle = shown_vehicle(client, criteria, today) or Vehicle()
    address = letter_address(client)
    left_out = obstacle(client, Purpose.SERVICE)
    assert client.id is not None
    return ClientLine(
        id=client.id,
        name=client.name,
        code=client.code,
        postcode=client.postcode,
        town=client.town,
        make=vehicle.make,
        model=vehicle.model,
        plate=vehicle.plate,
        next_inspection=vehicle.next_inspection,
        last_visit=client.last_visit,
        email=address.email if address else next((a.email for a in client.addresses), ""),
        selected=selected,
        note=left_out.reason.value if left_out else "",
    )
