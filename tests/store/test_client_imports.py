"""Client lists into the database: who is found again, what is learned, what is left alone."""

import sqlite3
from dataclasses import replace

import pytest

from carmail_tui.documents.matching import MatchedBy
from tests.reading.invoices import ubl
from tests.store.importing import NEW, UNCHANGED, UPDATED, Garage, garage

__all__ = ("garage",)


def test_the_same_list_twice_changes_nothing(garage: Garage) -> None:
    text = (
        "Nom;Prénom;CP;Email;TVA;Plaque\n"
        "Dubois;Pauline;4500;pauline@d.example;;1-ABC-234\n"
        "Lambert;;4000;info@l.example;BE0417497106;\n"
        "Sans Mail;;;;;\n"
    )
    assert garage.outcomes(text) == [NEW, NEW, NEW]
    before = garage.dump()
    assert garage.outcomes(text) == [UNCHANGED, UNCHANGED, UNCHANGED]
    assert garage.dump() == before


def test_a_dry_run_says_what_would_change_and_changes_nothing(garage: Garage) -> None:
    garage.clients("Code;Nom;CP\n1;Dubois;4500\n")
    before = garage.dump()
    answer = garage.clients("Code;Nom;CP\n1;Dubois;4000\n2;Lambert;5000\n", dry_run=True)
    assert [row.outcome for row in answer.rows] == [UPDATED, NEW]
    assert [(c.field, c.before, c.after) for c in answer.rows[0].changes] == [("postcode", "4500", "4000")]
    assert garage.dump() == before


@pytest.mark.parametrize(
    ("first", "second", "by"),
    [
        ("Code;Nom\n7;Dubois\n", "Code;Nom\n7;Dubois-Martin\n", MatchedBy.CODE),
        ("TVA;Nom\nBE0417497106;Lambert\n", "TVA;Nom\n0417.497.106;Lambert SA\n", MatchedBy.VAT),
        ("Nom;Email\nLambert;a@l.example\n", "Nom;Email\nLambert SA;A@L.example\n", MatchedBy.EMAIL),
        ("Nom;CP;Tel\nLambert;4000;1\n", "Nom;CP;Tel\nLAMBERT;4000;2\n", MatchedBy.NAME_AND_POSTCODE),
    ],
)
def test_a_client_is_found_again(garage: Garage, first: str, second: str, by: MatchedBy) -> None:
    (known,) = garage.clients(first).rows
    (row,) = garage.clients(second).rows
    assert (row.outcome, row.matched_by, row.client_id) == (UPDATED, by, known.client_id)


@pytest.mark.parametrize(
    "text",
    [
        # A family shares a mailbox, two establishments a VAT number, namesakes nothing but the name.
        "Nom;Prénom;Email\nDubois;Pierre;dubois@d.example\nDubois;Pauline;dubois@d.example\n",
        "Nom;CP;TVA\nLambert Liège;4000;BE0417497106\nLambert Namur;5000;BE0417497106\n",
        "Nom;Email\nMartin;a@m.example\nMartin;b@m.example\n",
        "Nom;CP\nMartin;4000\nMartin;5000\n",
        "Code;Nom;CP\n1;Martin;4000\n2;Martin;4000\n",
        "Nom;TVA\nA;non assujetti\nB;non assujetti\n",
    ],
)
def test_two_clients_stay_two_at_every_import(garage: Garage, text: str) -> None:
    assert garage.outcomes(text) == [NEW, NEW]
    before = garage.dump()
    assert garage.outcomes(text) == [UNCHANGED, UNCHANGED]
    assert garage.dump() == before


def test_one_row_a_vehicle_is_one_client(garage: Garage) -> None:
    text = "Code;Nom;Tel;Plaque;Marque\n7;Dubois;1;1-AAA-111;VW\n7;Dubois;2;1-BBB-222;Opel\n"
    assert garage.outcomes(text) == [NEW, UPDATED]
    assert garage.outcomes(text) == [UNCHANGED, UNCHANGED]
    row = garage.clients(text).rows[0]
    card = garage.card(row.client_id)
    assert [vehicle.plate for vehicle in card.vehicles] == ["1-AAA-111", "1-BBB-222"]
    assert card.phone == "1"


def test_what_was_corrected_by_hand_is_not_overwritten(garage: Garage) -> None:
    (row,) = garage.clients("Code;Nom;CP\n7;Dubois;4500\n").rows
    card = garage.card(row.client_id)
    garage.store.cards.correct(replace(card, postcode="4520"), frozenset({"postcode"}))
    assert garage.outcomes("Code;Nom;CP\n7;Dubois;4500\n") == [UNCHANGED]
    assert garage.card(row.client_id).postcode == "4520"


def test_what_changes_can_be_found_by_its_criteria(garage: Garage) -> None:
    garage.clients("Code;Nom;Localité;CP\n7;Dubois;Huy;4500\n")
    garage.clients("Code;Nom;Localité;CP\n7;Dubois-Él;Gand;9000\n")
    with sqlite3.connect(garage.folder / "garage.db") as connection:
        found = connection.execute("select name_key, postcode_number, search from client").fetchall()
    assert found == [("dubois el", 9000, "dubois el 7 9000 gand")]


def test_names_that_try_to_do_something_are_names(garage: Garage) -> None:
    name = "Robert&apos;); DROP TABLE client;-- [/b] &#x202E;"
    garage.put("a.xml", ubl(buyer=name, buyer_vat=""))
    garage.documents(create_clients=True)
    assert garage.card(garage.ledger()[0].client_id).name.startswith("Robert'); DROP TABLE client;-- [/b]")


def test_a_list_longer_than_one_look_into_the_database(garage: Garage) -> None:
    rows = [f"{number};Client {number};c{number}@x.example;1-AAA-{number}\n" for number in range(1200)]
    text = "Code;Nom;Email;Plaque\n" + "".join(rows) + "7;Client 7;;2-BBB-7\n1100;Client 1100;;2-BBB-1100\n"
    outcomes = garage.outcomes(text)
    assert outcomes == [NEW] * 1200 + [UPDATED] * 2
    assert garage.outcomes(text) == [UNCHANGED] * 1202
    card = garage.card(garage.clients("Code;Nom\n7;Client 7\n").rows[0].client_id)
    assert [vehicle.plate for vehicle in card.vehicles] == ["1-AAA-7", "2-BBB-7"]
    assert [address.email for address in card.addresses] == ["c7@x.example"]
