"""The lock of an account: one delivery process each, and a lock that dies with its holder."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Protocol


class AccountLock(Protocol):
    """A lock that is taken or not, at once."""

    def take(self) -> bool:
        """Take the lock; False where another process has it."""
        ...


class FileLock:
    """The lock beside a SQLite database. The kernel frees it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Take the lock; False where another process has it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
