"""The usual providers, filled in from the address; paths that the environment names."""

from pathlib import Path

import pytest

from carmail_tui.settings.model import Sender, Settings, Smtp
from carmail_tui.settings.paths import config_path, database_url, files_folder, lock_path, log_path
from carmail_tui.settings.phrases import DEFAULT_PHRASES, phrase
from carmail_tui.settings.providers import PROVIDERS, filled_in, provider_for


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("jean@skynet.be", "Proximus"),
        ("jean@Proximus.BE ", "Proximus"),
        ("jean@telenet.be", "Telenet"),
        ("jean@voo.be", "VOO"),
        ("jean@scarlet.be", "Scarlet"),
        ("jean@gmail.com", "Gmail"),
        ("jean@hotmail.be", "Outlook"),
        ("info@garage.onmicrosoft.com", "Microsoft 365"),
        ("jean@ovh.net", "OVH"),
        ("jean@yahoo.fr", "Yahoo"),
        ("jean@icloud.com", "iCloud"),
    ],
)
def test_the_provider_is_known_by_the_domain(address: str, name: str) -> None:
    provider = provider_for(address)
    assert provider and provider.name == name
    smtp = provider.smtp(address.strip())
    assert smtp.server and smtp.login == address.strip()


@pytest.mark.parametrize(
    "address", ["info@garage-lambert.example", "jean@notgmail.com", "gmail.com.example", ""]
)
def test_a_domain_of_ones_own_has_none(address: str) -> None:
    assert provider_for(address) is None


def test_every_line_to_a_provider_is_encrypted() -> None:
    assert {(provider.security, provider.port) for provider in PROVIDERS} <= {
        ("starttls", 587),
        ("tls", 465),
    }


def test_an_account_that_is_set_up_is_not_filled_in_again() -> None:
    values = filled_in(Settings(), "jean@gmail.com")
    assert (values["smtp.server"], values["smtp.login"]) == ("smtp.gmail.com", "jean@gmail.com")
    assert filled_in(Settings(Smtp("mine.example")), "jean@gmail.com") == {}
    assert filled_in(Settings(), "info@garage-lambert.example") == {}
    assert filled_in(Settings(Smtp(login="other")), "jean@gmail.com")["smtp.login"] == "other"


def test_mail_is_ready_with_a_server_and_an_address() -> None:
    assert not Settings(Smtp("a.example")).mail_ready
    assert Settings(Smtp("a.example"), Sender(address="a@b.example")).mail_ready


def test_the_environment_names_the_settings_and_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARMAIL_CONFIG", str(tmp_path / "x.toml"))
    monkeypatch.delenv("CARMAIL_DATABASE", raising=False)
    assert config_path() == tmp_path / "x.toml"
    assert log_path().parent == tmp_path
    assert database_url(Settings(database="sqlite:///a.db")) == "sqlite:///a.db"
    monkeypatch.setenv("CARMAIL_DATABASE", "postgresql://host/garage")
    assert database_url(Settings(database="sqlite:///a.db")) == "postgresql://host/garage"


def test_files_and_locks_lie_beside_the_database_and_differ_by_account(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'garage.db'}"
    assert files_folder(url) == tmp_path / "garage-files"
    locks = {lock_path(url, account) for account in ("a@x:1", "b@x:1")}
    assert len(locks) == 2
    assert {path.parent for path in locks} == {tmp_path}


def test_a_phrase_of_ones_own_goes_before_the_default() -> None:
    assert phrase({"nl": "Dag"}, "nl") == "Dag"
    assert phrase({}, "de") == DEFAULT_PHRASES["de"]
    assert phrase({}, "it") == DEFAULT_PHRASES["fr"]
    assert all("<NUMFACT>" in text and "<NOMSOC>" in text for text in DEFAULT_PHRASES.values())
