"""The password of the account: kept for its owner alone, or printed by a command."""

import shlex
import stat
import sys
from pathlib import Path

import pytest

from carmail_tui.i18n import use_language
from carmail_tui.settings.errors import PasswordError
from carmail_tui.settings.model import Smtp
from carmail_tui.settings.secrets import password_path, read_password, write_password

SECRET = 'pâss "word" \\ $HOME #'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    use_language("en")
    return tmp_path / "settings.toml"


def command(program: str) -> Smtp:
    return Smtp(password_command=shlex.join([sys.executable, "-c", program]))


def test_a_password_is_kept_for_its_owner_alone(config: Path) -> None:
    write_password(config, SECRET)
    assert stat.S_IMODE(password_path(config).stat().st_mode) == 0o600
    assert read_password(config, Smtp()) == SECRET
    write_password(config, "another")
    assert read_password(config, Smtp()) == "another"


def test_without_one_it_is_empty(config: Path) -> None:
    assert read_password(config, Smtp()) == ""


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_one_that_others_can_read_is_not_used(config: Path, mode: int) -> None:
    write_password(config, SECRET)
    password_path(config).chmod(mode)
    with pytest.raises(PasswordError) as found:
        read_password(config, Smtp())
    assert str(password_path(config)) in found.value.sentence()
    assert SECRET not in found.value.sentence()


def test_a_command_prints_it_in_its_first_line(config: Path) -> None:
    write_password(config, "the file's")
    assert read_password(config, command("print('from the command'); print('comment')")) == "from the command"


def test_a_command_gets_no_terminal_to_ask_at(config: Path) -> None:
    assert read_password(config, command("import sys; print(repr(sys.stdin.read()))")) == "''"


@pytest.mark.parametrize(
    "smtp",
    [
        command("import sys; print('secret'); sys.stderr.write('secret'); sys.exit(1)"),
        Smtp(password_command="/no/such/program secret"),
        Smtp(password_command="print 'secret"),
    ],
)
def test_a_command_that_fails_is_an_error_without_what_it_said(config: Path, smtp: Smtp) -> None:
    with pytest.raises(PasswordError) as found:
        read_password(config, smtp)
    assert "command" in found.value.sentence()
    assert "secret" not in found.value.sentence()
