"""A small garage with all that makes filters go wrong: nothing known, several of a kind, odd letters."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from carmail_tui.documents.document import Document, DocumentKind, Party
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import (
    Address,
    AddressSource,
    Client,
    Consent,
    Language,
    Suppression,
    SuppressionReason,
    Vehicle,
)
from carmail_tui.recipients.folding import fold
from carmail_tui.store import models
from carmail_tui.store.document_rows import document_columns
from carmail_tui.store.rows import milliseconds
from carmail_tui.store.store import Store

TODAY = date(2026, 11, 24)
CLIENTS = 60
_NAMES = (
    "Dupont",
    "Élodie d'Or",
    "ÉLODIE D OR",
    "Ω-Auto",
    "ℌans",
    "İnan",
    "straße",
    "L'Étoile (SA)",
    "",
    "100% VW_",
)
_TOWNS = ("Liège", "LIEGE", "Namur", "", "Saint-Nicolas", "%")
_MAKES = ("VW", "Volkswagen", "v.w.", "Audi", "Mercedes", "MB", "")
_POSTCODES = ("4000", "4020", "B-5000", "05144", "1234 AB", "", "6999")
_MODELS, _FUELS = ("Golf", "golf", "A3", ""), ("Diesel", "diesel", "Électrique", "")
_TITLES = ("Pneus hiver", "PNEUS  HIVER", "Vœux", "")
_STATES = ("sent", "queued", "in_doubt", "refused", "cancelled", "deferred")
WORDS = [
    *dict.fromkeys(
        (*_NAMES, *_TOWNS, *_MAKES, *_MODELS, *_FUELS, *_TITLES, "du", "lie", "1-ABC-003", "proximus")
    )
]
"""What filters look for."""


def furnish(store: Store) -> None:
    """Put the clients, their documents and their letters into an empty database."""
    random = Random("filters")
    with store.database.connection_context(), store.database.atomic():
        for number in range(CLIENTS):
            client_id = store.cards.add(_client(number, random))
            for place in range(random.choice((0, 0, 1, 2, 4))):
                models.Document.create(**document_columns(_document(f"{number}-{place}", client_id, random)))
        # A document and a message of nobody: under NOT IN they would empty a whole list.
        models.Document.create(**document_columns(_document("nobody", None, random)))
        _letters(random)
        for box in ("b3@proximus.example", "b7@proximus.example", "c9@x.example"):
            reason = SuppressionReason.BOUNCED if box.startswith("b") else SuppressionReason.REFUSED
            store.cards.suppress(Suppression(box, reason, TODAY))


def _client(number: int, random: Random) -> Client:
    def day(past: int, ahead: int = 0) -> date | None:
        return random.choice((None, TODAY + timedelta(days=random.randint(-past, ahead))))

    def vehicle(place: int) -> Vehicle:
        return Vehicle(
            plate=random.choice(("", f"1-ABC-{number:03}")),
            vin=random.choice(("", f"WVW {number}")),
            type=random.choice(("Voiture", "voiture", "")),
            make=random.choice(_MAKES),
            model=random.choice(_MODELS),
            fuel=random.choice(_FUELS),
            first_registration=day(4000),
            next_inspection=day(90, 400),
            last_visit=day(700),
        )

    emails = [f"{letter}{number}@{host}" for letter, host in (("b", "proximus.example"), ("c", "x.example"))]
    chosen = random.choice(([], emails, emails[:1], ["no address"], [""]))
    return Client(
        random.choice(_NAMES),
        code=random.choice(("", f"C-{number}")),
        first_name=random.choice(_NAMES),
        last_name=random.choice(_NAMES),
        company=random.choice(("", "Garage Élodie")),
        family=random.choice(("Particuliers", "PARTICULIERS", "Sociétés", "")),
        type=random.choice(("VIP", "Client", "")),
        language=random.choice(list(Language)),
        street=random.choice(("Rue de l'Été 3", "")),
        postcode=random.choice(_POSTCODES),
        town=random.choice(_TOWNS),
        country=random.choice(("BE", "LU")),
        phone=random.choice(("", "0400 00 00 00")),
        vat=random.choice(("", "BE 0403.170.701", "none")),
        consent=Consent(random.choice((True, False, None)), day(900)),
        last_visit=day(1200),
        created=day(2000),
        addresses=tuple(Address(email, AddressSource.CARD, mailbox(email)) for email in chosen),
        vehicles=tuple(vehicle(place) for place in range(random.choice((0, 1, 1, 2, 3)))),
    )


def _document(number: str, client_id: int | None, random: Random) -> Document:
    return Document(
        random.choice(list(DocumentKind)),
        number,
        random.choice((None, TODAY - timedelta(days=random.randint(0, 800)))),
        Decimal(random.randint(0, 90000)).scaleb(-2),
        currency=random.choice(("EUR", "EUR", "EUR", "USD")),
        due=random.choice((None, TODAY - timedelta(days=random.randint(-60, 60)))),
        seller=Party("Garage"),
        paid=random.choice((True, False)),
        client_id=client_id,
    )


def _letters(random: Random) -> None:
    mailings = [
        models.Mailing.create(kind=kind, title=title, title_key=fold(title), created=0)
        for title in _TITLES
        for kind in ("promotion", "service")
    ]
    for number in range(CLIENTS * 2):
        at = datetime(2026, 11, 24, random.choice((0, 12, 23)), tzinfo=UTC) - timedelta(
            days=random.choice((0, 1, 30, 31, random.randint(0, 900)))
        )
        moment = milliseconds(at)
        client_id = random.choice((None, *range(1, CLIENTS), *range(1, CLIENTS)))
        models.Message.create(
            mailing=random.choice((None, *mailings)) if number % 9 == 0 else random.choice(mailings),
            account="a",
            intent=random.choice(("mailing", "mailing", "mailing", "documents", "test")),
            client_id=client_id,
            dedupe_key=str(number),
            message_id=str(number),
            date=moment,
            envelope_from="",
            envelope_to="x@y.example",
            state=random.choice(_STATES),
            created=moment,
            updated=moment,
        )


def everybody(store: Store) -> Iterator[int]:
    """The ids of all clients."""
    with store.database.connection_context():
        yield from [row[0] for row in models.Client.select(models.Client.id).tuples()]
