"""Filters that are kept under a name. They are the garage's: everybody sees them."""

import json
import time
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import Database

from carmail_tui.recipients.criteria import Criteria, from_plain, to_plain
from carmail_tui.recipients.folding import fold
from carmail_tui.store.models import SavedFilter
from carmail_tui.store.rows import moment


@dataclass(frozen=True, slots=True)
class FilterLine:
    """A filter: its name, when it was saved, and what it asks as `to_plain` has it."""

    name: str
    saved: datetime
    plain: dict[str, Any]


class SavedFilters:
    """The filters of a database. Names that differ in case or accents are one name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[FilterLine]:
        """All filters, by name."""
        with self._database.connection_context():
            query = SavedFilter.select().order_by(SavedFilter.name_key)
            return [_line(row) for row in query]

    def save(self, name: str, criteria: Criteria) -> FilterLine:
        """Keep these criteria under `name`, in place of what was there."""
        with self._database.connection_context(), self._database.atomic():
            SavedFilter.delete().where(SavedFilter.name_key == fold(name)).execute()
            row = SavedFilter.create(
                name=name.strip(),
                name_key=fold(name),
                criteria=json.dumps(to_plain(criteria), ensure_ascii=False),
                created=int(time.time() * 1000),
            )
            return _line(row)

    def get(self, name: str, today: date) -> Criteria | None:
        """The criteria of that name; None when there are none. Raises KeptCriteriaError."""
        with self._database.connection_context():
            row = SavedFilter.get_or_none(SavedFilter.name_key == fold(name))
        return from_plain(json.loads(row.criteria), today) if row else None

    def delete(self, name: str) -> bool:
        """Forget the filter; whether there was one."""
        with self._database.connection_context():
            return bool(SavedFilter.delete().where(SavedFilter.name_key == fold(name)).execute())


def _line(row: Any) -> FilterLine:
    return FilterLine(row.name, moment(row.created), json.loads(row.criteria))
