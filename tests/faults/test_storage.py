"""The disk is full, read-only or damaged, or no file handle is left: a sentence, and nothing twice."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from peewee import OperationalError

from carmail_tui.delivery.process import Report
from carmail_tui.store.errors import DatabaseFailedError, explained
from carmail_tui.store.store import Store
from tests.post_office import PostOffice, opened, prepared
from tests.smtp_server import Conversation, SmtpServer

ANNE, BART = "anne@client.example", "bart@client.example"


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        _mount("-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder))
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("a small disk needs root, and the right to mount one")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def on_disk(disk: Path, tmp_path: Path, server: SmtpServer) -> Iterator[PostOffice]:
    """A post office whose database lies on the small disk."""
    with opened(f"sqlite:///{disk / 'garage.db'}", tmp_path, server) as found:
        yield found


def _fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return filler


def _ended_in_a_sentence(office: PostOffice, *command: str) -> str:
    """What `carmail` says where it cannot work."""
    words = [sys.executable, "-m", "carmail_tui", "--lang=en", *command]
    ended = subprocess.run(words, env=office.environment(), capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 3, ended.stderr
    return ended.stderr


@pytest.mark.fault(68)
def test_what_does_not_fit_on_the_disk_is_not_queued_in_part(on_disk: PostOffice) -> None:
    with pytest.raises(OperationalError) as failed:
        on_disk.queue(ANNE, prepared(BART, blobs=(b"x" * 3_000_000,)))
    fault = explained(failed.value)
    assert isinstance(fault, DatabaseFailedError)
    assert "is full" in fault.sentence()
    assert (on_disk.states(), on_disk.store.messages.latest()) == ({}, [])
    on_disk.queue(ANNE)
    assert on_disk.deliver() == Report(sent=1)


@pytest.mark.fault(69)
def test_an_answer_to_a_dot_outlives_a_disk_that_is_full(
    on_disk: PostOffice, disk: Path, server: SmtpServer
) -> None:
    def fill_and_answer(talk: Conversation, usually: Callable[[], None]) -> None:
        _fill(disk)
        usually()

    server.on("dot", fill_and_answer)
    on_disk.queue(ANNE, BART)
    assert "is full" in _ended_in_a_sentence(on_disk, "deliver")
    assert server.recipients == [ANNE]
    assert "is full" in _ended_in_a_sentence(on_disk, "deliver"), "nothing goes while nothing can be recorded"
    (disk / "filler").unlink()
    assert on_disk.deliver() == Report(sent=1)
    assert (on_disk.states(), server.recipients) == ({ANNE: "sent", BART: "sent"}, [ANNE, BART])


@pytest.mark.fault(68)
def test_without_room_for_the_journal_nothing_is_sent(
    on_disk: PostOffice, disk: Path, server: SmtpServer
) -> None:
    on_disk.queue(ANNE)
    filler = _fill(disk)
    assert _ended_in_a_sentence(on_disk, "deliver")
    assert server.sessions == 0
    filler.unlink()
    assert on_disk.deliver() == Report(sent=1)


@pytest.mark.fault(71)
def test_on_a_disk_that_cannot_be_written_to_nothing_is_sent(
    on_disk: PostOffice, disk: Path, server: SmtpServer
) -> None:
    on_disk.queue(ANNE)
    on_disk.store.close()
    on_disk.environment()
    _mount("-o", "remount,ro", str(disk))
    for command in (["deliver"], ["outbox", "cancel", "--all"]):
        assert "cannot be used" in _ended_in_a_sentence(on_disk, *command)
    assert server.sessions == 0
    _mount("-o", "remount,rw", str(disk))
    assert on_disk.deliver() == Report(sent=1)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "its head": lambda content: b"\0" * 100 + content[100:],
    "all but its head": lambda content: content[:4096] + b"\xaa" * (len(content) - 4096),
    "its second half": lambda content: content[: len(content) // 2],
}


@pytest.mark.fault(72)
@pytest.mark.parametrize("part", DAMAGE)
def test_a_damaged_database_is_neither_used_nor_replaced(
    office: PostOffice, server: SmtpServer, part: str
) -> None:
    office.queue(ANNE, BART)
    office.store.close()
    path = Path(office.store.url.removeprefix("sqlite:///"))
    damaged = DAMAGE[part](path.read_bytes())
    path.write_bytes(damaged)
    for command in (["deliver"], ["outbox"]):
        assert str(path) in _ended_in_a_sentence(office, *command) or part != "its head"
    assert server.ledger == []
    assert path.read_bytes() == damaged


@pytest.mark.fault(73)
def test_a_database_without_its_wal_is_as_it_was_at_its_last_checkpoint(
    office: PostOffice, tmp_path: Path
) -> None:
    path = Path(office.store.url.removeprefix("sqlite:///"))
    open_elsewhere = sqlite3.connect(path)
    office.queue(ANNE)
    open_elsewhere.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    office.queue(BART)
    shutil.copy(path, tmp_path / "copy.db")
    copy = Store(f"sqlite:///{tmp_path / 'copy.db'}", tmp_path / "files")
    assert [line.envelope_to for line in copy.messages.lines(copy.messages.ids())] == [ANNE]
    copy.close()
    open_elsewhere.close()


_FEW_HANDLES = """
import os, resource, sys
from carmail_tui.cli.main import main
import carmail_tui.cli.log, carmail_tui.delivery.process, carmail_tui.i18n.errors, carmail_tui.store.errors
import carmail_tui.demo.guard, carmail_tui.i18n.reasons, carmail_tui.settings.secrets
main(["--lang=en", "outbox"])
carmail_tui.delivery.connecting.verifying_context()
taken = len(os.listdir("/proc/self/fd")) - 1
resource.setrlimit(resource.RLIMIT_NOFILE, (taken + int(sys.argv[1]), taken + int(sys.argv[1])))
sys.exit(main(["--lang=en", "deliver"]))
"""


@pytest.mark.fault(77)
@pytest.mark.parametrize("handles", range(14))
def test_without_file_handles_nothing_goes_twice_or_is_lost(
    office: PostOffice, server: SmtpServer, handles: int
) -> None:
    office.queue(ANNE, BART)
    words = [sys.executable, "-c", _FEW_HANDLES, str(handles)]
    environment = office.environment()
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr, ended.stderr
    assert ended.stderr
    assert ended.returncode in {0, 1, 3}
    office.clock.go_on(minutes=2)
    office.deliver()
    assert office.states() == {ANNE: "sent", BART: "sent"}
    assert sorted(server.recipients) == [ANNE, BART]
