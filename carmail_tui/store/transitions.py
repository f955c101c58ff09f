"""Transitions of messages in the database: each a compare-and-set by its state and its owner."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from peewee import Database

from carmail_tui.delivery.queue import Transition
from carmail_tui.delivery.states import STEPS
from carmail_tui.store.rows import milliseconds
from carmail_tui.store.statements import ATTEMPT, MORE_COLUMNS, MORE_CONDITIONS, USED

_KEEPS_OWNER = frozenset({"claim", "begin", "commit"})
_REPLY = 2000


def take(database: Database, owner: str, transitions: Sequence[Transition], now: datetime) -> list[bool]:
    """Take these steps, within an open transaction; False for each message that is no longer ours.

    Nearly always all of them are ours: so they are taken together, and one by one where that was not so.
    """
    if len(transitions) > 1 and len({transition.message for transition in transitions}) == len(transitions):
        with database.savepoint() as together:
            if _taken(database, owner, transitions, now) == len(transitions):
                return [True] * len(transitions)
            together.rollback()
    return [_taken(database, owner, [transition], now) == 1 for transition in transitions]


def run(database: Database, query: str, *values: Any) -> Any:
    """Run SQL in which `?` stands for each value, whatever the database calls it."""
    return database.execute_sql(query.replace("?", database.param), values)


def _taken(database: Database, owner: str, transitions: Sequence[Transition], now: datetime) -> int:
    """How many of them were taken. What follows from a step is right only where all of them were."""
    moment, cursor = milliseconds(now), database.cursor()
    batches: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for transition in transitions:
        query, values = _move(owner, transition, moment)
        batches[query].append(values)
    taken = 0
    for query, rows in batches.items():
        cursor.executemany(query.replace("?", database.param), rows)
        taken += cursor.rowcount
    if taken == len(transitions):
        if tried := [
            _attempt(transition, moment) for transition in transitions if transition.phase is not None
        ]:
            cursor.executemany(ATTEMPT.replace("?", database.param), tried)
        if used := [transition.message for transition in transitions if transition.step == "accept"]:
            run(database, f"{USED}{', '.join('?' * len(used))}))", moment, *used)
    return taken


def _move(owner: str, transition: Transition, moment: int) -> tuple[str, tuple[Any, ...]]:
    values: list[Any] = [moment]
    if transition.step in _KEEPS_OWNER:
        values.append(owner)
    else:
        values.append(transition.reason.value if transition.reason else "")
    if (reply := transition.reply) is not None:
        values += [reply.code or None, reply.enhanced, reply.text[:_REPLY]]
    if transition.not_before is not None:
        values.append(milliseconds(transition.not_before))
    values.append(transition.message)
    if transition.step != "claim":
        values.append(owner)
    return _statement(transition.step, reply is not None, transition.not_before is not None), tuple(values)


@cache
def _statement(name: str, replied: bool, planned: bool) -> str:
    step = STEPS[name]
    sets = f"state = '{step.target.value}', updated = ?"
    sets += ", owner = ?" if name in _KEEPS_OWNER else ", owner = NULL, reason = ?"
    sets += ", code = ?, enhanced = ?, reply = ?" if replied else ""
    sets += ", not_before = ?" if planned else ""
    sources = ", ".join(f"'{source.value}'" for source in sorted(step.sources))
    where = f"id = ? AND state IN ({sources})" + ("" if name == "claim" else " AND owner = ?")
    return (  # the names are ours
        f"UPDATE message SET {sets}{MORE_COLUMNS.get(name, '')} "  # noqa: S608
        f"WHERE {where}{MORE_CONDITIONS.get(name, '')}"
    )


def _attempt(transition: Transition, moment: int) -> tuple[Any, ...]:
    reply = transition.reply
    said = ((reply.code or None), reply.enhanced, reply.text[:_REPLY]) if reply else (None, "", "")
    outcome = STEPS[transition.step].target.value
    return transition.message, moment, str(transition.phase), outcome, *said
