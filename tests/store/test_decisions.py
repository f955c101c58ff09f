"""Whose a document is, as a person says it: asked once, remembered, taken back; on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carmail_tui.documents.decisions import OpenQuestion
from carmail_tui.documents.matching import Candidates, Matched, MatchedBy, NoMatch
from carmail_tui.recipients.client import AddressSource, Client, Language
from carmail_tui.store import models
from carmail_tui.store.store import Store
from tests.postgres import database_url, postgres
from tests.reading.invoices import ubl
from tests.store.importing import Garage

__all__ = ("database_url", "postgres")

NOT_KNOWN = {"buyer_vat": "", "buyer_email": ""}


@pytest.fixture
def garage(tmp_path: Path, database_url: str) -> Iterator[Garage]:
    found = Garage(tmp_path)
    found.store.close()
    found.store = Store(database_url, tmp_path / "files")
    yield found
    found.store.close()


def bring_in(garage: Garage, *numbers: str, **buyer: str) -> list[int]:
    """Invoices of one buyer; their ids."""
    for number in numbers:
        garage.put(f"{number}.xml", ubl(number, **(NOT_KNOWN | buyer)))  # type: ignore[arg-type]
    garage.documents()
    return [known.id for number in numbers for known in garage.store.ledger.by_number(number) if known.id]


def client_of(garage: Garage, number: int) -> int | None:
    document = garage.store.ledger.get(number)
    assert document is not None
    return document.client_id


def question(garage: Garage, number: int) -> OpenQuestion:
    found = garage.store.decisions.question(number)
    assert found is not None
    return found


def test_it_is_asked_once_and_holds_for_the_next_document_of_the_buyer(garage: Garage) -> None:
    first, second = bring_in(garage, "1", "2", buyer="Transport Lamber", postcode="4000")
    client_id = garage.add("Transports Lambert SA", postcode="4000")
    found = question(garage, first)
    assert isinstance(found.match, Candidates) and found.can_be_remembered
    assert [(c.client.id, c.by) for c in found.match.offered] == [(client_id, MatchedBy.LIKENESS)]
    assert 85 < found.match.offered[0].score < 100
    given = garage.store.decisions.decide(first, client_id, "sophie")
    assert given.remembered and {one.document for one in given.before} == {first, second}
    assert client_of(garage, first) == client_of(garage, second) == client_id
    (third,) = bring_in(garage, "3", buyer="TRANSPORT LAMBER", postcode="4000")
    assert client_of(garage, third) == client_id
    (decision,) = garage.store.decisions.all()
    assert (decision.client_name, decision.buyer.name, decision.user) == (
        *("Transports Lambert SA", "Transport Lamber", "sophie"),
    )


def test_another_buyer_of_the_same_name_is_asked_about(garage: Garage) -> None:
    (first,) = bring_in(garage, "1", buyer="Dubois Pierre", postcode="4000")
    client_id = garage.add("Dubois, P.")
    garage.store.decisions.decide(first, client_id, "sophie")
    (other,) = bring_in(garage, "2", buyer="Dubois Pierre", postcode="5000")
    assert client_of(garage, other) is None
    (nameless,) = bring_in(garage, "3", buyer="Dubois Pierre", postcode="")
    assert client_of(garage, nameless) is None


def test_taking_back_leaves_everything_as_it_was(garage: Garage) -> None:
    first, second = bring_in(garage, "1", "2", buyer="Somebody", postcode="4000")
    one, other = garage.add("One"), garage.add("Other")
    garage.store.decisions.decide(first, one, "sophie")
    before = garage.store.decisions.all()
    given = garage.store.decisions.decide(first, other, "luc")
    assert [d.client_id for d in garage.store.decisions.all()] == [other]
    garage.store.decisions.take_back(given)
    assert garage.store.decisions.all() == before
    assert client_of(garage, first) == client_of(garage, second) == one


def test_what_is_forgotten_is_asked_again(garage: Garage) -> None:
    (first,) = bring_in(garage, "1", buyer="Somebody", postcode="4000")
    garage.store.decisions.decide(first, garage.add("One"), "sophie")
    (decision,) = garage.store.decisions.all()
    assert garage.store.decisions.forget(decision.key)
    assert not garage.store.decisions.forget(decision.key)
    (second,) = bring_in(garage, "2", buyer="Somebody", postcode="4000")
    assert client_of(garage, second) is None and isinstance(question(garage, second).match, NoMatch)


def test_a_card_that_is_gone_takes_its_decisions_with_it(garage: Garage) -> None:
    (first,) = bring_in(garage, "1", buyer="Somebody", postcode="4000")
    card = garage.add("One")
    garage.store.decisions.decide(first, card, "sophie")
    with garage.store.database.connection_context():
        models.Client.delete().where(models.Client.id == card).execute()
    assert garage.store.decisions.all() == []
    (second,) = bring_in(garage, "2", buyer="Somebody", postcode="4000")
    assert client_of(garage, second) is None


def test_a_name_alone_is_given_but_not_remembered(garage: Garage) -> None:
    first, second = bring_in(garage, "1", "2", buyer="Pierre Dubois", postcode="")
    with garage.store.database.connection_context():
        models.Document.update(buyer_endpoint="").execute()
    card = garage.add("Dubois, Pierre")
    assert not question(garage, first).can_be_remembered
    given = garage.store.decisions.decide(first, card, "sophie")
    assert not given.remembered and garage.store.decisions.all() == []
    assert (client_of(garage, first), client_of(garage, second)) == (card, None)


def test_against_two_vat_numbers_nothing_is_remembered(garage: Garage) -> None:
    (first,) = bring_in(garage, "1", buyer_vat="BE0417497106")
    given = garage.store.decisions.decide(first, garage.add("Dumont", vat="BE0403170701"), "sophie")
    assert not given.remembered
    (second,) = bring_in(garage, "2", buyer_vat="BE0417497106")
    assert client_of(garage, second) is None


def test_none_of_these_makes_a_card_with_the_address_of_the_invoice(garage: Garage) -> None:
    first, second = bring_in(
        garage, "1", "2", buyer="Claes, Anna", buyer_email="a@claes.example", postcode="4000"
    )
    given = garage.store.decisions.make_card(first, Language.DUTCH, "sophie")
    assert given.card is not None
    card = garage.card(given.card)
    assert (card.name, card.street, card.postcode, card.town, card.language) == (
        *("Claes, Anna", "Rue Haute 1", "4000", "Liège", Language.DUTCH),
    )
    assert [(a.email, a.source) for a in card.addresses] == [("a@claes.example", AddressSource.DOCUMENT)]
    assert client_of(garage, first) == client_of(garage, second) == given.card
    garage.store.decisions.take_back(given)
    assert client_of(garage, first) is None and garage.store.clients.get(given.card) is None


def test_a_card_that_something_else_holds_on_to_stays(garage: Garage) -> None:
    (first,) = bring_in(garage, "1", buyer="Claes, Anna", postcode="4000")
    given = garage.store.decisions.make_card(first, Language.FRENCH, "sophie")
    assert given.card is not None
    garage.store.selection.add("sophie", [given.card])
    garage.store.decisions.take_back(given)
    assert garage.store.clients.get(given.card) is not None


def test_cards_that_come_later_settle_what_is_certain_and_leave_the_rest(garage: Garage) -> None:
    (sure,) = bring_in(garage, "1", buyer="Lambert", buyer_vat="BE0417497106")
    (open_,) = bring_in(garage, "2", buyer="Claes, Anna", postcode="4000")
    card = garage.store.cards.add(Client("Transports Lambert", vat="0417.497.106"))
    settled, asked = garage.store.decisions.settle([sure, open_])
    assert [(d.number, m.by) for d, m in settled] == [("1", MatchedBy.VAT)]
    assert [q.document.number for q in asked] == ["2"]
    assert (client_of(garage, sure), client_of(garage, open_)) == (card, None)


def test_a_name_full_of_signs_is_remembered_like_any_other(garage: Garage) -> None:
    hostile = "%_' OR 1=1; -- [/b] \\ été"
    first, other = bring_in(garage, "1", buyer=hostile, postcode="4000"), bring_in(garage, "2", buyer="Claes")
    given = garage.store.decisions.decide(first[0], garage.add("One"), "sophie")
    assert [one.document for one in given.before] == first
    assert client_of(garage, other[0]) is None
    (again,) = bring_in(garage, "3", buyer=hostile, postcode="4000")
    assert isinstance(question(garage, again).match, Matched)
