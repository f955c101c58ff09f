"""Criteria: conditions on clients that add up, AND between kinds and OR within one."""

from dataclasses import fields
from datetime import date
from typing import Any

from carmail_tui.i18n import _, visible
from carmail_tui.recipients.client import Client, Vehicle
from carmail_tui.recipients.expression.evaluate import holds, holds_of, needs_history
from carmail_tui.recipients.expression.printing import printed
from carmail_tui.recipients.expression.tree import Entity, Node, Some, all_of, conjuncts
from carmail_tui.recipients.history import History
from carmail_tui.recipients.kinds import ON_VEHICLES, PARSE, SHAPES, Criteria, Shape, nothing, typed_text
from carmail_tui.recipients.panel import as_expression, asked, vehicle_condition
from carmail_tui.recipients.panel_form import from_expression, taken_apart
from carmail_tui.recipients.regions import REGIONS

__all__ = (
    "Criteria",
    "KeptCriteriaError",
    "as_expression",
    "from_expression",
    "from_plain",
    "looks_back",
    "matches",
    "narrowed",
    "shown_vehicle",
    "taken_apart",
    "to_plain",
    "unmet",
    "vehicle_fits",
)


def unmet(criteria: Criteria, client: Client, today: date, history: History | None = None) -> tuple[str, ...]:
    """The kinds of criteria that `client` does not meet, by field name; empty when it matches.

    This is the reference against which the store's queries are tested, and the second look at each recipient
    before a message is queued. Of the kinds that one vehicle must meet, those are told that the nearest
    vehicle fails. Raises HistoryNeededError where `looks_back` and no history is given.
    """
    found = asked(criteria)
    failed = [
        kind
        for kind, node in found.items()
        if kind not in ON_VEHICLES and not holds(node, client, today, history)
    ]
    on_vehicle = {kind: node for kind, node in found.items() if kind in ON_VEHICLES}
    if on_vehicle:
        fails = [
            [kind for kind, node in on_vehicle.items() if not holds_of(node, vehicle, today)]
            for vehicle in client.vehicles
        ]
        nearest: list[str] = min(fails, key=len, default=list(on_vehicle))
        failed += nearest
    return tuple(failed)


def matches(criteria: Criteria, client: Client, today: date, history: History | None = None) -> bool:
    """Whether `client` meets every kind of `criteria`. Raises HistoryNeededError as `unmet` does."""
    return not unmet(criteria, client, today, history)


def looks_back(criteria: Criteria) -> bool:
    """Whether the documents or mailings of a client must be known to tell whether it matches."""
    node = as_expression(criteria)
    return node is not None and needs_history(node)


def vehicle_fits(criteria: Criteria, vehicle: Vehicle, today: date) -> bool:
    """Whether one vehicle meets all the conditions of the panel on vehicles."""
    condition = vehicle_condition(criteria)
    return condition is None or holds_of(condition, vehicle, today)


def shown_vehicle(client: Client, criteria: Criteria, today: date) -> Vehicle | None:
    """The vehicle that a line and a letter are about: one that the criteria mean, the first one due.

    Where panel and own filter mean two vehicles, the one of the panel.
    """
    meant = [
        node for node in (vehicle_condition(criteria), *_vehicles_of(criteria.where)) if node is not None
    ]
    fitting = list(client.vehicles)
    for condition in meant:
        fitting = [vehicle for vehicle in fitting if holds_of(condition, vehicle, today)] or fitting
    return min(fitting, key=lambda v: (v.next_inspection is None, v.next_inspection or today), default=None)


def _vehicles_of(where: Node | None) -> list[Node]:
    return [
        part.condition
        for part in conjuncts(where)
        if isinstance(part, Some) and part.entity is Entity.VEHICLE
    ]


def narrowed(base: Criteria, more: Criteria) -> Criteria:
    """Who meets both; what they ask of vehicles, one vehicle meets.

    What both ask of one kind stands in the panel as `more` has it, and as `base` has it in `where`.
    """
    found: dict[str, Any] = {}
    where = [node for node in (base.where, more.where) if node is not None]
    # Postcodes and regions are alternatives of each other: both of one side, or of the other.
    for kinds in (("postcodes", "regions"), *((kind,) for kind in SHAPES if kind not in _NOT_ALONE)):
        ours, theirs = ({kind: getattr(side, kind) for kind in kinds} for side in (base, more))
        empty = {kind: nothing(kind) for kind in kinds}
        found |= ours if theirs == empty else theirs
        if empty not in (ours, theirs) and ours != theirs:
            where += conjuncts(as_expression(Criteria(**ours)))
    return Criteria(**found, where=all_of(where) if where else None)


_NOT_ALONE = ("postcodes", "regions", "where")


def to_plain(criteria: Criteria) -> dict[str, Any]:
    """`criteria` as JSON-ready values, each as a person would type it; empty kinds are left out."""
    plain: dict[str, Any] = {}
    for kind in (f.name for f in fields(criteria)):
        value = getattr(criteria, kind)
        if value in ((), None, ""):
            continue
        match SHAPES[kind]:
            case Shape.TICKED:
                plain[kind] = list(value)
            case Shape.TYPED:
                plain[kind] = typed_text(kind, value)
            case Shape.EXPRESSION:
                plain[kind] = printed(value)
            case _:
                plain[kind] = value
    return plain


class KeptCriteriaError(ValueError):
    """Criteria that were kept can no longer be read: without `part` they would match more clients."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part

    def sentence(self) -> str:
        """What to tell the user."""
        return _("The criteria that were kept can no longer be read ({part}). Choose them anew.").format(
            part=visible(self.part, 60)
        )


def from_plain(plain: dict[str, Any], today: date) -> Criteria:
    """The criteria that `to_plain` wrote.

    Raises KeptCriteriaError: to leave a criterion out would write to clients whom nobody meant.
    """
    found: dict[str, Any] = {}
    for kind, value in plain.items():
        if kind not in SHAPES:
            raise KeptCriteriaError(kind)
        try:
            found[kind] = _read(kind, value, today)
        except (ValueError, OverflowError) as error:
            raise KeptCriteriaError(str(error)) from error
    return Criteria(**found)


def _read(kind: str, value: Any, today: date) -> Any:
    match SHAPES[kind]:
        case Shape.TICKED:
            values = tuple(str(one) for one in value)
            if kind == "regions" and (unknown := [region for region in values if region not in REGIONS]):
                raise ValueError(", ".join(unknown))
            return values
        case Shape.TYPED:
            return PARSE[kind](str(value), today) if value else nothing(kind)
        case Shape.EXPRESSION:
            from carmail_tui.recipients.expression.parsing import parse

            return parse(str(value))
        case _:
            return value
