"""The same small garage in the databases that the program meets, and who matches in each of them."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import apsw

from carmail_tui.recipients.client import Client
from carmail_tui.recipients.history import History
from carmail_tui.store import models
from carmail_tui.store.store import Store
from tests.filters.garage import everybody, furnish


class Garages:
    """The garage on the SQLite of Python, on the newest one, and on PostgreSQL."""

    def __init__(self, folder: Path, postgresql: str | None) -> None:
        self.sqlite = Store(f"sqlite:///{folder / 'garage.db'}", folder / "files")
        furnish(self.sqlite)
        ids = list(everybody(self.sqlite))
        self.histories = self.sqlite.clients.histories(ids)
        self.clients = self.sqlite.clients.many(ids)
        # One connection for all queries: to open one takes longer than the query.
        self._newest = apsw.Connection(str(folder / "garage.db"))
        self._stores = [self.sqlite]
        if postgresql:
            store = Store(postgresql, folder / "files-postgresql")
            furnish(store)
            self._stores.append(store)
        for store in self._stores:
            store.database.connect(reuse_if_open=True)

    def found(self, condition: Callable[[], Any]) -> dict[str, set[int]]:
        """Who meets the condition, by database."""
        found = {}
        for store in self._stores:
            models.database.initialize(store.database)
            query = models.Client.select(models.Client.id).where(condition()).tuples()
            name = type(store.database).__name__
            found[name] = {row[0] for row in query}
            if store is self.sqlite:
                sql, parameters = query.sql()
                rows = self._newest.execute(sql, [_plain(value) for value in parameters])
                found["newest SQLite"] = {row[0] for row in rows}
        return found

    def matching(self, holds: Callable[[Client, History], bool]) -> set[int]:
        """Who matches by the plain evaluation."""
        return {c.id for c in self.clients if c.id is not None and holds(c, self.histories[c.id])}

    def close(self) -> None:
        """Close all."""
        self._newest.close()
        for store in self._stores:
            models.database.initialize(store.database)
            store.close()


def _plain(value: Any) -> Any:
    """A parameter as the driver of Python hands it to SQLite."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value
