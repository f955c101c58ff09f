"""A copy of the database put back, or taken to another machine: what waits in it may have left since."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from carmail_tui.delivery.policy import Reason
from carmail_tui.i18n.reasons import reason_words
from carmail_tui.store.database import open_database
from carmail_tui.store.errors import DatabaseUnusableError
from tests.post_office import PostOffice
from tests.smtp_server import SmtpServer

ANNE, BART, CARL = "anne@client.example", "bart@client.example", "carl@client.example"


def _copied(office: PostOffice, to: Path) -> Path:
    path = office.folder / "garage.db"
    with closing(sqlite3.connect(path)) as whole, closing(sqlite3.connect(to)) as copy:
        whole.backup(copy)
    return to


def _put_back(office: PostOffice, copy: Path) -> None:
    office.store.close()
    path = office.folder / "garage.db"
    for part in ("-wal", "-shm"):
        path.with_name(path.name + part).unlink(missing_ok=True)
    shutil.copy(copy, path)


def _deliver(office: PostOffice) -> str:
    _out, words = office.start().communicate(timeout=60)
    return words.decode()


@pytest.mark.fault(74)
def test_what_waits_in_an_older_copy_does_not_leave_again(
    office: PostOffice, server: SmtpServer, tmp_path: Path
) -> None:
    office.queue(ANNE)
    assert "1 sent" in _deliver(office)
    office.queue(BART, CARL)
    copy = _copied(office, tmp_path / "copy.db")
    assert "2 sent" in _deliver(office)
    _put_back(office, copy)
    assert office.states() == {ANNE: "sent", BART: "queued", CARL: "queued"}
    assert reason_words(Reason.RESTORED_COPY) in _deliver(office)
    assert office.states() == {ANNE: "sent", BART: "queued", CARL: "queued"}
    assert server.recipients == [ANNE, BART, CARL]


@pytest.mark.fault(74)
def test_a_person_looks_and_lets_the_rest_go(office: PostOffice, server: SmtpServer, tmp_path: Path) -> None:
    office.queue(ANNE)
    _deliver(office)
    office.queue(BART)
    copy = _copied(office, tmp_path / "copy.db")
    _deliver(office)
    _put_back(office, copy)
    office.queue(CARL)
    _deliver(office)
    office.store.outbox.release_account(office.smtp.account, settings_alone=True)
    assert "0 sent" in _deliver(office)
    gone = office.line(BART)
    assert office.store.outbox.cancel([gone.id]) == 1
    office.store.outbox.release_account(office.smtp.account)
    assert "1 sent" in _deliver(office)
    assert server.recipients == [ANNE, BART, CARL]


@pytest.mark.fault(74)
def test_on_another_machine_it_is_asked_whether_the_first_one_still_sends(
    office: PostOffice, server: SmtpServer
) -> None:
    office.queue(ANNE)
    _deliver(office)
    office.queue(BART)
    # Another machine has the database: its name stands in it.
    with closing(sqlite3.connect(office.folder / "garage.db")) as database, database:
        database.execute("UPDATE meta SET value = 'another' WHERE key = 'machine'")
    assert "0 sent" in _deliver(office)
    assert server.recipients == [ANNE]
    office.store.outbox.release_account(office.smtp.account)
    assert "1 sent" in _deliver(office)


@pytest.mark.fault(74)
def test_another_user_of_the_same_machine_is_not_asked(office: PostOffice, server: SmtpServer) -> None:
    office.queue(ANNE)
    _deliver(office)
    office.queue(BART)
    shutil.rmtree(office.folder / "state")
    assert "1 sent" in _deliver(office)
    assert server.recipients == [ANNE, BART]


@pytest.mark.fault(74)
def test_an_account_of_another_name_does_not_send_it_either(
    office: PostOffice, server: SmtpServer, tmp_path: Path
) -> None:
    office.queue(ANNE)
    _deliver(office)
    office.queue(BART)
    copy = _copied(office, tmp_path / "copy.db")
    _deliver(office)
    _put_back(office, copy)
    (office.folder / "settings.toml").unlink()
    office.change(login="sophie")
    assert reason_words(Reason.RESTORED_COPY) in _deliver(office)
    assert server.recipients == [ANNE, BART]


@pytest.mark.fault(74)
def test_a_copy_in_which_nothing_waits_holds_nobody_up(
    office: PostOffice, server: SmtpServer, tmp_path: Path
) -> None:
    office.queue(ANNE)
    _deliver(office)
    copy = _copied(office, tmp_path / "copy.db")
    office.queue(BART)
    _deliver(office)
    _put_back(office, copy)
    assert "0 sent" in _deliver(office)
    office.queue(CARL)
    assert "1 sent" in _deliver(office)
    assert server.recipients == [ANNE, BART, CARL]


@pytest.mark.fault(75)
@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_database_on_a_network_drive_is_refused(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "the share"
    share.mkdir()
    mounts = tmp_path / "mounts"
    place = str(share).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/garage {place} {kind} rw 0 0\n")
    # A network drive cannot be had here: the system's table of them is written by hand.
    monkeypatch.setattr("carmail_tui.store.network_drives._MOUNTS", mounts)
    with pytest.raises(DatabaseUnusableError, match=f"network drive \\({kind}\\)"):
        open_database(f"sqlite:///{share / 'garage.db'}")
    assert not (share / "garage.db").exists()
    open_database(f"sqlite:///{tmp_path / 'garage.db'}").close()
