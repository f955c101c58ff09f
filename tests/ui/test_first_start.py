"""The first start: three steps, each of which may be put off; a provider is filled in, a client list read."""

import stat
from pathlib import Path

import pytest
from textual.widgets import Input

from carmail_tui.cli.garage import Garage
from carmail_tui.i18n import use_language
from carmail_tui.settings.file import load
from carmail_tui.settings.model import Settings
from carmail_tui.settings.secrets import password_path
from carmail_tui.store.store import Store
from carmail_tui.ui.screens.first_start import FirstStart
from carmail_tui.ui.screens.today import Today
from tests.ui.conftest import Clerk, Furnished, at_work
from tests.ui.post import post_office
from tests.ui.test_sending import port

__all__ = ("port",)

CLIENTS = "Nom;E-mail;Code postal\nAdam, Nathalie;n.adam@courriel.example;4020\nBastin;;4100\n"


@pytest.fixture
def new(tmp_path: Path, launches: list[str]) -> Furnished:
    """A garage without settings."""
    use_language("en")
    url = f"sqlite:///{tmp_path}/garage.db"
    return Furnished(Garage(Settings(), tmp_path / "new.toml", url, Store(url, tmp_path / "files"), "sophie"))


def field(clerk: Clerk, key: str) -> Input:
    """A field by its setting."""
    return next(found for found in clerk.app.screen.query(Input) if found.name == key)


async def test_it_opens_by_itself_and_escape_puts_it_off(new: Furnished) -> None:
    async with at_work(new.garage) as clerk:
        assert isinstance(clerk.app.screen, FirstStart) and "1/3" in clerk.sees()
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, Today)
        assert "Your mail account is not set up" in clerk.sees()


async def test_it_does_not_come_back_once_it_was_gone_through(new: Furnished) -> None:
    async with at_work(new.garage) as clerk:
        await clerk.type("Sophie")
        await clerk.press("f6", "escape")
    new.garage.settings = load(new.garage.config_path)
    async with at_work(new.garage) as clerk:
        assert isinstance(clerk.app.screen, Today)


async def test_the_provider_is_filled_in_from_the_address(new: Furnished) -> None:
    async with at_work(new.garage) as clerk:
        await clerk.type("Sophie Dupuis")
        await clerk.press("tab")
        await clerk.type("garage.exemple@proximus.be")
        assert field(clerk, "smtp.server").value == "relay.proximus.be"
        assert field(clerk, "smtp.login").value == "garage.exemple@proximus.be"
        assert "Proximus, known from the address" in clerk.sees()
        assert "password of the mailbox" in clerk.sees()


async def test_what_was_typed_by_hand_is_not_overwritten(new: Furnished) -> None:
    async with at_work(new.garage) as clerk:
        await clerk.press("tab", "tab", "tab")
        await clerk.type("mail.own.example")
        await clerk.press("shift+tab", "shift+tab")
        await clerk.type("garage@proximus.be")
        assert field(clerk, "smtp.server").value == "mail.own.example"
        assert field(clerk, "smtp.login").value == "garage@proximus.be"


async def test_the_password_is_hidden_shown_and_kept_apart(new: Furnished) -> None:
    async with at_work(new.garage) as clerk:
        await clerk.press("tab", "tab")
        await clerk.type("s3cret")
        assert "s3cret" not in clerk.sees()
        await clerk.press("f7")
        assert "s3cret" in clerk.sees()
        await clerk.press("f7", "f6")
        assert "2/3" in clerk.sees()
    assert stat.S_IMODE(password_path(new.garage.config_path).stat().st_mode) == 0o600
    kept = [path.read_bytes() for path in new.garage.config_path.parent.glob("garage.db*")]
    assert b"s3cret" not in b"".join(kept)


async def test_enter_tries_the_account(new: Furnished, port: int, tmp_path: Path) -> None:
    from carmail_tui.settings.file import set_values

    with post_office(tmp_path, port) as post:
        async with at_work(new.garage) as clerk:
            set_values(new.garage.config_path, {"smtp.port": str(port), "smtp.security": "none"})
            await clerk.press("tab")
            await clerk.type("sophie@garage.example")
            await clerk.press("enter")
            assert "needed to try" in clerk.message()
            await clerk.press("tab", "tab")
            await clerk.type("127.0.0.1")
            await clerk.press("enter")
            seen = clerk.sees()
            assert "Sender accepted" in seen and "not tried" not in seen
            assert "F6 goes on." in clerk.message()
        assert post.mails() == {}


async def test_three_steps_to_a_garage_with_clients(new: Furnished, tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text(CLIENTS, encoding="utf-8")
    async with at_work(new.garage) as clerk:
        await clerk.type("Sophie Dupuis")
        await clerk.press("f6")
        await clerk.type("Garage Lambert")
        await clerk.press("enter")
        assert "3/3" in clerk.sees() and "Garage Lambert" in clerk.sees().split("\n")[0]
        await clerk.type(str(tmp_path / "clients.csv"))
        await clerk.press("enter")
        assert isinstance(clerk.app.screen, Today)
        assert "2 clients." in clerk.message()
        await clerk.press("f2")
        assert "Adam, Nathalie" in clerk.sees() and "n.adam@courriel.example" in clerk.sees()
    settings = load(new.garage.config_path)
    assert (settings.sender.name, settings.company.name) == ("Sophie Dupuis", "Garage Lambert")


async def test_a_list_that_is_not_there_says_so_and_keeps_the_step(new: Furnished, tmp_path: Path) -> None:
    async with at_work(new.garage) as clerk:
        await clerk.press("f6", "f6")
        await clerk.type(str(tmp_path / "none.csv"))
        await clerk.press("enter")
        assert isinstance(clerk.app.screen, FirstStart)
        assert "none.csv" in clerk.message() and "Something went wrong" not in clerk.message()
        assert field(clerk, "file").value.endswith("none.csv")


async def test_a_burst_through_the_steps(new: Furnished) -> None:
    async with at_work(new.garage) as clerk:
        clerk.strike(*"Sophie", "f6", *"Lambert", "f6", "f6")
        await clerk.settle()
        assert isinstance(clerk.app.screen, Today)
    settings = load(new.garage.config_path)
    assert (settings.sender.name, settings.company.name) == ("Sophie", "Lambert")
