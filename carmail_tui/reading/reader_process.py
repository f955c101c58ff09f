"""The process in which files are read apart: it takes calls on its input and gives answers on its output."""

import contextlib
import dataclasses
import gc
import io
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any, BinaryIO

HEAD = 8
"""Bytes before each message: its length, big-endian."""

READY = b"+"
"""Goes before the first answer: a busy machine is slow to start a process, and no file is to blame."""

RETURNED, RAISED, NO_MEMORY = "returned", "raised", "no_memory"

_GRACE = 5
"""Seconds after the deadline at which the process ends itself, if its parent has not ended it by then."""


def main() -> None:
    """Answer calls, one after the other, until the input ends."""
    seconds, megabytes = int(sys.argv[1]), int(sys.argv[2])
    calls, answers = _own_streams()
    _limit(megabytes)
    # What is read makes hardly a cycle; looking for them at the usual pace costs a tenth of the time.
    gc.set_threshold(20_000)
    answers.write(READY)
    answers.flush()
    while head := calls.read(HEAD):
        function, arguments = pickle.loads(calls.read(int.from_bytes(head)))  # noqa: S301 our parent's
        # The alarm ends us in the middle of any loop of a library; nobody may be left to do it.
        signal.alarm(seconds + _GRACE)
        answer = _answer(function, arguments)
        signal.alarm(0)
        answers.write(len(answer).to_bytes(HEAD) + answer)
        answers.flush()


def _answer(function: Any, arguments: tuple[Any, ...]) -> bytes:
    try:
        return _pickled((RETURNED, function(*arguments)))
    except MemoryError:
        return pickle.dumps((NO_MEMORY, None))
    except Exception as error:  # noqa: BLE001 whatever a reader raises goes to whoever called it
        return _raised(error)


class _Pickler(pickle.Pickler):
    """Takes dataclasses by their fields: with slots their own way is half as fast, on both sides."""

    def reducer_override(self, what: Any) -> Any:
        kind: Any = type(what)
        fields = _fields(kind)
        return NotImplemented if fields is None else (kind, fields(what))


@lru_cache(maxsize=256)
def _fields(kind: type[Any]) -> Callable[[object], tuple[Any, ...]] | None:
    if not dataclasses.is_dataclass(kind):
        return None
    fields = dataclasses.fields(kind)
    if len(fields) < 2 or any(field.kw_only or not field.init for field in fields):
        return None
    return attrgetter(*(field.name for field in fields))


def _pickled(answer: object) -> bytes:
    stream = io.BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(answer)
    return stream.getvalue()


def _raised(error: Exception) -> bytes:
    # An exception does not survive pickling where its class takes other arguments than its message.
    try:
        return pickle.dumps((RAISED, (type(error), error.args, error.__dict__)))
    except Exception:  # noqa: BLE001 it holds what cannot be pickled: its words must do
        return pickle.dumps((RAISED, (RuntimeError, (f"{type(error).__name__}: {error}",), {})))


def _own_streams() -> tuple[BinaryIO, BinaryIO]:
    """Input and output for us alone: what a library prints goes nowhere."""
    calls, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    return calls, answers


def _limit(megabytes: int) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # Some systems know a limit and refuse to set it: the deadline holds all the same.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000,) * 2)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
