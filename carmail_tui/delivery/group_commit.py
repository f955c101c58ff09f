"""One transaction, and one wait for the disk, for the transitions of all connections."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence

from carmail_tui.delivery.journal import Journal
from carmail_tui.delivery.queue import Queue, Transition
from carmail_tui.delivery.states import STEPS, State

_log = logging.getLogger("carmail.delivery")
_Group = tuple[Sequence[Transition], asyncio.Future[list[bool]] | None]
_IDLE_PASSES = 4
"""After so many passes of the loop without news nobody is about to bring any; a disk takes longer."""
_ENDS = frozenset({"accept", "refuse", "defer", "lose", "expire", "invalidate"})


class GroupCommit:
    """Gathers transitions while other connections are being heard, and takes them together.

    The database works on the thread of the connections: while it waits for the disk their replies lie in the
    kernel, and make the next group.
    """

    def __init__(self, queue: Queue, owner: str, journal: Journal) -> None:
        self._queue = queue
        self.owner = owner
        self._journal = journal
        self._gathered: list[_Group] = []
        self._failure: Exception | None = None
        self.ends: Counter[State] = Counter()
        """How many tries ended in which state."""

    @property
    def failed(self) -> bool:
        """Whether the database failed: nothing more may be sent, for nothing more could be recorded."""
        return self._failure is not None

    async def take(self, *transitions: Transition) -> list[bool]:
        """Take these together; which of them were ours. They are on the disk when this returns.

        Raises what the database raised, now or before.
        """
        taken: asyncio.Future[list[bool]] = asyncio.get_running_loop().create_future()
        self._gather(transitions, taken)
        return await taken

    def note(self, transition: Transition) -> None:
        """Take this one too, before whatever is taken after it."""
        self._gather((transition,), None)

    def flush(self) -> None:
        """Take what is gathered, now."""
        gathered, self._gathered = self._gathered, []
        transitions = [transition for group, _taken in gathered for transition in group]
        if not transitions:
            return
        if self._failure is None:
            try:
                results = self._queue.take(self.owner, transitions)
            except Exception as error:  # noqa: BLE001 - raised again where it is waited for
                _log.exception("the database does not take what it is told")
                self._failure = error
        if self._failure is not None:
            self._keep(transitions)
            for _group, taken in gathered:
                if taken is not None and not taken.cancelled():
                    taken.set_exception(self._failure)
            return
        self._count(transitions, results)
        # A pass of the loop later: what the lines did meanwhile is then known before the dot.
        asyncio.get_running_loop().call_soon(self._answer, gathered, results)

    @staticmethod
    def _answer(gathered: Sequence[_Group], results: list[bool]) -> None:
        start = 0
        for group, taken in gathered:
            if taken is not None and not taken.cancelled():
                taken.set_result(results[start : start + len(group)])
            start += len(group)

    def _gather(self, transitions: Sequence[Transition], taken: "asyncio.Future[list[bool]] | None") -> None:
        if not self._gathered:
            asyncio.get_running_loop().call_soon(self._settle, 0)
        self._gathered.append((transitions, taken))

    def _settle(self, seen: int, idle: int = 0) -> None:
        """Wait as long as connections still bring any, each of which is a wait for the disk less."""
        idle = idle + 1 if len(self._gathered) == seen else 0
        if idle < _IDLE_PASSES:
            asyncio.get_running_loop().call_soon(self._settle, len(self._gathered), idle)
        else:
            self.flush()

    def _keep(self, transitions: Sequence[Transition]) -> None:
        """What the server said of a message must not be lost with the database."""
        if known := [transition for transition in transitions if transition.phase is not None]:
            try:
                self._journal.keep(self.owner, known)
            except OSError:
                # Whoever waits must hear of the database all the same. The messages are in doubt then.
                _log.exception("the journal does not take it either")

    def _count(self, transitions: Sequence[Transition], results: Sequence[bool]) -> None:
        for transition, taken in zip(transitions, results, strict=True):
            if taken and transition.step in _ENDS:
                self.ends[STEPS[transition.step].target] += 1
