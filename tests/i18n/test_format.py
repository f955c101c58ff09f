"""Days, amounts and counts in each language of Belgium, and the language that a user gets unasked."""

import string
from datetime import date
from decimal import Decimal

import pytest

from carmail_tui.i18n import catalogue, current_language, use_language
from carmail_tui.i18n.format import format_amount, format_count, format_day, format_list, short_amount

DAY = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("fr", "2 décembre 2026", "02/12/2026"),
        ("nl", "2 december 2026", "02/12/2026"),
        ("de", "2. Dezember 2026", "02.12.2026"),
        ("en", "2 December 2026", "02/12/2026"),
    ],
)
def test_days(language: str, long: str, short: str) -> None:
    assert format_day(DAY, language, "long") == long
    assert format_day(DAY, language) == short
    assert format_day(None, language, "long") == ""


@pytest.mark.parametrize(
    ("language", "amount", "listed", "count", "several"),
    [
        ("fr", "-1 284,60 €", "-1 284,60", "2 000", "a, b et c"),
        ("nl", "€ -1.284,60", "-1.284,60", "2.000", "a, b en c"),
        ("de", "-1.284,60 €", "-1.284,60", "2.000", "a, b und c"),
        ("en", "-€1,284.60", "-1,284.60", "2,000", "a, b and c"),
    ],
)
def test_amounts_counts_and_lists(language: str, amount: str, listed: str, count: str, several: str) -> None:
    total = Decimal("-1284.60")
    assert format_amount(total, "EUR", language).replace("\xa0", " ") == amount
    assert short_amount(total, language) == listed
    assert format_count(2000, language).replace("\xa0", " ") == count
    assert format_list(["a", "b", "c"], language) == several


@pytest.mark.parametrize("amount", ["0.00", "0.05", "-0.50", "999.99", "1000.00", "1234567.10"])
def test_an_amount_of_a_list_is_that_of_a_sentence(amount: str) -> None:
    for language in ("fr", "nl", "de", "en"):
        shown = format_amount(Decimal(amount), "EUR", language)
        digits = "".join(character for character in shown if character in "-0123456789.,")
        assert digits == short_amount(Decimal(amount), language).replace(" ", "")


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "fr_BE.UTF-8"}, "fr"),
        ({"LANG": "nl_BE.UTF-8"}, "fr"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "fr_BE.UTF-8"}, "fr"),
        ({"LANGUAGE": "en:fr", "LANG": "fr_BE.UTF-8"}, "en"),
    ],
)
def test_a_belgian_garage_sees_french_unless_it_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    try:
        assert use_language() == language == current_language()
    finally:
        use_language("en")


def test_every_placeholder_has_a_name_so_that_a_translation_may_order_them() -> None:
    nameless = []
    for message in catalogue.collect():
        for text in message.id if isinstance(message.id, tuple) else (message.id,):
            fields = [name for _text, name, _spec, _how in string.Formatter().parse(text) if name is not None]
            if len(fields) > 1 and any(not name or name.isdigit() for name in fields):
                nameless.append(text)
    assert nameless == []
