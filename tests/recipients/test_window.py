"""Windows of days, as people type them."""

from datetime import date

import pytest

from carmail_tui.recipients.regions import parse_postcodes
from carmail_tui.recipients.window import parse_window

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("6s", None, date(2027, 1, 5)),
        ("10j", None, date(2026, 12, 4)),
        ("3m", None, date(2027, 2, 23)),
        ("05/01", None, date(2027, 1, 5)),
        ("01/12-05/01", date(2026, 12, 1), date(2027, 1, 5)),
        ("20/11-05/12", date(2026, 11, 20), date(2026, 12, 5)),
        ("01/12/26-", date(2026, 12, 1), None),
        ("2027-01-05", None, date(2027, 1, 5)),
    ],
    ids=lambda value: str(value),
)
def test_a_window_ahead(text: str, first: date | None, last: date | None) -> None:
    assert parse_window(text, TODAY).ahead(TODAY) == (first, last)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("6m", date(2026, 5, 25)),
        ("01/09", date(2026, 9, 1)),
        ("01/12", date(2025, 12, 1)),
        ("1a", date(2025, 11, 24)),
    ],
)
def test_a_window_back(text: str, since: date) -> None:
    assert parse_window(text, TODAY, back=True).back(TODAY)[0] == since


def test_a_relative_window_moves_with_today() -> None:
    window = parse_window("1s", TODAY)
    assert window.ahead(date(2027, 1, 1)) == (None, date(2027, 1, 8))


@pytest.mark.parametrize("text", ["", "x", "32/01", "05/01-01/12x", "6", "10/01/27-05/01/27"])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_window(text, TODAY)


@pytest.mark.parametrize("text", ["05/01", "01/12-05/01", "01/12-", "-05/01", "6s"])
@pytest.mark.parametrize("back", [False, True], ids=["ahead", "back"])
def test_a_window_that_is_kept_means_the_same_days_in_another_year(text: str, back: bool) -> None:
    window = parse_window(text, TODAY, back=back)
    later = parse_window(window.lasting(back=back), date(2028, 6, 1), back=back)
    assert (later.first, later.last, later.days) == (window.first, window.last, window.days)


def test_postcodes_are_parted_by_commas_or_spaces() -> None:
    assert [str(span) for span in parse_postcodes("4600 - 4699,4000 4020")] == ["4600-4699", "4000", "4020"]
