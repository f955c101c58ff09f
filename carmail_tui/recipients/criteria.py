"""Criteria: conditions on clients that add up, AND between kinds and OR within one."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from carmail_tui.i18n import _, visible
from carmail_tui.recipients.client import Client, Vehicle
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.makes import make_key
from carmail_tui.recipients.regions import REGIONS, PostcodeRange, parse_postcodes, postcode_number
from carmail_tui.recipients.window import Window, parse_window


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a client must be. An empty kind asks nothing; no kind at all means every client.

    Families, types, makes and vehicle types are keys (`fold`, `make_key`). The conditions on vehicles
    (`vehicle_types`, `makes`, `inspection`) must hold for one and the same vehicle.
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

    @property
    def empty(self) -> bool:
        """Whether nothing is asked."""
        return self == Criteria()

    @property
    def on_vehicles(self) -> bool:
        """Whether a condition is on the client's vehicles."""
        return bool(self.vehicle_types or self.makes or self.inspection)

    @property
    def ranges(self) -> tuple[PostcodeRange, ...]:
        """All postcodes asked for, those of the regions included."""
        return self.postcodes + tuple(span for region in self.regions for span in REGIONS[region][1])


def unmet(criteria: Criteria, client: Client, today: date) -> tuple[str, ...]:
    """The kinds of criteria that `client` does not meet, by field name; empty when it matches.

    This is the reference against which the store's queries are tested, and the second look at each recipient
    before a message is queued.
    """
    failed = [name for name, holds in _on_client(criteria, client, today) if not holds]
    if criteria.on_vehicles and not any(vehicle_fits(criteria, v, today) for v in client.vehicles):
        failed += [name for name in ("vehicle_types", "makes", "inspection") if getattr(criteria, name)]
    return tuple(failed)


def matches(criteria: Criteria, client: Client, today: date) -> bool:
    """Whether `client` meets every kind of `criteria`."""
    return not unmet(criteria, client, today)


def _on_client(criteria: Criteria, client: Client, today: date) -> list[tuple[str, bool]]:
    checks: list[tuple[str, bool]] = []
    if criteria.families:
        checks.append(("families", fold(client.family) in criteria.families))
    if criteria.types:
        checks.append(("types", fold(client.type) in criteria.types))
    if criteria.languages:
        checks.append(("languages", client.language.value in criteria.languages))
    if criteria.ranges:
        number = postcode_number(client.postcode, client.country)
        name = "postcodes" if criteria.postcodes else "regions"
        checks.append((name, any(span.holds(number) for span in criteria.ranges)))
    if criteria.promotions is not None:
        checks.append(("promotions", (client.consent.accepted is True) == criteria.promotions))
    if criteria.came_since is not None:
        checks.append(("came_since", _within(criteria.came_since.back(today), client.last_visit)))
    return checks


def vehicle_fits(criteria: Criteria, vehicle: Vehicle, today: date) -> bool:
    """Whether one vehicle meets all the conditions on vehicles."""
    if criteria.vehicle_types and fold(vehicle.type) not in criteria.vehicle_types:
        return False
    if criteria.makes and make_key(vehicle.make) not in criteria.makes:
        return False
    return criteria.inspection is None or _within(criteria.inspection.ahead(today), vehicle.next_inspection)


def _within(bounds: tuple[date | None, date | None], day: date | None) -> bool:
    first, last = bounds
    return day is not None and (first is None or day >= first) and (last is None or day <= last)


def shown_vehicle(client: Client, criteria: Criteria, today: date) -> Vehicle | None:
    """The vehicle that a line and a letter are about: one that the criteria mean, the first one due."""
    fitting = [vehicle for vehicle in client.vehicles if vehicle_fits(criteria, vehicle, today)]
    if not fitting:
        fitting = list(client.vehicles)
    return min(fitting, key=lambda v: (v.next_inspection is None, v.next_inspection or today), default=None)


def to_plain(criteria: Criteria) -> dict[str, Any]:
    """`criteria` as JSON-ready values, each as a person would type it; empty kinds are left out."""
    plain: dict[str, Any] = {}
    for name in (f.name for f in fields(criteria)):
        value = getattr(criteria, name)
        if value in ((), None):
            continue
        if name == "postcodes":
            plain[name] = ", ".join(str(span) for span in value)
        elif isinstance(value, Window):
            plain[name] = value.lasting(back=name == "came_since")
        else:
            plain[name] = list(value) if isinstance(value, tuple) else value
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
    regions = _strings(plain, "regions")
    if unknown := [region for region in regions if region not in REGIONS]:
        raise KeptCriteriaError(", ".join(unknown))
    inspection, came_since = plain.get("inspection"), plain.get("came_since")
    try:
        return Criteria(
            families=_strings(plain, "families"),
            types=_strings(plain, "types"),
            languages=_strings(plain, "languages"),
            postcodes=parse_postcodes(str(plain.get("postcodes", ""))),
            regions=regions,
            promotions=plain.get("promotions"),
            vehicle_types=_strings(plain, "vehicle_types"),
            makes=_strings(plain, "makes"),
            inspection=parse_window(inspection, today) if inspection else None,
            came_since=parse_window(came_since, today, back=True) if came_since else None,
        )
    except ValueError as error:
        raise KeptCriteriaError(str(error)) from error


def _strings(plain: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(value) for value in plain.get(name, ()))
