"""Cells as people fill them."""

from datetime import date

import pytest

from carmail_tui.reading.values import country_of, day_of, emails_of, language_of, yes_or_no
from carmail_tui.recipients.client import Language


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("a@b.example", [("a@b.example", "")]),
        ("a@b.example; c@d.example", [("a@b.example", ""), ("c@d.example", "")]),
        ("a@b.example c@d.example", [("a@b.example", ""), ("c@d.example", "")]),
        ("a@b.example\nc@d.example", [("a@b.example", ""), ("c@d.example", "")]),
        ("a@b.example / c@d.example", [("a@b.example", ""), ("c@d.example", "")]),
        ("Jean Dupont <a@b.example>, c@d.example", [("a@b.example", "Jean Dupont"), ("c@d.example", "")]),
        ('"Dupont, Jean" <a@b.example>', [("a@b.example", "Dupont, Jean")]),
        ("mailto:a@b.example.", [("a@b.example", "")]),
        ("Jean: a@b.example", [("a@b.example", "")]),
        ("a@b.example; A@B.example", [("a@b.example", "")]),
        ("jean @ b.example", [("jean @ b.example", "")]),
        ("jean.b.example", [("jean.b.example", "")]),
        ("Néant", []),
        ("", []),
    ],
)
def test_addresses_in_a_cell(cell: str, expected: list[tuple[str, str]]) -> None:
    assert list(emails_of(cell)) == expected


@pytest.mark.parametrize(
    "cell", [" " * 1_000_000 + "@", "a " * 500_000 + "@", '"' * 500_000 + "@", "<" * 500_000]
)
def test_a_hostile_cell_is_soon_done_with(cell: str) -> None:
    """These would keep a pattern that backtracks busy for hours."""
    assert len(emails_of(cell)) <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15/11/2024", date(2024, 11, 15)),
        ("1-2-24", date(2024, 2, 1)),
        ("15.11.1998", date(1998, 11, 15)),
        ("03/04/85", date(1985, 4, 3)),
        ("2024-11-15 08:30:00", date(2024, 11, 15)),
        ("20241115", date(2024, 11, 15)),
        ("10/20/2019", date(2019, 10, 20)),
        ("31/02/2024", None),
        ("2024", None),
        ("bientôt", None),
    ],
)
def test_days(text: str, expected: date | None) -> None:
    assert day_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oui", True),
        ("ja", True),
        ("X", True),
        ("1", True),
        ("NON", False),
        ("neen", False),
        ("0", False),
        ("?", None),
    ],
)
def test_yes_and_no(text: str, expected: bool | None) -> None:
    assert yes_or_no(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("F", Language.FRENCH),
        ("nl-BE", Language.DUTCH),
        ("Allemand", Language.GERMAN),
        ("Engels", Language.ENGLISH),
        ("Klingon", None),
    ],
)
def test_languages(text: str, expected: Language | None) -> None:
    assert language_of(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Belgique", "BE"),
        ("Duitsland", "DE"),
        ("B", "BE"),
        ("lu", "LU"),
        ("United States", "US"),
        ("Atlantis", ""),
    ],
)
def test_countries(text: str, expected: str) -> None:
    assert country_of(text) == expected
