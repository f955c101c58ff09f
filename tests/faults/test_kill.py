"""Delivery as a process of its own: killed, hung up on, started twice, left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.process import Report
from tests.post_office import PostOffice, prepared
from tests.smtp_server import Pause, SmtpServer

ANNE, BART, CHLOE = (f"{name}@client.example" for name in ("anne", "bart", "chloe"))
_SECONDS = 60


def _end(process: "subprocess.Popen[bytes]") -> tuple[int, str]:
    _out, err = process.communicate(timeout=_SECONDS)
    return process.returncode, err.decode()


def _kill(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate(timeout=_SECONDS)


def test_what_a_run_did_is_its_exit_status(office: PostOffice, server: SmtpServer) -> None:
    office.queue(ANNE)
    status, err = _end(office.start())
    assert (status, err) == (0, "1 sent, 0 refused, 0 put off, 0 in doubt.\n")
    assert office.states() == {ANNE: "sent"}


@pytest.mark.fault(55)
@pytest.mark.parametrize("phase", ["greeting", "mail", "rcpt", "data", "body"])
def test_killed_before_the_dot_it_is_sent_exactly_once(
    office: PostOffice, server: SmtpServer, phase: str
) -> None:
    pause = Pause()
    server.on(phase, pause)
    # Larger than what the kernel takes for a server that does not read: the dot cannot be on its way.
    office.queue(prepared(ANNE, blobs=(b"x" * 20_000_000,)), BART)
    process = office.start()
    pause.wait()
    assert office.states()[ANNE] in {"claimed", "talking"}
    _kill(process)
    assert office.states()[ANNE] in {"claimed", "talking"}
    pause.go_on.set()
    assert office.deliver() == Report(sent=2)
    assert server.recipients == [ANNE, BART]


@pytest.mark.fault(55, 60)
@pytest.mark.parametrize("keeping", [True, False], ids=["kept", "not kept"])
def test_killed_after_the_dot_it_is_in_doubt_and_sent_again_only_when_asked(
    office: PostOffice, server: SmtpServer, keeping: bool
) -> None:
    pause = Pause(keeping=keeping)
    server.on("dot", pause)
    office.queue(ANNE, BART)
    process = office.start()
    pause.wait()
    states = office.states()
    assert states.pop(ANNE) == "committing"
    assert set(states.values()) <= {"queued", "claimed", "talking"}
    _kill(process)
    before = list(server.ledger)
    assert len(before) == keeping
    assert office.deliver() == Report(sent=1), "the other one"
    line = office.line(ANNE)
    assert (line.state.value, line.reason) == ("in_doubt", Reason.INTERRUPTED)
    assert [attempt.outcome for attempt in office.store.messages.attempts(line.id)] == ["in_doubt"]
    assert server.recipients.count(ANNE) == keeping
    frozen = office.store.outbox.content(line.id)
    assert office.store.outbox.resolve([line.id], "send_again", "sophie") == 1
    assert office.deliver() == Report(sent=1)
    again = [entry.content for entry in server.ledger if entry.recipients == (ANNE,)]
    assert again == [frozen] * (keeping + 1)
    pause.go_on.set()


@pytest.mark.fault(56)
def test_neither_a_hang_up_nor_the_end_of_its_launcher_touches_it(
    office: PostOffice, server: SmtpServer, tmp_path: Path
) -> None:
    pause = Pause()
    server.on("mail", pause)
    office.queue(ANNE, BART)
    program = (
        "import pathlib, signal; from carmail_tui.delivery.launch import launch; "
        f"launch({office.store.url!r}, pathlib.Path({str(tmp_path / 'settings.toml')!r})); signal.pause()"
    )
    launcher = subprocess.Popen(
        [sys.executable, "-c", program], env=office.environment(), start_new_session=True
    )
    pause.wait()
    os.killpg(launcher.pid, signal.SIGHUP)
    launcher.wait(_SECONDS)
    pause.go_on.set()
    with office.store.account_lock(office.smtp.account) as lock:
        assert _until(lock.take), "delivery did not end"
    assert office.states() == {ANNE: "sent", BART: "sent"}
    assert server.recipients == [ANNE, BART]


@pytest.mark.fault(56, 57)
def test_a_hang_up_of_delivery_itself_changes_nothing_and_sigterm_ends_after_the_message(
    office: PostOffice, server: SmtpServer
) -> None:
    pause = Pause()
    server.on("rcpt", pause)
    office.queue(ANNE, BART)
    process = office.start()
    pause.wait()
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    pause.go_on.set()
    status, err = _end(process)
    assert (status, err) == (0, "1 sent, 0 refused, 0 put off, 0 in doubt.\n")
    assert office.states() == {ANNE: "sent", BART: "queued"}


@pytest.mark.fault(62)
def test_of_two_processes_one_works_and_the_other_says_so(office: PostOffice, server: SmtpServer) -> None:
    pause = Pause()
    server.on("greeting", pause)
    office.queue(ANNE, BART, CHLOE)
    first = office.start()
    pause.wait()
    status, err = _end(office.start())
    assert (status, err) == (3, "Another process is delivering for this account already.\n")
    pause.go_on.set()
    assert _end(first)[0] == 0
    assert server.sessions == 1
    assert server.recipients == [ANNE, BART, CHLOE]


def test_a_process_that_is_killed_is_taken_over_from_at_once(office: PostOffice, server: SmtpServer) -> None:
    pause = Pause()
    server.on("greeting", pause)
    office.queue(ANNE)
    process = office.start()
    pause.wait()
    _kill(process)
    pause.go_on.set()
    assert _end(office.start())[0] == 0
    assert server.recipients == [ANNE]


def test_a_message_of_an_account_that_the_settings_no_longer_name_is_not_left_behind(
    office: PostOffice, server: SmtpServer, tmp_path: Path
) -> None:
    pause = Pause(keeping=True)
    server.on("dot", pause)
    office.queue(ANNE, BART)
    process = office.start()
    pause.wait()
    _kill(process)
    pause.go_on.set()
    (tmp_path / "settings.toml").unlink()
    server.accounts = {"sophie": "secret"}
    office.log_in("sophie")
    assert _end(office.start())[0] == 0
    assert office.states() == {ANNE: "in_doubt", BART: "sent"}


def test_a_wrong_password_ends_with_its_reason_and_is_not_tried_again_until_there_is_another(
    office: PostOffice, server: SmtpServer
) -> None:
    server.accounts = {"sophie": "another"}
    office.log_in("sophie")
    office.queue(ANNE)
    for _run in range(2):
        status, err = _end(office.start())
        assert status == 3
        assert "refuses the password" in err
        assert "secret" not in err
    assert server.count("AUTH") == 1
    assert office.states() == {ANNE: "queued"}
    subprocess.run(
        [sys.executable, "-m", "carmail_tui", "settings", "password"],
        env=office.environment(),
        input=b"another\n",
        check=True,
    )
    assert _end(office.start())[0] == 0
    assert office.states() == {ANNE: "sent"}


def _until(true: Callable[[], bool]) -> bool:
    """Ask again until it is true, or for too long."""
    until = time.monotonic() + _SECONDS
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
