"""Criteria as conditions of the database.

Conditions on vehicles are `id IN (subquery)`, never a correlated EXISTS with a list and a range: SQLite
3.40.1 returns wrong rows for that form on large tables.
"""

from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from carmail_tui.recipients.criteria import Criteria
from carmail_tui.store.models import Client, Vehicle


def condition(criteria: Criteria, today: date) -> Any:
    """The peewee expression on `models.Client` that holds for the clients whom `criteria` match."""
    parts = [*_on_client(criteria, today)]
    if criteria.on_vehicles:
        parts.append(Client.id.in_(Vehicle.select(Vehicle.client).where(vehicle_condition(criteria, today))))
    return reduce(and_, parts) if parts else (Client.id > 0)


def _on_client(criteria: Criteria, today: date) -> list[Any]:
    parts: list[Any] = []
    if criteria.families:
        parts.append(Client.family_key.in_(criteria.families))
    if criteria.types:
        parts.append(Client.type_key.in_(criteria.types))
    if criteria.languages:
        parts.append(Client.language.in_(criteria.languages))
    if criteria.ranges:
        spans = [Client.postcode_number.between(span.first, span.last) for span in criteria.ranges]
        parts.append(reduce(or_, spans))
    if criteria.promotions is True:
        parts.append(Client.promotions == True)  # noqa: E712 - a column, not a value
    if criteria.promotions is False:
        parts.append(Client.promotions.is_null() | (Client.promotions == False))  # noqa: E712
    if criteria.came_since is not None:
        first, last = criteria.came_since.back(today)
        parts.append(Client.last_visit.is_null(False))
        if first is not None:
            parts.append(Client.last_visit >= first)
        if last is not None:
            parts.append(Client.last_visit <= last)
    return parts


def vehicle_condition(criteria: Criteria, today: date) -> Any:
    """The expression on `models.Vehicle` for the conditions that one vehicle must meet."""
    parts: list[Any] = []
    if criteria.vehicle_types:
        parts.append(Vehicle.type_key.in_(criteria.vehicle_types))
    if criteria.makes:
        parts.append(Vehicle.make_key.in_(criteria.makes))
    if criteria.inspection is not None:
        first, last = criteria.inspection.ahead(today)
        parts.append(Vehicle.next_inspection.is_null(False))
        if first is not None:
            parts.append(Vehicle.next_inspection >= first)
        if last is not None:
            parts.append(Vehicle.next_inspection <= last)
    return reduce(and_, parts)
