"""Results that the database could not take: kept on the disk beside it, until it can again.

A server's reply to a dot is known once. Were it lost with a full disk or a lost connection to the database,
the message would be in doubt for nothing.
"""

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from carmail_tui.delivery.policy import Phase, Reason, Reply
from carmail_tui.delivery.queue import Transition

_RESERVED = 1 << 16
_LONGEST_REPLY = 300


class Journal:
    """The results of one account. Its space is reserved beforehand: a full disk is when it is needed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def reserve(self) -> None:
        """Make sure that there is room. Raises OSError where there is none: then nothing should be sent."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(handle, 0, _RESERVED)
        finally:
            os.close(handle)

    def keep(self, owner: str, transitions: Sequence[Transition]) -> None:
        """Keep these too; they are on the disk when this returns."""
        lines = "".join(json.dumps([owner, *_plain(transition)]) + "\n" for transition in transitions)
        with self._path.open("r+b") as file:
            file.seek(len(self._text()))
            file.write(lines.encode("ascii"))
            file.flush()
            os.fsync(file.fileno())

    def kept(self) -> list[tuple[str, Transition]]:
        """What is kept, in order, each with the owner who learned it. A line that was cut is left out."""
        lines = self._text().decode("ascii", "replace").split("\n")[:-1]
        return [(owner, _transition(*fields)) for owner, *fields in map(json.loads, lines)]

    def clear(self) -> None:
        """The database has all of it."""
        with self._path.open("r+b") as file:
            file.write(bytes(_RESERVED))
            file.flush()
            os.fsync(file.fileno())

    def _text(self) -> bytes:
        return self._path.read_bytes().rstrip(b"\0") if self._path.exists() else b""


def _plain(transition: Transition) -> tuple[object, ...]:
    reply = transition.reply or Reply(0)
    not_before = transition.not_before.isoformat() if transition.not_before else None
    words = reply.text[:_LONGEST_REPLY]
    return (
        transition.message,
        transition.step,
        transition.phase,
        transition.reason,
        reply.code,
        words,
        not_before,
    )


def _transition(
    message: int,
    step: str,
    phase: str | None,
    reason: str | None,
    code: int,
    words: str,
    not_before: str | None,
) -> Transition:
    return Transition(
        message,
        step,
        Phase(phase) if phase else None,
        Reason(reason) if reason else None,
        Reply(code, words),
        datetime.fromisoformat(not_before) if not_before else None,
    )
