"""Rules held against tables that were made before them: tests/reading/labelled/README.md."""

import csv
from pathlib import Path

import pytest

from carmail_tui.reading.postcodes import postcode_of
from carmail_tui.reading.telephones import number_of
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.typos import suggestion

LABELLED = Path(__file__).parent / "labelled"


def table(name: str) -> list[dict[str, str]]:
    with (LABELLED / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_typos_are_found_and_what_was_meant_is_offered() -> None:
    typos = table("typos.csv")
    found = [row for row in typos if suggestion(row["typed"])]
    right = [row for row in found if mailbox(suggestion(row["typed"])) == row["meant"]]
    assert len(typos) >= 200
    assert len(found) >= 0.9 * len(typos), [r["typed"] for r in typos if r not in found]
    assert len(right) >= 0.9 * len(found), [
        (r["typed"], suggestion(r["typed"])) for r in found if r not in right
    ]


def test_good_addresses_are_left_in_peace() -> None:
    good = (LABELLED / "good_addresses.txt").read_text(encoding="utf-8").split()
    suspected = [(email, suggestion(email)) for email in good if suggestion(email)]
    assert len(good) >= 1000
    assert len(suspected) < 0.01 * len(good), suspected


@pytest.mark.parametrize("country", ["BE", "FR", "NL", "DE", "LU"])
def test_postcodes(country: str) -> None:
    rows = [row for row in table("postcodes.csv") if row["country"] == country]
    wrong = [(row["text"], postcode_of(row["text"], country)) for row in rows]
    wrong = [pair for pair, row in zip(wrong, rows, strict=True) if (pair[1] or "") != row["postcode"]]
    assert len(wrong) <= 0.02 * len(rows), wrong


@pytest.mark.parametrize("country", ["BE", "FR", "NL", "DE"])
def test_telephones(country: str) -> None:
    rows = [row for row in table("telephones.csv") if row["country"] == country]
    answers = [(row["text"], number_of(row["text"], country), row["number"]) for row in rows]
    wrong = [answer for answer in answers if (answer[1] or "") != answer[2]]
    assert len(rows) >= 100
    assert len(wrong) <= 0.05 * len(rows), wrong
