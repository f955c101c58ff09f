"""The settings: a provider known from the address, a password nobody else reads, the test of an account."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from carmail_tui.i18n import use_language
from carmail_tui.settings.file import load
from carmail_tui.settings.model import Security
from carmail_tui.settings.secrets import password_path, read_password
from carmail_tui.ui.screens.settings import PhraseDialog, SettingsRoom, TrialDialog
from carmail_tui.ui.widgets.menu import Menu
from tests.smtp_server import SmtpServer, say
from tests.ui.conftest import Clerk, Furnished, at_work
from tests.ui.post import PASSWORD, authenticate, post_office, real_delivery
from tests.ui.test_sending import port

__all__ = ("port",)


async def open_setting(clerk: Clerk, key: str) -> None:
    """Put the cursor on a setting and open it."""
    await clerk.press("f9")
    assert isinstance(clerk.app.screen, SettingsRoom)
    assert clerk.app.screen.query_one(Menu).stand_on(key)
    await clerk.press("enter")


async def answer(clerk: Clerk, text: str) -> None:
    """Put this in place of what the box asks."""
    await clerk.press("end", "ctrl+u")
    await clerk.type(text)
    await clerk.press("enter")


async def test_a_setting_is_changed_kept_and_shown(furnished: Furnished) -> None:
    async with at_work(furnished.garage) as clerk:
        await open_setting(clerk, "company.name")
        await answer(clerk, "Garage de l'Été")
        assert "Kept." in clerk.message()
        assert "Garage de l'Été" in clerk.sees().split("\n")[0]
    assert load(furnished.garage.config_path).company.name == "Garage de l'Été"


async def test_escape_changes_nothing(furnished: Furnished) -> None:
    async with at_work(furnished.garage) as clerk:
        await open_setting(clerk, "company.name")
        await clerk.type("x")
        await clerk.press("escape")
    assert load(furnished.garage.config_path).company.name == ""


async def test_a_value_that_is_none_is_told(furnished: Furnished) -> None:
    async with at_work(furnished.garage) as clerk:
        await open_setting(clerk, "smtp.port")
        await answer(clerk, "many")
        assert "smtp.port: it must be a number. Nothing was changed." in clerk.message()
        await open_setting(clerk, "smtp.security")
        await answer(clerk, "sometimes")
        assert "smtp.security" in clerk.message() and "Kept" not in clerk.message()
    assert load(furnished.garage.config_path).smtp.security is Security.STARTTLS


@pytest.mark.parametrize(
    ("address", "server", "login"),
    [
        ("garage.exemple@proximus.be", "relay.proximus.be", "garage.exemple@proximus.be"),
        ("garage.exemple@gmail.com", "smtp.gmail.com", "garage.exemple@gmail.com"),
        ("garage@own-domain.example", "", ""),
    ],
)
async def test_the_provider_is_known_from_the_address(
    furnished: Furnished, address: str, server: str, login: str
) -> None:
    furnished.garage.settings = load(furnished.garage.config_path)
    async with at_work(furnished.garage) as clerk:
        await open_setting(clerk, "sender.address")
        await answer(clerk, address)
    smtp = load(furnished.garage.config_path).smtp
    assert (smtp.server, smtp.login) == (server, login)


async def test_a_password_is_kept_where_only_its_owner_reads_it(furnished: Furnished) -> None:
    config = furnished.garage.config_path
    async with at_work(furnished.garage) as clerk:
        await open_setting(clerk, "password")
        await clerk.type("s3cret word")
        assert "s3cret" not in clerk.sees()
        await clerk.press("f7")
        assert "s3cret word" in clerk.sees()
        await clerk.press("f7", "enter")
        assert "********" in clerk.sees() and "s3cret" not in clerk.sees()
    assert read_password(config, furnished.garage.settings.smtp) == "s3cret word"
    assert stat.S_IMODE(password_path(config).stat().st_mode) == 0o600
    assert "s3cret" not in config.read_text()
    assert b"s3cret" not in b"".join(path.read_bytes() for path in config.parent.glob("garage.db*"))


async def test_a_phrase_is_written_and_kept(furnished: Furnished) -> None:
    async with at_work(furnished.garage) as clerk:
        await open_setting(clerk, "company.phrases.fr")
        assert isinstance(clerk.app.screen, PhraseDialog)
        await clerk.press(*["down"] * 12, "end")
        await clerk.type(" Merci, <NOMSOC> @ u q.")
        await clerk.press("f6")
        assert isinstance(clerk.app.screen, SettingsRoom)
    assert load(furnished.garage.config_path).company.phrases["fr"].endswith(" Merci, <NOMSOC> @ u q.")


# -- the test of the account -------------------------------------------------------------------------------


@pytest.fixture
def account(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Furnished]:
    """A garage whose account is at `port`, with a login."""
    use_language("en")
    with real_delivery(tmp_path, port, monkeypatch, login="sophie") as found:
        yield found


async def test_trying_an_account_that_works(account: Furnished, port: int, tmp_path: Path) -> None:
    auth = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
    with pytest.warns(UserWarning, match="Requiring AUTH"), post_office(tmp_path, port, **auth) as post:
        async with at_work(account.garage) as clerk:
            await open_setting(clerk, "password")
            await clerk.type(PASSWORD)
            await clerk.press("enter", "t")
            assert isinstance(clerk.app.screen, TrialDialog)
            assert "Everything works." in clerk.sees()
            await clerk.press("escape")
            assert isinstance(clerk.app.screen, SettingsRoom)
    assert post.mails() == {}


async def test_what_is_wrong_is_said_in_plain_words(account: Furnished, port: int, tmp_path: Path) -> None:
    auth = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
    with pytest.warns(UserWarning, match="Requiring AUTH"), post_office(tmp_path, port, **auth):
        async with at_work(account.garage) as clerk:
            await open_setting(clerk, "password")
            await clerk.type("wrong")
            await clerk.press("enter", "t")
            seen = clerk.sees()
            assert "It does not work yet." in seen and "password" in seen and "535" in seen
            assert "not tried" in seen


async def test_nobody_at_the_server(account: Furnished) -> None:
    async with at_work(account.garage) as clerk:
        await open_setting(clerk, "password")
        await clerk.type("any")
        await clerk.press("enter", "t")
        seen = clerk.sees()
        assert "It does not work yet." in seen and seen.count("not tried") == 3
        assert "by itself" not in seen, "a test does not repeat itself"


async def test_hostile_words_of_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_language("en")
    server = SmtpServer()
    server.on("mail", say(b"550 5.7.1 [/b] \x1b[31m\x9bred \xe2\x80\xae denied\r\n"))
    with server, real_delivery(tmp_path, server.port, monkeypatch) as found:
        async with at_work(found.garage) as clerk:
            await clerk.press("f9", "t")
            seen = clerk.sees()
            assert "[/b]" in seen and not set("\x1b\x9b\u202e") & set(seen)
