"""What each import made and changed, so that it can be taken back."""

from peewee import BigIntegerField, CharField, CompositeKey, ForeignKeyField, IntegerField, TextField

from carmail_tui.store.models.base import Table


class ImportRun(Table):
    """One import of clients or documents."""

    user = TextField(default="")
    kind = CharField(16)
    at = BigIntegerField()
    source = TextField(default="")
    """The base names of the files or folders."""
    state = CharField(16)
    """`running`, `done`, `undone`; one that runs and has not shown itself for a while was broken off."""
    shown = BigIntegerField(default=0)
    """When it last wrote something down, in milliseconds since 1970 (UTC)."""
    counts = TextField(default="{}")
    """How many rows or documents had each outcome, as JSON."""


class ImportSpan(Table):
    """Clients that an import made: all ids from the first to the last."""

    run = ForeignKeyField(ImportRun, on_delete="CASCADE")
    first = IntegerField()
    last = IntegerField()


class ImportChange(Table):
    """What an import changed in a record, both sides as JSON; without a former side it made the record."""

    run = ForeignKeyField(ImportRun, on_delete="CASCADE")
    kind = CharField(16)
    record = IntegerField()
    before = TextField(default="")
    after = TextField(default="")

    class Meta:
        primary_key = CompositeKey("run", "kind", "record")
        indexes = ((("kind", "record"), False),)
