"""Clients and their cards, and who is selected: moves, lists, what a user left behind."""

from datetime import date

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from carmail_tui.store.models.base import Table


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
    created = DateField(null=True, default=date.today)
    code_key = TextField(default="")
    first_name_key = TextField(default="")
    last_name_key = TextField(default="")
    company_key = TextField(default="")
    street_key = TextField(default="")
    town_key = TextField(default="", index=True)
    country_key = TextField(default="")
    phone_key = TextField(default="")
    vat_text = TextField(default="")
    """The number as it is written, folded, where `vat_key` is empty for what is none."""
    search = TextField(default="")
    """Folded name, code, town and plates: what a search in the list looks through."""


class Address(Table):
    client = ForeignKeyField(Client, backref="addresses", on_delete="CASCADE")
    email = TextField()
    email_key = TextField(default="")
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
    plate_key = TextField(default="")
    vin_key = TextField(default="")
    model_key = TextField(default="")
    fuel_key = TextField(default="")

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
    criteria = TextField(default="")
    """Of a live list: the filter (JSON) that is applied anew whenever the list is used."""


class SavedFilter(Table):
    """Criteria under a name (JSON, as `recipients.criteria.to_plain` has them)."""

    name = TextField()
    name_key = TextField(unique=True)
    criteria = TextField()
    created = BigIntegerField()


class ClientListMember(Table):
    list = ForeignKeyField(ClientList, backref="members", on_delete="CASCADE")
    client = ForeignKeyField(Client, on_delete="CASCADE")

    class Meta:
        primary_key = CompositeKey("list", "client")
