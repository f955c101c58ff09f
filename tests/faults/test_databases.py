"""PostgreSQL goes away in any phase, tables are half brought up to date, eight deliveries share them."""

import multiprocessing
import os
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from peewee import Database

from carmail_tui.delivery.process import Report
from carmail_tui.delivery.states import State
from carmail_tui.store.database import open_database
from carmail_tui.store.store import Store
from tests.post_office import PostOffice, opened, prepared
from tests.postgres import database_url, postgres
from tests.smtp_server import Conversation, Pause, SmtpServer
from tests.store.test_database import BACK_TO_THE_FIRST

__all__ = ("database_url", "postgres")

ANNE, BART = "anne@client.example", "bart@client.example"
_LONG = "CARMAIL_LONG" in os.environ
_SECONDS = 900 if _LONG else 120
_MESSAGES = 1250 if _LONG else 50
"""Of each of eight accounts."""
_FORK = multiprocessing.get_context("fork")


@pytest.fixture
def office(
    database_url: str, tmp_path: Path, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PostOffice]:
    # The journal beside PostgreSQL lies in the data folder.
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with opened(database_url, tmp_path, server) as found:
        yield found


on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def _ended(process: "subprocess.Popen[bytes]") -> tuple[int, str]:
    _out, err = process.communicate(timeout=_SECONDS)
    return process.returncode, err.decode()


def _cut_off(office: PostOffice, query: str = "%") -> int:
    """End the connections to the database whose latest query is like this; how many."""
    where = "WHERE datname = current_database() AND pid != pg_backend_pid() AND query LIKE %s"
    with psycopg.connect(office.store.url, autocommit=True) as connection:
        statement = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity {where}"
        return len(connection.execute(statement, (query,)).fetchall())


@on_postgresql
@pytest.mark.fault(64, 65)
@pytest.mark.parametrize("extensions", [(), ("PIPELINING",)], ids=["one by one", "pipelined"])
@pytest.mark.parametrize("phase", ["greeting", "ehlo", "mail", "rcpt", "data", "dot"])
def test_a_database_that_cuts_delivery_off_costs_nothing_and_doubles_nothing(
    office: PostOffice, server: SmtpServer, extensions: tuple[str, ...], phase: str
) -> None:
    def cut_off(talk: Conversation, usually: Callable[[], None]) -> None:
        assert _cut_off(office)
        usually()

    server.extensions = extensions
    server.on(phase, cut_off)
    office.queue(ANNE, BART)
    office.store.close()
    status, words = _ended(office.start())
    assert (status, words.startswith("Delivery ended: the database")) == (3, True), words
    assert "Traceback" not in words
    assert server.recipients == ([ANNE] if phase == "dot" else [])
    assert office.deliver() == Report(sent=1 if phase == "dot" else 2)
    assert office.states() == {ANNE: "sent", BART: "sent"}
    assert server.recipients == [ANNE, BART]


@on_postgresql
@pytest.mark.fault(65)
@pytest.mark.parametrize(("phase", "state"), [("rcpt", "sent"), ("dot", "in_doubt")])
def test_a_process_that_lost_its_lock_alone_sends_nothing_beside_the_next_one(
    office: PostOffice, server: SmtpServer, phase: str, state: str
) -> None:
    pause = Pause()
    server.extensions = ()
    server.on(phase, pause)
    office.queue(ANNE)
    first = office.start()
    pause.wait()
    assert _cut_off(office, "%pg_try_advisory_lock%") == 1
    assert _ended(office.start())[0] == 0
    pause.go_on.set()
    assert _ended(first)[0] in {0, 1}
    assert office.states() == {ANNE: state}
    assert server.recipients == [ANNE]


@pytest.mark.fault(67)
def test_eight_accounts_at_once_claim_each_message_once(office: PostOffice, server: SmtpServer) -> None:
    logins = [f"counter{number}" for number in range(8)]
    server.accounts = dict.fromkeys(logins, "secret")
    counters = []
    for login in logins:
        folder = office.folder / login
        folder.mkdir()
        smtp = replace(office.smtp, login=login, connections=2)
        counter = replace(office, smtp=smtp, folder=folder, user=login)
        counter.queue(*(prepared(f"{login}.{number}@client.example") for number in range(_MESSAGES)))
        counters.append(counter)
    office.store.close()
    processes = [counter.start() for counter in counters]
    for process in processes:
        status, words = _ended(process)
        assert status == 0, words
    assert Counter(office.states().values()) == {State.SENT.value: 8 * _MESSAGES}
    assert set(Counter(server.recipients).values()) == {1}
    assert len(server.ledger) == 8 * _MESSAGES


# -- the schema ----------------------------------------------------------------------------------------------


def _die_at(statement: int, url: str) -> None:
    """Open the database, and die before its n-th statement."""
    usual, counted = Database.execute_sql, count(1)

    def counting(database: Any, sql: str, *args: Any) -> Any:
        if next(counted) == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return usual(database, sql, *args)

    Database.execute_sql = counting
    open_database(url)


@pytest.mark.fault(76)
def test_killed_at_each_statement_the_tables_are_of_one_version_or_the_next(
    office: PostOffice, database_url: str, tmp_path: Path
) -> None:
    whole = prepared(ANNE, blobs=(b"an attachment\r\n",))
    office.queue(whole)
    for back in BACK_TO_THE_FIRST:
        blob = "BYTEA" if "postgresql" in database_url else "BLOB"
        office.store.database.execute_sql(back.replace("BLOB", blob))
    office.store.close()
    kills = 0
    while True:
        process = _FORK.Process(target=_die_at, args=(kills + 1, database_url))
        process.start()
        process.join(_SECONDS)
        if process.exitcode != -signal.SIGKILL:
            break
        kills += 1
    assert (process.exitcode, kills > 8) == (0, True)
    office.store = Store(database_url, tmp_path / "files")
    assert office.store.outbox.content(office.line(ANNE).id) == whole.head + whole.blobs[0]
    assert office.deliver() == Report(sent=1)
