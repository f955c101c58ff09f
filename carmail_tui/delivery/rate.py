"""The rates of an account: so many mails a minute, an hour and a day, in rolling windows."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)
"""The longest window: how far back what was sent counts."""


def duration(count: int, per_minute: int, per_hour: int, per_day: int) -> timedelta:
    """How long so many mails take at least within these limits; a limit of 0 is none."""
    return max(
        timedelta(minutes=count / per_minute) if per_minute else timedelta(),
        timedelta(hours=(count - 1) // per_hour) if per_hour else timedelta(),
        timedelta(days=(count - 1) // per_day) if per_day else timedelta(),
    )


class Rate:
    """What was sent lately and what is on its way, against the limits of the account."""

    def __init__(self, per_minute: int, per_hour: int, per_day: int, sent: Iterable[datetime]) -> None:
        """A limit of 0 means none. `sent`: when messages went to the server within the last WINDOW, oldest
        first."""
        windows = (timedelta(minutes=1), timedelta(hours=1), WINDOW)
        self._limits = [
            (limit, window)
            for limit, window in zip((per_minute, per_hour, per_day), windows, strict=True)
            if limit
        ]
        self._sent = deque(sent, maxlen=max(per_minute, per_hour, per_day))
        self._under_way = 0

    @property
    def limited(self) -> bool:
        """Whether there is any limit."""
        return bool(self._limits)

    def begin(self) -> None:
        """One more is on its way to the server: it counts already, for it may go any moment."""
        self._under_way += 1

    def end(self, went: datetime | None) -> None:
        """It went to the server then, or (None) it did not."""
        self._under_way -= 1
        if went is not None:
            self._sent.append(went)

    def next(self, now: datetime) -> datetime:
        """When the next one may go: `now`, or later, never by more than the window of the limit."""
        earliest = now
        for limit, window in self._limits:
            free = limit - self._under_way
            if free <= 0:
                # The oldest of those on their way goes now at the earliest.
                earliest = max(earliest, now + window)
            elif len(self._sent) >= free:
                # A clock that was set back leaves moments that are still to come.
                earliest = max(earliest, min(self._sent[-free], now) + window)
        return earliest
