"""The first start as section 5 of the screens counts it: two fields, the password, Enter."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.i18n import use_language
from carmail_tui.settings import providers
from carmail_tui.settings.model import Security, Settings
from carmail_tui.settings.providers import Provider
from carmail_tui.store.store import Store
from carmail_tui.ui.screens.first_start import FirstStart
from carmail_tui.ui.screens.today import Today
from tests.smtp_server import SmtpServer
from tests.ui.conftest import Furnished, at_work


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmtpServer]:
    """The server of a provider on loopback."""
    server = SmtpServer(accounts={"sophie@home.example": "s3cret"})
    provider = Provider("Home", ("home.example",), "127.0.0.1", server.port, Security.NONE)
    monkeypatch.setattr(providers, "PROVIDERS", (provider,))
    with server:
        yield server


@pytest.fixture
def new(tmp_path: Path, launches: list[str]) -> Furnished:
    """A garage without settings."""
    use_language("en")
    url = f"sqlite:///{tmp_path}/garage.db"
    return Furnished(Garage(Settings(), tmp_path / "new.toml", url, Store(url, tmp_path / "files"), "sophie"))


async def test_two_fields_the_password_and_enter(new: Furnished, server: SmtpServer) -> None:
    async with at_work(new.garage) as clerk:
        assert isinstance(clerk.app.screen, FirstStart)
        await clerk.type("Sophie Dupuis")
        await clerk.press("tab")
        await clerk.type("sophie@home.example")
        await clerk.press("tab")
        await clerk.type("s3cret")
        await clerk.press("enter")
        assert "Sender accepted" in clerk.sees() and "not tried" not in clerk.sees()
        lines = [line.rstrip() for line in clerk.sees().split("\n")]
        for step in ("Server found", "Password", "Sender accepted"):
            assert any(line.strip().startswith(step) and line.endswith(" yes") for line in lines), step
        assert "F6 goes on." in clerk.message()
        await clerk.press("f6", "f6", "f6")
        assert isinstance(clerk.app.screen, Today)
        assert "not set up" not in clerk.sees()
    assert server.count("AUTH") == 1 and server.count("RCPT") == 0 and server.ledger == []


async def test_a_wrong_password_is_said_and_mended_in_its_field(new: Furnished, server: SmtpServer) -> None:
    async with at_work(new.garage) as clerk:
        await clerk.press("tab")
        await clerk.type("sophie@home.example")
        await clerk.press("tab")
        await clerk.type("wrong")
        await clerk.press("enter")
        assert "535 5.7.8 wrong password" in clerk.sees() and "not tried" in clerk.sees()
        await clerk.press(*["backspace"] * 5)
        await clerk.type("s3cret")
        await clerk.press("enter")
        assert "not tried" not in clerk.sees() and "535" not in clerk.sees()
