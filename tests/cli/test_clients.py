"""`carmail clients`: the criteria as options, their tolerance, and what cannot be meant."""

import pytest

from carmail_tui.recipients.client import Language
from tests.cli.conftest import Counter, vehicle


@pytest.fixture
def garage(counter: Counter) -> Counter:
    """Four clients who differ in everything."""
    car, van = {"type": "Voiture"}, {"type": "Utilitaire"}
    counter.client(
        "Adam",
        "adam@x.example",
        family="Particuliers",
        type="Actif",
        postcode="4020",
        town="Liège",
        vehicles=(vehicle("VW", "1-AAA-001", 20, **car), vehicle("Audi", "1-AAA-002", 200, **car)),
    )
    counter.client(
        "Bastin",
        "pas une adresse",
        accepts=False,
        family="Sociétés",
        postcode="5000",
        language=Language.DUTCH,
        vehicles=(vehicle("Volkswagen", "1-BBB-001", 300, **van),),
    )
    counter.client("Collard", accepts=None, family="Particuliers", postcode="1000")
    counter.client("[/b]", "d@x.example", family="Particuliers", vehicles=(vehicle("v.w.", "1-DDD-001", -5),))
    return counter


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ("", ["Adam", "[/b]", "Bastin", "Collard"]),
        ("--family particuliers", ["Adam", "[/b]", "Collard"]),
        ("--family SOCIETES", ["Bastin"]),
        ("--family societes particuliers", ["Adam", "[/b]", "Bastin", "Collard"]),
        ("--make vw", ["Adam", "[/b]", "Bastin"]),
        ("--make AUDI --make volkswagen", ["Adam", "[/b]", "Bastin"]),
        ("--make vw --vehicle-type voiture", ["Adam"]),
        ("--make audi --inspection 6w", []),
        ("--make vw --inspection 6w", ["Adam", "[/b]"]),
        ("--postcode 4000-4999 5000", ["Adam", "Bastin"]),
        ("--region liège", ["Adam"]),
        ("--region Brussels namur", ["Bastin", "Collard"]),
        ("--language nl", ["Bastin"]),
        ("--language dutch", ["Bastin"]),
        ("--promotions yes", ["Adam", "[/b]"]),
        ("--promotions no", ["Bastin", "Collard"]),
        ("--type actif", ["Adam"]),
        ("--search liege", ["Adam"]),
    ],
)
def test_criteria_add_up_and_tolerate_spellings(garage: Counter, options: str, names: list[str]) -> None:
    answer = garage.run("clients", *options.split(), "--json")
    assert answer.status == 0
    assert [record["name"] for record in answer.records] == names
    assert garage.run("clients", *options.split(), "--count").out == f"{len(names)}\n"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ("--make Volkwagen", "Volkswagen"),
        ("--family particulier", "Particuliers"),
        ("--family zzz", "Sociétés"),
        ("--region liage", "Liège"),
        ("--language eo", "French"),
        ("--postcode 4000-49x9", "4000-49x9"),
        ("--inspection demain", "demain"),
        ("--since 32/13", "32/13"),
    ],
)
def test_a_value_that_cannot_be_meant_is_answered_with_what_is_near(
    garage: Counter, options: str, named: str
) -> None:
    answer = garage.run("clients", *options.split())
    assert (answer.status, answer.out) == (2, "")
    assert named in answer.err and options.split()[0] in answer.err


def test_people_see_a_table_without_control_characters(garage: Counter) -> None:
    garage.client("\x1b[2J\u202eevil", "e@x.example")
    answer = garage.run("clients")
    assert "\x1b" not in answer.out and "\u202e" not in answer.out
    assert "[/b]" in answer.out and "VW" in answer.out and "(bad @)" in answer.out
    assert "5 clients" in answer.err


def test_json_tells_of_each_client_what_a_script_needs(garage: Counter) -> None:
    (record,) = garage.run("clients", "--make", "audi", "--json").records
    due = record["vehicles"][1].pop("next_inspection")
    assert due is not None
    assert record["vehicles"][1] == {"plate": "1-AAA-002", "type": "Voiture", "make": "Audi", "model": ""}
    assert record | {"id": 0, "vehicles": []} == {
        "id": 0,
        "code": "",
        "name": "Adam",
        "family": "Particuliers",
        "type": "Actif",
        "language": "fr",
        "postcode": "4020",
        "town": "Liège",
        "promotions": True,
        "last_visit": None,
        "email": "adam@x.example",
        "obstacle": None,
        "plate": "1-AAA-002",
        "vehicles": [],
    }
    (record,) = garage.run("clients", "--search", "collard", "--json").records
    assert (record["email"], record["obstacle"], record["promotions"]) == (None, "no_address", None)
