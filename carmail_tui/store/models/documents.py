"""The ledger."""

from peewee import BigIntegerField, BooleanField, CharField, DateField, ForeignKeyField, TextField

from carmail_tui.store.models.base import Table
from carmail_tui.store.models.clients import Client


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
    client_decided = BooleanField(default=False)
    buyer_name = TextField(default="")
    buyer_vat = TextField(default="")
    buyer_email = TextField(default="")
    buyer_code = TextField(default="")
    buyer_postcode = TextField(default="")
    buyer_endpoint = TextField(default="")
    total_cents = BigIntegerField()
    currency = CharField(3, default="EUR")
    paid = BooleanField(default=False)
    payment_reference = TextField(default="")
    iban = TextField(default="")
    search = TextField(default="")
    number_key = TextField(default="")

    class Meta:
        indexes = ((("seller_key", "kind", "number"), True),)


class BuyerDecision(Table):
    """A person said that this buyer (`documents.matching.buyer_key`) is that client."""

    key = TextField(unique=True)
    client = ForeignKeyField(Client, backref="decisions", on_delete="CASCADE")
    buyer_name = TextField(default="")
    buyer_vat = TextField(default="")
    buyer_code = TextField(default="")
    buyer_postcode = TextField(default="")
    user = TextField(default="")
    decided = BigIntegerField()


class WatchedFile(Table):
    """A file of the watched folder that was looked at: it is not read again while it is the same.

    `outcome`, `told` (JSON) and `shown` are what became of it, for the report; `company` is who we were.
    """

    path = TextField(unique=True)
    size = BigIntegerField()
    changed_ns = BigIntegerField()
    sha256 = CharField(64, default="", index=True)
    company = TextField(default="")
    outcome = CharField(24, default="", index=True)
    told = TextField(default="")
    shown = BooleanField(default=False, index=True)
    read_at = BigIntegerField()


class DocumentFile(Table):
    document = ForeignKeyField(Document, backref="files", on_delete="CASCADE")
    name = TextField()
    media_type = TextField()
    path = TextField()
    sha256 = CharField(64, default="")
    size = BigIntegerField(default=0)
