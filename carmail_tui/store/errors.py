"""What can be wrong with the database."""

import re

from carmail_tui.i18n import _, visible

__all__ = ("DatabaseFailedError", "DatabaseUnusableError", "StoreError", "explained")

_DRIVERS = frozenset({"peewee", "sqlite3", "psycopg"})
_PASSWORD = re.compile(r"(://[^:/@]*:).*@")


class StoreError(Exception):
    """The database could not do what was asked. Nothing was changed."""


class DatabaseUnusableError(StoreError, OSError):
    """The database at `url` cannot be opened or used; `detail` holds the driver's words.

    `url` and what is logged are without the password that a PostgreSQL URL may hold.
    """

    def __init__(self, url: str, detail: str) -> None:
        self.url, self.detail = (_PASSWORD.sub(r"\1***@", text) for text in (url, detail))
        super().__init__(f"{self.url}: {self.detail}")

    def sentence(self) -> str:
        """What to tell the user."""
        return _(
            "The database {url} cannot be used: {detail}. Nothing was changed. "
            "Check that its folder exists and can be written to, or name another with --database."
        ).format(url=visible(self.url), detail=visible(self.detail))


class DatabaseFailedError(StoreError):
    """The database failed at work: its disk is full, its server is gone, its file is damaged."""

    def sentence(self) -> str:
        """What to tell the user."""
        return _(
            "The database failed: {detail}. Nothing was done in part. See its disk or server, then try again."
        ).format(detail=visible(str(self).strip(), 200))


def explained(error: Exception) -> Exception:
    """The error, as one with a sentence where it is one of the database's drivers."""
    return DatabaseFailedError(str(_first(error))) if _of_driver(error) else error


def _of_driver(error: BaseException | None) -> bool:
    return any(kind.__module__.partition(".")[0] in _DRIVERS for kind in type(error).__mro__)


def _first(error: BaseException) -> BaseException:
    """What failed first: on a full disk SQLite rolls back by itself, and rolling back fails once more."""
    while error.__context__ is not None and _of_driver(error.__context__):
        error = error.__context__
    return error
