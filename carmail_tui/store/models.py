"""The tables. Nothing outside the store sees them: its query modules hand out the rooms' objects."""

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    DatabaseProxy,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

database = DatabaseProxy()


class Table(Model):
    class Meta:
        database = database
        legacy_table_names = False


class Meta(Table):
    """Facts about the database itself: installation, demo folder, settings that must follow the data."""

    key = CharField(primary_key=True)
    value = TextField()


class Client(Table):
    """`*_key` columns hold the folded form (`recipients.folding`) by which criteria compare."""

    code = TextField(default="", index=True)
    name = TextField()
    name_key = TextField(index=True)
    first_name = TextField(default="")
    last_name = TextField(default="")
    company = TextField(default="")
    family = TextField(default="")
    family_key = TextField(default="", index=True)
    type = TextField(default="")
    type_key = TextField(default="", index=True)
    language = CharField(2, default="fr")
    street = TextField(default="")
    postcode = TextField(default="")
    postcode_number = IntegerField(null=True, index=True)
    town = TextField(default="")
    country = CharField(2, default="BE")
    phone = TextField(default="")
    vat = TextField(default="")
    vat_key = TextField(default="", index=True)
    promotions = BooleanField(null=True)
    promotions_since = DateField(null=True)
    promotions_origin = TextField(default="")
    last_visit = DateField(null=True, index=True)
    corrected = TextField(default="")
    """Names of the fields corrected by hand, separated by spaces."""
    search = TextField(default="")
    """Folded name, code, town and plates: what a search in the list looks through."""


class Address(Table):
    client = ForeignKeyField(Client, backref="addresses", on_delete="CASCADE")
    email = TextField()
    mailbox = TextField(null=True, index=True)
    source = CharField(16)
    label = TextField(default="")
    receives_documents = BooleanField(default=False)
    remembered = BooleanField(default=False)
    last_used = BigIntegerField(null=True)


class Vehicle(Table):
    client = ForeignKeyField(Client, backref="vehicles", on_delete="CASCADE")
    plate = TextField(default="")
    vin = TextField(default="")
    type = TextField(default="")
    type_key = TextField(default="")
    make = TextField(default="")
    make_key = TextField(default="")
    model = TextField(default="")
    fuel = TextField(default="")
    first_registration = DateField(null=True)
    next_inspection = DateField(null=True, index=True)
    last_visit = DateField(null=True)

    class Meta:
        indexes = ((("make_key", "client"), False), (("type_key", "client"), False))


class Suppression(Table):
    mailbox = TextField(primary_key=True)
    reason = CharField(16)
    since = DateField()
    detail = TextField(default="")


class SelectionMember(Table):
    user = TextField()
    client = ForeignKeyField(Client, on_delete="CASCADE")

    class Meta:
        primary_key = CompositeKey("user", "client")


class SelectionMove(Table):
    """One move of the selection, kept so that it can be taken back."""

    user = TextField(index=True)
    at = BigIntegerField()
    gesture = CharField(16)
    added = IntegerField(default=0)
    removed = IntegerField(default=0)


class SelectionChange(Table):
    move = ForeignKeyField(SelectionMove, backref="changes", on_delete="CASCADE")
    client_id = IntegerField()
    entered = BooleanField()

    class Meta:
        primary_key = CompositeKey("move", "client_id")


class UserState(Table):
    """What a user left behind: criteria, draft letter, the day the selection was last written to."""

    user = TextField()
    name = CharField(32)
    value = TextField()
    updated = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("user", "name")


class ClientList(Table):
    name = TextField()
    name_key = TextField(unique=True)
    created = BigIntegerField()


class ClientListMember(Table):
    list = ForeignKeyField(ClientList, backref="members", on_delete="CASCADE")
    client = ForeignKeyField(Client, on_delete="CASCADE")

    class Meta:
        primary_key = CompositeKey("list", "client")


class Document(Table):
    """Its identity: kind, number and `seller_key`, the seller's VAT number, else its folded name."""

    kind = CharField(16)
    number = TextField()
    seller_key = TextField(default="")
    seller_name = TextField(default="")
    seller_vat = TextField(default="")
    date = DateField(null=True, index=True)
    due = DateField(null=True)
    client = ForeignKeyField(Client, null=True, backref="documents", on_delete="SET NULL")
    buyer_name = TextField(default="")
    buyer_vat = TextField(default="")
    buyer_email = TextField(default="")
    buyer_code = TextField(default="")
    buyer_postcode = TextField(default="")
    buyer_endpoint = TextField(default="")
    total_cents = BigIntegerField()
    currency = CharField(3, default="EUR")
    paid = BooleanField(default=False)
    search = TextField(default="")

    class Meta:
        indexes = ((("seller_key", "kind", "number"), True),)


class DocumentFile(Table):
    document = ForeignKeyField(Document, backref="files", on_delete="CASCADE")
    name = TextField()
    media_type = TextField()
    path = TextField()
    sha256 = CharField(64, default="")
    size = BigIntegerField(default=0)


class Mailing(Table):
    """A letter that was sent to a selection, or one sending of documents: what the outbox groups by."""

    user = TextField(default="")
    kind = CharField(16)
    title = TextField()
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
    message_id = TextField()
    date = BigIntegerField()
    envelope_from = TextField()
    envelope_to = TextField()
    mailbox = TextField(default="")
    """The mailbox that `envelope_to` names, in the form that compares (`recipients.address`)."""
    size = BigIntegerField(default=0)
    state = CharField(16, index=True)
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
        indexes = ((("account", "state", "intent", "id"), False), (("mailing", "state"), False))


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


TABLES = (
    Meta,
    Client,
    Address,
    Vehicle,
    Suppression,
    SelectionMember,
    SelectionMove,
    SelectionChange,
    UserState,
    ClientList,
    ClientListMember,
    Document,
    DocumentFile,
    Mailing,
    Blob,
    Message,
    Content,
    Attempt,
    DocumentMessage,
    Account,
)
