"""Client lists: selections saved under a name."""

import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN, Database, chunked, fn

from carmail_tui.recipients.folding import fold
from carmail_tui.store.clients import ids_by_name
from carmail_tui.store.models import Client, ClientList, ClientListMember
from carmail_tui.store.rows import moment


@dataclass(frozen=True, slots=True)
class ListLine:
    """A client list: its name, when it was saved, how many clients it holds."""

    name: str
    saved: datetime
    count: int


class ClientLists:
    """The client lists of a database. Names that differ in case or accents are one name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[ListLine]:
        """All lists, by name."""
        query = (
            ClientList.select(ClientList.name, ClientList.created, fn.COUNT(ClientListMember.client))
            .join(ClientListMember, JOIN.LEFT_OUTER)
            .group_by(ClientList.id, ClientList.name, ClientList.created, ClientList.name_key)
            .order_by(ClientList.name_key)
            .tuples()
        )
        with self._database.connection_context():
            return [ListLine(name, moment(created), count) for name, created, count in query]

    def save(self, name: str, ids: Sequence[int]) -> ListLine:
        """Keep these clients under `name`, in place of what was there."""
        with self._database.connection_context(), self._database.atomic():
            ClientList.delete().where(ClientList.name_key == fold(name)).execute()
            saved = ClientList.create(name=name.strip(), name_key=fold(name), created=int(time.time() * 1000))
            for part in chunked([(saved.id, client_id) for client_id in ids], 400):
                ClientListMember.insert_many(part, [ClientListMember.list, ClientListMember.client]).execute()
        return ListLine(saved.name, moment(saved.created), len(ids))

    def ids(self, name: str) -> "array[int] | None":
        """The clients of the list, by name; None when there is no such list."""
        with self._database.connection_context():
            found = ClientList.get_or_none(ClientList.name_key == fold(name))
            if found is None:
                return None
            members = ClientListMember.select(ClientListMember.client).where(ClientListMember.list == found)
            return ids_by_name(Client.id.in_(members))

    def delete(self, name: str) -> bool:
        """Forget the list; whether there was one."""
        with self._database.connection_context():
            return bool(ClientList.delete().where(ClientList.name_key == fold(name)).execute())
