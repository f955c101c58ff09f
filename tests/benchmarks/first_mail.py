"""From confirmation to the first mail at the server."""

import subprocess
import sys
import time
from functools import partial

from carmail_tui.letters.mailing import new_token
from carmail_tui.ui import mailing
from tests.benchmarks.figures import Figure, Section, alternated
from tests.benchmarks.garage import Garages, account, opened
from tests.benchmarks.letters import checked_letter, prepare, write_ready
from tests.benchmarks.sink import Sink

_HOLD_SECONDS = mailing.HOLD_SECONDS
_FEW = 20
_SENDER = [sys.executable, "-m", "tests.benchmarks.rivals.smtplib_sender"]
_HOW = """\
What the confirmation screen calls: it makes and queues the letters and starts the delivery process. Until
the server on loopback has taken the first mail: from the call with the hold set to 0, which has the start
of that process in it; and from the end of a hold of {hold} s, during which the letters were made and the
process has started. The rival is a fresh process that reads one ready mail from a file and sends it with
smtplib."""


def measure(garages: Garages, rounds: int) -> list[Section]:
    """The section."""
    few = partial(_to_first, garages, 0, _FEW)
    everybody = partial(_to_first, garages, 0, None)
    held = partial(_to_first, garages, _HOLD_SECONDS, None)
    at_once, with_all, after_hold, rival = alternated(
        rounds, few, everybody, held, partial(_smtplib, garages)
    )
    beside = "a process with smtplib"
    figures = [
        Figure(f"{_FEW} letters, no hold", "ms", at_once, beside, rival),
        Figure("letters to all reachable clients, no hold", "ms", with_all, beside, rival),
        Figure("letters to all, from the end of the hold", "ms", after_hold),
    ]
    return [Section("From confirmation to the first mail", _HOW.format(hold=_HOLD_SECONDS), figures)]


def _to_first(garages: Garages, hold: int, count: int | None) -> float:
    """Milliseconds from the confirmation, or from the end of its hold, to the first mail."""
    with Sink() as sink:
        places = garages.copy(sink.port)
        garage = opened(places)
        checked = checked_letter(garage, count=count)
        mailing.HOLD_SECONDS = hold
        confirmed = time.time()
        mailing_id = mailing.queue(garage, checked, new_token())
        progress = garage.store.messages.progress(mailing_id)
        assert progress is not None
        if hold and progress.hold_until:
            confirmed = progress.hold_until.timestamp()
        seconds = sink.first() - confirmed
        garage.store.outbox.take_back(mailing_id)
        with garage.store.account_lock(account(places)) as lock:
            while not lock.take():
                time.sleep(0.02)
        garage.store.close()
    return seconds * 1000


def _smtplib(garages: Garages) -> float:
    """Milliseconds from the start of a process that sends one ready mail to that mail."""
    garage = opened(garages.copy())
    file = garages.file("one.pickle")
    write_ready(prepare(checked_letter(garage, count=1)), file)
    garage.store.close()
    with Sink() as sink:
        started = time.time()
        with subprocess.Popen([*_SENDER, str(sink.port), str(file)], stdout=subprocess.DEVNULL):
            return (sink.first() - started) * 1000
