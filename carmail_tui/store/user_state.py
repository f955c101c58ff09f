"""What each user left behind: criteria, the draft of a letter, when the selection was last written to."""

import json
import time
from datetime import datetime
from typing import Any

from peewee import Database

from carmail_tui.store.models import UserState
from carmail_tui.store.rows import moment


class UserStates:
    """Named JSON values, one set for each user."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, user: str, name: str) -> Any:
        """The value last put under `name`, or None."""
        with self._database.connection_context():
            row = UserState.get_or_none((UserState.user == user) & (UserState.name == name))
        return json.loads(row.value) if row else None

    def changed(self, user: str, name: str) -> datetime | None:
        """When the value was last put."""
        with self._database.connection_context():
            row = UserState.get_or_none((UserState.user == user) & (UserState.name == name))
        return moment(row.updated) if row else None

    def put(self, user: str, name: str, value: Any) -> None:
        """Keep `value` (JSON-ready) under `name`; None forgets it."""
        with self._database.connection_context(), self._database.atomic():
            if value is None:
                UserState.delete().where((UserState.user == user) & (UserState.name == name)).execute()
                return
            UserState.insert(
                user=user,
                name=name,
                value=json.dumps(value, ensure_ascii=False),
                updated=int(time.time() * 1000),
            ).on_conflict(
                conflict_target=[UserState.user, UserState.name],
                preserve=[UserState.value, UserState.updated],
            ).execute()
