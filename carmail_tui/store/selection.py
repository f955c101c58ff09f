"""The selection of a user: kept after every move, and every move can be taken back."""

import time
from array import array
from collections.abc import Sequence
from datetime import date
from typing import Any

from peewee import SQL, Database, Value

from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.listing import Moved
from carmail_tui.store.clients import ids_by_name
from carmail_tui.store.criteria import condition
from carmail_tui.store.models import Client, SelectionChange, SelectionMember, SelectionMove, Table

_MOVES_KEPT = 50


class Selection:
    """The selections of a database, one for each user."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ids(self, user: str) -> "array[int]":
        """The selected clients, by name."""
        with self._database.connection_context():
            return ids_by_name(Client.id.in_(_members(user)))

    def count(self, user: str) -> int:
        """How many are selected."""
        with self._database.connection_context():
            return self._count(user)

    def add(self, user: str, ids: Sequence[int]) -> Moved:
        """The arrow: these clients enter."""
        return self._enter(user, "add", _among(Client.id, ids))

    def add_matching(self, user: str, criteria: Criteria, today: date) -> Moved:
        """The double arrow: all clients who match enter."""
        return self._enter(user, "add_matching", condition(criteria, today))

    def replace(self, user: str, ids: Sequence[int]) -> Moved:
        """A client list is taken up: its clients are the selection."""
        with self._database.connection_context(), self._database.atomic():
            move = self._begin(user, "replace")
            left = self._note_leavers(move, ~_among(SelectionMember.client, ids), user)
            entered = self._note_entrants(move, _among(Client.id, ids), user)
            return self._finish(move, user, entered, left)

    def remove(self, user: str, ids: Sequence[int]) -> Moved:
        """The arrow back: these clients leave."""
        return self._leave(user, "remove", _among(SelectionMember.client, ids))

    def remove_matching(self, user: str, criteria: Criteria, today: date) -> Moved:
        """The double arrow back: all clients who match leave."""
        matching = Client.select(Client.id).where(condition(criteria, today))
        return self._leave(user, "remove_matching", SelectionMember.client.in_(matching))

    def clear(self, user: str) -> Moved:
        """Empty the selection."""
        return self._leave(user, "clear", SelectionMember.client.is_null(False))

    def undo(self, user: str) -> Moved | None:
        """Take the last move back; None when there is none."""
        with self._database.connection_context(), self._database.atomic():
            move = (
                SelectionMove.select()
                .where(SelectionMove.user == user)
                .order_by(SelectionMove.id.desc())
                .first()
            )
            if move is None:
                return None
            entered = SelectionChange.select(SelectionChange.client_id).where(
                (SelectionChange.move == move) & SelectionChange.entered
            )
            SelectionMember.delete().where(
                (SelectionMember.user == user) & SelectionMember.client.in_(entered)
            ).execute()
            gone = SelectionChange.select(SelectionChange.client_id).where(
                (SelectionChange.move == move) & ~SelectionChange.entered
            )
            self._insert_members(user, Client.id.in_(gone))
            moved = Moved(entered=move.removed, left=move.added, selected=self._count(user))
            move.delete_instance()
            return moved

    def _enter(self, user: str, gesture: str, where: Any) -> Moved:
        with self._database.connection_context(), self._database.atomic():
            move = self._begin(user, gesture)
            entered = self._note_entrants(move, where, user)
            already = int(Client.select().where(where).count()) - entered
            return self._finish(move, user, entered, 0, already)

    def _leave(self, user: str, gesture: str, where: Any) -> Moved:
        with self._database.connection_context(), self._database.atomic():
            move = self._begin(user, gesture)
            left = self._note_leavers(move, where, user)
            return self._finish(move, user, 0, left)

    def _begin(self, user: str, gesture: str) -> Any:
        return SelectionMove.create(user=user, at=int(time.time() * 1000), gesture=gesture)

    def _note_entrants(self, move: Any, where: Any, user: str) -> int:
        entrants = Client.select(move.id, Client.id, True).where(where & Client.id.not_in(_members(user)))
        _insert(SelectionChange, entrants, ("move", "client_id", "entered"))
        entered = int(
            SelectionChange.select().where((SelectionChange.move == move) & SelectionChange.entered).count()
        )
        noted = SelectionChange.select(SelectionChange.client_id).where(
            (SelectionChange.move == move) & SelectionChange.entered
        )
        self._insert_members(user, Client.id.in_(noted))
        return entered

    def _note_leavers(self, move: Any, where: Any, user: str) -> int:
        leavers = SelectionMember.select(move.id, SelectionMember.client, False).where(
            (SelectionMember.user == user) & where
        )
        _insert(SelectionChange, leavers, ("move", "client_id", "entered"))
        return int(SelectionMember.delete().where((SelectionMember.user == user) & where).execute())

    def _insert_members(self, user: str, where: Any) -> None:
        rows = Client.select(Value(user), Client.id).where(where & Client.id.not_in(_members(user)))
        _insert(SelectionMember, rows, ("user", "client"))

    def _finish(self, move: Any, user: str, entered: int, left: int, already: int = 0) -> Moved:
        if entered or left:
            move.added, move.removed = entered, left
            move.save()
            self._forget_old_moves(user)
        else:
            move.delete_instance()
        return Moved(entered, already, left, self._count(user))

    def _forget_old_moves(self, user: str) -> None:
        mine = SelectionMove.select(SelectionMove.id).where(SelectionMove.user == user)
        kept = [row[0] for row in mine.order_by(SelectionMove.id.desc()).limit(_MOVES_KEPT).tuples()]
        SelectionMove.delete().where((SelectionMove.user == user) & (SelectionMove.id < kept[-1])).execute()

    def _count(self, user: str) -> int:
        return int(SelectionMember.select().where(SelectionMember.user == user).count())


def _members(user: str) -> Any:
    return SelectionMember.select(SelectionMember.client).where(SelectionMember.user == user)


def _among(column: Any, ids: Sequence[int]) -> Any:
    """The condition that `column` is one of `ids`, however many.

    They are written out: a statement takes 32,766 variables in SQLite, 65,535 in PostgreSQL, and a client
    list may be longer.
    """
    # No id is -1: an empty list is no list for PostgreSQL.
    return column.in_(SQL(f"({', '.join(str(int(number)) for number in ids) or -1})"))


def _insert(table: type[Table], query: Any, columns: tuple[str, ...]) -> None:
    table.insert_from(query, [getattr(table, name) for name in columns]).execute()
