"""`carmail settings`, as a person calls it, and against a real SMTP server."""

import io
import json
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from carmail_tui.cli.main import main
from carmail_tui.demo.places import DemoPlaces
from carmail_tui.demo.serving import end_server, start_server
from carmail_tui.settings.file import SETTINGS, load
from carmail_tui.settings.secrets import password_path, read_password
from carmail_tui.store.bulk import mark_demo
from carmail_tui.store.database import open_database

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings.toml"
    monkeypatch.setenv("CARMAIL_CONFIG", str(path))
    monkeypatch.setenv("CARMAIL_DATABASE", f"sqlite:///{tmp_path / 'garage.db'}")
    return path


@pytest.fixture
def run(config: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def called(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["--lang", "en", "settings", *words])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return called


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    places = DemoPlaces(tmp_path / "server")
    places.folder.mkdir()
    yield start_server(places)
    end_server(places)


def account(run: Run, port: int) -> None:
    for key, value in (
        ("smtp.server", "127.0.0.1"),
        ("smtp.port", str(port)),
        ("smtp.security", "none"),
        ("sender.address", "sophie@garage-lambert.example"),
    ):
        assert run("set", key, value)[0] == 0


def test_a_setting_is_set_and_shown(run: Run, config: Path) -> None:
    assert run("set", "company.name", "Garage Lambert")[0] == 0
    status, out, err = run()
    assert status == 0
    assert "company.name           Garage Lambert" in out.splitlines()
    assert str(config) in err
    assert load(config).company.name == "Garage Lambert"


def test_the_table_is_one_json_object_a_line(run: Run) -> None:
    run("set", "sender.signature", "Sophie\nGarage")
    for words in (("--json",), ("show", "--json"), ("--json", "show")):
        status, out, err = run(*words)
        assert (status, err) == (0, "")
        lines = [json.loads(line) for line in out.splitlines()]
        assert [line["key"] for line in lines] == [setting.key for setting in SETTINGS]
        assert {line["key"]: line["value"] for line in lines}["sender.signature"] == "Sophie\nGarage"


def test_what_a_value_would_do_to_the_terminal_is_shown(run: Run) -> None:
    run("set", "sender.name", "a\x1b[31mb")
    assert "\x1b" not in run()[1]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("smtp.prot", "25", "smtp.port"),
        ("smtp.port", "many", "smtp.port"),
        ("smtp.security", "ssl", "starttls"),
        ("sender.address", "sophie at garage", "sender.address"),
        ("smtp.password", "secret", "carmail settings password"),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(
    run: Run, config: Path, key: str, value: str, said: str
) -> None:
    run("set", "sender.name", "Sophie")
    before = config.read_bytes()
    status, out, err = run("set", key, value)
    assert (status, out) == (2, "")
    assert said in err
    assert "secret" not in err
    assert config.read_bytes() == before


def test_a_known_provider_is_filled_in_from_the_address(run: Run, config: Path) -> None:
    status, _out, err = run("set", "sender.address", "jean@skynet.be")
    assert status == 0
    assert "relay.proximus.be" in err
    smtp = load(config).smtp
    assert (smtp.server, smtp.login) == ("relay.proximus.be", "jean@skynet.be")
    assert run("set", "sender.address", "jean@gmail.com")[2] == ""
    assert load(config).smtp.server == "relay.proximus.be"


def test_the_password_is_read_from_standard_input(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret word\r\nrest\n"))
    status, out, err = run("password")
    assert (status, out) == (0, "")
    assert "s3cret" not in err
    assert read_password(config, load(config).smtp) == "s3cret word"
    assert stat.S_IMODE(password_path(config).stat().st_mode) == 0o600


def test_no_password_keeps_the_one_there_is(run: Run, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("first\n"))
    run("password")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run("password")[0] == 2
    assert read_password(config, load(config).smtp) == "first"


def test_an_account_that_works_is_tried_without_sending(run: Run, port: int, tmp_path: Path) -> None:
    account(run, port)
    status, out, err = run("test", "--json")
    assert (status, err) == (0, "")
    steps = [json.loads(line) for line in out.splitlines()]
    assert [(step["step"], step["passed"]) for step in steps] == [
        ("connection", True),
        ("encryption", True),
        ("login", True),
        ("sender", True),
    ]
    status, out, err = run("test")
    assert (status, out) == (0, "")
    assert "The account works" in err
    assert list((tmp_path / "server" / "maildir" / "new").iterdir()) == []


def test_a_server_that_is_not_there_is_said(run: Run) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        account(run, unused.getsockname()[1])
        status, out, _err = run("test", "--json")
    first, second, *_others = [json.loads(line) for line in out.splitlines()]
    assert status == 3
    assert (first["passed"], first["reason"]) == (False, "server_unreachable")
    assert second["passed"] is None


def test_without_an_account_there_is_nothing_to_try(run: Run) -> None:
    status, _out, err = run("test")
    assert status == 2
    assert "smtp.server" in err


def test_the_account_of_a_demo_is_not_tried_elsewhere(run: Run, tmp_path: Path) -> None:
    run("set", "smtp.server", "smtp.provider.example")
    run("set", "sender.address", "sophie@garage-lambert.example")
    mark_demo(open_database(f"sqlite:///{tmp_path / 'garage.db'}"))
    status, _out, err = run("test")
    assert status == 3
    assert "demo" in err
