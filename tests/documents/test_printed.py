"""What the text of a printed invoice shows, and what the seat belt makes of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from carmail_tui.documents.document import Document, DocumentKind, Party
from carmail_tui.documents.printed import is_legible, shows_amount, shows_number, shows_party
from carmail_tui.documents.seatbelt import Against, Found, Gap, Unchecked, contradictions, gaps
from carmail_tui.recipients.client import Client

PAGE = """Garage Lambert SRL  Rue de la Station 5, 4000 Liège  TVA BE 0403.170.701
Facture 2026-1852   Date : 24/11/2026   Échéance : 24/12/2026
Client : Transports Dumont SA   BE 0417.497.106
Entretien et pneus hiver 1.061,65   TVA 21 % 222,95   À payer 1 284,60 EUR"""
ROW = Document(
    DocumentKind.INVOICE,
    "2026-1852",
    date(2026, 11, 24),
    Decimal("1284.60"),
    buyer=Party("Transports Dumont SA", "BE0417497106"),
)
CLIENT = Client("Transports Dumont SA", vat="BE0417497106", id=1)


def against(text: str, row: Document = ROW, *others: Document, client: Client = CLIENT) -> list[Against]:
    return [c.against for c in contradictions(row, client, Found("a.pdf", text=text), others)]


def missing(text: str, row: Document = ROW) -> tuple[Gap, ...]:
    return gaps(row, CLIENT, Found("a.pdf", text=text), "a.pdf")


@pytest.mark.parametrize(
    ("number", "text", "shown"),
    [
        ("2026-1852", "N° 2026-1852,", True),
        ("2026-1852", "2026 / 1852", True),
        ("2026-1852", "20261852", True),
        ("fv-26-1", "FV-26-1.", True),
        ("V01/15000001", "Factuur 15000001", True),
        ("2026-1852", "2026-18520", False),
        ("2026-1852", "12026-1852", False),
        ("2026-1852", "1852", False),
        ("[/b](", "b", True),
        ("--", "anything", False),
    ],
)
def test_a_number_however_its_parts_are_set_off(number: str, text: str, shown: bool) -> None:
    assert shows_number(text, number) is shown


@pytest.mark.parametrize(
    "text", ["1 284,60", "1.284,60", "1,284.60", "1284.60", "1'284.60", "1\u202f284,60 €"]
)
def test_an_amount_in_the_ways_of_the_neighbours(text: str) -> None:
    assert shows_amount(f"Total {text}", Decimal("1284.60"))
    assert shows_amount(f"Total -{text}", Decimal("1284.60"))
    # A blank may as well stand between two columns.
    assert shows_amount(f"Total {text}", Decimal("284.60")) is (text == "1 284,60")
    assert not shows_amount(f"Total {text}", Decimal("1284.61"))
    assert not shows_amount(f"Total {text}", Decimal("11284.60"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *(("100,00", True), ("100", True), ("100,-", True)),
        *(("100,01", False), ("1100,00", False), ("1.100,00", False), ("100.000", False)),
    ],
)
def test_an_amount_without_cents(text: str, shown: bool) -> None:
    assert shows_amount(f"Total: {text} EUR", Decimal("100.00")) is shown


@pytest.mark.parametrize(
    ("names", "vat", "code", "shown"),
    [
        (("Somebody",), "0417.497.106", "", True),
        (("DUMONT, transports",), "", "", True),
        (("Dumont Frères",), "", "", False),
        (("",), "", "", False),
        (("",), "", "Liège", True),
    ],
)
def test_a_party_by_vat_number_or_by_all_words_of_its_name(
    names: tuple[str, ...], vat: str, code: str, shown: bool
) -> None:
    assert shows_party(PAGE, names, vat, code) is shown


@pytest.mark.parametrize(
    "text",
    ["", "Garage Lambert SRL Rue de la Station 5 4000 Liège Tél 04 222 33 44 info at garage", "!§$ %&/ ()"],
)
def test_a_letterhead_is_no_legible_invoice(text: str) -> None:
    assert not is_legible(text)
    assert against(text) == []
    assert missing(text) == (Gap("a.pdf", Unchecked.NO_TEXT),)


def test_a_page_that_shows_everything_is_let_through() -> None:
    assert is_legible(PAGE) and against(PAGE) == [] and missing(PAGE) == ()


def test_the_page_of_another_document_is_stopped_and_named() -> None:
    other = replace(ROW, number="2026-1851", total=Decimal("312.18"))
    (found,) = contradictions(other, CLIENT, Found("a.pdf", text=PAGE), [ROW, other])
    assert (found.against, found.expected, found.found) == (Against.NUMBER, "2026-1851", "2026-1852")
    (alone,) = contradictions(other, CLIENT, Found("a.pdf", text=PAGE))
    assert (alone.expected, alone.found) == ("2026-1851", "")


def test_two_invoices_of_one_client_over_one_amount_are_told_apart() -> None:
    assert against(PAGE, replace(ROW, number="2026-1853")) == [Against.NUMBER]


def test_the_number_alone_is_not_enough() -> None:
    """Another garage has a 2026-1852 as well."""
    stranger = replace(ROW, total=Decimal("50.00"), buyer=Party("Maes BV", "BE0403227515"))
    client = Client("Maes BV", id=2)
    assert against(PAGE, stranger, client=client) == [Against.AMOUNT, Against.BUYER]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (replace(ROW, total=Decimal("1284.00")), (Against.AMOUNT,)),
        (replace(ROW, buyer=Party("Иванов")), ()),
    ],
)
def test_what_is_not_found_beside_the_number_is_said(row: Document, what: tuple[Against, ...]) -> None:
    assert against(PAGE, row) == []
    assert missing(PAGE, row) == ((Gap("a.pdf", Unchecked.NOT_FOUND, what),) if what else ())


def test_a_buyer_who_is_not_printed_is_said() -> None:
    row = replace(ROW, buyer=Party("Maes"))
    assert gaps(row, Client("Maes BV", id=2), Found("a.pdf", text=PAGE), "a.pdf") == (
        Gap("a.pdf", Unchecked.NOT_FOUND, (Against.BUYER,)),
    )


def test_a_file_that_is_not_read_and_one_that_says_little() -> None:
    assert gaps(ROW, CLIENT, None, "a.zip") == (Gap("a.zip", Unchecked.NOT_READ),)
    xml = Found("a.xml", number="2026-1852", buyer=Party("Transports Dumont SA"))
    assert gaps(ROW, CLIENT, xml, "a.xml") == (Gap("a.xml", Unchecked.NOT_FOUND, (Against.AMOUNT,)),)


def test_a_client_whom_a_person_named_may_be_called_otherwise_but_not_have_another_vat_number() -> None:
    row = replace(ROW, buyer=Party("Dépannage du Midi"), client_decided=True)
    xml = Found("a.xml", "2026-1852", buyer=Party("Dépannage du Midi"), total=ROW.total)
    assert contradictions(row, CLIENT, xml) == ()
    assert [c.against for c in contradictions(replace(row, client_decided=False), CLIENT, xml)] == [
        Against.CLIENT
    ]
    swapped = replace(xml, buyer=Party("Maes BV"))
    assert [c.against for c in contradictions(row, CLIENT, swapped)] == [Against.BUYER]
    other = replace(xml, buyer=Party("Dépannage du Midi", "BE0403227515"))
    assert [c.against for c in contradictions(row, CLIENT, other)] == [Against.CLIENT]


def test_hostile_text_takes_no_time() -> None:
    for text in ("1 " * 200_000, "2026-" * 50_000, "." * 300_000, "\u0000" * 1000 + PAGE):
        assert isinstance(against(text), list)
