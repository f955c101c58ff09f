"""Clients: found, opened, and their cards mended; what is mended can be taken back."""

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.recipients.client import Client, Language, Vehicle
from carmail_tui.ui.screens.card import CardDialog
from carmail_tui.ui.screens.clients import ClientsRoom
from carmail_tui.ui.screens.document_history import DocumentHistory
from carmail_tui.ui.screens.letter import LetterDialog
from carmail_tui.ui.widgets.menu import Menu
from tests.ui.conftest import Clerk, Furnished, address, at_work


def card(garage: Garage, name: str) -> Client:
    """The only client whose name begins so."""
    clients = garage.store.clients
    found = [clients.get(client) for client in range(1, 20)]
    (one,) = [client for client in found if client is not None and client.name.startswith(name)]
    return one


async def open_card(clerk: Clerk, name: str, at: str = "") -> CardDialog:
    """Search a client and open the card, with the cursor on a line."""
    await clerk.press("f2", "slash")
    await clerk.type(name)
    await clerk.press("enter", "enter")
    screen = clerk.app.screen
    assert isinstance(screen, CardDialog)
    if at:
        assert screen.query_one(Menu).stand_on(at)
    return screen


async def retype(clerk: Clerk, text: str) -> None:
    """Put this text into the box that asks, in place of what stands there."""
    await clerk.press("end", "ctrl+u")
    await clerk.type(text)
    await clerk.press("enter")


@pytest.mark.parametrize("typed", ["henrard", "H200", "HENRARD, julie", "hênr"])
async def test_a_search_by_name_or_code(garage: Garage, typed: str) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f2")
        assert clerk.message() == "5 clients"
        await clerk.press("slash")
        await clerk.type(typed)
        await clerk.press("enter")
        assert "Henrard, Julie" in clerk.sees() and "Maes" not in clerk.sees()
        assert "1 client for" in clerk.message()
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, ClientsRoom) and "Maes" in clerk.sees()


async def test_the_card_shows_everything(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await open_card(clerk, "dumont")
        seen = clerk.sees()
        assert "info@dumont.example" in seen and "financial tab" in seen and "contact: Luc" in seen
        assert "BE0428759497" in seen and "never asked" in seen
        await clerk.press("end")
        assert "2026-1852" in clerk.sees()
        await clerk.press("enter")
        assert isinstance(clerk.app.screen, DocumentHistory)


async def test_what_the_card_cuts_says_so(furnished: Furnished) -> None:
    vehicle = Vehicle(plate="1-ABC-123", make="Volkswagen", model="Transporter California")
    furnished.client("Dumont", address("compta.dumont-et-fils@courriel.example"), vehicles=(vehicle,))
    furnished.document("2026-0001852-BIS", 1)
    async with at_work(furnished.garage) as clerk:
        await open_card(clerk, "dumont")
        assert " compta.dumont-et-fils@courriel.ex… " in clerk.sees()
        assert " Volkswagen Transporter… " in clerk.sees()
        await clerk.press("end")
        assert " …-0001852-BIS " in clerk.sees()


async def test_a_field_is_mended_marked_and_taken_back(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await open_card(clerk, "adam", "phone")
        await clerk.press("enter")
        await retype(clerk, "0400 00 00 01")
        assert card(garage, "Adam").phone == "0400 00 00 01"
        assert "phone" in card(garage, "Adam").corrected and "by hand" in clerk.sees()
        assert "an import leaves it alone" in clerk.message()
        await clerk.press("u")
        assert card(garage, "Adam").phone == ""
        await clerk.press("u")
        assert "nothing to take back" in clerk.message()


async def test_escape_mends_nothing(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await open_card(clerk, "adam", "town")
        await clerk.press("enter")
        await clerk.type("Liège")
        await clerk.press("escape")
        assert card(garage, "Adam").town == ""


async def test_addresses_are_added_corrected_and_taken_out(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await open_card(clerk, "dubois")
        assert "None: n gives one." in clerk.sees()
        await clerk.press("n")
        await clerk.type("p.dubois@courriel.exmaple")
        await clerk.press("enter", "enter")
        await retype(clerk, "p.dubois@courriel.example")
        assert [known.email for known in card(garage, "Dubois").addresses] == ["p.dubois@courriel.example"]
        await clerk.press("u")
        assert [known.email for known in card(garage, "Dubois").addresses] == ["p.dubois@courriel.exmaple"]
        await clerk.press("delete")
        assert card(garage, "Dubois").addresses == ()
        await clerk.press("u")
        assert len(card(garage, "Dubois").addresses) == 1


async def test_what_is_no_address_is_shown_as_none(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await open_card(clerk, "dubois")
        await clerk.press("n")
        await clerk.type("dubois at courriel")
        await clerk.press("enter")
        assert "is not an" in clerk.sees()


async def test_delete_away_from_an_address_says_what_it_does(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await open_card(clerk, "henrard", "name")
        await clerk.press("delete")
        assert "Del takes out an address" in clerk.message()
        assert len(card(garage, "Henrard").addresses) == 1


async def test_consent_with_date_and_origin(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await open_card(clerk, "henrard")
        await clerk.press("p")
        assert "accepts promotions. How do you know?" in clerk.sees()
        await retype(clerk, "counter")
        consent = card(garage, "Henrard").consent
        assert consent.accepted is True and consent.origin == "counter" and consent.since is not None
        await clerk.press("P", "enter")
        assert card(garage, "Henrard").consent.accepted is False
        await clerk.press("u")
        assert card(garage, "Henrard").consent.accepted is True


async def test_the_language_goes_round(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await open_card(clerk, "henrard", "language")
        before = card(garage, "Henrard").language
        await clerk.press("enter")
        assert card(garage, "Henrard").language is not before
        await clerk.press("enter", "enter", "enter")
        assert card(garage, "Henrard").language is before is Language.FRENCH


async def test_a_new_client(furnished: Furnished) -> None:
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f2")
        assert "No clients yet" in clerk.message()
        await clerk.press("n")
        await clerk.type("Müller, Zoë")
        await clerk.press("enter", "y")
        assert "Client: Müller, Zoë" in clerk.sees()
        found = card(furnished.garage, "Müller")
        assert (found.last_name, found.first_name) == ("Müller", "Zoë")
        await clerk.press("escape")
        assert "Müller, Zoë" in clerk.sees()


async def test_typing_a_name_begins_a_search(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f2")
        clerk.strike(*"henrard", "enter")
        await clerk.settle()
        assert "Henrard, Julie" in clerk.sees() and "Maes" not in clerk.sees()
        assert "1 client for “henrard”" in clerk.message()


async def test_a_name_typed_with_a_v_marks_nobody(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f2")
        clerk.strike(*"vdu", "enter")
        await clerk.settle()
        await clerk.press("down", "at")
        assert isinstance(clerk.app.screen, LetterDialog) and "1 client, 1 will receive" in clerk.sees()


async def test_a_name_typed_into_the_list_makes_no_client(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f2")
        clerk.strike(*"nathalie", "enter")
        await clerk.settle()
        assert "Make a card for athalie?" in clerk.sees()
        await clerk.press("enter")
        assert isinstance(clerk.app.screen, ClientsRoom) and clerk.message() == "5 clients"


async def test_a_letter_to_the_marked_or_to_one(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f2", "space", "down", "space", "at")
        assert isinstance(clerk.app.screen, LetterDialog) and "2 clients" in clerk.sees()
        await clerk.press("escape", "home", "asterisk", "asterisk")
        await open_card(clerk, "henrard")
        await clerk.press("at")
        assert isinstance(clerk.app.screen, LetterDialog) and "1 client, 1 will receive" in clerk.sees()
        assert garage.store.selection.count("sophie") == 0, "the selection is another matter"
