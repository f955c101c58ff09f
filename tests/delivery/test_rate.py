"""The rates of an account, by a clock that goes on by hand."""

from datetime import UTC, datetime, timedelta

from carmail_tui.delivery.rate import Rate

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_next_one_goes_when_the_oldest_of_a_full_window_leaves_it() -> None:
    rate = Rate(2, 0, 0, [NOW - 50 * SECOND])
    assert rate.next(NOW) == NOW
    rate.begin()
    rate.end(NOW)
    assert rate.next(NOW) == NOW + 10 * SECOND
    assert rate.next(NOW + 10 * SECOND) == NOW + 10 * SECOND


def test_both_limits_hold() -> None:
    sent = [NOW - 3000 * SECOND, NOW - 2000 * SECOND, NOW - 1000 * SECOND]
    assert Rate(3, 3, 0, sent).next(NOW) == NOW + 600 * SECOND
    assert Rate(3, 0, 0, sent).next(NOW) == NOW


def test_without_limits_nothing_waits() -> None:
    rate = Rate(0, 0, 0, [NOW] * 1000)
    rate.begin()
    rate.end(NOW)
    assert rate.next(NOW) == NOW


def test_a_clock_set_back_makes_nobody_wait_for_longer_than_the_window() -> None:
    rate = Rate(1, 0, 0, [NOW + timedelta(days=400)])
    assert rate.next(NOW) == NOW + 60 * SECOND


def test_what_is_on_its_way_counts_already() -> None:
    rate = Rate(2, 0, 0, [NOW - 30 * SECOND])
    rate.begin()
    assert rate.next(NOW) == NOW + 30 * SECOND
    rate.end(None)
    assert rate.next(NOW) == NOW
    rate.begin()
    rate.begin()
    assert rate.next(NOW) == NOW + 60 * SECOND


def test_a_day_is_24_hours_whatever_the_date() -> None:
    rate = Rate(0, 0, 2, [NOW - timedelta(hours=23), NOW - timedelta(hours=1)])
    assert rate.next(NOW) == NOW + timedelta(hours=1)
