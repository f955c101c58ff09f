"""Delivery: mails a second, its memory, and the time from confirmation to the first mail."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from carmail_tui.demo.garage import DemoGarage
from carmail_tui.letters.prepared import PreparedMessage
from carmail_tui.store.store import Store
from tests.benchmarks.figures import Figure, Section, alternated
from tests.benchmarks.garage import CARMAIL, Garages, account, environment, opened
from tests.benchmarks.letters import checked_letter, prepare, write_ready
from tests.benchmarks.process import run_to_end
from tests.benchmarks.sink import Sink

_MAILS = 1000
_SENDER = [sys.executable, "-m", "tests.benchmarks.rivals.smtplib_sender"]
_HOW = """\
{mails} mails of {size:.1f} KB each, different for each recipient, wait in the outbox of the demo garage.
`carmail deliver` takes them to a server on loopback that throws them away, a process of its own, written
with asyncio; with the default settings, without a limit of the rate. Mails a second: from the first
recorded reply to the last, as the database has them, each step durable (SQLite, WAL, `synchronous=FULL`).
Each round, the server's count and the rows in the state sent must both be {mails}. The rival sends the very
same bytes over one reused connection, without any bookkeeping; the second rival commits one row before and
after each mail, which is the least that durability needs."""


class Rates:
    """Rounds of delivery and of its rivals, the same mails each time."""

    def __init__(self, garages: Garages, *, pipelining: bool) -> None:
        self._garages = garages
        self._pipelining = pipelining
        garage = opened(garages.copy())
        ready = [mail for mail in prepare(checked_letter(garage)) if mail.envelope_to.isascii()]
        garage.store.close()
        self.mails: list[PreparedMessage] = ready[:_MAILS]
        assert len(self.mails) == _MAILS
        self._file = garages.file("ready.pickle")
        write_ready(self.mails, self._file)
        self.peaks: list[float] = []
        self.whole: list[float] = []

    def ours(self) -> float:
        """One run of `carmail deliver`."""
        with Sink(pipelining=self._pipelining) as sink:
            garage = self._garages.copy(sink.port)
            queue(garage, self.mails)
            seconds, peak = run_to_end([*CARMAIL, "deliver"], environment(garage))
            assert sink.end() == _MAILS
        self.peaks.append(peak)
        self.whole.append(seconds)
        return recorded_rate(garage.database)

    def smtplib(self, *options: str) -> float:
        """One run of the rival."""
        with Sink(pipelining=self._pipelining) as sink:
            command = [*_SENDER, str(sink.port), str(self._file), *options]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            assert sink.end() == _MAILS
        return float(said)

    def durable_smtplib(self) -> float:
        """One run of the rival that keeps rows."""
        return self.smtplib("--database", str(self._garages.file("rows.db")))


def queue(garage: DemoGarage, mails: list[PreparedMessage]) -> None:
    """Put mails into the outbox of a garage."""
    store = Store(garage.database_url, garage.folder)
    store.outbox.queue(mails, account=account(garage), title="Entretien", kind="service")
    store.close()


def recorded_rate(database: Path) -> float:
    """Mails a second, from the first recorded reply to the last."""
    opened_database = sqlite3.connect(database)
    query = "SELECT COUNT(*), MIN(updated), MAX(updated) FROM message WHERE state = 'sent' AND mailing_id = "
    query += "(SELECT MAX(id) FROM mailing)"
    count, first, last = opened_database.execute(query).fetchone()
    opened_database.close()
    assert count == _MAILS
    return float((count - 1) / (last - first) * 1000)


def measure(garages: Garages, rounds: int) -> list[Section]:
    """The sections."""
    figures = []
    peaks: list[float] = []
    for pipelining in (False, True):
        rates = Rates(garages, pipelining=pipelining)
        ours, bare, durable = alternated(rounds, rates.ours, rates.smtplib, rates.durable_smtplib)
        what = f"delivery, server {'with' if pipelining else 'without'} PIPELINING"
        figures += [
            Figure(what, "a second", ours, "smtplib", bare),
            Figure(what, "a second", ours, "smtplib and two commits", durable),
        ]
        peaks += rates.peaks
    figures.append(Figure("peak memory of `carmail deliver`", "MB", tuple(peaks)))
    size = sum(len(mail.head) for mail in rates.mails) / len(rates.mails) / 1000
    how = _HOW.format(mails=f"{_MAILS:,}", size=size)
    return [Section("Mails a second", how, figures)]
