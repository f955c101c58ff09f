"""Rows of clients, by statements that SQLite and PostgreSQL both read; the database is an argument.

A dry run works on a copy, and peewee takes longer to word a statement than SQLite to carry it out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from peewee import Database

from carmail_tui.recipients.client import Address, AddressSource, Client, Vehicle
from carmail_tui.store.rows import (
    address_columns,
    client_columns,
    to_address,
    to_client,
    to_vehicle,
    vehicle_columns,
)

_PART = 500

CLIENT_COLUMNS = tuple(client_columns(Client("")))
ADDRESS_COLUMNS = ("client_id", *tuple(address_columns(Address("", AddressSource.CARD), 0))[1:])
VEHICLE_COLUMNS = ("client_id", *tuple(vehicle_columns(Vehicle(), 0))[1:])
_CLIENT_DAYS = ("promotions_since", "last_visit")
_CREATED = "created"
_VEHICLE_DAYS = ("first_registration", "next_inspection", "last_visit")


class _Row:
    """A row of a table, its columns by name; days and yes or no, which SQLite keeps as text and number."""

    def __init__(self, columns: Sequence[str], values: Sequence[Any], days: Sequence[str]) -> None:
        told = self.__dict__
        told.update(zip(columns, values, strict=True))
        for name in days:
            if isinstance(text := told[name], str):
                told[name] = date.fromisoformat(text)
        if (answer := told.get("promotions")) is not None:
            told["promotions"] = bool(answer)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def load_cards(database: Database, ids: Sequence[int]) -> dict[int, Client]:
    """The cards with these ids, with their addresses and vehicles; suppressions apart."""
    addresses: dict[int, list[Address]] = defaultdict(list)
    for row in _rows(database, "address", ADDRESS_COLUMNS, "client_id", ids):
        addresses[row.client_id].append(to_address(row, None))
    vehicles: dict[int, list[Vehicle]] = defaultdict(list)
    for row in _rows(database, "vehicle", VEHICLE_COLUMNS, "client_id", ids, _VEHICLE_DAYS):
        vehicles[row.client_id].append(to_vehicle(row))
    found = {}
    columns, days = (*CLIENT_COLUMNS, _CREATED), (*_CLIENT_DAYS, _CREATED)
    for row in _rows(database, "client", columns, "id", ids, days):
        found[row.id] = to_client(row, tuple(addresses[row.id]), tuple(vehicles[row.id]))
    return found


def _rows(
    database: Database,
    table: str,
    columns: Sequence[str],
    by: str,
    ids: Sequence[int],
    days: Sequence[str] = (),
) -> Iterator[_Row]:
    names = ("id", *columns)
    query = f"SELECT {', '.join(names)} FROM {table} WHERE {by} IN "
    for values in select_among(database, query, ids, " ORDER BY id"):
        yield _Row(names, values, days)


def select_among(database: Database, query: str, values: Sequence[Any], tail: str = "") -> Iterator[Any]:
    """The rows of a query whose last condition is met by one of `values`, a part of them at a time."""
    for start in range(0, len(values), _PART):
        part = values[start : start + _PART]
        marks = ", ".join([database.param] * len(part))
        yield from database.execute_sql(f"{query}({marks}){tail}", part).fetchall()


def client_values(client: Client) -> Iterable[Any]:
    columns = client_columns(client)
    for name in _CLIENT_DAYS:
        if (day := columns[name]) is not None:
            columns[name] = day.isoformat()
    return columns.values()


def vehicle_values(vehicle: Vehicle, client_id: int) -> Sequence[Any]:
    columns = vehicle_columns(vehicle, client_id)
    for name in _VEHICLE_DAYS:
        if (day := columns[name]) is not None:
            columns[name] = day.isoformat()
    return tuple(columns.values())


def insert_rows(database: Database, table: str, columns: Sequence[str], rows: Sequence[Any]) -> None:
    """Many rows by one prepared statement."""
    marks = ", ".join([database.param] * len(columns))
    run_many(database, f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def update_rows(database: Database, table: str, columns: Sequence[str], rows: Sequence[Any]) -> None:
    """Many rows, whose id stands at their end."""
    sets = ", ".join(f"{column} = {database.param}" for column in columns)
    run_many(database, f"UPDATE {table} SET {sets} WHERE id = {database.param}", rows)


def run_many(database: Database, statement: str, rows: Sequence[Any]) -> None:
    if rows:
        database.cursor().executemany(statement, rows)
