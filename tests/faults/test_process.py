"""A delivery process that is stopped, woken, ended or started eight times over: nothing goes twice."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from queue import Queue

import pytest

from carmail_tui.delivery.process import Report
from tests.post_office import PostOffice, prepared
from tests.smtp_server import Conversation, Pause, SmtpServer

ANNE, BART = "anne@client.example", "bart@client.example"
_SECONDS = 60
_SHORT_DEADLINES = """
import sys
from carmail_tui.cli.main import main
from carmail_tui.delivery.wire import SECONDS
SECONDS.update(dict.fromkeys(SECONDS, 1.0))
sys.exit(main(["--lang=en", "deliver"]))
"""


def _ended(process: "subprocess.Popen[bytes]") -> tuple[int, str]:
    _out, err = process.communicate(timeout=_SECONDS)
    return process.returncode, err.decode()


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGSTOP)
    assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])


def _start(office: PostOffice, program: str) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-c", program]
    return subprocess.Popen(words, env=office.environment(), stderr=subprocess.PIPE)


@pytest.mark.fault(58, 62)
@pytest.mark.parametrize("phase", ["greeting", "ehlo", "mail", "rcpt", "data", "dot"])
def test_a_process_that_is_stopped_keeps_its_lock_and_goes_on_where_it_was(
    office: PostOffice, server: SmtpServer, phase: str
) -> None:
    pause = Pause()
    server.on(phase, pause)
    office.queue(ANNE, BART)
    process = office.start()
    pause.wait()
    _stop(process)
    pause.go_on.set()
    assert _ended(office.start()) == (3, "Another process is delivering for this account already.\n")
    process.send_signal(signal.SIGCONT)
    assert _ended(process)[0] == 0
    assert office.states() == {ANNE: "sent", BART: "sent"}
    assert server.recipients == [ANNE, BART]


@pytest.mark.fault(58)
@pytest.mark.parametrize("phase", ["mail", "rcpt", "dot"])
def test_an_answer_that_came_while_the_deadline_passed_in_sleep_is_heard(
    office: PostOffice, server: SmtpServer, phase: str
) -> None:
    server.extensions = ()
    answered = threading.Event()

    def stop_and_answer(talk: Conversation, usually: Callable[[], None]) -> None:
        _stop(process)
        usually()
        # No event tells that a deadline has passed in a process that stands still.
        talk.server.closing.wait(1.5)
        answered.set()

    server.on(phase, stop_and_answer)
    office.queue(ANNE)
    process = _start(office, _SHORT_DEADLINES)
    assert answered.wait(_SECONDS)
    process.send_signal(signal.SIGCONT)
    assert _ended(process) == (0, "1 sent, 0 refused, 0 put off, 0 in doubt.\n")
    assert server.recipients == [ANNE]


@pytest.mark.fault(57)
def test_sigterm_waits_for_the_answer_to_a_dot(office: PostOffice, server: SmtpServer) -> None:
    pause = Pause()
    server.extensions = ()
    server.on("dot", pause)
    office.queue(ANNE, *(f"client{number}@client.example" for number in range(200)))
    process = office.start()
    pause.wait()
    process.send_signal(signal.SIGTERM)
    pause.go_on.set()
    assert _ended(process)[0] == 0
    assert office.line(ANNE).state.value == "sent"
    assert 1 <= len(server.ledger) < 200
    assert Counter(office.states().values()) == {
        "sent": len(server.ledger),
        "queued": 201 - len(server.ledger),
    }


@pytest.mark.fault(55, 62)
def test_of_eight_processes_one_works_and_each_that_is_killed_is_taken_over_from(
    office: PostOffice, server: SmtpServer
) -> None:
    names = [f"client{number}@client.example" for number in range(8)]
    pauses = [Pause() for _name in names]
    server.extensions = ()
    server.on("mail", *pauses)
    office.queue(*(prepared(name) for name in names))
    processes = [office.start() for _process in range(8)]
    pauses[0].wait()
    *others, worker = _by_their_end(processes, 7)
    assert [process.returncode for process in others] == [3] * 7
    for before, after in pairwise(pauses):
        worker.kill()
        worker.communicate(timeout=_SECONDS)
        before.go_on.set()
        worker = office.start()
        after.wait()
    pauses[-1].go_on.set()
    assert _ended(worker)[0] == 0
    assert sorted(server.recipients) == sorted(names)
    assert office.deliver() == Report()


def _by_their_end(
    processes: "Sequence[subprocess.Popen[bytes]]", count: int
) -> "list[subprocess.Popen[bytes]]":
    """Those that ended first, so many of them, and then the others."""
    ends: Queue[subprocess.Popen[bytes]] = Queue()

    def wait(process: "subprocess.Popen[bytes]") -> None:
        process.wait()
        ends.put(process)

    for process in processes:
        threading.Thread(target=wait, args=(process,), daemon=True).start()
    ended = [ends.get(timeout=_SECONDS) for _process in range(count)]
    return ended + [process for process in processes if process not in ended]
