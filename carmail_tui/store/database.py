"""Opening the database: its URL, its pragmas, its schema version."""

import os
from pathlib import Path

from peewee import Database, DatabaseError, ImproperlyConfigured, SqliteDatabase

from carmail_tui.i18n import _
from carmail_tui.store import models
from carmail_tui.store.errors import DatabaseUnusableError
from carmail_tui.store.network_drives import network_drive
from carmail_tui.store.schema import SCHEMA_VERSION, bring_up

_BUSY_SECONDS = 30


def open_database(url: str) -> Database:
    """Open the database at `url` (`sqlite:///path` or `postgresql://...`), creating its tables if it is new.

    SQLite runs with WAL and `synchronous=FULL`: a message recorded as sent must survive a power cut, or it
    would be sent again. Raises DatabaseUnusableError with a sentence for the user.
    """
    database = _sqlite(url) if url.startswith("sqlite:///") else _postgresql(url)
    try:
        models.database.initialize(database)
        with database.connection_context():
            _prepare(database)
    except (DatabaseError, ImproperlyConfigured) as error:
        raise DatabaseUnusableError(url, str(error)) from error
    return database


def _sqlite(url: str) -> Database:
    path = Path(url.removeprefix("sqlite:///")).expanduser()
    if kind := network_drive(path):
        raise DatabaseUnusableError(
            url,
            _(
                "it lies on a network drive ({kind}), where what was sent can be forgotten; "
                "put it on a disk of this machine, or use PostgreSQL"
            ).format(kind=kind),
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise DatabaseUnusableError(url, error.strerror or str(error)) from error
    return SqliteDatabase(
        str(path),
        pragmas={
            "journal_mode": "wal",
            "synchronous": "full",
            "foreign_keys": 1,
            "busy_timeout": _BUSY_SECONDS * 1000,
        },
        timeout=_BUSY_SECONDS,
        lock_type="IMMEDIATE",
    )


def _postgresql(url: str) -> Database:
    if not url.startswith("postgresql://"):
        raise DatabaseUnusableError(url, _("sqlite:///PATH or postgresql://..."))
    from playhouse.db_url import connect

    try:
        database: Database = connect(url.replace("postgresql://", "psycopg3://", 1), autoconnect=True)
    except (DatabaseError, ImproperlyConfigured, ValueError) as error:
        raise DatabaseUnusableError(url, str(error)) from error
    return database


def _prepare(database: Database) -> None:
    with database.atomic():
        database.create_tables([models.Meta], safe=True)
        row = models.Meta.get_or_none(models.Meta.key == "schema")
        version = int(row.value) if row else 0
        if version > SCHEMA_VERSION:
            raise DatabaseUnusableError(
                str(database.database), f"schema {version} is newer than this program"
            )
        if version < SCHEMA_VERSION:
            bring_up(database, version)
            models.Meta.insert(key="schema", value=str(SCHEMA_VERSION)).on_conflict(
                conflict_target=[models.Meta.key], preserve=[models.Meta.value]
            ).execute()
