"""What an import made and changed, written down beside it."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from peewee import Database

from carmail_tui.reading.import_history import ImportLine, RunState
from carmail_tui.store.import_cards import Written
from carmail_tui.store.import_rows import insert_rows
from carmail_tui.store.rows import moment

_COLUMNS = "id, kind, at, source, state, counts, shown"
_SILENT_MILLISECONDS = 60_000
"""A batch takes a second: an import that was silent for so long is not under way any more."""


class ImportRuns:
    """The imports of a database; each of these works within a transaction that is open."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mark = database.param

    def begin(self, kind: str, source: str, user: str) -> int:
        """A new import; its id."""
        now, marks = int(time.time() * 1000), ", ".join([self._mark] * 7)
        row = self._database.execute_sql(
            'INSERT INTO import_run ("user", kind, at, source, state, counts, shown) '
            f"VALUES ({marks}) RETURNING id",
            (user, kind, now, source, RunState.RUNNING.value, "{}", now),
        ).fetchone()
        return int(row[0])

    def go_on(self, run: int, counts: Mapping[str, int]) -> None:
        """The import is under way, and has come so far."""
        mark = self._mark
        query = f"UPDATE import_run SET shown = {mark}, counts = {mark} WHERE id = {mark}"
        self._database.execute_sql(query, (int(time.time() * 1000), json.dumps(dict(counts)), run))

    def finish(self, run: int, state: RunState, counts: Mapping[str, int]) -> None:
        """The import has come to its end."""
        query = f"UPDATE import_run SET state = {self._mark}, counts = {self._mark} WHERE id = {self._mark}"
        self._database.execute_sql(query, (state.value, json.dumps(dict(counts)), run))

    def forget(self, run: int) -> None:
        """There was no such import: it changed nothing, or was cancelled and taken back."""
        self._database.execute_sql(f"DELETE FROM import_run WHERE id = {self._mark}", (run,))

    def note(self, run: int, written: Written, told_before: set[int]) -> None:
        """Write down what a batch of clients made and changed.

        `told_before` are the clients of whom an earlier batch of this import told: they may have a note.
        """
        insert_rows(self._database, "import_span", ("run_id", "first", "last"), _spans(run, written.made))
        made_here = self._made_by(run, [number for number in written.changed if number in told_before])
        rows = []
        for number, sides in written.changed.items():
            if number not in made_here:
                both = self._joined(run, number, *sides) if number in told_before else sides
                rows.append((run, "client", number, *both))
        insert_rows(self._database, "import_change", ("run_id", "kind", "record", "before", "after"), rows)

    def note_change(self, run: int, kind: str, record: int, before: Any, after: Any) -> None:
        """Write down one change; `before` is None where the record was made."""
        row = (run, kind, record, "" if before is None else json.dumps(before), json.dumps(after))
        insert_rows(self._database, "import_change", ("run_id", "kind", "record", "before", "after"), [row])

    def note_made(self, run: int, made: Sequence[int]) -> None:
        """Write down clients that were made."""
        insert_rows(self._database, "import_span", ("run_id", "first", "last"), _spans(run, made))

    def _made_by(self, run: int, numbers: Sequence[int]) -> set[int]:
        if not numbers:
            return set()
        spans = self.spans(run)
        return {number for number in numbers if any(first <= number <= last for first, last in spans)}

    def _joined(self, run: int, number: int, before: str, after: str) -> tuple[str, str]:
        """Both sides over all batches: what was before the first, what is after the last."""
        where = f"run_id = {self._mark} AND kind = 'client' AND record = {self._mark}"
        row = self._database.execute_sql(
            f"SELECT before, after FROM import_change WHERE {where}",
            (run, number),
        ).fetchone()
        if row is None:
            return before, after
        self._database.execute_sql(f"DELETE FROM import_change WHERE {where}", (run, number))
        old, new = json.loads(before) | json.loads(row[0]), json.loads(row[1]) | json.loads(after)
        return json.dumps(old), json.dumps(new)

    def spans(self, run: int) -> list[tuple[int, int]]:
        """The clients that it made, as first and last ids."""
        query = f"SELECT first, last FROM import_span WHERE run_id = {self._mark} ORDER BY first"
        return [(row[0], row[1]) for row in self._database.execute_sql(query, (run,)).fetchall()]

    def changed(self, run: int, kind: str, after: int, limit: int) -> list[tuple[int, Any, Any]]:
        """The next records of a kind that it changed, after the record `after`, with both sides."""
        mark = self._mark
        query = (
            f"SELECT record, before, after FROM import_change WHERE run_id = {mark} AND kind = {mark} "
            f"AND record > {mark} ORDER BY record LIMIT {limit}"
        )
        rows = self._database.execute_sql(query, (run, kind, after)).fetchall()
        return [(row[0], json.loads(row[1]) if row[1] else None, json.loads(row[2])) for row in rows]

    def get(self, run: int | None) -> ImportLine | None:
        """An import; without a number, the last one that was not taken back."""
        where = f"id = {self._mark}" if run is not None else f"state <> {self._mark}"
        value = run if run is not None else RunState.UNDONE.value
        query = f"SELECT {_COLUMNS} FROM import_run WHERE {where} ORDER BY id DESC LIMIT 1"
        row = self._database.execute_sql(query, (value,)).fetchone()
        return _line(row) if row else None

    def latest(self, limit: int) -> list[ImportLine]:
        """The last imports, the latest first."""
        query = f"SELECT {_COLUMNS} FROM import_run ORDER BY id DESC LIMIT {int(limit)}"
        return [_line(row) for row in self._database.execute_sql(query).fetchall()]


def _line(row: Any) -> ImportLine:
    number, kind, at, source, told, counts, shown = row
    state = RunState(told)
    if state is RunState.RUNNING and shown < time.time() * 1000 - _SILENT_MILLISECONDS:
        state = RunState.BROKEN_OFF
    return ImportLine(number, kind, moment(at), source, state, json.loads(counts))


def _spans(run: int, made: Sequence[int]) -> list[tuple[int, int, int]]:
    """Ids as first and last of each row of neighbours."""
    spans: list[list[int]] = []
    for number in sorted(made):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return [(run, first, last) for first, last in spans]
