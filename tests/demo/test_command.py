"""`carmail demo`, run as a person runs it, without the interface."""

import json
import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from carmail_tui.demo.garage import DemoGarage
from carmail_tui.store import models
from carmail_tui.store.database import open_database

SMALL = ("--clients", "40", "--documents", "60", "--no-interface")


@dataclass
class Running:
    """A demo without an interface."""

    process: subprocess.Popen[str]
    where: dict[str, Any]

    @property
    def folder(self) -> Path:
        """The folder it is in."""
        return Path(self.where["config"]).parent

    def end(self) -> tuple[int, str]:
        """End it; its exit status and what it said to people."""
        self.process.terminate()
        _out, err = self.process.communicate(timeout=30)
        return self.process.returncode, err


def carmail(*words: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "carmail_tui", "--lang", "en", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def start(*words: str, **environment: str) -> Running:
    process = carmail("demo", *SMALL, *words, **environment)
    assert process.stdout
    line = process.stdout.readline()
    assert line, process.communicate()[1]
    return Running(process, json.loads(line))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    demo = start(TMPDIR=str(tmp_path))
    yield demo
    if demo.process.poll() is None:
        demo.end()


def listens(port: int) -> bool:
    try:
        smtplib.SMTP("127.0.0.1", port, timeout=10).close()
    except ConnectionRefusedError:
        return False
    return True


def test_it_says_where_everything_is_and_leaves_nothing(running: Running) -> None:
    assert set(running.where) == {"database", "config", "maildir", "port"}
    assert Path(running.where["maildir"]).is_dir()
    assert listens(running.where["port"])
    open_database(running.where["database"])
    assert models.Client.select().count() == 40
    status, said = running.end()
    assert status == 0
    assert "40 clients" in said
    assert not running.folder.exists()
    assert not listens(running.where["port"])


def test_documents_of_the_demo_arrive_in_its_maildir(running: Running) -> None:
    known = {"CARMAIL_CONFIG": running.where["config"], "CARMAIL_DATABASE": running.where["database"]}
    _out, err = carmail("documents", "send", "--unsent", "--yes", **known).communicate(timeout=60)
    filed = [path.read_bytes() for path in Path(running.where["maildir"], "new").iterdir()]
    assert len(filed) > 5, err
    assert all(
        content.count(b"application/pdf") == content.count(b"application/xml") > 0 for content in filed
    )
    recipients = {content.split(b"Delivered-To: ")[1].split(b"\r\n")[0] for content in filed}
    assert b"compta@dumont.example" in recipients
    assert not any(to.startswith(b"inconnu.") for to in recipients)


def test_a_kept_garage_goes_on_where_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    first = start("--keep", str(folder))
    open_database(first.where["database"])
    models.Client.update(name="Changed").where(models.Client.id == 1).execute()
    first.end()
    again = start("--keep", str(folder), "--clients", "70")
    open_database(again.where["database"])
    names = [client.name for client in models.Client.select().order_by(models.Client.id)]
    status, said = again.end()
    assert (status, len(names), names[0]) == (0, 40, "Changed")
    assert said == ""
    assert folder.exists()


def test_a_garage_is_open_once(tmp_path: Path) -> None:
    first = start("--keep", str(tmp_path / "kept"))
    second = carmail("demo", *SMALL, "--keep", str(tmp_path / "kept"))
    out, err = second.communicate(timeout=30)
    assert (second.returncode, out) == (2, "")
    assert "open already" in err
    assert listens(first.where["port"])
    first.end()


def test_the_server_outlives_a_killed_interface_and_is_found_again(tmp_path: Path) -> None:
    first = start("--keep", str(tmp_path / "kept"))
    first.process.kill()
    first.process.communicate()
    assert listens(first.where["port"])
    again = start("--keep", str(tmp_path / "kept"))
    assert again.where == first.where
    again.end()
    assert not listens(first.where["port"])


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('[smtp]\nserver = "smtp.provider.example"\n')
    demo = carmail("demo", *SMALL, "--keep", str(tmp_path))
    out, err = demo.communicate(timeout=30)
    assert (demo.returncode, out) == (2, "")
    assert str(tmp_path) in err
    assert [path.name for path in tmp_path.iterdir()] == ["settings.toml"]
    assert "provider" in settings.read_text()


@pytest.mark.parametrize("words", [("--clients", "0"), ("--clients", "many"), ("--documents", "-1")])
def test_counts_that_are_none_are_refused(words: tuple[str, str]) -> None:
    demo = carmail("demo", *words)
    _out, err = demo.communicate(timeout=30)
    assert demo.returncode == 2
    assert words[0] in err


def test_a_garage_that_was_never_made_is_not_there(tmp_path: Path) -> None:
    assert not DemoGarage(tmp_path).made
    assert list(tmp_path.iterdir()) == []
