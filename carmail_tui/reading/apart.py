"""Reading apart: files are read in a process of their own, whose crash or hang is only an answer."""

import os
import pickle
import select
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from carmail_tui.reading.reader_process import HEAD, NO_MEMORY, RETURNED

_P = ParamSpec("_P")
_T = TypeVar("_T")
_A = TypeVar("_A")
_CHUNK = 1 << 20


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

    def call(self, function: Callable[_P, _T], *arguments: _P.args, **_none: _P.kwargs) -> _T:
        """What `function`, a function of a module, answers there to `arguments`; both go as pickles.

        Raises ApartError, and whatever the function raises.
        """
        answer: _T = self._one(function, deque([arguments]))
        return answer

    def each(self, function: Callable[[_A], _T], items: Iterable[_A]) -> Iterator[tuple[_A, _T | Exception]]:
        """Each of `items`, which must be small (paths), with the answer to it, or with what was raised.

        The next one is read while the caller works on this one.
        """
        waiting: deque[tuple[Any, ...]] = deque()
        try:
            for item in items:
                waiting.append((item,))
                self._ask(function, waiting[-1])
                if len(waiting) > 1:
                    yield waiting[0][0], self._caught(function, waiting)
            while waiting:
                yield waiting[0][0], self._caught(function, waiting)
        finally:
            if waiting:
                self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is None:
            return
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()
        self._process.wait()
        self._process = None

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
        try:
            self._process.stdin.write(len(call).to_bytes(HEAD) + call)
            self._process.stdin.flush()
        except OSError:
            pass

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
        assert self._process is not None and self._process.stdout is not None
        ends = time.monotonic() + self._seconds
        stream = self._process.stdout.fileno()
        poll = select.poll()
        poll.register(stream, select.POLLIN)
        found, wanted = bytearray(), HEAD
        while len(found) < wanted:
            if not poll.poll(max(0.0, ends - time.monotonic()) * 1000):
                return ApartFault.TIMED_OUT, None
            chunk = os.read(stream, min(_CHUNK, wanted - len(found)))
            if not chunk:
                return ApartFault.CRASHED, None
            found += chunk
            if len(found) == HEAD and wanted == HEAD:
                wanted += int.from_bytes(found)
        return None, pickle.loads(memoryview(found)[HEAD:])  # noqa: S301 our own process

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
