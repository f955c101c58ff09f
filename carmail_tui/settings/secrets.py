"""The password of the account: printed by a command, or kept in a file that its owner alone can read."""

import shlex
import stat
import subprocess
from pathlib import Path

from carmail_tui.i18n import _
from carmail_tui.settings.errors import PasswordError
from carmail_tui.settings.file import write_private
from carmail_tui.settings.model import Smtp

_COMMAND_SECONDS = 10


def password_path(config: Path) -> Path:
    """The file of the password, beside the settings."""
    return config.with_name(f"{config.stem}.password")


def read_password(config: Path, smtp: Smtp) -> str:
    """The password, or an empty text where none was given. Raises PasswordError."""
    if smtp.password_command.strip():
        return _printed(smtp.password_command)
    path = password_path(config)
    try:
        mode = path.stat().st_mode
        password = path.read_text(encoding="utf-8").rstrip("\n")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise PasswordError(_("{path} cannot be read").format(path=path)) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise PasswordError(_("others can read {path}; chmod 600 it").format(path=path))
    return password


def write_password(config: Path, password: str) -> None:
    """Keep the password in a file that its owner alone can read."""
    write_private(password_path(config), password + "\n")


def _printed(command: str) -> str:
    try:
        words = shlex.split(command)
        found = subprocess.run(  # noqa: S603 - the owner of the settings file names the command, as in msmtp
            words,
            capture_output=True,
            text=True,
            timeout=_COMMAND_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise PasswordError(
            _("the password command failed ({kind})").format(kind=type(error).__name__)
        ) from None
    return found.stdout.splitlines()[0] if found.stdout else ""
