"""`carmail deliver` as a person runs it: its exit statuses, and with --watch what comes later too."""

import signal
import subprocess
import sys

import pytest

from tests.faults.test_kill import ANNE, BART, CHLOE, _end, _until
from tests.post_office import PostOffice
from tests.smtp_server import SmtpServer, say


def test_nothing_to_do_is_all_done(office: PostOffice, server: SmtpServer) -> None:
    assert _end(office.start()) == (0, "0 sent, 0 refused, 0 put off, 0 in doubt.\n")
    assert server.sessions == 0


@pytest.mark.parametrize(
    ("reply", "state", "said"),
    [
        ("550 5.1.1 no such user", "refused", "1 sent, 1 refused, 0 put off, 0 in doubt.\n"),
        ("451 4.3.0 later", "deferred", "1 sent, 0 refused, 1 put off, 0 in doubt.\n"),
    ],
)
def test_done_in_part_is_status_1(
    office: PostOffice, server: SmtpServer, reply: str, state: str, said: str
) -> None:
    server.on("rcpt", say(reply))
    office.queue(ANNE, BART)
    assert _end(office.start()) == (1, said)
    assert office.states() == {ANNE: state, BART: "sent"}


def test_without_an_account_a_sentence_names_the_setting(office: PostOffice, server: SmtpServer) -> None:
    office.queue(ANNE)
    (office.folder / "settings.toml").write_text("")
    status, err = _end(office.start())
    assert status == 2 and "smtp.server" in err
    assert office.states() == {ANNE: "queued"}


def test_a_database_that_cannot_be_opened_is_a_sentence(office: PostOffice, server: SmtpServer) -> None:
    variables = office.environment() | {"CARMAIL_DATABASE": f"sqlite:///{office.folder}"}
    done = subprocess.run(
        [sys.executable, "-m", "carmail_tui", "--lang=en", "deliver"],
        env=variables,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 3 and "Traceback" not in done.stderr and done.stderr.count("\n") == 1


def test_watching_delivers_what_is_queued_later_and_ends_when_asked(
    office: PostOffice, server: SmtpServer
) -> None:
    office.queue(ANNE)
    process = office.start("--watch")
    assert _until(lambda: office.states() == {ANNE: "sent"})
    office.queue(BART, CHLOE)
    assert _until(lambda: set(office.states().values()) == {"sent"})
    assert process.poll() is None, "it goes on waiting"
    process.send_signal(signal.SIGTERM)
    assert _end(process) == (0, "3 sent, 0 refused, 0 put off, 0 in doubt.\n")
    assert server.recipients == [ANNE, BART, CHLOE]


def test_what_is_queued_while_one_watches_is_left_to_the_one_that_watches(
    office: PostOffice, server: SmtpServer
) -> None:
    watching = office.start("--watch")
    office.queue(ANNE)
    assert _until(lambda: office.states() == {ANNE: "sent"})
    status, err = _end(office.start())
    assert (status, err) == (3, "Another process is delivering for this account already.\n")
    watching.send_signal(signal.SIGTERM)
    assert _end(watching)[0] == 0
