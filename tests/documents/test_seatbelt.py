"""What a file says against the ledger and the recipient."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from carmail_tui.documents.document import Document, DocumentKind, Party
from carmail_tui.documents.seatbelt import Against, Found, contradictions, same_party
from carmail_tui.recipients.client import Address, AddressSource, Client

DUMONT = Party("Transports Dumont SA", "BE0403170701")
ROW = Document(DocumentKind.INVOICE, "2026-1852", date(2026, 11, 24), Decimal("1284.60"), buyer=DUMONT)
CLIENT = Client("Transports Dumont SA", vat="BE 0403.170.701", code="C17", id=1)
FILE = Found("1852.xml", "2026-1852", DocumentKind.INVOICE, DUMONT, Decimal("1284.60"), "EUR")


def against(found: Found, row: Document = ROW, client: Client | None = CLIENT) -> list[Against]:
    return [c.against for c in contradictions(row, client, found)]


def test_a_file_that_agrees_is_let_through() -> None:
    assert against(FILE) == []
    assert against(replace(FILE, number=" 2026- 1852", currency="eur")) == []


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (replace(FILE, number="2026-1851"), Against.NUMBER),
        (replace(FILE, kind=DocumentKind.CREDIT_NOTE), Against.KIND),
        (replace(FILE, total=Decimal("1284.61")), Against.AMOUNT),
        (replace(FILE, currency="CHF"), Against.CURRENCY),
    ],
)
def test_each_contradiction_shows_both_sides(found: Found, expected: Against) -> None:
    (contradiction,) = contradictions(ROW, CLIENT, found)
    assert contradiction.against is expected
    assert contradiction.expected != contradiction.found and contradiction.file == "1852.xml"


def test_what_the_file_does_not_say_contradicts_nothing() -> None:
    assert against(Found("scan.pdf")) == []


def test_a_credit_note_written_with_negative_amounts_agrees() -> None:
    row = replace(ROW, kind=DocumentKind.CREDIT_NOTE)
    assert against(replace(FILE, kind=DocumentKind.CREDIT_NOTE, total=Decimal("-1284.60")), row) == []


def test_the_document_of_another_buyer_is_stopped_on_both_counts() -> None:
    other = replace(FILE, buyer=Party("Maes BV", "BE0000000196"))
    assert against(other) == [Against.BUYER, Against.CLIENT]
    (_, last) = contradictions(ROW, CLIENT, other)
    assert "Maes BV" in last.found and "Dumont" in last.expected


def test_a_row_given_to_the_wrong_client_is_stopped_though_the_file_agrees_with_the_row() -> None:
    wrong = Client("Dumont & Fils SRL", vat="BE0000000196", id=2)
    assert against(FILE, client=wrong) == [Against.CLIENT]


@pytest.mark.parametrize(
    ("name", "said", "same"),
    [
        ("Dubois, Pierre", "Pierre Dubois", True),
        ("Dubois, Pierre", "M. Pierre DUBOIS", True),
        ("Dubois, Pierre", "Dubois, Pauline", False),
        ("Dubois, Pierre", "Dubois, Pierrette", False),
        ("Transports Dumont SA", "Dumont", True),
        ("Carrosserie Léonard S.P.R.L.", "CARROSSERIE LEONARD SPRL", True),
        ("Garage Maes NV", "Garage Peeters NV", False),
        ("", "Dumont", True),
        ("Dumont", "", True),
    ],
)
def test_names_agree_when_one_holds_all_words_of_the_other(name: str, said: str, same: bool) -> None:
    assert same_party((name,), "", Party(said)) is same


def test_valid_vat_numbers_decide_whatever_the_names() -> None:
    assert same_party(("Ancien nom",), "BE0403170701", Party("Nouveau nom", "0403.170.701"))
    assert not same_party(("Dumont",), "BE0403170701", Party("Dumont", "BE0000000196"))


def test_our_code_or_a_known_address_of_the_client_outweighs_a_name_spelled_otherwise() -> None:
    row = replace(ROW, buyer=Party("Dumond Transport"))
    book = (Address("c@dumont.example", AddressSource.CARD, "c@dumont.example"),)
    by_name = replace(FILE, buyer=Party("Dumond Transport"))
    assert against(by_name, row, replace(CLIENT, addresses=book)) == [Against.CLIENT]
    by_code = replace(FILE, buyer=Party("Dumond Transport", code="c17"))
    assert against(by_code, row, CLIENT) == []
    by_mail = replace(FILE, buyer=Party("Dumond Transport", email="C@dumont.example"))
    assert against(by_mail, row, replace(CLIENT, addresses=book)) == []
