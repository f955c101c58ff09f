"""A mail server on loopback that files into a Maildir, and a garage whose delivery is a real process."""

import asyncio
import mailbox
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from carmail_tui.cli.garage import Garage
from carmail_tui.demo.server import Postbox
from carmail_tui.settings.file import load, set_values
from carmail_tui.store.store import Store
from tests.ui.conftest import Furnished

PASSWORD = "correct horse"


class Post(Postbox):
    """The server of the demo, with a gate: while it is closed, no message is answered for."""

    def __init__(self, maildir: Path) -> None:
        super().__init__(maildir)
        self.open = True
        self._maildir_path = maildir

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """File the message once the gate is open."""
        while not self.open:
            await asyncio.sleep(0.02)
        return await super().handle_DATA(server, session, envelope)

    def mails(self) -> dict[str, EmailMessage]:
        """What arrived, parsed again, by recipient."""
        parser = BytesParser(policy=policy.default)
        box = mailbox.Maildir(self._maildir_path, create=False)
        found = {}
        for name in box.keys():  # noqa: SIM118 - a Maildir's method
            mail = parser.parsebytes(box.get_bytes(name))
            assert isinstance(mail, EmailMessage)
            assert str(mail["Delivered-To"]) not in found, "nobody gets a mail twice"
            found[str(mail["Delivered-To"])] = mail
        return found


def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    """Accept one password."""
    return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


@contextmanager
def post_office(folder: Path, port: int, **options: Any) -> Iterator[Post]:
    """The server, listening at `port`."""
    found = Post(folder / "maildir")
    controller = Controller(found, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield found
    finally:
        found.open = True
        controller.stop()


@contextmanager
def real_delivery(
    folder: Path, port: int, monkeypatch: pytest.MonkeyPatch, **smtp: str
) -> Iterator[Furnished]:
    """An empty garage, whose settings file sends to `port`; the processes of delivery end with it."""
    config = folder / "settings.toml"
    values = {"smtp.server": "127.0.0.1", "smtp.port": str(port), "smtp.security": "none"}
    values |= {f"smtp.{name}": value for name, value in smtp.items()}
    values |= {"smtp.per_minute": "0", "smtp.per_hour": "0", "company.name": "Garage Lambert"}
    values |= {"sender.name": "Sophie Dupuis", "sender.address": "sophie@garage-lambert.example"}
    set_values(config, values)
    url = f"sqlite:///{folder}/garage.db"
    store = Store(url, folder / "files")
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def recorded(*arguments: Any, **named: Any) -> "subprocess.Popen[bytes]":
        started.append(real(*arguments, **named))
        return started[-1]

    monkeypatch.setattr("carmail_tui.delivery.launch.subprocess.Popen", recorded)
    try:
        yield Furnished(Garage(load(config), config, url, store, "sophie"))
    finally:
        store.close()
        for process in started:
            process.terminate()
        for process in started:
            process.wait(20)
