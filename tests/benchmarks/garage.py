"""The demo garage that everything is measured on, and the environment of a process that works on it."""

import argparse
import os
import shutil
import sys
from datetime import date
from pathlib import Path

from carmail_tui.cli.garage import Garage, open_garage
from carmail_tui.demo.garage import DemoGarage, make_garage, write_settings
from carmail_tui.settings.file import load

CARMAIL = [sys.executable, "-m", "carmail_tui", "--lang", "en"]
TODAY_SHOWS = "Older documents, not sent"
"""What Today says only once it has looked into the database."""


class Garages:
    """A demo garage of the default size, made once; every measure gets a copy of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copies = 0
        self._model = make_garage(folder / "model", today=date.today()).folder

    def copy(self, port: int = 9) -> DemoGarage:
        """A new garage, whose mail server is the one at `port`."""
        self._copies += 1
        garage = DemoGarage(self._folder / f"garage{self._copies}")
        shutil.copytree(self._model, garage.folder)
        write_settings(garage, port)
        return garage

    def file(self, name: str) -> Path:
        """A path for a file of the measure that is under way."""
        self._copies += 1
        return self._folder / f"{self._copies}-{name}"


def hide_postgres(folder: Path) -> None:
    """Let processes that are started from now on find no psycopg, as where the README's command was followed.

    peewee loads it wherever it is installed, as it is for the tests.
    """
    folder.mkdir()
    (folder / "psycopg.py").write_text("raise ImportError\n", encoding="ascii")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(folder), *_python_path()])


def with_postgres(named: dict[str, str]) -> dict[str, str]:
    """The same environment with psycopg, where it is installed."""
    return {**named, "PYTHONPATH": os.pathsep.join(_python_path()[1:])}


def _python_path() -> list[str]:
    found = os.environ.get("PYTHONPATH")
    return found.split(os.pathsep) if found else []


def environment(garage: DemoGarage) -> dict[str, str]:
    """The environment in which the command works on this garage."""
    named = {"CARMAIL_CONFIG": str(garage.config_path), "CARMAIL_DATABASE": garage.database_url}
    return {**os.environ, **named}


def opened(garage: DemoGarage) -> Garage:
    """The garage as the interface and the commands have it."""
    os.environ |= {"CARMAIL_CONFIG": str(garage.config_path), "CARMAIL_DATABASE": garage.database_url}
    return open_garage(argparse.Namespace(database=garage.database_url))


def account(garage: DemoGarage) -> str:
    """The account that sends."""
    return load(garage.config_path).smtp.account
