"""A mailing from an empty database to the bytes at a mail server: real SMTP, delivery as its own process."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from carmail_tui.i18n import use_language
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.settings.secrets import write_password
from carmail_tui.ui.screens.progress import ProgressScreen
from carmail_tui.ui.screens.result import ResultScreen
from carmail_tui.ui.widgets.menu import Menu
from tests.inbox import free_port
from tests.ui.conftest import Clerk, Furnished, address, at_work
from tests.ui.post import PASSWORD, Post, authenticate, post_office, real_delivery

LONG = "Le contrôle technique de votre véhicule est à prévoir, à très bientôt " * 3
SUBJECT = LONG[:200].strip()


@pytest.fixture
def port() -> int:
    """A free port on loopback."""
    return free_port()


@pytest.fixture
def post(tmp_path: Path, port: int) -> Iterator[Post]:
    """The mail server."""
    with post_office(tmp_path, port) as found:
        yield found


@pytest.fixture
def sending(tmp_path: Path, port: int, patient: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Furnished]:
    """A garage that sends to the mail server, whose clerk is patient."""
    use_language("en")
    with real_delivery(tmp_path, port, monkeypatch) as found:
        yield found


@pytest.fixture
def short_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hold that is over at once."""
    monkeypatch.setattr("carmail_tui.ui.mailing.HOLD_SECONDS", 0)


def ready(furnished: Furnished, *emails: str, subject: str = "Pneus hiver") -> None:
    """A selection of clients with these addresses, and a letter that can leave."""
    ids = [furnished.client(f"Client {email}", address(email)) for email in emails]
    furnished.store.selection.add("sophie", ids)
    draft = {"purpose": "service", "versions": {"fr": [subject, "Bonjour <NOMCLIENT>."]}}
    furnished.store.user_states.put("sophie", "letter", draft)


def states(furnished: Furnished) -> set[str]:
    """The states of all messages."""
    return {state for _to, _subject, state in furnished.mails()}


async def send(clerk: Clerk) -> None:
    """From the picker to a mailing under way."""
    await clerk.press("f3", "at", "f6", "at")
    assert isinstance(clerk.app.screen, ProgressScreen | ResultScreen)


@asynccontextmanager
async def under_way(sending: Furnished, post: Post, count: int) -> AsyncIterator[Clerk]:
    """The progress of a mailing of which the server answers for no mail yet."""
    ready(sending, *(f"client{number}@courriel.example" for number in range(count)))
    post.open = False
    async with at_work(sending.garage) as clerk:
        await send(clerk)
        yield clerk


async def test_from_an_empty_database_to_the_bytes(
    sending: Furnished, post: Post, short_hold: None, tmp_path: Path
) -> None:
    attachment = tmp_path / "bon à valoir.pdf"
    attachment.write_bytes(bytes(range(256)) * 40)
    async with at_work(sending.garage) as clerk:
        await clerk.press("f2", "n")
        await clerk.type("Müller, Zoë")
        await clerk.press("enter", "y", "n")
        await clerk.type("zoe@courriel.example")
        await clerk.press("enter", "p", "enter", "escape")
        assert "1 client" in clerk.message()
        await clerk.press("f3", "right", "at", "right", "tab")
        await clerk.type(SUBJECT)
        await clerk.press("tab", "tab")
        await clerk.type(str(attachment))
        await clerk.press("enter", "enter")
        await clerk.type("Chère <")
        await clerk.type("prenom")
        await clerk.press("enter")
        await clerk.type(",\n\nUn **cadeau** pour <NOM> & 1 < 2 !\n")
        await clerk.press("f6")
        assert "1 message will leave" in clerk.sees()
        await clerk.press("at")
        await clerk.until("1 sent, 0 not sent")
    (mail,) = post.mails().values()
    assert mail["To"].addresses[0].addr_spec == "zoe@courriel.example"
    assert mail["Subject"] == SUBJECT and len(SUBJECT) > 190
    assert str(mail["List-Unsubscribe"]).startswith("<mailto:") and mail["List-Unsubscribe-Post"] is None
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == attachment.name and attached.get_content() == attachment.read_bytes()
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None and html is not None
    assert "Chère Zoë," in text.get_content() and "pour Müller & 1 < 2 !" in text.get_content()
    assert "<strong>cadeau</strong>" in html.get_content() and "Müller &amp; 1 &lt; 2" in html.get_content()


async def test_the_hold_is_seen_and_everything_taken_back(sending: Furnished, post: Post) -> None:
    ready(sending, "a@courriel.example", "b@courriel.example")
    async with at_work(sending.garage) as clerk:
        await send(clerk)
        assert re.search(r"Leaves in \d+ s +u takes everything back", clerk.sees())
        await clerk.press("u")
        assert isinstance(clerk.app.screen, ResultScreen)
        assert "2 messages taken back" in clerk.message()
        assert [state for _to, _subject, state in sending.mails()] == ["cancelled", "cancelled"]
        await clerk.press("escape", "escape")
        assert "not sent" not in clerk.sees()
    assert post.mails() == {}


@pytest.mark.fault(56)
async def test_delivery_goes_on_without_the_interface(
    sending: Furnished, post: Post, short_hold: None
) -> None:
    async with under_way(sending, post, 30) as clerk:
        await clerk.press("ctrl+q")
    post.open = True
    async with at_work(sending.garage) as clerk:
        await clerk.press("f5", "enter")
        await clerk.until("30 sent, 0 not sent")
    assert len(post.mails()) == 30


async def test_pausing_going_on_and_stopping_the_rest(
    sending: Furnished, post: Post, short_hold: None
) -> None:
    async with under_way(sending, post, 30) as clerk:
        while "committing" not in states(sending):
            await clerk.settle()
        await clerk.press("p")
        await clerk.until("Paused. p goes on.")
        post.open = True
        while states(sending) & {"claimed", "talking", "committing"}:
            await clerk.settle()
        assert 0 < len(post.mails()) < 30, "what is leaving when one pauses still does, and no more"
        await clerk.press("p")
        await clerk.until("30 sent, 0 not sent")
        assert len(post.mails()) == 30


async def test_stopping_asks_and_keeps_what_has_left(
    sending: Furnished, post: Post, short_hold: None
) -> None:
    async with under_way(sending, post, 60) as clerk:
        await clerk.until("Under way")
        await clerk.press("x")
        assert "Stop the" in clerk.message() and "x again" in clerk.message()
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, ProgressScreen) and clerk.message() == ""
        await clerk.press("x", "x")
        post.open = True
        await clerk.until("not sent")
        found = [state for _to, _subject, state in sending.mails()]
        assert found.count("cancelled") >= 50
        assert set(found) <= {"cancelled", "sent", "talking", "committing"}


async def test_the_result_is_grouped_by_what_one_can_do(
    sending: Furnished, post: Post, short_hold: None
) -> None:
    ready(sending, "adam@courriel.example", "inconnu.noel@courriel.example", "plein.pirard@courriel.example")
    async with at_work(sending.garage) as clerk:
        await send(clerk)
        await clerk.until(r"Put off +1")
        await clerk.press("enter")
        seen = clerk.sees()
        assert "1 sent, 2 not sent" in seen
        assert seen.index("To correct") < seen.index("To try again") < seen.index("Sent  ")
        await clerk.press("home", "question_mark")
        assert "550 5.1.1" in clerk.sees() and "no such mailbox here" in clerk.sees()
        await clerk.press("escape", "enter", "home", *["delete"] * 8)
        await clerk.press("enter")
        assert "corrected on the card, and sent to noel@courriel.example" in clerk.message()
        await clerk.until("2 sent, 1 not sent")
        assert "To correct" not in clerk.sees()
        assert clerk.sees().index("Sent anew since") < clerk.sees().rindex(" inconnu.noel@courriel.example")
        assert "noel@courriel.example" in post.mails()
        client = sending.store.clients.ids(Criteria(), sending.garage.today, "noel")[0]
        card = sending.store.clients.get(client)
        assert card is not None and [known.email for known in card.addresses] == ["noel@courriel.example"]


async def test_retrying_says_how_many_and_renews_only_what_can_succeed(
    sending: Furnished, post: Post, short_hold: None
) -> None:
    ready(sending, "inconnu.noel@courriel.example", "plus-tard.thonon@courriel.example")
    async with at_work(sending.garage) as clerk:
        await send(clerk)
        await clerk.until(r"Put off +1")
        await clerk.press("enter", "r")
        assert "1 message is tried again." in clerk.message()
        await clerk.press("home", "c")
        assert "Settled" in clerk.message()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
async def test_a_wrong_password_holds_the_account_and_is_shown(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch, short_hold: None, patient: None
) -> None:
    use_language("en")
    auth = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
    with (
        post_office(tmp_path, port, **auth) as post,
        real_delivery(tmp_path, port, monkeypatch, login="sophie") as sending,
    ):
        write_password(sending.garage.config_path, "wrong")
        ready(sending, "adam@courriel.example")
        async with at_work(sending.garage) as clerk:
            await send(clerk)
            await clerk.until("Waiting: ")
            assert "password" in clerk.sees() and "r tries again" in clerk.sees()
            await clerk.press("question_mark")
            assert "535" in clerk.message() or "password" in clerk.message()
            await clerk.press("escape", "escape")
            await clerk.until(r"(?s)To settle.*password")
            await clerk.press("f9")
            clerk.app.screen.query_one(Menu).stand_on("password")
            await clerk.press("enter")
            await clerk.type(PASSWORD)
            await clerk.press("enter")
            await clerk.until("Kept in a file")
            await clerk.press("f5")
            await clerk.until(r"\d\d/\d\d \d\d:\d\d")
            await clerk.press("enter")
            await clerk.until("1 sent, 0 not sent")
        assert list(post.mails()) == ["adam@courriel.example"]
