"""What expressions mean and how they are written; faults point at their place and say what would be right."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from carmail_tui.i18n import use_language
from carmail_tui.recipients.client import Client, Vehicle
from carmail_tui.recipients.expression.errors import ExpressionError, Fault
from carmail_tui.recipients.expression.evaluate import holds
from carmail_tui.recipients.expression.fields import FIELDS
from carmail_tui.recipients.expression.parsing import parse
from carmail_tui.recipients.expression.printing import printed
from carmail_tui.recipients.expression.vocabulary import LANGUAGES, field_names, field_word
from carmail_tui.recipients.history import Bill, History, HistoryNeededError, Written

TODAY = date(2026, 11, 24)
SOON, LATER = date(2026, 12, 20), date(2027, 8, 1)
VW, DIESEL = Vehicle(make="V.W.", fuel="Essence", next_inspection=LATER), Vehicle(make="Audi", fuel="Diesel")
MARC = Client(
    "Dupont, Marc",
    postcode="4020",
    town="Liège",
    vehicles=(VW, Vehicle(plate="1-ABC-123", make="Renault", fuel="Diesel", next_inspection=SOON)),
)
PAST = History(
    (
        Bill("F1", "invoice", date(2026, 1, 10), Decimal("300.00"), date(2026, 2, 10), paid=True),
        Bill("F2", "invoice", date(2026, 11, 2), Decimal("250.50"), date(2026, 11, 20)),
        Bill("N3", "credit_note", date(2026, 11, 3), Decimal("-50.00")),
        Bill("U4", "invoice", date(2026, 11, 3), Decimal("9999.00"), paid=True, currency="USD"),
    ),
    (Written("Pneus hiver", "promotion", date(2026, 10, 1)),),
)


@pytest.mark.parametrize(
    "text",
    [
        "town = LIEGE and postcode in 4000..4999",
        "make = volkswagen and fuel = essence",
        "localité = liege et marque = vw",
        "merk = VW en gemeente begint met li",
        "marke = VW und ort enthält ieg",
        "make = VW and fuel != diesel",
        "make = Renault and next_inspection <= today + 6w",
        "next_inspection in today..today + 6w",
        "plate = 1abc123",
        "name contains dupont",
        "vehicle(make = VW) and vehicle(fuel = diesel)",
        "not bounced and email is empty",
        "region in (liege, namur)",
        "total() >= 500.50 and total() <= 500.50",
        "total(date >= 01/11/2026) = 200.50",
        "document(kind = invoice and not paid and due < today)",
        "last_document = 3/11/26",
        'mailing = "PNEUS hiver" and last_mailed < today - 1m',
        "not mailing(date >= today - 30d)",
        "first_name is empty or promotions",
    ],
)
def test_this_holds_of_marc(text: str) -> None:
    assert holds(parse(text), MARC, TODAY, PAST)


@pytest.mark.parametrize(
    "text",
    [
        "make = VW and fuel = diesel",
        "make != VW",
        "(make = VW or make = Audi) and next_inspection <= today + 6w",
        "vehicle(make = VW and fuel = diesel)",
        "email is not empty",
        "total(date >= 01/11/2026) > 200.50",
        "document(due < today and paid and date > 01/06/2026 and amount < 300)",
        "not (town = liege)",
    ],
)
def test_this_does_not_hold_of_marc(text: str) -> None:
    assert not holds(parse(text), MARC, TODAY, PAST)


def test_what_is_said_of_vehicles_is_about_one_and_what_is_denied_about_all() -> None:
    both = Client("Both", vehicles=(VW, DIESEL))
    assert not holds(parse("make = VW and fuel = diesel"), both, TODAY)
    assert holds(parse("make = VW and fuel != diesel"), both, TODAY), "a VW that is no diesel"
    assert not holds(parse("fuel != diesel"), both, TODAY), "no diesel at all"
    assert holds(parse("make = VW and not vehicle(plate = x)"), both, TODAY)


def test_without_its_history_nothing_is_guessed_of_a_client() -> None:
    with pytest.raises(HistoryNeededError):
        holds(parse("not mailing(date >= today - 30d)"), MARC, TODAY)
    with pytest.raises(HistoryNeededError):
        holds(parse("town = liege and last_document < today"), MARC, TODAY)


@pytest.mark.parametrize(
    ("text", "fault", "at", "right"),
    [
        ("mrae = VW", Fault.UNKNOWN_FIELD, "mrae", "make"),
        ("town = liege and make = Land Rover", Fault.SEVERAL_WORDS, "Land Rover", '"Land Rover"'),
        ("amount >= 500,50", Fault.DECIMAL_COMMA, "500,50", "500.50"),
        ("next_inspection < 31/02/2026", Fault.NOT_A_DATE, "31/02/2026", "today + 6w"),
        ("town > 5", Fault.OPERATOR, "town", "contains"),
        ("make in a..b", Fault.NO_RANGE, "a..b", "make in (a, b)"),
        ("postcode in 5000..4000", Fault.BACKWARDS, "5000..4000", "4000..5000"),
        ("postcode = liege", Fault.NOT_A_NUMBER, "liege", "4000..4999"),
        ("language = it", Fault.NOT_A_CHOICE, "it", "fr, nl, de, en"),
        ("vehicle(name = x)", Fault.FIELD_ELSEWHERE, "name", "make"),
        ('name = "abc', Fault.QUOTATION, '"abc', ""),
        ('name = "?"', Fault.NOT_A_TEXT, '"?"', "= VW"),
        ("make = VW )", Fault.UNEXPECTED, ")", "and, or"),
        ("make = VW and", Fault.UNFINISHED, "", "a field"),
        ("promotions = maybe", Fault.NOT_A_CHOICE, "maybe", "yes no"),
        ("", Fault.EMPTY, "", "make = VW"),
        ("not " * 60 + "promotions", Fault.TOO_LONG, "not " * 60 + "promotions", ""),
        ("(" * 60, Fault.TOO_LONG, "(" * 60, ""),
    ],
)
def test_a_fault_is_shown_at_its_place_with_what_would_be_right(
    text: str, fault: Fault, at: str, right: str
) -> None:
    use_language("en")
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    error = refused.value
    assert error.fault is fault
    assert text[error.place : error.place + error.length] == at
    assert right in error.right and right in error.sentence()
    assert "^" in error.pointed(text)[1]


def test_an_expression_is_written_in_the_language_in_use() -> None:
    node = parse("make = VW and fuel != diesel or not (town is empty) and created >= today - 2y")
    assert printed(node, "fr") == (
        "marque = VW et carburant != diesel ou localité est non vide et créé >= aujourd'hui - 2a"
    )
    for language in LANGUAGES:
        assert parse(printed(node, language)) == node


def test_no_word_means_two_fields() -> None:
    for language in LANGUAGES:
        assert all(field_names()[_folded(field_word(name, language))] == name for name in FIELDS)


def _folded(word: str) -> str:
    from carmail_tui.recipients.folding import fold

    return fold(word)


def test_the_page_names_every_field_in_every_language() -> None:
    page = (Path(__file__).parents[2] / "docs" / "filters.md").read_text(encoding="utf-8")
    for name in FIELDS:
        assert " | ".join(f"`{field_word(name, language)}`" for language in LANGUAGES) in page
    for line in page.split("```")[1].strip().splitlines():
        assert parse(line), "an example that can be typed"
