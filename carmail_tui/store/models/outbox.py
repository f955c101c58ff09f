"""What was written and how it leaves: mailings, messages, their bytes and tries, the accounts."""

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from carmail_tui.store.models.base import Table
from carmail_tui.store.models.documents import Document


class Mailing(Table):
    """A letter that was sent to a selection, or one sending of documents: what the outbox groups by."""

    user = TextField(default="")
    kind = CharField(16)
    title = TextField()
    title_key = TextField(default="")
    created = BigIntegerField()
    hold_until = BigIntegerField(default=0)
    """Nothing of it leaves before this moment."""
    paused = BooleanField(default=False)
    paused_reason = CharField(32, default="")
    """Why the program paused it by itself (`delivery.policy.Reason`); empty where a person did."""
    left_out = IntegerField(default=0)
    settled = BooleanField(default=False)


class Blob(Table):
    """Content-addressed bytes that several messages share."""

    sha256 = CharField(64, primary_key=True)
    content = BlobField()


class Message(Table):
    """One row of the outbox: one envelope recipient. Moments are milliseconds since 1970 (UTC)."""

    mailing = ForeignKeyField(Mailing, null=True, backref="messages", on_delete="CASCADE")
    account = TextField()
    intent = CharField(16)
    client_id = IntegerField(null=True, index=True)
    client_name = TextField(default="")
    subject = TextField(default="")
    dedupe_key = TextField(unique=True)
    message_id = TextField(index=True)
    date = BigIntegerField()
    envelope_from = TextField()
    envelope_to = TextField()
    mailbox = TextField(default="")
    """The mailbox that `envelope_to` names, in the form that compares (`recipients.address`)."""
    size = BigIntegerField(default=0)
    state = CharField(16)
    owner = TextField(null=True)
    attempts = IntegerField(default=0)
    not_before = BigIntegerField(default=0)
    trying_since = BigIntegerField(null=True)
    """The first try since it was queued, or since a person asked for it again: its lifetime begins there."""
    created = BigIntegerField()
    updated = BigIntegerField()
    """When it came into its state; of what is sent or in doubt, when that happened at the server."""
    reason = CharField(32, default="")
    """The typed reason of the state (`delivery.policy.Reason`)."""
    code = IntegerField(null=True)
    enhanced = TextField(default="")
    reply = TextField(default="")
    settled = BooleanField(default=False)

    class Meta:
        indexes = ((("state", "account", "intent", "id"), False), (("mailing", "state"), False))
        # Each step of a message writes all that its state is in: the first one serves lists by state too.


class Content(Table):
    """The frozen bytes of a message, apart from the row that each of its steps writes anew."""

    message = ForeignKeyField(Message, primary_key=True, on_delete="CASCADE")
    head = BlobField()
    blobs = TextField(default="")
    """SHA-256 digests of the blobs that follow the head, in order, separated by spaces."""


class Attempt(Table):
    """One try of one message: the phase reached, and what the server said."""

    message = ForeignKeyField(Message, backref="history", on_delete="CASCADE")
    at = BigIntegerField()
    phase = CharField(16)
    outcome = CharField(16)
    code = IntegerField(null=True)
    enhanced = TextField(default="")
    reply = TextField(default="")


class DocumentMessage(Table):
    """Which documents went in which message."""

    document = ForeignKeyField(Document, on_delete="CASCADE")
    message = ForeignKeyField(Message, on_delete="CASCADE")

    class Meta:
        primary_key = CompositeKey("document", "message")
        indexes = ((("message",), False),)


class Bounce(Table):
    """What a report says of one recipient (`delivery.bounces`). Read twice, it is one row."""

    key = TextField(unique=True)
    message = ForeignKeyField(Message, null=True, backref="bounces", on_delete="SET NULL")
    mailbox = TextField(index=True)
    kind = CharField(16)
    cause = CharField(32)
    status = TextField(default="")
    words = TextField(default="")
    at = BigIntegerField()
    """When the report was written, in milliseconds since 1970 (UTC)."""


class Forgiven(Table):
    """A mailbox of which a person says that it is good again: reports from before no longer count."""

    mailbox = TextField(primary_key=True)
    since = BigIntegerField()


class Account(Table):
    """A sending account (login at server) and what holds it back."""

    key = TextField(primary_key=True)
    owner = TextField(default="")
    """The delivery process that took the lock last; one that only believes to have it may claim nothing."""
    held_reason = CharField(32, default="")
    held_reply = TextField(default="")
    held_since = BigIntegerField(null=True)
    retry_at = BigIntegerField(default=0)
    failures = IntegerField(default=0)
