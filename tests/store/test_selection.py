"""Criteria against a plain Python reading of them, and the selection with its undo."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from carmail_tui.recipients.client import Client, Consent, Language, Vehicle
from carmail_tui.recipients.criteria import Criteria, from_plain, matches, to_plain
from carmail_tui.recipients.regions import PostcodeRange
from carmail_tui.recipients.window import Window
from carmail_tui.store.cards import Cards
from carmail_tui.store.clients import Clients
from carmail_tui.store.database import open_database
from carmail_tui.store.lists import ClientLists
from carmail_tui.store.selection import Selection

TODAY = date(2026, 11, 24)
MAKES = ("VW", "Volkswagen", "volkswagen", "Audi", "Citroën", "CITROEN", "")
FAMILIES = ("Particuliers", "PARTICULIERS", "Sociétés", "Societes", "")


def garage_clients() -> list[Client]:
    clients = []
    for n in range(240):
        vehicles = tuple(
            Vehicle(
                plate=f"1-AAA-{n:03}{k}",
                make=MAKES[(n * 3 + k) % len(MAKES)],
                type=("Voiture", "Utilitaire")[(n + k) % 2],
                next_inspection=TODAY + timedelta(days=(n * 7 + k * 40) % 400 - 60) if (n + k) % 5 else None,
            )
            for k in range(n % 4)
        )
        clients.append(
            Client(
                name=f"Client {n % 97}",
                code=f"C{n}",
                family=FAMILIES[n % len(FAMILIES)],
                type=("Client", "Prospect")[n % 2],
                language=list(Language)[n % 4],
                postcode=str(3990 + n * 7) if n % 11 else "L-1234",
                consent=Consent((True, False, None)[n % 3]),
                last_visit=TODAY - timedelta(days=n * 5) if n % 6 else None,
                vehicles=vehicles,
            )
        )
    return clients


@pytest.fixture(scope="module")
def garage(tmp_path_factory: pytest.TempPathFactory) -> tuple[Clients, Selection, ClientLists]:
    path: Path = tmp_path_factory.mktemp("garage") / "carmail.db"
    database = open_database(f"sqlite:///{path}")
    clients = Clients(database)
    cards = Cards(database, clients)
    with database.connection_context(), database.atomic():
        for client in garage_clients():
            cards.add(client)
    return clients, Selection(database), ClientLists(database)


windows = st.one_of(
    st.none(),
    st.integers(0, 400).map(lambda days: Window(f"{days}j", days=days)),
    st.tuples(st.integers(-100, 200), st.integers(0, 200)).map(
        lambda span: Window(
            "x", first=TODAY + timedelta(days=span[0]), last=TODAY + timedelta(days=span[0] + span[1])
        )
    ),
)
criteria = st.builds(
    Criteria,
    families=st.lists(st.sampled_from(["particuliers", "societes"]), max_size=2, unique=True).map(tuple),
    types=st.lists(st.sampled_from(["client", "prospect"]), max_size=1).map(tuple),
    languages=st.lists(st.sampled_from(["fr", "nl", "de", "en"]), max_size=2, unique=True).map(tuple),
    postcodes=st.lists(
        st.tuples(st.integers(3900, 5800), st.integers(0, 900)).map(
            lambda s: PostcodeRange(s[0], s[0] + s[1])
        ),
        max_size=2,
    ).map(tuple),
    regions=st.lists(st.sampled_from(["liege", "namur"]), max_size=1).map(tuple),
    promotions=st.sampled_from([None, True, False]),
    vehicle_types=st.lists(st.sampled_from(["voiture", "utilitaire"]), max_size=1).map(tuple),
    makes=st.lists(st.sampled_from(["volkswagen", "audi", "citroen"]), max_size=2, unique=True).map(tuple),
    inspection=windows,
    came_since=windows,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=criteria)
def test_the_database_finds_whom_plain_python_finds(
    garage: tuple[Clients, Selection, ClientLists], asked: Criteria
) -> None:
    clients, _selection, _lists = garage
    everyone = clients.many(list(clients.ids(Criteria(), TODAY)))
    expected = {client.id for client in everyone if matches(asked, client, TODAY)}
    found = list(clients.ids(asked, TODAY))
    assert set(found) == expected
    assert len(found) == clients.count(asked, TODAY) == len(expected)


@settings(max_examples=50, deadline=None)
@given(asked=criteria)
def test_criteria_survive_being_kept(asked: Criteria) -> None:
    windows_asked = [window for window in (asked.inspection, asked.came_since) if window]
    assume(all(window.text != "x" for window in windows_asked))
    assert from_plain(to_plain(asked), TODAY) == asked


def test_spellings_of_a_make_count_as_one(garage: tuple[Clients, Selection, ClientLists]) -> None:
    clients, _selection, _lists = garage
    values = {value.key: value for value in clients.values("makes", Criteria(), TODAY)}
    assert set(values) == {"volkswagen", "audi", "citroen"}
    assert set(values["volkswagen"].spellings) == {"VW", "Volkswagen", "volkswagen"}
    assert values["volkswagen"].count == clients.count(Criteria(makes=("volkswagen",)), TODAY)


def test_a_value_is_counted_with_the_other_criteria(garage: tuple[Clients, Selection, ClientLists]) -> None:
    clients, _selection, _lists = garage
    asked = Criteria(families=("societes",), makes=("audi",))
    for value in clients.values("families", asked, TODAY):
        alone = Criteria(families=(value.key,), makes=("audi",))
        assert value.count == clients.count(alone, TODAY)


def test_arrow_double_arrow_and_undo(garage: tuple[Clients, Selection, ClientLists]) -> None:
    clients, selection, _lists = garage
    asked = Criteria(makes=("volkswagen",))
    matching = list(clients.ids(asked, TODAY))
    moved = selection.add("sophie", matching[:3])
    assert (moved.entered, moved.selected) == (3, 3)
    moved = selection.add_matching("sophie", asked, TODAY)
    assert (moved.entered, moved.already, moved.selected) == (len(matching) - 3, 3, len(matching))
    moved = selection.remove("sophie", matching[:2])
    assert (moved.left, moved.selected) == (2, len(matching) - 2)
    assert selection.clear("sophie").left == len(matching) - 2
    assert list(selection.ids("sophie")) == []
    selection.undo("sophie")
    assert list(selection.ids("sophie")) == matching[2:]
    selection.undo("sophie")
    assert list(selection.ids("sophie")) == matching
    selection.undo("sophie")
    selection.undo("sophie")
    assert selection.undo("sophie") is None
    assert selection.count("sophie") == 0


def test_each_user_has_a_selection_of_their_own(garage: tuple[Clients, Selection, ClientLists]) -> None:
    _clients, selection, _lists = garage
    selection.add("jan", [1, 2])
    selection.add("piet", [2, 3])
    selection.clear("jan")
    assert list(selection.ids("jan")) == []
    assert set(selection.ids("piet")) == {2, 3}


def test_a_list_keeps_its_clients_and_is_taken_up(garage: tuple[Clients, Selection, ClientLists]) -> None:
    _clients, selection, lists = garage
    lists.save("Été 2026", [5, 6, 7])
    lists.save("ete 2026", [5, 6])
    assert [(line.name, line.count) for line in lists.all()] == [("ete 2026", 2)]
    selection.add("els", [1, 5])
    ids = lists.ids("ÉTÉ 2026")
    assert ids is not None
    moved = selection.replace("els", ids)
    assert (moved.entered, moved.left, moved.selected) == (1, 1, 2)
    selection.undo("els")
    assert set(selection.ids("els")) == {1, 5}
    assert lists.delete("ete 2026") and not lists.delete("ete 2026")


def test_a_list_longer_than_a_statement_takes_variables_is_taken_up_and_given_back(
    garage: tuple[Clients, Selection, ClientLists],
) -> None:
    clients, selection, _lists = garage
    everybody = list(clients.ids(Criteria(), TODAY))
    database = selection._database
    with database.connection_context():
        database.connection().setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 200)
        selection.add("many", everybody[:1])
        assert selection.replace("many", everybody).entered == len(everybody) - 1
        assert selection.add("many", everybody).already == len(everybody)
        assert selection.remove("many", everybody[1:]).left == len(everybody) - 1
        assert list(selection.ids("many")) == everybody[:1]


def test_an_empty_list_empties_the_selection(garage: tuple[Clients, Selection, ClientLists]) -> None:
    clients, selection, _lists = garage
    selection.add("nobody", list(clients.ids(Criteria(), TODAY))[:3])
    assert selection.replace("nobody", []).left == 3
    assert selection.count("nobody") == 0
    undone = selection.undo("nobody")
    assert undone is not None and undone.entered == 3
