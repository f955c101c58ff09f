"""The values that each criterion may take, with how many clients have them; spellings of one value are one.

Within a connection that is open.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from peewee import fn

from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.kinds import SHAPES, Shape
from carmail_tui.recipients.listing import CriterionValue
from carmail_tui.recipients.makes import make_name
from carmail_tui.recipients.regions import REGIONS
from carmail_tui.store.criteria import condition, vehicle_condition
from carmail_tui.store.expressions import WRITTEN
from carmail_tui.store.models import Client, Mailing, Message, Vehicle


def values_of(kind: str, others: Criteria, today: date) -> list[CriterionValue]:
    """The values of `kind` among the clients who meet `others`, the one that most have first."""
    if SHAPES[kind] is Shape.YES_NO:
        # Not by count: a yes stands where one looks for it.
        return [_answer(kind, others, today, asked) for asked in (True, False)]
    return sorted(_VALUES[kind](others, today), key=lambda value: (-value.count, value.key))


def _answer(kind: str, others: Criteria, today: date, asked: bool) -> CriterionValue:
    wanted: dict[str, Any] = {kind: asked}
    count = Client.select().where(condition(replace(others, **wanted), today)).count()
    word = "yes" if asked else "no"
    return CriterionValue(word, word, count)


def _of_client(key: Any, label: Any, others: Criteria, today: date) -> list[CriterionValue]:
    where = condition(others, today)
    query = Client.select(key, label, fn.COUNT(Client.id)).where(where).group_by(key, label).tuples()
    return _merged((key, label, count) for key, label, count in query if key)


def _of_vehicle(key: Any, label: Any, others: Criteria, today: date) -> list[CriterionValue]:
    where = (key != "") & Vehicle.client.in_(Client.select(Client.id).where(condition(others, today)))
    if others.on_vehicles:
        where &= vehicle_condition(others, today)
    counts = Vehicle.select(key, fn.COUNT(Vehicle.client.distinct())).where(where).group_by(key).tuples()
    spelled = Vehicle.select(key, label, fn.COUNT(Vehicle.id)).where(where).group_by(key, label).tuples()
    exact = dict(counts)
    return [replace(value, count=exact[value.key]) for value in _merged(spelled)]


def _makes(others: Criteria, today: date) -> list[CriterionValue]:
    found = _of_vehicle(Vehicle.make_key, Vehicle.make, others, today)
    return [replace(value, label=make_name(value.key, value.label)) for value in found]


def _mailings(others: Criteria, today: date) -> list[CriterionValue]:
    key, client = Mailing.title_key, Message.client_id
    among = client.in_(Client.select(Client.id).where(condition(others, today)))
    sent = Message.select().join(Mailing).where(WRITTEN & (key != "") & among)
    exact = dict(sent.select(key, fn.COUNT(client.distinct())).group_by(key).tuples())
    spelled = sent.select(key, Mailing.title, fn.COUNT(client)).group_by(key, Mailing.title).tuples()
    return [replace(value, count=exact[value.key]) for value in _merged(spelled)]


def _regions(others: Criteria, today: date) -> list[CriterionValue]:
    values = []
    for code, (name, spans) in REGIONS.items():
        within = replace(others, postcodes=spans)
        count = Client.select().where(condition(within, today)).count()
        values.append(CriterionValue(code, name, count))
    return values


def _merged(rows: Any) -> list[CriterionValue]:
    """Rows of key, spelling and count as one value a key, named by its most frequent spelling."""
    spellings: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for key, spelling, count in rows:
        spellings[key].append((count, spelling))
    values = []
    for key, found in spellings.items():
        found.sort(reverse=True)
        names = tuple(spelling for _, spelling in found)
        values.append(CriterionValue(key, names[0], sum(count for count, _ in found), names))
    return values


_VALUES: dict[str, Callable[[Criteria, date], list[CriterionValue]]] = {
    "families": partial(_of_client, Client.family_key, Client.family),
    "types": partial(_of_client, Client.type_key, Client.type),
    "languages": partial(_of_client, Client.language, Client.language),
    "towns": partial(_of_client, Client.town_key, Client.town),
    "regions": _regions,
    "makes": _makes,
    "vehicle_types": partial(_of_vehicle, Vehicle.type_key, Vehicle.type),
    "models": partial(_of_vehicle, Vehicle.model_key, Vehicle.model),
    "fuels": partial(_of_vehicle, Vehicle.fuel_key, Vehicle.fuel),
    "mailings": _mailings,
}
