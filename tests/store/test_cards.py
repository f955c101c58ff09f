"""Corrections on a card: what one person writes takes nothing of another's away."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Consent, Vehicle
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.store.store import Store

TODAY = date(2026, 11, 24)
REFUSED = Consent(False, TODAY, "telephone")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path}/garage.db", tmp_path / "files")
    yield opened
    opened.close()


def known(store: Store, client_id: int) -> Client:
    found = store.clients.get(client_id)
    assert found is not None
    return found


def test_a_correction_on_a_card_that_was_open_keeps_a_refusal_recorded_meanwhile(store: Store) -> None:
    client_id = store.cards.add(Client("Adam, Nathalie", consent=Consent(True)))
    on_screen = known(store, client_id)
    store.cards.set_consent(client_id, REFUSED)
    store.cards.correct(replace(on_screen, phone="04 222 33 44"), frozenset({"phone"}))
    after = known(store, client_id)
    assert (after.phone, after.consent) == ("04 222 33 44", REFUSED)
    assert after.corrected == {"phone", "consent"}


def test_a_correction_of_the_name_leaves_the_plates_to_the_search(store: Store) -> None:
    vehicle = Vehicle(plate="1-ABC-234")
    client_id = store.cards.add(Client("Adam", vehicles=(vehicle,)))
    store.cards.correct(Client("Adan", id=client_id), frozenset({"name"}))
    assert list(store.clients.ids(Criteria(), TODAY, "adan 1-abc")) == [client_id]


def test_correcting_one_malformed_address_leaves_the_other_one_alone(store: Store) -> None:
    book = tuple(
        Address(email, AddressSource.CONTACT, mailbox(email))
        for email in ("luc(at)a.example", "eva a.example")
    )
    client_id = store.cards.add(Client("Adam", addresses=book))
    assert store.cards.correct_email(client_id, "luc(at)a.example", "luc@a.example")
    assert [address.email for address in known(store, client_id).addresses] == [
        "luc@a.example",
        "eva a.example",
    ]
