"""The values that a criterion may take, as the criteria offer them."""

from datetime import date
from pathlib import Path

from carmail_tui.recipients.client import Client, Vehicle
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.store.cards import Cards
from carmail_tui.store.clients import Clients
from carmail_tui.store.database import open_database

TODAY = date(2026, 11, 24)


def test_the_value_that_holds_most_clients_stands_first(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/garage.db")
    clients = Clients(database)
    cards = Cards(database, clients)
    for n in range(5):
        opel, volvo = Vehicle(make="Opel"), Vehicle(make="Volvo")
        cards.add(
            Client(
                f"Client {n}", postcode="5000" if n else "4000", vehicles=(opel,) * 2 if n < 2 else (volvo,)
            )
        )
    found = [(value.key, value.count) for value in clients.values("makes", Criteria(), TODAY)]
    assert found == [("volvo", 3), ("opel", 2)], "four Opels belong to two clients"
    regions = clients.values("regions", Criteria(), TODAY)
    assert [(value.key, value.count) for value in regions][:2] == [("namur", 4), ("liege", 1)]
    database.close()
