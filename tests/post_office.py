"""An outbox, an account and a scripted server: what the tests of delivery work with."""

import asyncio
import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from carmail_tui.delivery.message import MessageLine
from carmail_tui.delivery.policy import Phase
from carmail_tui.delivery.process import Delivery, Report
from carmail_tui.delivery.session import Terms
from carmail_tui.delivery.wire import SECONDS
from carmail_tui.letters.prepared import Intent, PreparedMessage
from carmail_tui.settings.file import set_values
from carmail_tui.settings.model import Security, Smtp
from carmail_tui.settings.paths import files_folder
from carmail_tui.settings.secrets import write_password
from carmail_tui.store.dispatch import Dispatch
from carmail_tui.store.store import Store
from tests.smtp_server import SmtpServer

SENDER = "sophie@garage-lambert.example"
_numbers = count()


def letter(to: str, body: bytes = b"Hello.\r\n") -> bytes:
    """A small mail."""
    return f"From: {SENDER}\r\nTo: {to}\r\nSubject: Test\r\n\r\n".encode() + body


def prepared(to: str, **more: Any) -> PreparedMessage:
    """A message ready for the outbox, with a key of its own."""
    number = next(_numbers)
    fields: dict[str, Any] = {
        "intent": Intent.MAILING,
        "dedupe_key": f"key {number}",
        "message_id": f"<{number}@garage-lambert.example>",
        "date": datetime.now(UTC),
        "envelope_from": SENDER,
        "envelope_to": to,
        "subject": "Test",
        "head": letter(to),
    }
    return PreparedMessage(**(fields | more))


class Clock:
    """A clock that goes on by hand."""

    def __init__(self) -> None:
        self.moment = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.moment

    def go_on(self, **time: float) -> None:
        """Later by so much."""
        self.moment += timedelta(**time)


@dataclass
class PostOffice:
    """A store with an outbox, the account that it is delivered by, and the server."""

    store: Store
    server: SmtpServer
    smtp: Smtp
    folder: Path
    context: ssl.SSLContext | None = None
    clock: Clock = field(default_factory=Clock)
    password: Callable[[], str] = lambda: "secret"
    user: str = "sophie"

    def queue(self, *messages: str | PreparedMessage, kind: str = "service", **more: Any) -> int:
        """Queue these, or a letter to each of these addresses, as one mailing; its id."""
        ready = [prepared(message) if isinstance(message, str) else message for message in messages]
        fields: dict[str, Any] = {"account": self.smtp.account, "title": "Test", "user": self.user} | more
        return self.store.outbox.queue(ready, kind=kind, **fields).mailing

    def change(self, **settings: Any) -> None:
        """Change settings of the account; what is queued from now on is queued for it."""
        self.smtp = replace(self.smtp, **settings)

    def log_in(self, name: str) -> None:
        """The account has a login from now on."""
        self.change(login=name)

    def delivery(self, **more: Any) -> Delivery:
        """A delivery process, not started."""
        dispatch = Dispatch(self.store.database, self.clock)
        terms = Terms(more.pop("seconds", SECONDS), self.context)
        options: dict[str, Any] = {"terms": terms, "now": self.clock} | more
        journal = self.store.journal(self.smtp.account)
        return Delivery(dispatch, self.smtp, self.password, journal, **options)

    def deliver(self, **more: Any) -> Report:
        """Deliver what is due now."""
        return asyncio.run(self.delivery(**more).run())

    def lines(self) -> dict[str, MessageLine]:
        """Every message, by its recipient."""
        messages = self.store.messages
        return {line.envelope_to: line for line in messages.lines(messages.ids())}

    def states(self) -> dict[str, str]:
        """The state of every message, by its recipient."""
        return {to: line.state.value for to, line in self.lines().items()}

    def line(self, to: str) -> MessageLine:
        """The message to this recipient."""
        return self.lines()[to]

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start `carmail deliver` as a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "carmail_tui", "--lang=en", "deliver", *words],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def environment(self) -> dict[str, str]:
        """What a process must know to work on this outbox."""
        config = self.folder / "settings.toml"
        if not config.exists():
            values = {"smtp.server": self.smtp.server, "smtp.port": str(self.smtp.port)}
            values |= {"smtp.security": self.smtp.security.value, "smtp.login": self.smtp.login}
            values |= dict.fromkeys(("smtp.per_minute", "smtp.per_hour", "smtp.per_day"), "0")
            values |= {
                "smtp.connections": str(self.smtp.connections),
                "sender.address": SENDER,
                "user": self.user,
            }
            set_values(config, values)
            write_password(config, self.password())
        return {**os.environ, "CARMAIL_CONFIG": str(config), "CARMAIL_DATABASE": self.store.url}


@contextmanager
def opened(url: str, folder: Path, server: SmtpServer, **account: Any) -> Iterator[PostOffice]:
    """A post office whose account leads to `server`."""
    fields: dict[str, Any] = {"server": "127.0.0.1", "port": server.port, "security": Security.NONE}
    smtp = Smtp(**(fields | {"per_minute": 0, "per_hour": 0, "per_day": 0} | account))
    store = Store(url, files_folder(url) if url.startswith("sqlite") else folder / "files")
    with server:
        yield PostOffice(store, server, smtp, folder)
    store.close()


def deadlines(**seconds: float) -> dict[Phase, float]:
    """The deadlines of the phases, some of them shorter."""
    return SECONDS | {Phase(name): value for name, value in seconds.items()}
