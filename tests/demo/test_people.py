"""The clients of the demo garage: the same ones each time, in the shares of a real garage."""

import hashlib
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta

import pytest

from carmail_tui.demo.cast import Part
from carmail_tui.demo.hostile import HOSTILE_NAMES
from carmail_tui.demo.people import People
from carmail_tui.recipients.client import AddressSource, Client
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.makes import make_key
from carmail_tui.recipients.vat import is_vat

TODAY = date(2026, 11, 24)
DIGEST = """
import hashlib, datetime
from carmail_tui.demo.people import People
print(hashlib.sha256(repr(list(People(300, datetime.date(2026, 11, 24)))).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def clients() -> list[Client]:
    return list(People(2000, TODAY))


def share(count: int) -> float:
    return count / 2000


def test_another_process_makes_the_same_clients() -> None:
    printed = subprocess.run(
        [sys.executable, "-c", DIGEST],
        env={"PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    here = hashlib.sha256(repr(list(People(300, TODAY))).encode()).hexdigest()
    assert printed.stdout.strip() == here


def test_a_client_made_alone_is_the_one_made_among_others(clients: list[Client]) -> None:
    assert [People(2000, TODAY).client(number) for number in (1999, 3, 640)] == [
        clients[number - 1] for number in (1999, 3, 640)
    ]


def test_another_seed_gives_other_clients_and_another_day_other_dates(clients: list[Client]) -> None:
    other = People(2000, TODAY, seed=2).client(500)
    assert other.name != clients[499].name
    later = People(2000, TODAY + timedelta(days=30)).client(500)
    assert later.name == clients[499].name
    for vehicle, before in zip(later.vehicles, clients[499].vehicles, strict=True):
        assert vehicle.next_inspection and before.next_inspection
        assert vehicle.next_inspection - before.next_inspection == timedelta(days=30)


def test_families_vehicles_and_languages(clients: list[Client]) -> None:
    assert sum(len(client.vehicles) for client in clients) == 2600
    assert {client.family for client in clients} == {
        "Particuliers",
        "Sociétés",
        "Flottes",
        "Administrations",
    }
    assert {client.type for client in clients} == {"Client", "Prospect", "VIP"}
    languages = Counter(client.language.value for client in clients)
    assert share(languages["fr"]) > 0.7
    assert share(languages["nl"]) > 0.08
    assert share(languages["de"]) > 0.04


def test_addresses_are_missing_shared_and_malformed_as_in_a_real_garage(clients: list[Client]) -> None:
    assert share(sum(not client.addresses for client in clients)) == pytest.approx(0.09, abs=0.02)
    malformed = sum(address.mailbox is None for client in clients for address in client.addresses)
    assert share(malformed) == pytest.approx(0.01, abs=0.006)
    firsts = Counter(client.addresses[0].mailbox for client in clients if client.addresses)
    shared = sum(count - 1 for mailbox, count in firsts.items() if mailbox)
    assert share(shared) == pytest.approx(0.03, abs=0.012)
    assert share(sum(len(client.addresses) > 1 for client in clients)) == pytest.approx(0.10, abs=0.03)
    assert sum(len(client.addresses) == 3 for client in clients) > 10
    sources = {address.source for client in clients for address in client.addresses}
    assert sources == {AddressSource.CARD, AddressSource.FINANCIAL, AddressSource.CONTACT}
    suppressed = [a.suppression for c in clients for a in c.addresses if a.suppression]
    assert 10 < len(suppressed) < 80
    assert len({found.reason for found in suppressed}) > 1


def test_no_address_lies_outside_the_reserved_domain(clients: list[Client]) -> None:
    mailboxes = {address.mailbox for client in clients for address in client.addresses if address.mailbox}
    assert mailboxes
    assert [mailbox for mailbox in mailboxes if not mailbox.endswith(".example")] == []


def test_vat_numbers_pass_their_check_digits(clients: list[Client]) -> None:
    numbers = [client.vat for client in clients if client.vat]
    assert [number for number in numbers if not is_vat(number)] == []
    countries = Counter(number[:2] for number in numbers)
    assert set(countries) == {"BE", "LU", "NL", "DE"}
    assert countries["BE"] > 300
    assert all(not client.vat for client in clients if client.family == "Particuliers")


def test_consent_has_a_day_and_an_origin(clients: list[Client]) -> None:
    answers = Counter(client.consent.accepted for client in clients)
    assert min(answers[True], answers[False], answers[None]) > 200
    for client in clients:
        asked = client.consent.accepted is not None
        assert asked == (client.consent.since is not None) == bool(client.consent.origin)


def test_plates_are_unique_and_makes_are_spelled_in_several_ways(clients: list[Client]) -> None:
    vehicles = [vehicle for client in clients for vehicle in client.vehicles]
    assert len({vehicle.plate for vehicle in vehicles}) == len(vehicles)
    spellings = {vehicle.make for vehicle in vehicles if make_key(vehicle.make) == make_key("VW")}
    assert spellings >= {"VW", "Volkswagen", "volkswagen", "V.W."}
    inspections = [vehicle.next_inspection for vehicle in vehicles if vehicle.next_inspection]
    assert min(inspections) < TODAY - timedelta(days=90)
    assert max(inspections) > TODAY + timedelta(days=330)
    assert all(vehicle.last_visit is None or vehicle.last_visit <= TODAY for vehicle in vehicles)


@pytest.mark.parametrize("count", [60, 2000])
def test_every_hostile_name_is_there_with_a_usable_address(count: int) -> None:
    hostile = People(count, TODAY).playing(Part.HOSTILE)
    assert {client.name for client in hostile} == set(HOSTILE_NAMES)
    assert all(client.addresses[0].usable for client in hostile)


def test_the_first_page_of_clients_is_that_of_any_garage() -> None:
    named = [client.name for client in People(2000, TODAY) if fold(client.name)]
    first = sorted(named, key=fold)[:17]
    assert [name for name in first if name in HOSTILE_NAMES] == ["*A* [here](http://x)"]


def test_a_tiny_garage_can_be_made() -> None:
    assert [client.id for client in People(1, TODAY)] == [1]
