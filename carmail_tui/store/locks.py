"""The lock of an account on PostgreSQL: an advisory lock of a connection that lives as long as delivery."""

import hashlib
from contextlib import suppress
from types import TracebackType
from typing import Any

from carmail_tui.store.errors import DatabaseUnusableError


class AdvisoryLock:
    """Held by a connection of its own: the server frees it when that connection ends, however it ends."""

    def __init__(self, url: str, account: str) -> None:
        self._url = url
        self._key = int.from_bytes(hashlib.sha256(account.encode()).digest()[:8], "big", signed=True)
        self._connection: Any = None

    def take(self) -> bool:
        """Take the lock; False where another process has it. Raises DatabaseUnusableError."""
        import psycopg

        try:
            self._connection = psycopg.connect(self._url, autocommit=True)
            row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", (self._key,)).fetchone()
        except psycopg.Error as error:
            raise DatabaseUnusableError(self._url, str(error)) from error
        return bool(row and row[0])

    def __enter__(self) -> "AdvisoryLock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        import psycopg

        if self._connection is None:
            return
        # Closing alone frees the lock some time after it returns: whoever asks next would be told no.
        with suppress(psycopg.Error), self._connection as connection:
            connection.execute("SELECT pg_advisory_unlock(%s)", (self._key,))
