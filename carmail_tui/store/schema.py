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


def _one_index_of_states(database: Database) -> None:
    """The index of the queue begins with the state, and takes the place of the one of states alone."""
    for statement in (
        "DROP INDEX message_state",
        "DROP INDEX message_account_state_intent_id",
        "CREATE INDEX message_state_account_intent_id ON message (state, account, intent, id)",
    ):
        database.execute_sql(statement)


def _payment(database: Database) -> None:
    """A document says how it is to be paid."""
    for column in ("payment_reference", "iban"):
        database.execute_sql(f"ALTER TABLE document ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


def _decided_and_watched(database: Database) -> None:
    """What a person said of a buyer is remembered; a folder is watched."""
    database.create_tables([models.BuyerDecision, models.WatchedFile], safe=True)
    database.execute_sql("ALTER TABLE document ADD COLUMN client_decided BOOLEAN NOT NULL DEFAULT FALSE")


def _bounces(database: Database) -> None:
    """What came back has tables of its own, and is tied to messages by their Message-ID."""
    database.create_tables([models.Bounce, models.Forgiven], safe=True)
    database.execute_sql('CREATE INDEX IF NOT EXISTS "message_message_id" ON "message" ("message_id")')


_STEPS: tuple[Callable[[Database], None], ...] = (
    _content_apart,
    _one_index_of_states,
    _payment,
    _decided_and_watched,
    _bounces,
)
"""The step to version 2, to version 3, and so on."""

SCHEMA_VERSION = len(_STEPS) + 1
