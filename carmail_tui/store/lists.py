"""Client lists under a name: frozen, the clients as they were chosen, or live, a filter used anew."""

import json
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, Database, chunked, fn

from carmail_tui.recipients.criteria import Criteria, KeptCriteriaError, from_plain, to_plain
from carmail_tui.recipients.folding import fold
from carmail_tui.store.clients import ids_by_name
from carmail_tui.store.criteria import condition
from carmail_tui.store.models import Client, ClientList, ClientListMember
from carmail_tui.store.rows import moment


@dataclass(frozen=True, slots=True)
class ListLine:
    """A client list: its name, when it was saved, how many clients it holds now, whether it is live."""

    name: str
    saved: datetime
    count: int
    live: bool = False


class ClientLists:
    """The client lists of a database. Names that differ in case or accents are one name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, today: date | None = None) -> list[ListLine]:
        """All lists, by name. `today` is what relative days of live lists count from."""
        query = (
            ClientList.select(ClientList, fn.COUNT(ClientListMember.client).alias("members"))
            .join(ClientListMember, JOIN.LEFT_OUTER)
            .group_by(ClientList.id)
            .order_by(ClientList.name_key)
        )
        with self._database.connection_context():
            return [_line(row, today or date.today()) for row in query]

    def save(self, name: str, ids: Sequence[int]) -> ListLine:
        """Keep these clients under `name`, in place of what was there."""
        with self._database.connection_context(), self._database.atomic():
            saved = _begin(name)
            for part in chunked([(saved.id, client_id) for client_id in ids], 400):
                ClientListMember.insert_many(part, [ClientListMember.list, ClientListMember.client]).execute()
        return ListLine(saved.name, moment(saved.created), len(ids))

    def save_live(self, name: str, criteria: Criteria, today: date) -> ListLine:
        """Keep these criteria as a live list: whoever meets them when it is used is in it."""
        with self._database.connection_context(), self._database.atomic():
            saved = _begin(name, json.dumps(to_plain(criteria), ensure_ascii=False))
            return _line(saved, today)

    def ids(self, name: str, today: date | None = None) -> "array[int] | None":
        """The clients of the list, by name; None when there is no such list.

        Those of a live list are sought anew. Raises KeptCriteriaError where its filter cannot be read.
        """
        with self._database.connection_context():
            found = ClientList.get_or_none(ClientList.name_key == fold(name))
            if found is None:
                return None
            if found.criteria:
                return ids_by_name(_meets(found.criteria, today or date.today()))
            members = ClientListMember.select(ClientListMember.client).where(ClientListMember.list == found)
            return ids_by_name(Client.id.in_(members))

    def criteria(self, name: str, today: date) -> Criteria | None:
        """The filter of a live list; None where there is no such list, or it is frozen."""
        with self._database.connection_context():
            found = ClientList.get_or_none(ClientList.name_key == fold(name))
        return from_plain(json.loads(found.criteria), today) if found and found.criteria else None

    def delete(self, name: str) -> bool:
        """Forget the list; whether there was one."""
        with self._database.connection_context():
            return bool(ClientList.delete().where(ClientList.name_key == fold(name)).execute())


def _begin(name: str, criteria: str = "") -> Any:
    """An empty list of this name, in place of the one that was there."""
    ClientList.delete().where(ClientList.name_key == fold(name)).execute()
    now = int(time.time() * 1000)
    return ClientList.create(name=name.strip(), name_key=fold(name), created=now, criteria=criteria)


def _meets(plain: str, today: date) -> Any:
    return condition(from_plain(json.loads(plain), today), today)


def _line(row: Any, today: date) -> ListLine:
    if not row.criteria:
        return ListLine(row.name, moment(row.created), row.members)
    try:
        count = int(Client.select().where(_meets(row.criteria, today)).count())
    except KeptCriteriaError:
        # The list stays in sight; whoever uses it is told.
        count = 0
    return ListLine(row.name, moment(row.created), count, live=True)
