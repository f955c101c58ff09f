"""A garage at its counter: a real database, a real SMTP server on loopback, and the command `carmail`."""

import io
import json
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiosmtpd.controller import Controller

from carmail_tui.cli.main import main
from carmail_tui.delivery import launch as launching
from carmail_tui.i18n import use_language
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Consent, Vehicle
from carmail_tui.settings.file import set_values
from carmail_tui.settings.paths import files_folder
from carmail_tui.store.models import database
from carmail_tui.store.store import Store

USER = "sophie"


_ANSWERS = {
    "unknown": "550 5.1.1 no such user here",
    "later": "451 4.3.0 come back later",
}


class Server:
    """What a mail server received, by envelope recipient. What it answers depends on the local part."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.before_answer: Callable[[], None] = lambda: None
        """Done when a mail is kept and the client still waits for the answer."""

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Accept a recipient or not."""
        answer = _ANSWERS.get(address.partition("@")[0])
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 2.1.5 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the mail."""
        self.received += [(to, envelope.original_content) for to in envelope.rcpt_tos]
        self.before_answer()
        return "250 2.0.0 kept"

    def mail(self, to: str) -> EmailMessage:
        """The one mail that this recipient received, read again."""
        (content,) = [content for recipient, content in self.received if recipient == to]
        return BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(content)

    def text(self, to: str, kind: str = "plain") -> str:
        """The plain text, or the HTML, of that mail."""
        part = self.mail(to).get_body((kind,))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")

    @property
    def recipients(self) -> list[str]:
        """Who received something, in alphabetical order."""
        return sorted(to for to, _content in self.received)


class Answer(NamedTuple):
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The JSON objects on standard output, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Counter:
    """The counter of a garage: its store, its mail server, and the command as a person types it."""

    store: Store
    folder: Path
    config: Path
    server: Server
    capture: pytest.CaptureFixture[str]
    launched: list[str] = field(default_factory=list)
    """The databases for which a detached delivery was started."""

    def run(self, *words: str) -> Answer:
        """Run `carmail` with these words, without a terminal."""
        self.capture.readouterr()
        try:
            status = main(["--lang=en", *words])
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        finally:
            # The command opened the database anew, and the tables follow the one opened last.
            database.initialize(self.store.database)
        out, err = self.capture.readouterr()
        return Answer(status, out, err)

    def client(self, name: str, *emails: str, accepts: bool | None = True, **more: Any) -> int:
        """A client with these addresses on the card; the id."""
        book = tuple(Address(email, AddressSource.CARD, mailbox(email)) for email in emails)
        fields = {"last_name": name, "first_name": name} | more
        return self.store.cards.add(Client(name, addresses=book, consent=Consent(accepts), **fields))

    def write(self, name: str, text: str | bytes) -> str:
        """A file; its path."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def states(self) -> dict[str, str]:
        """The state of every message, by its recipient."""
        lines = self.store.messages.lines(self.store.messages.ids())
        return {line.envelope_to: line.state.value for line in lines}


def vehicle(make: str, plate: str, due: int | None, **more: Any) -> Vehicle:
    """A vehicle whose inspection is due in so many days."""
    inspection = None if due is None else date.today() + timedelta(days=due)
    return Vehicle(plate, make=make, next_inspection=inspection, **more)


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def server_port(server: Server) -> Iterator[int]:
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller.port
    controller.stop()


@pytest.fixture
def counter(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: Server,
    server_port: int,
) -> Iterator[Counter]:
    url, config = f"sqlite:///{tmp_path / 'garage.db'}", tmp_path / "settings.toml"
    monkeypatch.setenv("CARMAIL_CONFIG", str(config))
    monkeypatch.setenv("CARMAIL_DATABASE", url)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    account = {"smtp.server": "127.0.0.1", "smtp.port": str(server_port), "smtp.security": "none"}
    rates = {"smtp.per_minute": "0", "smtp.per_hour": "0", "user": USER}
    sender = {"sender.name": "Sophie Dupuis", "sender.address": "sophie@garage-lambert.example"}
    set_values(config, account | rates | sender | {"company.name": "Garage Lambert"})
    store = Store(url, files_folder(url))
    found = Counter(store, tmp_path, config, server, capsys)
    # The real one would outlive the test: it waits for hours until what was put off may leave.
    monkeypatch.setattr(launching, "launch", lambda url, path: found.launched.append(url))
    yield found
    store.close()
    use_language("en")
