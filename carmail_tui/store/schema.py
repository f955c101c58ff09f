"""The version of the tables, and the steps from one version to the next."""

from collections.abc import Callable
from typing import Any

from peewee import Database

from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.folding import compact, fold
from carmail_tui.store import models

__all__ = ("FILTERED", "SCHEMA_VERSION", "bring_up")


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


def _filters(database: Database) -> None:
    """What filters compare is kept folded; filters and live lists are kept; cards say when they came in."""
    database.create_tables([models.SavedFilter])
    for name, columns in FILTERED.items():
        for column in columns:
            database.execute_sql(f"ALTER TABLE {name} ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    database.execute_sql("ALTER TABLE client ADD COLUMN created DATE")
    database.execute_sql("CREATE INDEX client_town_key ON client (town_key)")
    for table, key, names in _KEYS:
        read = [getattr(table, name) for name in names]
        for row in list(table.select(table.id, *read).tuples()):
            values = {f"{name}_key": key(text) for name, text in zip(names, row[1:], strict=True)}
            table.update(**values).where(table.id == row[0]).execute()
    for client_id, vat in list(models.Client.select(models.Client.id, models.Client.vat).tuples()):
        models.Client.update(vat_text=compact(vat)).where(models.Client.id == client_id).execute()


FILTERED = {
    "client": (
        *("code_key", "first_name_key", "last_name_key", "company_key", "street_key"),
        *("town_key", "country_key", "phone_key", "vat_text"),
    ),
    "address": ("email_key",),
    "vehicle": ("plate_key", "vin_key", "model_key", "fuel_key"),
    "document": ("number_key",),
    "mailing": ("title_key",),
    "client_list": ("criteria",),
}
"""The columns of text that this step added, by table."""
_KEYS: tuple[tuple[Any, Callable[[str], str], tuple[str, ...]], ...] = (
    (models.Client, compact, ("code", "phone")),
    (models.Client, fold, ("first_name", "last_name", "company", "street", "town", "country")),
    (models.Address, fold, ("email",)),
    (models.Vehicle, compact, ("plate", "vin")),
    (models.Vehicle, fold, ("model", "fuel")),
    (models.Document, compact, ("number",)),
    (models.Mailing, fold, ("title",)),
)


def _imports_recorded(database: Database) -> None:
    """Each import keeps what it made and changed."""
    database.create_tables([models.ImportRun, models.ImportSpan, models.ImportChange])


_STEPS: tuple[Callable[[Database], None], ...] = (
    _content_apart,
    _one_index_of_states,
    _payment,
    _decided_and_watched,
    _bounces,
    _filters,
    _imports_recorded,
)
"""The step to version 2, to version 3, and so on."""

SCHEMA_VERSION = len(_STEPS) + 1
