"""Clients as lists show them: in which order, and the values of criteria that they are found by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from carmail_tui.recipients.client import Client, Vehicle
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.store.cards import Cards
from carmail_tui.store.clients import Clients
from carmail_tui.store.database import open_database
from carmail_tui.store.lists import ClientLists
from carmail_tui.store.selection import Selection

TODAY = date(2026, 11, 24)


@dataclass
class Garage:
    """An empty database, and what is done to it."""

    clients: Clients
    cards: Cards
    selection: Selection
    lists: ClientLists


@pytest.fixture
def garage(tmp_path: Path) -> Iterator[Garage]:
    database = open_database(f"sqlite:///{tmp_path}/garage.db")
    clients = Clients(database)
    yield Garage(clients, Cards(database, clients), Selection(database), ClientLists(database))
    database.close()


def test_the_value_that_holds_most_clients_stands_first(garage: Garage) -> None:
    for n in range(5):
        cars = (Vehicle(make="Opel"),) * 2 if n < 2 else (Vehicle(make="Volvo"),)
        garage.cards.add(Client(f"Client {n}", postcode="5000" if n else "4000", vehicles=cars))
    found = [(value.key, value.count) for value in garage.clients.values("makes", Criteria(), TODAY)]
    assert found == [("volvo", 3), ("opel", 2)], "four Opels belong to two clients"
    regions = garage.clients.values("regions", Criteria(), TODAY)
    assert [(value.key, value.count) for value in regions][:2] == [("namur", 4), ("liege", 1)]


def test_whoever_has_no_name_stands_last(garage: Garage) -> None:
    nobody, zoe, adam = (garage.cards.add(Client(name)) for name in ("", "Zoé", "Adam"))
    assert list(garage.clients.ids(Criteria(), TODAY)) == [adam, zoe, nobody]
    garage.selection.add("sophie", [nobody, zoe])
    assert list(garage.selection.ids("sophie")) == [zoe, nobody]
    garage.lists.save("two", [nobody, zoe])
    assert list(garage.lists.ids("two") or ()) == [zoe, nobody]
    assert garage.lists.ids("three") is None
