"""Own filters on the command line, filters that are kept, and lists that are live."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from carmail_tui.i18n import use_language
from carmail_tui.recipients.client import Client
from tests.cli.conftest import Counter, vehicle


@pytest.fixture
def garage(counter: Counter) -> Iterator[Counter]:
    """Adam with a VW and an Audi, Bastin with a diesel VW, Collard without a car."""
    adam = (vehicle("VW", "1-AAA-001", 20), vehicle("Audi", "1-AAA-002", 200, fuel="Diesel"))
    counter.client("Adam", "adam@x.example", postcode="4020", town="Liège", vehicles=adam)
    bastin = (replace(vehicle("Volkswagen", "1-BBB-001", 300), fuel="diesel", model="Golf"),)
    counter.client("Bastin", "bastin@x.example", postcode="5000", town="Namur", vehicles=bastin)
    counter.client("Collard", postcode="4000", town="LIEGE")
    yield counter
    use_language("en")


def names(counter: Counter, *words: str) -> str:
    """The names of the clients whom `carmail clients` lists."""
    answer = counter.run("clients", *words, "--json")
    assert answer.status == 0, answer.err
    return " ".join(json.loads(line)["name"] for line in answer.out.splitlines())


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--where", "town = liege"), "Adam Collard"),
        (("--where", "make = VW and fuel = diesel"), "Bastin"),
        (("--where", "marque = vw et prochain_contrôle <= aujourd'hui + 6s"), "Adam"),
        (("--where", "town = liege", "--where", "make is empty"), "Collard"),
        (("--where", "town = liege", "--make", "v.w."), "Adam"),
        (("--town", "Liege", "Namur", "--address", "yes"), "Adam Bastin"),
        (("--model", "golf"), "Bastin"),
        (("--fuel", "DIESEL", "--make", "vw"), "Bastin"),
        (("--named", "COLL"), "Collard"),
        (("--address", "no"), "Collard"),
        (("--not-mailed", "30", "--spent", "-10", "--unpaid", "no"), "Adam Bastin Collard"),
        (("--created-since", "1d"), "Adam Bastin Collard"),
    ],
)
def test_own_filter_and_criteria_add_up(garage: Counter, words: tuple[str, ...], found: str) -> None:
    assert names(garage, *words) == found


def test_a_fault_is_pointed_at(garage: Counter) -> None:
    answer = garage.run("clients", "--where", "town = liege and mkae = VW")
    assert answer.status == 2 and answer.out == ""
    text, carets, sentence = answer.err.splitlines()
    assert text[carets.index("^") : len(carets)] == "mkae"
    assert "make" in sentence


@pytest.mark.parametrize("option", ["--spent", "--registered", "--created-since"])
def test_what_cannot_be_read_says_what_can(garage: Counter, option: str) -> None:
    answer = garage.run("clients", option, "x/y")
    assert answer.status == 2 and "Write" in answer.err


def test_a_filter_is_kept_shown_used_narrowed_and_forgotten(garage: Counter) -> None:
    assert garage.run("filter", "save", "Été VW", "--make", "vw", "--where", "town = liege").status == 0
    (line,) = garage.run("filter", "--json").out.splitlines()
    kept = json.loads(line)
    assert kept["count"] == 1 and kept["criteria"] == {"makes": ["volkswagen"], "where": "town = liege"}
    assert names(garage, "--where", kept["expression"]) == "Adam", "what is printed can be typed"
    shown = garage.run("filter", "show", "ete vw").out
    assert "town liege" in shown and "make = volkswagen" in shown
    assert names(garage, "--filter", "ETE VW") == "Adam"
    assert names(garage, "--filter", "ETE VW", "--make", "audi") == "Adam", "another of his cars"
    assert names(garage, "--filter", "ETE VW", "--town", "namur") == ""
    unknown = garage.run("clients", "--filter", "winter")
    assert unknown.status == 2 and "Été VW" in unknown.err
    assert garage.run("filter", "save", "nothing").status == 2
    assert garage.run("filter", "delete", "ÉTÉ VW").status == 0
    assert garage.run("filter", "delete", "Été VW").status == 2


def test_a_live_list_is_sought_anew_and_a_frozen_one_is_not(garage: Counter) -> None:
    garage.run("list", "save", "frozen", "--town", "liege")
    garage.run("list", "save", "live", "--town", "liege", "--live")
    garage.store.cards.add(Client("Dubois", town="Liége"))

    def listed(name: str) -> str:
        lines = garage.run("list", "show", name, "--json").out.splitlines()
        return " ".join(json.loads(line)["name"] for line in lines)

    assert listed("frozen") == "Adam Collard"
    assert listed("live") == "Adam Collard Dubois"
    lines = [json.loads(line) for line in garage.run("list", "--json").out.splitlines()]
    assert [(line["name"], line["live"], line["count"]) for line in lines] == [
        ("frozen", False, 2),
        ("live", True, 3),
    ]
    shown = garage.run("list").out
    assert "frozen" in shown.splitlines()[0] and " live " in shown.splitlines()[1]


def test_a_mailing_to_a_live_list_goes_to_whom_it_finds_then(garage: Counter) -> None:
    garage.run("list", "save", "due", "--where", "make = VW and next_inspection <= today + 6w", "--live")
    text = "Subject: Contrôle\nPurpose: service\n\n<PLAQUE>\n"
    letter = garage.write("letter.txt", text)
    plan = garage.run("mailing", "--list", "due", "--letter", letter, "--dry-run", "--json")
    assert [json.loads(line)["client"] for line in plan.out.splitlines()] == ["Adam"]
    assert garage.run("mailing", "--list", "due", "--letter", letter, "--yes", "--no-wait").status == 0
    again = ("mailing", "--list", "due", "--letter", letter, "--dry-run", "--json", "--not-mailed", "30")
    assert garage.run(*again).status == 3, "who was just written to is left out"
    assert names(garage, "--mailed", "contrôle") == "Adam"
    assert names(garage, "--where", f"mailing = Controle and last_mailed = {date.today():%d/%m/%Y}") == "Adam"
