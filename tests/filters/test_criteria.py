"""Each kind of criteria: what it means, that it is one with its expression, and that it is kept."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from carmail_tui.documents.document import Document, DocumentKind
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Consent, Vehicle
from carmail_tui.recipients.criteria import (
    Criteria,
    as_expression,
    from_expression,
    from_plain,
    looks_back,
    narrowed,
    shown_vehicle,
    to_plain,
    unmet,
)
from carmail_tui.recipients.expression.parsing import parse
from carmail_tui.recipients.expression.printing import printed
from carmail_tui.recipients.kinds import PARSE, SHAPES
from carmail_tui.store import models
from carmail_tui.store.document_rows import document_columns
from carmail_tui.store.rows import milliseconds
from carmail_tui.store.store import Store

TODAY = date(2026, 11, 24)


def _book(*emails: str) -> tuple[Address, ...]:
    return tuple(Address(email, AddressSource.CARD, mailbox(email)) for email in emails)


def _car(make: str, model: str, fuel: str, registered: int, **more: Any) -> Vehicle:
    first = date(registered, 5, 1)
    return Vehicle(make=make, model=model, fuel=fuel, type="Voiture", first_registration=first, **more)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Anna, Ben and Carl, of whom each differs from the others in everything that criteria ask."""
    folder: Path = tmp_path_factory.mktemp("criteria")
    found = Store(f"sqlite:///{folder / 'garage.db'}", folder / "files")
    anna, ben = _add_clients(found)
    with found.database.connection_context():
        _add_history(anna, ben)
    yield found
    found.close()


def _add_clients(found: Store) -> tuple[int, int]:
    soon = date(2026, 12, 24)
    anna = found.cards.add(
        Client(
            "Anna Dupont",
            family="Particuliers",
            type="VIP",
            postcode="4020",
            town="Liège",
            consent=Consent(True),
            last_visit=date(2026, 9, 1),
            created=date(2020, 1, 1),
            addresses=_book("anna@x.example"),
            vehicles=(_car("VW", "Golf", "Diesel", 2012, next_inspection=soon),),
        )
    )
    ben = found.cards.add(
        Client(
            "Ben Élodie",
            family="Sociétés",
            postcode="5000",
            town="NAMUR",
            consent=Consent(False),
            last_visit=date(2024, 3, 1),
            created=date(2026, 11, 1),
            addresses=_book("ben@x.example"),
            vehicles=(
                _car("Audi", "A3", "Essence", 2020),
                _car("V.W.", "Polo", "Essence", 2020, next_inspection=date(2028, 1, 1)),
            ),
        )
    )
    found.cards.add(Client("Carl"))
    return anna, ben


def _add_history(anna: int, ben: int) -> None:
    for number, client, day, total, paid in (
        ("1", anna, date(2026, 10, 1), "600.00", True),
        ("2", anna, date(2024, 1, 1), "50.00", True),
        ("3", ben, date(2025, 1, 1), "80.00", False),
    ):
        document = Document(DocumentKind.INVOICE, number, day, Decimal(total), client_id=client, paid=paid)
        models.Document.create(**document_columns(document))
    mailing = models.Mailing.create(kind="service", title="Pneus", title_key="pneus", created=0)
    at = milliseconds(datetime(2026, 11, 20, 12, tzinfo=UTC))
    models.Message.create(
        **{"mailing": mailing, "account": "a", "intent": "mailing", "client_id": ben, "dedupe_key": "1"},
        **{"message_id": "1", "date": at, "envelope_from": "", "envelope_to": "ben@x.example"},
        **{"state": "sent", "created": at, "updated": at},
    )


_ASKED: list[tuple[dict[str, object], str]] = [
    ({"families": ["particuliers"]}, "Anna"),
    ({"types": ["vip"]}, "Anna"),
    ({"languages": ["fr"]}, "Anna Ben Carl"),
    ({"postcodes": "4000-4999"}, "Anna"),
    ({"postcodes": "4000-4999", "regions": ["namur"]}, "Anna Ben"),
    ({"towns": ["liege", "namur"]}, "Anna Ben"),
    ({"promotions": False}, "Ben Carl"),
    ({"makes": ["volkswagen"]}, "Anna Ben"),
    ({"makes": ["volkswagen"], "models": ["a3"]}, ""),
    ({"fuels": ["essence"], "makes": ["volkswagen"]}, "Ben"),
    ({"registered": "2010-2015"}, "Anna"),
    ({"registered": "10y"}, "Ben"),
    ({"inspection": "6w"}, "Anna"),
    ({"came_since": "6m"}, "Anna"),
    ({"came_before": "6m"}, "Ben"),
    ({"came_before": "01/03/2024"}, ""),
    ({"has_address": False}, "Carl"),
    ({"bounced": False}, "Anna Ben Carl"),
    ({"not_mailed": "30d"}, "Anna Carl"),
    ({"not_mailed": "3d"}, "Anna Ben Carl"),
    ({"mailings": ["pneus"]}, "Ben"),
    ({"documents_since": "3m"}, "Anna"),
    ({"documents_before": "1y"}, "Ben"),
    ({"spent": "100"}, "Anna"),
    ({"spent": "-100"}, "Ben Carl"),
    ({"spent": "650-650"}, "Anna"),
    ({"spent": "40-60 01/01/2024-31/12/2024"}, "Anna"),
    ({"unpaid": True}, "Ben"),
    ({"unpaid": False}, "Anna Carl"),
    ({"name": "elod"}, "Ben"),
    ({"created_since": "2m"}, "Ben Carl"),
    ({"where": "town = liege or last_visit is empty"}, "Anna Carl"),
    ({"where": "make = Audi", "makes": ["volkswagen"]}, "Ben"),
]


@pytest.mark.parametrize(("plain", "names"), _ASKED, ids=lambda value: str(value)[:40])
def test_a_kind_means_this_in_both_views(store: Store, plain: dict[str, object], names: str) -> None:
    asked = from_plain(plain, TODAY)
    ids = store.clients.ids(asked, TODAY)
    assert " ".join(client.name.split()[0] for client in store.clients.many(ids)) == names
    assert looks_back(asked) == bool(set(plain) & _LOOKING_BACK)
    expression = as_expression(asked)
    assert expression is not None and parse(printed(expression)) == expression
    again = from_expression(expression)
    assert as_expression(again) == expression
    if "where" not in plain:
        assert again.where is None, "what the panel can say it says"
    assert as_expression(from_plain(to_plain(asked), TODAY)) == expression


_LOOKING_BACK = {"not_mailed", "mailings", "documents_since", "documents_before", "spent", "unpaid"}


def test_every_kind_is_tried_here() -> None:
    tried = {kind for plain, _names in _ASKED for kind in plain}
    assert tried | {"vehicle_types"} == set(SHAPES)


def test_the_nearest_vehicle_tells_what_is_missing(store: Store) -> None:
    (ben,) = (client for client in store.clients.many([1, 2, 3]) if client.name.startswith("Ben"))
    asked = Criteria(makes=("volkswagen",), fuels=("essence",), models=("golf",))
    assert unmet(asked, ben, TODAY) == ("models",)
    shown = shown_vehicle(ben, Criteria(where=parse("make = VW and fuel = essence")), TODAY)
    assert shown is not None and shown.model == "Polo"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("spent", "x"),
        ("spent", "500 600"),
        ("spent", "600-500"),
        ("name", "?!"),
        ("registered", "31/02/2020"),
    ],
)
def test_what_cannot_be_meant_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PARSE[kind](text, TODAY)


@pytest.mark.parametrize(
    ("base", "more", "names"),
    [
        ({"towns": ["liege"]}, {"towns": ["namur"]}, ""),
        ({"regions": ["liege"]}, {"postcodes": "5000"}, ""),
        ({"makes": ["volkswagen"]}, {"fuels": ["essence"]}, "Ben"),
        ({"where": "town = namur"}, {"where": "make = Audi"}, "Ben"),
        ({"promotions": False}, {"promotions": False}, "Ben Carl"),
    ],
)
def test_two_filters_together_narrow_each_other(
    store: Store, base: dict[str, object], more: dict[str, object], names: str
) -> None:
    both = narrowed(from_plain(base, TODAY), from_plain(more, TODAY))
    found = store.clients.many(store.clients.ids(both, TODAY))
    assert " ".join(client.name.split()[0] for client in found) == names


def test_spellings_are_one_value_with_its_variants_and_counts_apply_the_rest(store: Store) -> None:
    (volkswagen,) = (v for v in store.clients.values("makes", Criteria(), TODAY) if v.key == "volkswagen")
    assert (volkswagen.count, set(volkswagen.spellings)) == (2, {"VW", "V.W."})
    rest = Criteria(makes=("audi",), fuels=("essence",))
    assert [(v.key, v.count) for v in store.clients.values("makes", rest, TODAY)] == [
        ("audi", 1),
        ("volkswagen", 1),
    ]
    assert [(v.label, v.count) for v in store.clients.values("mailings", Criteria(), TODAY)] == [("Pneus", 1)]
    assert [v.count for v in store.clients.values("unpaid", Criteria(), TODAY)] == [1, 2]
