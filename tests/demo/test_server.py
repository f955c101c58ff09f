"""The demo's mail server, as a process of its own, in real SMTP conversations."""

import json
import mailbox
import os
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from carmail_tui.delivery.lock import FileLock
from carmail_tui.demo import server
from carmail_tui.demo.places import LOOPBACK, DemoPlaces
from carmail_tui.demo.serving import DemoServerError, end_server, start_server

SENDER = "sophie@garage-lambert.example"


@pytest.fixture
def places(tmp_path: Path) -> Iterator[DemoPlaces]:
    places = DemoPlaces(tmp_path)
    yield places
    end_server(places)


@pytest.fixture
def line(places: DemoPlaces) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP(LOOPBACK, start_server(places), timeout=10) as line:
        yield line


def mail() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Entretien à prévoir"
    message["From"], message["To"] = SENDER, "client@boite.example"
    message.set_content("Bonjour,\n.une ligne qui commence par un point\n")
    return message


def test_a_mail_is_filed_into_the_maildir_for_each_recipient(places: DemoPlaces, line: smtplib.SMTP) -> None:
    sent = mail()
    assert line.send_message(sent, SENDER, ["client@boite.example", "autre@poste.example"]) == {}
    filed = mailbox.Maildir(places.maildir, create=False)
    assert {found["Delivered-To"] for found in filed} == {"client@boite.example", "autre@poste.example"}
    for found in filed:
        assert found["Return-Path"] == f"<{SENDER}>"
        payload = found.get_payload(decode=True)
        assert isinstance(payload, bytes)
        assert payload.decode().splitlines() == sent.get_content().splitlines()


@pytest.mark.parametrize(
    ("to", "code", "enhanced"),
    [
        ("inconnu.c00015@boite.example", 550, b"5.1.1"),
        ("Refuse.dupont@boite.example", 550, b"5.1.1"),
        ("plus-tard.x@boite.example", 451, b"4.2.1"),
        ("plein.x@boite.example", 452, b"4.2.2"),
        ("client.inconnu.@boite.example", 250, b"2.1.5"),
    ],
)
def test_some_recipients_are_refused_or_put_off(
    line: smtplib.SMTP, to: str, code: int, enhanced: bytes
) -> None:
    line.ehlo()
    line.mail(SENDER)
    answer, words = line.rcpt(to)
    assert (answer, words.split()[0]) == (code, enhanced)


def test_one_server_a_folder_and_it_ends_when_asked(places: DemoPlaces) -> None:
    port = start_server(places)
    assert start_server(places) == port
    again = subprocess.run(
        [sys.executable, "-m", "carmail_tui.demo.server", str(places.folder)], capture_output=True
    )
    assert (again.returncode, again.stdout) == (1, b"")
    end_server(places)
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(LOOPBACK, port, timeout=10)


def test_it_takes_the_port_asked_for_where_that_is_free(tmp_path: Path, places: DemoPlaces) -> None:
    port = start_server(places)
    elsewhere = DemoPlaces(tmp_path / "other")
    elsewhere.folder.mkdir()
    other = start_server(elsewhere, port)
    assert other != port
    end_server(elsewhere)
    end_server(places)
    assert start_server(places, port) == port


def test_a_lost_line_does_not_end_it(places: DemoPlaces, line: smtplib.SMTP) -> None:
    pid = json.loads(places.server_state.read_text())["pid"]
    assert os.getsid(pid) == pid
    os.kill(pid, signal.SIGHUP)
    assert line.noop()[0] == 250


def test_it_ends_by_itself_when_nobody_is_there(tmp_path: Path) -> None:
    program = "from carmail_tui.demo import server; server._ALONE_SECONDS = 0; server.main()"
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, timeout=30)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_it_stays_while_the_interface_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = DemoPlaces(tmp_path)
    postbox = server.Postbox(places.maildir)
    monkeypatch.setattr(server, "_ALONE_SECONDS", 0)
    with FileLock(places.interface_lock) as interface:
        assert interface.take()
        assert not server._alone(places, postbox)
    assert server._alone(places, postbox)


def test_a_server_that_cannot_start_says_where_it_says_why(tmp_path: Path) -> None:
    places = DemoPlaces(tmp_path)
    places.maildir.write_text("not a folder")
    with pytest.raises(DemoServerError) as failed:
        start_server(places)
    assert str(places.server_log) in failed.value.sentence()
    assert "maildir" in places.server_log.read_text()
