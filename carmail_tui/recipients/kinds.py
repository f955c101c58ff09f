"""The kinds of criteria, what each holds, and how those are read that people type."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from carmail_tui.recipients.expression.tree import Node
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.regions import REGIONS, PostcodeRange, parse_postcodes
from carmail_tui.recipients.window import Window, parse_period, parse_window

_SPENT = re.compile(
    r"(?P<least>\d{1,9}(?:[.,]\d{1,2})?)?\s*(?P<dash>-|\.\.)?\s*(?P<most>\d{1,9}(?:[.,]\d{1,2})?(?=\s|$))?"
    r"(?:\s+(?P<period>\S.*))?"
)
_DAYS = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Spent:
    """What a client's documents come to in a period (all of them without one), in euros, bounds included."""

    least: Decimal | None = None
    most: Decimal | None = None
    period: Window | None = None

    def __str__(self) -> str:
        least = "" if self.least is None else str(self.least)
        amounts = f"{least}-{self.most}" if self.most is not None else least
        return f"{amounts} {self.period.lasting(back=True)}" if self.period else amounts


def parse_spent(text: str, today: date) -> Spent:
    """Read `500` (at least), `500-2000`, `-2000` (at most), each with a period after it: `500 12m`.

    Raises ValueError.
    """
    match = _SPENT.fullmatch(text.strip())
    if match is None or (match["least"] is None and match["most"] is None):
        raise ValueError(text.strip())
    least, most = (
        Decimal(match[name].replace(",", ".")) if match[name] else None for name in ("least", "most")
    )
    if (most is not None and match["dash"] is None) or (
        least is not None and most is not None and least > most
    ):
        raise ValueError(text.strip())
    return Spent(least, most, parse_period(match["period"], today) if match["period"] else None)


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a client must be. An empty kind asks nothing; no kind at all means every client.

    Families, types, towns, makes, models, vehicle types, fuels and titles of mailings are keys (`fold`,
    `make_key`). The conditions on vehicles (`ON_VEHICLES`) must hold for one and the same vehicle. `where` is
    the user's own filter; what it says of vehicles is apart from them.
    """

    families: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    postcodes: tuple[PostcodeRange, ...] = ()
    regions: tuple[str, ...] = ()
    promotions: bool | None = None
    vehicle_types: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    inspection: Window | None = None
    came_since: Window | None = None
    towns: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    fuels: tuple[str, ...] = ()
    registered: Window | None = None
    came_before: Window | None = None
    has_address: bool | None = None
    bounced: bool | None = None
    not_mailed: Window | None = None
    mailings: tuple[str, ...] = ()
    documents_since: Window | None = None
    documents_before: Window | None = None
    spent: Spent | None = None
    unpaid: bool | None = None
    name: str = ""
    created_since: Window | None = None
    where: Node | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is asked."""
        return self == Criteria()

    @property
    def on_vehicles(self) -> bool:
        """Whether a condition of the panel is on the client's vehicles."""
        return any(getattr(self, kind) for kind in ON_VEHICLES)

    @property
    def ranges(self) -> tuple[PostcodeRange, ...]:
        """All postcodes asked for, those of the regions included."""
        return self.postcodes + tuple(span for region in self.regions for span in REGIONS[region][1])


ON_VEHICLES = ("vehicle_types", "makes", "models", "fuels", "registered", "inspection")
"""The kinds that one and the same vehicle must meet."""


class Shape(StrEnum):
    """How a kind is asked for."""

    TICKED = "ticked"
    YES_NO = "yes_no"
    TYPED = "typed"
    EXPRESSION = "expression"


SHAPES: dict[str, Shape] = {
    **dict.fromkeys(("families", "types", "languages", "regions", "towns"), Shape.TICKED),
    **dict.fromkeys(("vehicle_types", "makes", "models", "fuels", "mailings"), Shape.TICKED),
    **dict.fromkeys(("promotions", "has_address", "bounced", "unpaid"), Shape.YES_NO),
    **dict.fromkeys(("postcodes", "inspection", "came_since", "registered", "came_before"), Shape.TYPED),
    **dict.fromkeys(("not_mailed", "documents_since", "documents_before", "spent", "name"), Shape.TYPED),
    "created_since": Shape.TYPED,
    "where": Shape.EXPRESSION,
}
"""How each kind is asked for."""


def _back(text: str, today: date) -> Window:
    return parse_window(text, today, back=True)


def _days_back(text: str, today: date) -> Window:
    """A look back that may be a number of days alone."""
    return _back(f"{text.strip()}d" if _DAYS.fullmatch(text.strip()) else text, today)


def _name(text: str) -> str:
    if text.strip() and not fold(text):
        # Folded it would be in every name.
        raise ValueError(text.strip())
    return " ".join(text.split())


PARSE: dict[str, Callable[[str, date], Any]] = {
    "postcodes": lambda text, today: parse_postcodes(text),
    "inspection": parse_window,
    "came_since": _back,
    "came_before": _back,
    "registered": parse_period,
    "not_mailed": _days_back,
    "documents_since": _back,
    "documents_before": _back,
    "created_since": _back,
    "spent": parse_spent,
    "name": lambda text, today: _name(text),
}
"""How the typed kinds are read; each raises ValueError (or OverflowError) for what it cannot read."""


def typed_text(kind: str, value: Any) -> str:
    """The value of a typed kind as a person types it; it means the same in any year."""
    if kind == "postcodes":
        return ", ".join(str(span) for span in value)
    if isinstance(value, Window):
        return value.lasting(back=kind != "inspection")
    return str(value)


def nothing(kind: str) -> Any:
    """The value of a kind that asks nothing."""
    return getattr(Criteria(), kind)
