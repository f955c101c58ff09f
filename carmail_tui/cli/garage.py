"""What every command works on: the settings, the store, the user, today."""

import argparse
import getpass
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from carmail_tui.settings.model import Settings

if TYPE_CHECKING:
    from carmail_tui.store.store import Store


@dataclass
class Garage:
    """An opened garage."""

    settings: Settings
    config_path: Path
    database_url: str
    store: "Store"
    user: str

    @property
    def today(self) -> date:
        """Today, anew each time: the interface stays open overnight."""
        return date.today()

    def password(self) -> str:
        """The password of the sending account. Raises SettingsError where it cannot be had."""
        from carmail_tui.settings.secrets import read_password

        return read_password(self.config_path, self.settings.smtp)


def open_garage(arguments: argparse.Namespace) -> Garage:
    """Open what `--database`, the environment and the settings file name.

    Raises SettingsError or DatabaseUnusableError, which `main` turns into a sentence.
    """
    from carmail_tui.settings.file import load
    from carmail_tui.settings.paths import config_path, database_url, files_folder
    from carmail_tui.store.bulk import is_demo
    from carmail_tui.store.store import Store

    path = config_path()
    settings = load(path)
    url = getattr(arguments, "database", None) or database_url(settings)
    store = Store(url, files_folder(url))
    if is_demo(store.database):
        from carmail_tui.demo.files import maker

        store.files.maker = maker(store.ledger, store.clients, settings.company)
    return Garage(settings, path, url, store, settings.user or getpass.getuser())
