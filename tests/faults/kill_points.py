"""Kill points: each step that delivery persists or puts on the wire has a name; the process can die there.

Nothing of this is in the program: its steps pass through few doors, and the doors are watched from here. What
writes to the database or to the line outside a named step is noted as unnamed.
"""

import os
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from peewee import SqliteDatabase

from carmail_tui.delivery.journal import Journal
from carmail_tui.delivery.policy import Phase
from carmail_tui.delivery.states import STEPS
from carmail_tui.delivery.wire import Wire
from carmail_tui.store import dispatch
from carmail_tui.store.dispatch import Dispatch

_PEOPLES = frozenset({"cancel", "retry", "it_arrived", "send_again", "give_up"})
_STORE = ("recover", "claim", "take", "hold", "free", "pause")
_JOURNAL = ("reserve", "keep", "clear")
_WRITTEN = (Phase.EHLO, Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.BODY, Phase.DOT)
_HEARD = (Phase.GREETING, Phase.EHLO, Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.DOT)

STEPS_WITH_NAMES = (
    *(f"store {name}" for name in _STORE),
    *(f"take {step}" for step in sorted(set(STEPS) - _PEOPLES)),
    *(f"journal {name}" for name in _JOURNAL),
    "connect",
    *(f"write {phase.value}" for phase in _WRITTEN),
    *(f"hear {phase.value}" for phase in _HEARD),
    "close",
)
"""Every step of a delivery without encryption and login; those have their own tests. `take` is within the
transaction that `store take` or `store claim` ends."""

_LASTING = ("INSERT", "UPDATE", "DELETE", "COMMIT")


class KillPoints:
    """The doors, watched. `target` is where the process dies (`before take commit`), the n-th time."""

    def __init__(self, target: str = "", occurrence: int = 1) -> None:
        self._target = target
        self._occurrence = occurrence
        self._inside = 0
        self._most = 0
        self._stop: Callable[[], None] = lambda: None
        self.passed: Counter[str] = Counter()
        self.unnamed: set[str] = set()

    def install(self) -> None:
        """Watch the doors of this process from now on."""
        for name in _STORE:
            self._watch(Dispatch, name, lambda *_args, n=name: [f"store {n}"])
        self._watch(
            dispatch, "take", lambda _db, _owner, found, _now: [f"take {each.step}" for each in found]
        )
        for name in _JOURNAL:
            self._watch(Journal, name, lambda *_args, n=name: [f"journal {n}"])
        self._watch_async(Wire, "write", lambda _self, phase, _content: f"write {phase.value}")
        self._watch_async(Wire, "reply", lambda _self, phase: f"hear {phase.value}")
        self._watch_async(Wire, "close", lambda _self: "close")
        opened = Wire.open.__func__  # type: ignore[attr-defined]

        async def open_watched(cls: type[Wire], *args: Any) -> Wire:
            with self._step(["connect"]):
                wire: Wire = await opened(cls, *args)
            return wire

        Wire.open = classmethod(open_watched)  # type: ignore[assignment, method-assign]
        self._watch_bytes()
        self._watch_statements()

    def after(self, accepted: int, stop: Callable[[], None]) -> None:
        """Call `stop` after so many accepted messages; 0 is never."""
        self._most, self._stop = accepted, stop

    @contextmanager
    def _step(self, names: list[str]) -> Iterator[None]:
        for name in names:
            self._pass(f"before {name}")
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
        for name in names:
            self._pass(f"after {name}")

    def _pass(self, point: str) -> None:
        self.passed[point] += 1
        if point == self._target and self.passed[point] == self._occurrence:
            os.kill(os.getpid(), signal.SIGKILL)
        if point == "after take accept" and self.passed[point] == self._most:
            self._stop()

    def _watch(self, owner: Any, name: str, names: Callable[..., list[str]]) -> None:
        usual = getattr(owner, name)

        def watched(*args: Any, **more: Any) -> Any:
            with self._step(names(*args)):
                return usual(*args, **more)

        setattr(owner, name, watched)

    def _watch_async(self, owner: Any, name: str, of: Callable[..., str]) -> None:
        usual: Callable[..., Awaitable[Any]] = getattr(owner, name)

        async def watched(*args: Any) -> Any:
            with self._step([of(*args)]):
                return await usual(*args)

        setattr(owner, name, watched)

    def _watch_bytes(self) -> None:
        usual, points = Wire.connection_made, self

        def connection_made(wire: Wire, transport: Any) -> None:
            write = transport.write

            def watched(content: Any) -> None:
                if not points._inside:
                    points.unnamed.add(bytes(content[:20]).decode("latin-1"))
                write(content)

            transport.write = watched
            usual(wire, transport)

        setattr(Wire, "connection_made", connection_made)  # noqa: B010 - mypy cannot tell a method from it

    def _watch_statements(self) -> None:
        usual, points = SqliteDatabase._connect, self

        def connect(database: SqliteDatabase) -> Any:
            connection = usual(database)
            connection.set_trace_callback(points._note_statement)
            return connection

        SqliteDatabase._connect = connect

    def _note_statement(self, statement: str) -> None:
        if not self._inside and statement.lstrip().upper().startswith(
            ("INSERT", "UPDATE", "DELETE", "COMMIT")
        ):
            self.unnamed.add(statement[:60])
