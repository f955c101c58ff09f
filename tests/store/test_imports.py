"""Importing into a real database: found again, joined, never doubled, and a dry run that leaves no trace."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from carmail_tui.documents.document import Document
from carmail_tui.documents.matching import Candidates, Matched, MatchedBy, NoMatch
from carmail_tui.documents.ownership import Disputed
from carmail_tui.reading.clients import read_clients
from carmail_tui.reading.documents import read_documents
from carmail_tui.reading.imported import (
    ClientImport,
    ClientOutcome,
    DocumentImport,
    DocumentOutcome,
    ImportedDocument,
)
from carmail_tui.recipients.client import AddressSource, Client
from carmail_tui.settings.model import Company
from carmail_tui.store.store import Store
from tests.reading.invoices import PDF, cii, ubl

US = Company(name="Garage Dumont", vat="BE0403170701")
NEW, UPDATED, UNCHANGED = ClientOutcome.NEW, ClientOutcome.UPDATED, ClientOutcome.UNCHANGED


class Garage:
    """A store, and a folder into which things are put to be imported."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inbox = folder / "inbox"
        self.inbox.mkdir()
        self.store = Store(f"sqlite:///{folder / 'garage.db'}", folder / "files")

    def clients(self, text: str, *, dry_run: bool = False) -> ClientImport:
        path = self.folder / "list.csv"
        path.write_text(text, encoding="utf-8")
        return self.store.imports.clients(read_clients(path).rows, dry_run=dry_run)

    def outcomes(self, text: str) -> list[ClientOutcome]:
        return [row.outcome for row in self.clients(text).rows]

    def put(self, name: str, content: bytes) -> None:
        (self.inbox / name).write_bytes(content)

    def documents(
        self, company: Company | None = US, *, create_clients: bool = False, dry_run: bool = False
    ) -> DocumentImport:
        return self.store.imports.documents(
            read_documents([self.inbox]), company, create_clients=create_clients, dry_run=dry_run
        )

    def one(self, company: Company | None = US, *, create_clients: bool = False) -> ImportedDocument:
        (answer,) = self.documents(company, create_clients=create_clients).documents
        return answer

    def add(self, name: str, *, vat: str = "", code: str = "", postcode: str = "") -> int:
        return self.store.cards.add(Client(name, vat=vat, code=code, postcode=postcode))

    def card(self, client_id: int | None) -> Client:
        assert client_id is not None
        found = self.store.clients.get(client_id)
        assert found is not None
        return found

    def ledger(self) -> list[Document]:
        return self.store.ledger.many(self.store.ledger.ids())

    def dump(self) -> list[str]:
        """Everything in the database, as text."""
        with sqlite3.connect(self.folder / "garage.db") as connection:
            return list(connection.iterdump())


@pytest.fixture
def garage(tmp_path: Path) -> Iterator[Garage]:
    found = Garage(tmp_path)
    yield found
    found.store.close()


# Clients


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


# Documents


def test_an_invoice_comes_in_with_its_files(garage: Garage) -> None:
    garage.put("a.xml", ubl(attachment=("2026-1851.pdf", "application/pdf", PDF)))
    assert garage.one().outcome is DocumentOutcome.NEW
    (document,) = garage.ledger()
    assert [(f.name, f.media_type) for f in document.files] == [
        ("a.xml", "application/xml"),
        ("2026-1851.pdf", "application/pdf"),
    ]
    (garage.inbox / "a.xml").write_bytes(b"overwritten")
    assert [garage.store.files.read(file) for file in document.files][1] == PDF
    assert b"2026-1851" in garage.store.files.read(document.files[0])


def test_importing_twice_changes_nothing(garage: Garage) -> None:
    garage.put("a.xml", ubl(attachment=("2026-1851.pdf", "application/pdf", PDF)))
    garage.put("b.xml", ubl("2026-1852", total="10.005", gross="10.005"))
    garage.documents(create_clients=True)
    before = garage.dump()
    again = garage.documents(create_clients=True)
    assert [answer.outcome for answer in again.documents] == [DocumentOutcome.UNCHANGED] * 2
    assert garage.dump() == before


def test_a_dry_run_of_documents_leaves_neither_rows_nor_files(garage: Garage) -> None:
    garage.put("a.xml", ubl())
    before = garage.dump()
    (answer,) = garage.documents(create_clients=True, dry_run=True).documents
    assert (answer.outcome, answer.created) == (DocumentOutcome.NEW, True)
    assert garage.dump() == before
    assert not (garage.folder / "files").exists()


def test_the_same_invoice_in_two_syntaxes_is_one_document(garage: Garage) -> None:
    garage.put("a.xml", ubl(attachment=("2026-1851.pdf", "application/pdf", PDF)))
    garage.documents()
    garage.put("b.xml", cii())
    garage.put("c.xml", ubl(attachment=("2026-1851.pdf", "application/pdf", PDF + b"other")))
    assert garage.one().outcome is DocumentOutcome.JOINED
    (document,) = garage.ledger()
    assert [file.name for file in document.files] == [
        *("a.xml", "2026-1851.pdf", "b.xml", "c.xml", "2026-1851 (2).pdf"),
    ]
    assert garage.one().outcome is DocumentOutcome.UNCHANGED


def test_a_contradiction_replaces_nothing(garage: Garage) -> None:
    garage.put("a.xml", ubl())
    garage.documents()
    before = garage.dump()
    garage.put("a.xml", ubl(total="999.00", gross="999.00"))
    answer = garage.one()
    assert answer.outcome is DocumentOutcome.CONFLICT
    assert [(d.about, d.known, d.said) for d in answer.disagreements] == [
        (Disputed.TOTAL, "121.00", "999.00")
    ]
    assert garage.dump() == before


def test_files_that_contradict_each_other_come_in_neither(garage: Garage) -> None:
    garage.put("a.xml", ubl())
    garage.put("b.xml", cii(total="999.00", gross="999.00"))
    garage.put("c.xml", ubl("2026-1852"))
    answers = garage.documents().documents
    assert [(a.outcome, [p.name for p in a.paths]) for a in answers] == [
        (DocumentOutcome.CONFLICT, ["a.xml", "b.xml"]),
        (DocumentOutcome.NEW, ["c.xml"]),
    ]
    assert [document.number for document in garage.ledger()] == ["2026-1852"]


def test_others_and_what_cannot_be_read_are_listed_and_kept_out(garage: Garage) -> None:
    garage.put("a.xml", ubl(seller_vat="BE0417497106"))
    garage.put("b.pdf", PDF)
    garage.put("c.xml", ubl(number=""))
    garage.put("d.xml", b"<!DOCTYPE x><x/>")
    garage.put("e.txt", b"hello")
    garage.put("f.xml", ubl(total="", gross=""))
    assert {a.paths[0].name: a.outcome for a in garage.documents().documents} == {
        "a.xml": DocumentOutcome.NOT_OURS,
        "b.pdf": DocumentOutcome.NOT_READ_YET,
        "c.xml": DocumentOutcome.INCOMPLETE,
        "d.xml": DocumentOutcome.REJECTED,
        "e.txt": DocumentOutcome.NOT_A_DOCUMENT,
        "f.xml": DocumentOutcome.INCOMPLETE,
    }
    assert garage.ledger() == []


def test_any_seller_takes_what_others_sold(garage: Garage) -> None:
    garage.put("a.xml", ubl(seller_vat="BE0417497106"))
    assert garage.one(None).outcome is DocumentOutcome.NEW


def test_ours_by_name_and_ours_by_number_is_one_document(garage: Garage) -> None:
    garage.put("a.xml", ubl(seller_vat=""))
    garage.put("b.xml", ubl(due=""))
    assert garage.one().outcome is DocumentOutcome.NEW
    assert len(garage.ledger()) == 1


def test_the_client_is_found_and_learns_the_address(garage: Garage) -> None:
    client_id = garage.add("Lambert", vat="BE 0417.497.106")
    garage.put("a.xml", ubl())
    answer = garage.one()
    assert isinstance(answer.match, Matched)
    assert (answer.match.by, answer.client) == (MatchedBy.VAT, "Lambert")
    assert answer.document is not None
    assert answer.document.client_id == client_id
    book = garage.card(client_id).addresses
    assert [(a.email, a.source) for a in book] == [("compta@lambert.example", AddressSource.DOCUMENT)]


def test_a_tidied_address_book_is_left_alone(garage: Garage) -> None:
    client_id = garage.add("Lambert", vat="BE0417497106")
    garage.put("a.xml", ubl())
    garage.documents()
    (address,) = garage.card(client_id).addresses
    assert address.id is not None
    garage.store.cards.remove_address(client_id, address.id)
    garage.documents()
    assert garage.card(client_id).addresses == ()


def test_candidates_are_offered_and_nothing_is_decided(garage: Garage) -> None:
    garage.add("Transports Lambert", postcode="5000")
    garage.put("a.xml", ubl(buyer_vat="", buyer_email=""))
    answer = garage.one(create_clients=True)
    assert answer.unmatched
    assert isinstance(answer.match, Candidates)
    assert [client.names[0] for client in answer.match.clients] == ["Transports Lambert"]
    assert garage.store.imports.match(garage.ledger()[0]) == answer.match
    assert not answer.created


def test_a_client_who_comes_later_gets_the_document(garage: Garage) -> None:
    garage.put("a.xml", ubl())
    first = garage.one()
    assert first.unmatched
    assert isinstance(first.match, NoMatch)
    client_id = garage.add("Lambert", vat="BE0417497106")
    assert garage.one().outcome is DocumentOutcome.UPDATED
    assert garage.ledger()[0].client_id == client_id


def test_a_document_never_changes_its_client_by_itself(garage: Garage) -> None:
    mine = garage.add("Chosen by hand")
    garage.put("a.xml", ubl())
    garage.documents()
    (document,) = garage.ledger()
    assert document.id is not None
    garage.store.ledger.set_client(document.id, mine)
    garage.add("Lambert", vat="BE0417497106")
    garage.documents()
    assert garage.ledger()[0].client_id == mine


def test_cards_are_made_from_buyers_once(garage: Garage) -> None:
    garage.put("a.xml", ubl())
    garage.put("b.xml", ubl("2026-1852"))
    garage.put("c.xml", ubl("2026-1853", buyer="Unknown", buyer_vat="", buyer_email="", postcode=""))
    answers = garage.documents(create_clients=True).documents
    assert [answer.created for answer in answers] == [True, False, False]
    assert [answer.unmatched for answer in answers] == [False, False, True]
    card = garage.card(garage.ledger()[-1].client_id)
    assert (card.name, card.company, card.street, card.postcode, card.town, card.vat) == (
        *("Transports Lambert", "Transports Lambert", "Rue Haute 1", "4000", "Liège", "BE0417497106"),
    )
    assert [a.email for a in card.addresses] == ["compta@lambert.example"]


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
