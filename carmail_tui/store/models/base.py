"""What every table is, and the facts about the database itself."""

from peewee import CharField, DatabaseProxy, Model, TextField

database = DatabaseProxy()


class Table(Model):
    class Meta:
        database = database
        legacy_table_names = False


class Meta(Table):
    """Facts about the database itself: installation, demo folder, settings that must follow the data."""

    key = CharField(primary_key=True)
    value = TextField()
