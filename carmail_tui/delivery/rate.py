"""The rates of an account: so many mails a minute and an hour, in rolling windows."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)
"""The longest window: how far back what was sent counts."""


class Rate:
    """What was sent lately, against the limits of the account. A limit of 0 means none."""

    def __init__(self, per_minute: int, per_hour: int, sent: Iterable[datetime]) -> None:
        """`sent`: when messages went to the server within the last WINDOW, oldest first."""
        self._limits = [
            (limit, window)
            for limit, window in ((per_minute, timedelta(minutes=1)), (per_hour, WINDOW))
            if limit
        ]
        self._sent = deque(sent, maxlen=max(per_minute, per_hour))

    def note(self, moment: datetime) -> None:
        """One more went."""
        self._sent.append(moment)

    def next(self, now: datetime) -> datetime:
        """When the next one may go: `now`, or later, never by more than the window of the limit."""
        earliest = now
        for limit, window in self._limits:
            if len(self._sent) >= limit:
                # A clock that was set back leaves moments that are still to come.
                earliest = max(earliest, min(self._sent[-limit], now) + window)
        return earliest
