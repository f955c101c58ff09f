"""Delivery: mails a second from the queued row to the recorded reply, beside those who only transmit."""

import os
import sqlite3
import subprocess
import sys
from base64 import encodebytes
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from carmail_tui.demo.garage import DemoGarage
from carmail_tui.letters.prepared import Intent, PreparedMessage
from carmail_tui.settings.file import set_values
from carmail_tui.store.store import Store
from tests.benchmarks.figures import Figure, Section, alternated
from tests.benchmarks.garage import CARMAIL, Garages, account, environment
from tests.benchmarks.letters import write_ready
from tests.benchmarks.postfix import Postfix
from tests.benchmarks.process import run_to_end
from tests.benchmarks.rivals.smtp_clients import MODELS
from tests.benchmarks.sink import Sink

Server = Callable[[], AbstractContextManager[int]]

_HOW = """\
Mails that wait in the outbox of the demo garage, different for each recipient: {count:,} letters of 5 KB, or
{pdf_count:,} with a PDF of 100 KB each (137 KB on the line). `carmail deliver` takes them to the server with
{ours} connections, no limit of the rate, every step durable (SQLite, WAL, `synchronous=FULL`, `committing` on
the disk before each dot, at most one message a connection in doubt after a kill). Mails a second: from the
first recorded reply to the last, as the database has them. The rivals only transmit what was built before,
keep no rows and read no database: Postfix's `smtp-source -s 16`, which sends the same bytes again and again;
smtplib with a connection for each mail and with one reused; ten threads; aiosmtplib with sixteen connections.
The server is Postfix's `smtp-sink`. At 50 ms it is one written with asyncio that answers each packet 50 ms
after it came, with {slow:,} letters, and ten connections of ours."""

_CONNECTIONS = 32
_SLOW_CONNECTIONS = 10
_LETTERS, _PDFS, _SLOW = 10_000, 1_000, 2_000
_NAMES = {
    "new": "smtplib, a connection a mail",
    "reused": "smtplib, one connection",
    "threads": "ten threads",
    "aiosmtplib": "aiosmtplib, 16 connections",
}


class Race:
    """The same mails, taken by each to the same kind of server."""

    def __init__(
        self, garages: Garages, server: Server, ready: list[PreparedMessage], connections: int
    ) -> None:
        self._garages = garages
        self._server = server
        self._mails = ready
        self._connections = connections
        self._file = garages.file("ready.pickle")
        write_ready(ready, self._file)
        self.peaks: list[float] = []

    def ours(self) -> float:
        """One run of `carmail deliver`."""
        with self._server() as port:
            garage = self._garages.copy(port)
            set_values(garage.config_path, {"smtp.connections": str(self._connections)})
            queue(garage, self._mails)
            _seconds, peak = run_to_end([*CARMAIL, "deliver"], environment(garage))
        self.peaks.append(peak)
        return recorded_rate(garage.database, len(self._mails))

    def rival(self, model: str) -> float:
        """One run of a Python rival."""
        program = [sys.executable, "-m", "tests.benchmarks.rivals.smtp_clients", model]
        with self._server() as port:
            command = [*program, str(port), str(self._file)]
            return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    def source(self, postfix: Postfix) -> float:
        """One run of `smtp-source -s 16`."""
        size = len(self._mails[0].head) + sum(map(len, self._mails[0].blobs))
        with self._server() as port:
            return postfix.source(port, len(self._mails), size)


def queue(garage: DemoGarage, ready: list[PreparedMessage]) -> None:
    """Put mails into the outbox of a garage."""
    store = Store(garage.database_url, garage.folder)
    store.outbox.queue(ready, account=account(garage), title="Entretien", kind="service")
    store.close()


def recorded_rate(database: Path, expected: int) -> float:
    """Mails a second, from the first recorded reply to the last."""
    opened_database = sqlite3.connect(database)
    query = "SELECT COUNT(*), MIN(updated), MAX(updated) FROM message WHERE state = 'sent' AND mailing_id = "
    query += "(SELECT MAX(id) FROM mailing)"
    count, first, last = opened_database.execute(query).fetchone()
    opened_database.close()
    assert count == expected
    return float((count - 1) / (last - first) * 1000)


def mails(count: int, *, pdf: bool) -> list[PreparedMessage]:
    """Mails of 5 KB, or with a PDF of 100 KB, each of its own."""
    line = b"Votre garage vous attend pour l'entretien, de 9 h a 17 h, du lundi au samedi.\r\n"
    made = []
    for number in range(count):
        to = f"client{number}@client.example"
        head = f"From: garage@garage.example\r\nTo: {to}\r\nSubject: Entretien\r\n\r\n".encode() + line * 60
        blobs = (encodebytes(os.urandom(100_000)).replace(b"\n", b"\r\n"),) if pdf else ()
        made.append(
            PreparedMessage(
                intent=Intent.MAILING,
                dedupe_key=to,
                message_id=f"<{number}@garage.example>",
                date=datetime.now(UTC),
                envelope_from="garage@garage.example",
                envelope_to=to,
                subject="Entretien",
                head=head,
                blobs=blobs,
            )
        )
    return made


@contextmanager
def _slow() -> Iterator[int]:
    with Sink(pipelining=True, delay=0.05) as sink:
        yield sink.port


def measure(garages: Garages, rounds: int) -> list[Section]:
    """The section."""
    folder = garages.file("postfix")
    folder.mkdir()
    postfix = Postfix(folder)
    letters = Race(garages, postfix.sink, mails(_LETTERS, pdf=False), _CONNECTIONS)
    pdfs = Race(garages, postfix.sink, mails(_PDFS, pdf=True), _CONNECTIONS)
    slow = Race(garages, _slow, mails(_SLOW, pdf=False), _SLOW_CONNECTIONS)
    figures = [
        *_figures("letters of 5 KB", letters, postfix, tuple(MODELS), rounds),
        *_figures("mails with a PDF of 100 KB", pdfs, postfix, tuple(MODELS), rounds),
        *_figures("letters to a server 50 ms away", slow, postfix, ("threads", "aiosmtplib"), rounds),
        Figure("peak memory of `carmail deliver`", "MB", tuple(letters.peaks)),
    ]
    how = _HOW.format(count=_LETTERS, pdf_count=_PDFS, slow=_SLOW, ours=_CONNECTIONS)
    return [Section("Mails a second", how, figures)]


def _figures(
    what: str, race: Race, postfix: Postfix, models: tuple[str, ...], rounds: int
) -> Iterator[Figure]:
    measures = [race.ours, lambda: race.source(postfix)]
    measures += [lambda model=model: race.rival(model) for model in models]  # type: ignore[misc]
    ours, *theirs = alternated(rounds, *measures)
    names = ["Postfix's `smtp-source -s 16`", *(_NAMES[model] for model in models)]
    for name, values in zip(names, theirs, strict=True):
        yield Figure(what, "a second", ours, name, values)
