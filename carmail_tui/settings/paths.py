"""Where the files of the program lie: the platform's folders, unless the environment names others."""

import hashlib
import os
from pathlib import Path

from carmail_tui.settings.model import Settings

_APP = "carmail"


def config_path() -> Path:
    """The settings file; CARMAIL_CONFIG names another."""
    if named := os.environ.get("CARMAIL_CONFIG"):
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path(_APP) / "settings.toml"


def data_folder() -> Path:
    """The folder of the database and of the files kept with it."""
    from platformdirs import user_data_path

    return user_data_path(_APP)


def log_path() -> Path:
    """The log file, in the platform's log folder; beside the settings where CARMAIL_CONFIG names them."""
    if named := os.environ.get("CARMAIL_CONFIG"):
        return Path(named).parent / "carmail.log"
    from platformdirs import user_log_path

    return user_log_path(_APP) / "carmail.log"


def state_folder() -> Path:
    """What this machine remembers, apart from the data: a copy of those does not bring it along."""
    if named := os.environ.get("CARMAIL_CONFIG"):
        return Path(named).parent / "state"
    from platformdirs import user_state_path

    return user_state_path(_APP)


def database_url(settings: Settings) -> str:
    """The database: CARMAIL_DATABASE, else the settings, else a SQLite file in the data folder."""
    named = os.environ.get("CARMAIL_DATABASE") or settings.database
    return named or f"sqlite:///{data_folder() / 'carmail.db'}"


def files_folder(url: str) -> Path:
    """The folder of the documents' files: beside a SQLite database, else in the data folder."""
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        return path.with_name(path.stem + "-files")
    return data_folder() / ("files-" + hashlib.sha256(url.encode()).hexdigest()[:12])


def lock_path(url: str, account: str) -> Path:
    """The file that the one delivery process of this account and database keeps locked.

    However a SQLite file is named, by a relative path, `~` or a link, its lock is the same.
    """
    database, folder = url, data_folder()
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///")).expanduser().resolve()
        database, folder = str(path), path.parent
    digest = hashlib.sha256(f"{database}\n{account}".encode()).hexdigest()[:16]
    return folder / f"delivery-{digest}.lock"
