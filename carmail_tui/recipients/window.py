"""Windows of days as people type them: `6s`, `3m`, `05/01`, `01/12-05/01`."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

UNIT_DAYS = {"d": 1.0, "w": 7.0, "m": 30.4375, "y": 365.25}
"""How many days a unit has."""
UNITS = {"j": "d", "d": "d", "s": "w", "w": "w", "m": "m", "a": "y", "y": "y"}
"""The letters that people write for them: jours, semaines, mois, ans."""

_RELATIVE = re.compile(r"([0-9]{1,3})\s*([jdswmay])", re.IGNORECASE)
_YEARS = re.compile(r"([0-9]{4})(?:\s*-\s*([0-9]{4}))?")
_DAY = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})(?:[/.]([0-9]{4}|[0-9]{2}))?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Window:
    """A window of days. A relative one moves with today: `days` ahead (or back, for a look at the past).

    A bound that is None is open.
    """

    text: str
    first: date | None = None
    last: date | None = None
    days: int | None = None

    def ahead(self, today: date) -> tuple[date | None, date | None]:
        """The days meant when looking ahead, as for an inspection: until `last`, overdue ones included."""
        if self.days is not None:
            return None, today + timedelta(days=self.days)
        return self.first, self.last

    def back(self, today: date) -> tuple[date | None, date | None]:
        """The days meant when looking back, as for `came since`: one day alone is the first of them."""
        if self.days is not None:
            return today - timedelta(days=self.days), None
        return self.first, self.last

    def before(self, today: date) -> tuple[date | None, date | None]:
        """The days meant by `not since`: all before that day, or before so many days ago."""
        first, last = self.back(today)
        if last is not None:
            return first, last
        return None, first - timedelta(days=1) if first is not None and first > date.min else first

    def relative(self) -> tuple[int, str] | None:
        """How many of which unit (`d w m y`) a relative window spans."""
        if self.days is None:
            return None
        if match := _RELATIVE.fullmatch(self.text):
            count, unit = int(match[1]), UNITS[match[2].lower()]
            if round(count * UNIT_DAYS[unit]) == self.days:
                return count, unit
        return self.days, "d"

    def lasting(self, *, back: bool = False) -> str:
        """The text of the same window in any year: a day without one would move on with the calendar."""
        if self.days is not None:
            return self.text
        first, last = (f"{day:%d/%m/}{day.year:04}" if day else "" for day in (self.first, self.last))
        alone = not last if back else not first
        return (first or last) if alone else f"{first}-{last}"


def parse_window(text: str, today: date, *, back: bool = False) -> Window:
    """Read a window. A day without a year is the nearest one ahead, or `back`.

    Units: j or d days, s or w weeks, m months of 30.4 days, a or y years. Raises ValueError with the
    part that cannot be read.
    """
    stripped = text.strip()
    if match := _RELATIVE.fullmatch(stripped):
        days = UNIT_DAYS[UNITS[match[2].lower()]]
        return Window(stripped, days=round(int(match[1]) * days))
    if _ISO.fullmatch(stripped):
        return _one_day(stripped, _day(stripped, today, back), back)
    first, dash, last = stripped.partition("..") if ".." in stripped else stripped.partition("-")
    if not dash:
        return _one_day(stripped, _day(stripped, today, back), back)
    until = _day(last, today, back) if last.strip() else None
    # Ahead, 20/11-05/12 may have begun: its first day is the nearest one before its last.
    near, before = (today, back) if until is None or back else (until, True)
    bounds = Window(stripped, first=_day(first, near, before) if first.strip() else None, last=until)
    if bounds.first and bounds.last and bounds.first > bounds.last:
        raise ValueError(stripped)
    return bounds


def parse_period(text: str, today: date) -> Window:
    """Read a window that looks back, or years alone: `2012`, `2010-2015`. Raises ValueError."""
    if match := _YEARS.fullmatch(text.strip()):
        first, last = int(match[1]), int(match[2] or match[1])
        return Window(text.strip(), date(min(first, last), 1, 1), date(max(first, last), 12, 31))
    return parse_window(text, today, back=True)


def _one_day(text: str, day: date, back: bool) -> Window:
    """One day alone: until it when looking ahead, since it when looking back."""
    return Window(text, first=day) if back else Window(text, last=day)


def _day(text: str, today: date, back: bool) -> date:
    text = text.strip()
    if match := _ISO.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    day, month = int(match[1]), int(match[2])
    if match[3]:
        year = int(match[3])
        return date(year + 2000 if len(match[3]) < 4 else year, month, day)
    found = date(today.year, month, day)
    if back and found > today:
        return date(today.year - 1, month, day)
    if not back and found < today:
        return date(today.year + 1, month, day)
    return found
