"""Making a demo garage in a folder: its settings, its clients, its ledger."""

from datetime import date
from pathlib import Path

from carmail_tui.demo.ledger import make_documents
from carmail_tui.demo.names import GARAGE_EMAIL, GARAGE_POSTCODE, GARAGE_STREET, GARAGE_TOWN
from carmail_tui.demo.people import People
from carmail_tui.demo.places import LOOPBACK, DemoPlaces
from carmail_tui.documents.document import Party
from carmail_tui.settings.file import load, set_values
from carmail_tui.settings.model import Company, Sender
from carmail_tui.store.bulk import insert_clients, insert_documents, is_demo, mark_demo
from carmail_tui.store.database import open_database

# The bank account is the example of the IBAN registry.
COMPANY = Company(
    name="Garage Lambert", vat="BE0100000070", iban="BE71 0961 2345 6769", phone="0450 00 00 00"
)
SENDER = Sender(
    name="Sophie Dupuis",
    address=GARAGE_EMAIL,
    signature=f"Sophie Dupuis\nGarage Lambert, {GARAGE_STREET}, {GARAGE_POSTCODE} {GARAGE_TOWN}",
)
USER = "sophie"
DEFAULT_CLIENTS, DEFAULT_DOCUMENTS = 2000, 3000


class DemoGarage(DemoPlaces):
    """A demo garage."""

    __slots__ = ()

    @property
    def database_url(self) -> str:
        """Its database."""
        return f"sqlite:///{self.database}"

    @property
    def made(self) -> bool:
        """Whether the garage is complete; what was interrupted while it was made is not."""
        if not self.database.exists():
            return False
        database = open_database(self.database_url)
        try:
            return is_demo(database)
        finally:
            database.close()


def make_garage(
    folder: Path,
    *,
    clients: int = DEFAULT_CLIENTS,
    documents: int = DEFAULT_DOCUMENTS,
    today: date,
) -> DemoGarage:
    """Make a garage of so many clients and documents in `folder`, as it is on the day `today`.

    The same arguments make the same garage. All or nothing: the database holds the whole of it, or none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    garage = DemoGarage(folder.resolve())
    people = People(clients, today)
    seller = Party(COMPANY.name, COMPANY.vat, GARAGE_EMAIL, postcode=GARAGE_POSTCODE)
    write_settings(garage, port=0)
    account = load(garage.config_path).smtp.account
    database = open_database(garage.database_url)
    try:
        with database.connection_context(), database.atomic():
            insert_clients(database, people)
            insert_documents(database, make_documents(people, documents, seller), account, USER)
            mark_demo(database)
    finally:
        database.close()
    return garage


def write_settings(garage: DemoGarage, port: int) -> None:
    """Write the settings of the garage, whose mail server listens at `port` of the loopback interface.

    What a user of the demo has changed stays, the server and the database apart. Mails are not throttled: the
    server is on this machine.
    """
    values = {
        "smtp.server": LOOPBACK,
        "smtp.port": str(port),
        "smtp.security": "none",
        "smtp.login": "",
        "database": garage.database_url,
    }
    if not garage.config_path.exists():
        values |= {
            "sender.name": SENDER.name,
            "sender.address": SENDER.address,
            "sender.signature": SENDER.signature,
            "smtp.per_minute": "0",
            "smtp.per_hour": "0",
            "smtp.per_day": "0",
            "company.name": COMPANY.name,
            "company.vat": COMPANY.vat,
            "company.iban": COMPANY.iban,
            "company.phone": COMPANY.phone,
            "user": USER,
        }
    set_values(garage.config_path, values)
