"""The version of the tables, and the steps from one version to the next."""

from collections.abc import Callable

from peewee import Database

from carmail_tui.recipients.address import mailbox
from carmail_tui.store import models

__all__ = ("SCHEMA_VERSION", "bring_up")


def bring_up(database: Database, version: int) -> None:
    """Make the tables of a new database (version 0), or bring those of an older one up to date."""
    if version == 0:
        database.create_tables(models.TABLES, safe=True)
        return
    for step in _STEPS[version - 1 :]:
        step(database)


def _content_apart(database: Database) -> None:
    """The bytes of a message leave the row that each of its steps writes anew; a pause has a reason."""
    database.create_tables([models.Content])
    for statement in (
        "INSERT INTO content (message_id, head, blobs) SELECT id, head, blobs FROM message",
        "ALTER TABLE message DROP COLUMN head",
        "ALTER TABLE message DROP COLUMN blobs",
        "ALTER TABLE mailing ADD COLUMN paused_reason VARCHAR(32) NOT NULL DEFAULT ''",
        "ALTER TABLE message ADD COLUMN mailbox TEXT NOT NULL DEFAULT ''",
    ):
        database.execute_sql(statement)
    for row in models.Message.select(models.Message.id, models.Message.envelope_to).namedtuples():
        found = mailbox(row.envelope_to) or ""
        models.Message.update(mailbox=found).where(models.Message.id == row.id).execute()


def _imports_recorded(database: Database) -> None:
    """Each import keeps what it made and changed."""
    database.create_tables([models.ImportRun, models.ImportSpan, models.ImportChange])


_STEPS: tuple[Callable[[Database], None], ...] = (_content_apart, _imports_recorded)
"""The step to version 2, to version 3, and so on."""

SCHEMA_VERSION = len(_STEPS) + 1
