"""E-invoices into the ledger: whose they are, what comes in twice, what contradicts what is there."""

from carmail_tui.documents.matching import Candidates, Matched, MatchedBy, NoMatch
from carmail_tui.documents.ownership import Disputed
from carmail_tui.reading.imported import DocumentOutcome
from carmail_tui.recipients.client import AddressSource
from tests.reading.invoices import PDF, cii, ubl
from tests.store.importing import Garage, garage

__all__ = ("garage",)


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
        "b.pdf": DocumentOutcome.REJECTED,
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


def test_a_third_file_that_contradicts_what_the_second_adds_is_a_conflict(garage: Garage) -> None:
    """The first says no due date, so that it agrees with both of the others."""
    garage.put("a.xml", ubl(due=""))
    garage.put("b.xml", ubl(due="2026-12-20"))
    garage.put("c.xml", ubl(due="2026-12-31"))
    answer = garage.one()
    assert answer.outcome is DocumentOutcome.CONFLICT and len(answer.paths) == 3
    assert [(d.about, d.known, d.said) for d in answer.disagreements] == [
        (Disputed.DUE, "2026-12-20", "2026-12-31")
    ]
    assert garage.ledger() == []


def test_files_that_agree_with_the_ledger_but_not_with_each_other_join_neither(garage: Garage) -> None:
    garage.put("a.xml", ubl(due=""))
    garage.documents()
    garage.put("a.xml", ubl(due="2026-12-20"))
    garage.put("b.xml", ubl(due="2026-12-31"))
    before = garage.dump()
    answer = garage.one()
    assert answer.outcome is DocumentOutcome.CONFLICT
    assert garage.dump() == before


def test_a_self_billed_invoice_is_ours_where_we_are_the_seller_whoever_made_it(garage: Garage) -> None:
    """UNTDID 389: the buyer writes the invoice in the name of the seller."""
    garage.put("ours.xml", ubl(type_code="389"))
    garage.put("theirs.xml", ubl("S-1", type_code="389", seller_vat="BE0417497106", buyer_vat="BE0403170701"))
    answers = {a.paths[0].name: a.outcome for a in garage.documents().documents}
    assert answers == {"ours.xml": DocumentOutcome.NEW, "theirs.xml": DocumentOutcome.NOT_OURS}


def test_a_namesake_of_ours_with_another_vat_number_stays_out_and_a_seller_without_any_name_too(
    garage: Garage,
) -> None:
    garage.put("a.xml", ubl(seller="Garage Dumont", seller_vat="BE0417497106"))
    garage.put("b.xml", ubl("2", seller="", seller_vat=""))
    assert {a.outcome for a in garage.documents().documents} == {DocumentOutcome.NOT_OURS}


def test_our_number_in_other_spellings_is_one_seller(garage: Garage) -> None:
    for position, spelling in enumerate(("BE0403170701", "TVA BE 0403.170.701", "403.170.701", "exempt")):
        garage.put(f"{position}.xml", ubl(seller_vat=spelling, total="121.00"))
    assert [a.outcome for a in garage.documents().documents] == [DocumentOutcome.NEW]
    assert len(garage.ledger()[0].files) == 4
