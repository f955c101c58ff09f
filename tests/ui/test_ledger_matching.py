"""Saying whose a document is, by keys: who is offered with which score, a new card, what is remembered."""

from carmail_tui.documents.document import Party
from carmail_tui.ui.screens.client_chooser import ClientChooser
from carmail_tui.ui.screens.ledger import LedgerRoom
from carmail_tui.ui.screens.whose import WhoseDialog
from tests.ui.conftest import Clerk, Furnished, address, at_work
from tests.ui.ledger import go_to

BUYER = Party("Dubois Piere", postcode="4500")


def open_document(furnished: Furnished, number: str = "1", buyer: Party = BUYER) -> int:
    return furnished.document(number, None, buyer=buyer)


def client_of(furnished: Furnished, number: str = "1") -> int | None:
    return furnished.store.ledger.by_number(number)[0].client_id


async def ask(clerk: Clerk, number: str = "1") -> None:
    """Open the ledger, and ask whose the document is."""
    await clerk.press("f4")
    await go_to(clerk, number)
    await clerk.press("m")


async def test_the_likeliest_client_is_offered_with_the_score_and_taken_with_enter(
    furnished: Furnished,
) -> None:
    open_document(furnished)
    open_document(furnished, "2")
    pierre = furnished.client("Dubois, Pierre", address("p@d.example"), code="D1", postcode="4500")
    furnished.client("Dubois, Pierrette", code="D2", postcode="4500")
    furnished.client("Maes BV", code="M1", postcode="4500")
    async with at_work(furnished.garage) as clerk:
        await ask(clerk)
        assert isinstance(clerk.app.screen, WhoseDialog)
        seen = clerk.sees()
        assert "a  Dubois, Pierre " in seen and "b  Dubois, Pierrette" in seen and "Maes" not in seen
        assert "name 96 %" in seen and "remembered" in clerk.message()
        await clerk.press("enter")
        assert isinstance(clerk.app.screen, LedgerRoom)
        assert "1 and 1 more of this buyer: Dubois, Pierre" in clerk.message()
        assert client_of(furnished) == client_of(furnished, "2") == pierre
        await clerk.press("u")
        assert client_of(furnished) is None and furnished.store.decisions.all() == []


async def test_a_letter_moves_the_cursor_and_escape_decides_nothing(furnished: Furnished) -> None:
    open_document(furnished)
    furnished.client("Dubois, Pierre", code="D1", postcode="4500")
    other = furnished.client("Dubois, Pierrette", code="D2", postcode="4500")
    async with at_work(furnished.garage) as clerk:
        await ask(clerk)
        await clerk.press("b", "escape")
        assert client_of(furnished) is None
        await clerk.press("m", "B", "enter")
        assert client_of(furnished) == other


async def test_none_of_these_makes_a_card_which_u_takes_away_again(furnished: Furnished) -> None:
    open_document(furnished)
    furnished.client("Dubois, Pierre", code="D1", postcode="4500")
    async with at_work(furnished.garage) as clerk:
        await ask(clerk)
        await clerk.press("n", "enter")
        made = client_of(furnished)
        assert made is not None
        card = furnished.store.clients.get(made)
        assert card is not None and (card.name, card.postcode) == ("Dubois Piere", "4500")
        await clerk.press("u")
        assert client_of(furnished) is None and furnished.store.clients.get(made) is None


async def test_another_client_is_searched(furnished: Furnished) -> None:
    open_document(furnished)
    furnished.client("Dubois, Pierre", code="D1", postcode="4500")
    maes = furnished.client("Maes BV", code="M1")
    async with at_work(furnished.garage) as clerk:
        await ask(clerk)
        await clerk.press("m")
        assert isinstance(clerk.app.screen, ClientChooser)
        await clerk.type("maes")
        await clerk.press("enter")
        assert client_of(furnished) == maes
        assert [d.client_id for d in furnished.store.decisions.all()] == [maes]


async def test_what_was_said_is_shown_and_forgotten(furnished: Furnished) -> None:
    number = open_document(furnished)
    pierre = furnished.client("Dubois, Pierre", code="D1", postcode="4500")
    furnished.store.decisions.decide(number, pierre, "luc")
    async with at_work(furnished.garage) as clerk:
        await ask(clerk)
        assert "luc said on" in clerk.sees() and "what was said of an earlier document" in clerk.sees()
        await clerk.press("end", "enter")
        assert "Forgotten" in clerk.message()
        assert furnished.store.decisions.all() == [] and client_of(furnished) == pierre


async def test_of_a_name_alone_it_is_said_that_nothing_is_remembered(furnished: Furnished) -> None:
    open_document(furnished, buyer=Party("Dubois, Pierre"))
    furnished.client("Dubois, Pierre", code="D1", postcode="4500")
    async with at_work(furnished.garage) as clerk:
        await ask(clerk)
        assert "next time it is asked again" in clerk.message()
        await clerk.press("enter")
        assert client_of(furnished) is not None and furnished.store.decisions.all() == []


async def test_hostile_names_break_nothing(furnished: Furnished) -> None:
    hostile = "[/b]\x1b]0;x\x07 Dubois\u202e Pierre" + "e\u0301" * 20
    open_document(furnished, "[red]", Party(hostile, "BE\x1b0", code="\u202e", postcode="[/]"))
    furnished.client(hostile, code="\x1b[2J", postcode="4500")
    async with at_work(furnished.garage) as clerk:
        await ask(clerk, "[red]")
        assert isinstance(clerk.app.screen, WhoseDialog)
        assert "\x1b" not in clerk.sees() and "\u202e" not in clerk.sees() and "[/b]" in clerk.sees()
        await clerk.press("enter")
        assert "\x1b" not in clerk.sees() and client_of(furnished, "[red]") is not None
