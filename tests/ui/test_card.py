"""The card of a client shows all that is known: addresses, consent, vehicles, documents, mails."""

from datetime import UTC, date, datetime

import pytest

from carmail_tui.delivery.bounces import Effect, Returned
from carmail_tui.letters.prepared import Intent, PreparedMessage
from carmail_tui.recipients.client import (
    AddressSource,
    Consent,
    Language,
    Suppression,
    SuppressionReason,
    Vehicle,
)
from carmail_tui.store import models
from carmail_tui.ui.screens.card import CardDialog
from carmail_tui.ui.screens.message_history import MessageHistory
from carmail_tui.ui.widgets.menu import Menu
from tests.ui.conftest import Clerk, Furnished, address, at_work

GOLF = Vehicle("1-ABC-234", make="VW", model="Golf", fuel="Diesel", next_inspection=date(2026, 12, 2))
POLO = Vehicle("1-XYZ-999", make="VW", model="Polo")


@pytest.fixture
def known(furnished: Furnished) -> Furnished:
    """A client of whom everything is known."""
    client = furnished.client(
        "Transports Maes BV",
        address("info@maes.example", AddressSource.CARD),
        address("boekhouding@maes.example", AddressSource.FINANCIAL),
        address("an@maes.example", AddressSource.CONTACT, label="An", receives_documents=True),
        address("oud@maes.example", AddressSource.DOCUMENT),
        address("niet een adres"),
        code="M400", family="Sociétés", type="VIP", language=Language.DUTCH, vat="BE0428759497",
        consent=Consent(True, date(2026, 3, 14), "counter"), vehicles=(GOLF, POLO),
    )  # fmt: skip
    bounced = Suppression("oud@maes.example", SuppressionReason.BOUNCED, date(2026, 11, 20))
    furnished.store.cards.suppress(bounced)
    furnished.document("2026-1849", client, "742.35")
    message = PreparedMessage(
        intent=Intent.MAILING,
        dedupe_key="k",
        message_id="<k@garage.example>",
        date=datetime.now(UTC),
        envelope_from="sophie@garage-lambert.example",
        envelope_to="info@maes.example",
        subject="Winterbanden",
        head=b"",
        client_id=client,
        client_name="Transports Maes BV",
    )
    furnished.store.outbox.queue([message], account="a", title="Winterbanden", kind="promotion")
    with furnished.store.database.connection_context():
        models.Message.update(state="sent").execute()
    return furnished


def lines(clerk: Clerk) -> list[str]:
    """The screen, its blanks made one."""
    return [" ".join(line.split()) for line in clerk.sees().split("\n")]


async def test_everything_that_is_known(known: Furnished) -> None:
    async with at_work(known.garage, size=(80, 50)) as clerk:
        await clerk.press("f2", "enter")
        assert isinstance(clerk.app.screen, CardDialog)
        seen = lines(clerk)
        for line in (
            "Code M400",
            "Family Sociétés",
            "Type VIP",
            "VAT number BE0428759497",
            "Language Dutch",
            "info@maes.example card",
            "boekhouding@maes.example financial tab",
            "an@maes.example contact: An for documents",
            "oud@maes.example document bounced on 20/11/26",
            "niet een adres card is not an address",
            "Promotions accepted on 14/03/26 (counter)",
            "1-ABC-234 VW Golf Diesel inspection 02/12/26",
            "1-XYZ-999 VW Polo",
        ):
            assert any(line in found for found in seen), line
        assert any(found.startswith("2026-1849 Invoice") and found.endswith("742.35 no") for found in seen)
        assert any("Winterbanden" in found and found.endswith("sent") for found in seen)


async def test_a_mail_of_the_card_opens_its_history(known: Furnished) -> None:
    async with at_work(known.garage) as clerk:
        await clerk.press("f2", "enter", "end", "enter")
        assert isinstance(clerk.app.screen, MessageHistory)
        assert "Winterbanden" in clerk.sees() and "info@maes.example" in clerk.sees()
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, CardDialog)


async def test_a_refusal_shows_its_day_and_how_one_knows(known: Furnished) -> None:
    async with at_work(known.garage, size=(80, 50)) as clerk:
        await clerk.press("f2", "enter", "p")
        await clerk.press("end", "ctrl+u")
        await clerk.type("letter of today")
        await clerk.press("enter")
        assert f"Promotions refused on {date.today():%d/%m/%y} (letter of today)" in " ".join(lines(clerk))


async def test_what_was_corrected_by_hand_outlives_an_import(known: Furnished) -> None:
    from carmail_tui.reading.clients import read_clients

    garage = known.garage
    async with at_work(garage) as clerk:
        await clerk.press("f2", "enter")
        clerk.app.screen.query_one(Menu).stand_on("town")
        await clerk.press("enter")
        await clerk.type("Tongeren")
        await clerk.press("enter")
    path = garage.config_path.with_name("clients.csv")
    path.write_text("Code;Nom;Localité;Téléphone\nM400;Transports Maes BV;Hasselt;011 00 00 00\n")
    garage.store.imports.clients(read_clients(path).rows)
    async with at_work(garage) as clerk:
        await clerk.press("f2", "enter")
        assert "Town Tongeren by hand" in lines(clerk) and "Telephone 011 00 00 00" in lines(clerk)


async def test_an_address_that_is_good_again_is_written_to_and_that_can_be_taken_back(
    known: Furnished,
) -> None:
    async with at_work(known.garage, size=(80, 50)) as clerk:
        await clerk.press("f2", "enter")
        menu = clerk.app.screen.query_one(Menu)
        (name,) = [item.name for item in menu.items if "oud@maes.example" in item.text]
        await clerk.press("g")
        assert "put the cursor on one" in clerk.message()
        menu.stand_on(name)
        await clerk.press("g")
        assert "is written to again" in clerk.message()
        assert "bounced on" not in clerk.sees()
        await clerk.press("u")
        assert any("oud@maes.example document bounced on 20/11/26" in line for line in lines(clerk))


async def test_a_full_mailbox_is_shown_and_still_written_to(known: Furnished) -> None:
    box, now = "info@maes.example", datetime.now(UTC)
    full = Returned("r", box, (box,), "permanent", "mailbox_full", now)
    assert known.store.bounces.take(full, complaint_origin="").effect is Effect.SHOWN
    async with at_work(known.garage, size=(80, 50)) as clerk:
        await clerk.press("f2", "enter")
        assert any(line.startswith("info@maes.example card came back on") for line in lines(clerk))
        assert any(line.endswith("mailbox full") for line in lines(clerk))
