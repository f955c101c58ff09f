"""Delivery under random faults and SIGKILLs at every kill point, judged by an oracle.

    python -m tests.faults.endurance [--messages 100000] [--kills 5000] [--seed 1] [--connections 4]

Process after process takes over from the one that was killed; each has one kill point for its target, all of
them in turn, and ends by itself where it does not come there. Some find a database that takes nothing any
more in the middle of their work. At the end a person asks to send half of the doubts again. Prints one JSON
object; exit status 1 where anything is wrong.
"""

import argparse
import asyncio
import json
import logging
import multiprocessing
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from peewee import OperationalError

from carmail_tui.delivery.continuity import Continuity
from carmail_tui.delivery.process import Delivery
from carmail_tui.delivery.queue import Transition
from carmail_tui.delivery.states import State
from carmail_tui.settings.model import Security, Smtp
from carmail_tui.store.dispatch import Dispatch
from carmail_tui.store.models import Mailing, Suppression
from carmail_tui.store.store import Store
from tests.faults.kill_points import STEPS_WITH_NAMES, KillPoints
from tests.faults.oracle import compare, plain
from tests.faults.random_server import serve
from tests.post_office import prepared

_FORK = multiprocessing.get_context("fork")
_POINTS = [f"{when} {step}" for step in STEPS_WITH_NAMES for when in ("before", "after")]
_TICK = timedelta(seconds=20)
_A_MAILING = 500
_FREQUENT = ("take", "begin", "commit", "accept", "mail", "rcpt", "data", "body", "dot")


class Failing(Dispatch):
    """A database that takes so many groups of transitions, and then nothing any more."""

    left = -1

    def take(self, owner: str, transitions: Sequence[Transition]) -> list[bool]:
        if self.left == 0:
            raise OperationalError("disk I/O error")
        self.left -= 1
        return super().take(owner, transitions)


class Endurance:
    """One long run: a garage in a folder, a server, and a clock that goes on by itself."""

    def __init__(self, folder: Path, port: int, connections: int, seed: int) -> None:
        self._url = f"sqlite:///{folder / 'garage.db'}"
        self._folder = folder
        unlimited = replace(Smtp(), per_minute=0, per_hour=0, per_day=0)
        local = replace(unlimited, server="127.0.0.1", port=port, security=Security.NONE)
        self._smtp = replace(local, connections=connections)
        self._chance = random.Random(seed)
        self._now = datetime.now(UTC)
        self.processes = 0
        self.kills: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()
        self.unnamed: set[str] = set()

    def _store(self) -> Store:
        return Store(self._url, self._folder / "files")

    def queue(self, count: int) -> None:
        """Messages, of which some cannot be said and some must not be sent."""
        store = self._store()
        for start in range(0, count, _A_MAILING):
            batch = [prepared(_recipient(number)) for number in range(start, min(start + _A_MAILING, count))]
            store.outbox.queue(batch, account=self._smtp.account, title=f"from {start}", kind="service")
        with store.database.connection_context():
            for number in range(0, count, 97):
                Suppression.create(mailbox=_recipient(number), reason="bounced", since="2026-11-24")
        store.close()

    def waiting(self) -> int:
        """How many are not over yet."""
        connection = sqlite3.connect(self._folder / "garage.db")
        over = ("sent", "refused", "in_doubt", "expired", "cancelled", "blocked", "invalid")
        query = f"SELECT COUNT(*) FROM message WHERE state NOT IN {over}"
        (count,) = connection.execute(query).fetchone()
        connection.close()
        return int(count)

    def run(self, target: str = "", most: int = 0) -> None:
        """One process: it dies at `target`, or ends after `most` messages, or when nothing is due."""
        ours, theirs = _FORK.Pipe(duplex=False)
        occurrence = self._chance.randint(1, 8 if target.endswith(_FREQUENT) else 1)
        fails = self._chance.randint(1, 40) if "journal" in target or self._chance.random() < 0.05 else -1
        process = _FORK.Process(
            target=self._deliver, args=(KillPoints(target, occurrence), fails, most, theirs)
        )
        process.start()
        theirs.close()
        try:
            passed, unnamed = ours.recv()
            self.passed.update(passed)
            self.unnamed |= unnamed
        except EOFError:
            pass
        process.join()
        self.processes += 1
        self._now += _TICK
        if process.exitcode == -9:
            self.kills[target] += 1
        elif process.exitcode:
            raise SystemExit(f"delivery broke off: {process.exitcode}")
        else:
            self._later()

    def _deliver(self, points: KillPoints, fails: int, most: int, said: Connection) -> None:
        logging.disable(logging.CRITICAL)
        store, started = self._store(), time.monotonic()
        points.install()

        def clock() -> datetime:
            return self._now + timedelta(seconds=time.monotonic() - started)

        # What the machine remembers of the database must never be more than what is in it.
        dispatch = Failing(store.database, clock, Continuity(self._folder / "state"))
        dispatch.left = fails
        journal = store.journal(self._smtp.account)
        delivery = Delivery(dispatch, self._smtp, lambda: "", journal, now=clock)
        points.after(most, delivery.stop)
        with store.account_lock(self._smtp.account) as lock:
            assert lock.take()
            try:
                asyncio.run(delivery.run())
            except OperationalError:
                assert fails >= 0
        said.send((points.passed, points.unnamed))

    def _later(self) -> None:
        """The clock goes on to where something is due, and people let paused mailings go on."""
        store = self._store()
        with store.database.connection_context():
            Mailing.update(paused=False, paused_reason="").execute()
        state = store.dispatch.account(self._smtp.account)
        due = store.dispatch.next_due(self._smtp.account)
        moments = [moment for moment in (state.retry_at if state.held else None, due) if moment]
        self._now = max(self._now, *moments) if moments else self._now
        store.close()

    def send_doubts_again(self) -> set[str]:
        """A person asks for half of the doubts to be sent again; to whom."""
        store = self._store()
        doubts = store.messages.lines(store.messages.ids(states=[State.IN_DOUBT]))[::2]
        store.outbox.resolve([line.id for line in doubts], "send_again", "sophie")
        store.close()
        return {line.envelope_to for line in doubts}


def _recipient(number: int) -> str:
    return f"a b{number}@client.example" if number % 101 == 100 else f"client{number}@client.example"


def endure(messages: int, kills: int, seed: int, connections: int, folder: Path) -> dict[str, object]:
    """The whole of it; the report."""
    started = time.monotonic()
    ours, theirs = _FORK.Pipe()
    _FORK.Process(target=serve, args=(folder / "ledger", seed, theirs), daemon=True).start()
    run = Endurance(folder, ours.recv(), connections, seed)
    run.queue(messages)
    share = max(8, messages // max(1, kills))
    while run.waiting() and run.kills.total() < kills:
        run.run(_POINTS[run.processes % len(_POINTS)], share)
    while run.waiting():
        run.run()
    consent = run.send_doubts_again()
    while run.waiting():
        run.run()
    found = compare(folder / "garage.db", folder / "ledger", consent)
    return {
        **plain(found),
        "wrong": found.wrong or bool(run.unnamed),
        "sent_again_by_consent": len(consent),
        "processes": run.processes,
        "kills": run.kills.total(),
        "kill_points": len(_POINTS),
        "never_killed_at": [point for point in _POINTS if point not in run.kills],
        "unnamed_steps": sorted(run.unnamed),
        "seconds": round(time.monotonic() - started, 1),
    }


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser()
    for name, default in (("messages", 100_000), ("kills", 5_000), ("seed", 1), ("connections", 4)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = endure(asked.messages, asked.kills, asked.seed, asked.connections, Path(folder))
    print(json.dumps(report, indent=1))
    return 1 if report["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
