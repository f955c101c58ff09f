"""Every row of the fault matrix has a test or a reason, and the page says so."""

from tests.faults.matrix import PAGE, page, shown, unshown
from tests.faults.rows import ROWS


def test_each_row_has_a_test_or_a_reason() -> None:
    assert sorted(ROWS) == list(range(1, 94))
    assert unshown(shown()) == []


def test_no_test_shows_a_row_that_there_is_not() -> None:
    assert set(shown()) <= set(ROWS)


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(shown()), "python -m tests.faults.matrix writes it anew"
