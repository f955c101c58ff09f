"""Reading apart: files are read in a process of their own, whose crash or hang is only an answer."""

import contextlib
import os
import pickle
import select
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from itertools import cycle, islice, tee
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from carmail_tui.reading.reader_process import HEAD, NO_MEMORY, READY, RETURNED

_P = ParamSpec("_P")
_T = TypeVar("_T")
_A = TypeVar("_A")
_CHUNK = 1 << 20
_STARTING = 60.0
"""Seconds in which a process must be ready."""

_AHEAD = 16
"""Calls that are put before the first of them is answered."""


class ApartFault(StrEnum):
    """Why there is no answer."""

    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    NO_MEMORY = "no_memory"


class ApartError(Exception):
    """A call that took its process with it, or all the time or memory that it was given."""

    def __init__(self, fault: ApartFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Apart:
    """A process that reads for us: started at the first call, and anew after one that it did not survive.

    A call has `seconds` and the whole process `megabytes` of address space (10^6 bytes; Python and the
    libraries take about 300). Not for two threads at once. Use it in a `with`, or close it.
    """

    def __init__(self, *, seconds: int = 20, megabytes: int = 1500) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._read = bytearray()

    def call(self, function: Callable[_P, _T], *arguments: _P.args, **_none: _P.kwargs) -> _T:
        """What `function`, a function of a module, answers there to `arguments`; both go as pickles.

        Raises ApartError, and whatever the function raises.
        """
        answer: _T = self._one(function, deque([arguments]))
        return answer

    def each(self, function: Callable[[_A], _T], items: Iterable[_A]) -> Iterator[tuple[_A, _T | Exception]]:
        """Each of `items`, which must be small (paths), with the answer to it, or with what was raised.

        The next ones are read while the caller works on this one.
        """
        waiting: deque[tuple[Any, ...]] = deque()
        try:
            for item in items:
                waiting.append((item,))
                self._ask(function, waiting[-1])
                if len(waiting) == _AHEAD:
                    yield waiting[0][0], self._caught(function, waiting)
            while waiting:
                yield waiting[0][0], self._caught(function, waiting)
        finally:
            if waiting:
                self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        self._ready, self._read = False, bytearray()
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            # What was put to a process that is gone cannot be flushed.
            with contextlib.suppress(OSError):
                stream.close()
        process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _one(self, function: Callable[..., Any], waiting: deque[tuple[Any, ...]]) -> Any:
        self._ask(function, waiting[0])
        return self._answer(function, waiting)

    def _caught(self, function: Callable[..., _T], waiting: deque[tuple[Any, ...]]) -> _T | Exception:
        try:
            answer: _T = self._answer(function, waiting)
        except Exception as error:  # noqa: BLE001 it is the answer to this item, and the others go on
            return error
        return answer

    def _ask(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        """Put a call; where the process is gone, `_answer` finds that out."""
        if self._process is None:
            self._process = self._started()
        assert self._process.stdin is not None
        call = pickle.dumps((function, arguments))
        with contextlib.suppress(OSError):
            self._process.stdin.write(len(call).to_bytes(HEAD) + call)
            self._process.stdin.flush()

    def _answer(self, function: Callable[..., Any], waiting: deque[tuple[Any, ...]]) -> Any:
        """The answer to the first call of `waiting`, which leaves it; those behind it survive its end."""
        fault, answer = self._received()
        if fault is ApartFault.CRASHED:
            # It may have been ended between two calls, by someone else: only a second time is it the file.
            self._renewed(function, waiting)
            fault, answer = self._received()
        waiting.popleft()
        if fault is not None:
            self._renewed(function, waiting)
            raise ApartError(fault)
        what, value = answer
        if what == RETURNED:
            return value
        if what == NO_MEMORY:
            # What is left of its memory is in pieces.
            self._renewed(function, waiting)
            raise ApartError(ApartFault.NO_MEMORY)
        kind, arguments, fields = value
        error = kind.__new__(kind)
        error.args = arguments
        error.__dict__.update(fields)
        raise error

    def _renewed(self, function: Callable[..., Any], waiting: Iterable[tuple[Any, ...]]) -> None:
        self.close()
        for arguments in waiting:
            self._ask(function, arguments)

    def _received(self) -> tuple[ApartFault | None, Any]:
        """One message of the process, in the time that a call has; else why there is none."""
        if not self._ready:
            ready = self._bytes(len(READY), time.monotonic() + _STARTING)
            if isinstance(ready, ApartFault):
                return ready, None
            self._ready = True
        ends = time.monotonic() + self._seconds
        head = self._bytes(HEAD, ends)
        if isinstance(head, ApartFault):
            return head, None
        message = self._bytes(int.from_bytes(head), ends)
        if isinstance(message, ApartFault):
            return message, None
        return None, pickle.loads(message)  # noqa: S301 our own process

    def _bytes(self, count: int, ends: float) -> bytearray | ApartFault:
        assert self._process is not None and self._process.stdout is not None
        stream = self._process.stdout.fileno()
        poll = select.poll()
        poll.register(stream, select.POLLIN)
        while len(self._read) < count:
            if not poll.poll(max(0.0, ends - time.monotonic()) * 1000):
                return ApartFault.TIMED_OUT
            chunk = os.read(stream, _CHUNK)
            if not chunk:
                return ApartFault.CRASHED
            self._read += chunk
        found = self._read[:count]
        del self._read[:count]
        return found

    def _started(self) -> "subprocess.Popen[bytes]":
        limits = [str(self._seconds), str(self._megabytes)]
        return subprocess.Popen(  # noqa: S603 our own interpreter
            [sys.executable, "-m", "carmail_tui.reading.reader_process", *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl+C is for us: we end it.
            start_new_session=True,
        )


class Team:
    """Several such processes, one a core and four at most; each starts with its first file."""

    def __init__(self) -> None:
        self._members = [Apart() for _core in range(min(os.cpu_count() or 1, 4))]

    def each(self, function: Callable[[_A], _T], items: Iterable[_A]) -> Iterator[tuple[_A, _T | Exception]]:
        """As `Apart.each`; the items are dealt to the processes in turn, and answered in their order."""
        hands = tee(items, len(self._members))
        dealt = [islice(hand, first, None, len(self._members)) for first, hand in enumerate(hands)]
        answers = [member.each(function, hand) for member, hand in zip(self._members, dealt, strict=True)]
        for turn in cycle(answers):
            if (answer := next(turn, None)) is None:
                # Whoever is next in turn has no more either.
                return
            yield answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for member in self._members:
            member.close()
