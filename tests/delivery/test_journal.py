"""A reply to a dot that the database cannot take is kept, and recorded when it can again."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from peewee import OperationalError

from carmail_tui.delivery.journal import Journal
from carmail_tui.delivery.policy import Phase, Reason, Reply
from carmail_tui.delivery.queue import Transition, utc_now
from tests.post_office import PostOffice
from tests.smtp_server import Conversation, SmtpServer

ANNE, BART = "anne@client.example", "bart@client.example"


@pytest.mark.fault(70)
@pytest.mark.parametrize(
    ("reply", "state"),
    [("250 2.0.0 queued as 4711", "sent"), ("550 5.1.1 unknown", "refused"), ("451 4.3.0 later", "deferred")],
)
def test_what_the_server_said_of_a_dot_outlives_a_database_that_takes_nothing(
    office: PostOffice, server: SmtpServer, reply: str, state: str
) -> None:
    office.store.database.pragma("busy_timeout", 50, permanent=True)
    path = office.store.url.removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def lock_and_say(talk: Conversation, usually: Callable[[], None]) -> None:
        other.execute("BEGIN IMMEDIATE")
        if state == "sent":
            talk.keep()
        talk.send(reply)

    server.on("dot", lock_and_say)
    office.queue(ANNE, BART)
    with pytest.raises(OperationalError, match="locked"):
        office.deliver()
    assert office.states()[ANNE] == "committing"
    other.execute("ROLLBACK")
    office.deliver()
    line = office.line(ANNE)
    assert (line.state.value, line.reply) == (state, reply[4:])
    assert server.recipients == ([ANNE, BART] if state == "sent" else [BART])


@pytest.mark.fault(69, 70)
def test_where_the_journal_is_gone_too_the_run_ends_and_the_message_is_in_doubt(
    office: PostOffice, server: SmtpServer
) -> None:
    office.store.database.pragma("busy_timeout", 50, permanent=True)
    path = office.store.url.removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def lock_and_take_away(talk: Conversation, usually: Callable[[], None]) -> None:
        other.execute("BEGIN IMMEDIATE")
        office.store.journal(office.smtp.account)._path.unlink()
        usually()

    server.on("dot", lock_and_take_away)
    office.queue(ANNE, BART)
    with pytest.raises(OperationalError, match="locked"):
        office.deliver()
    other.execute("ROLLBACK")
    office.deliver()
    assert office.states() == {ANNE: "in_doubt", BART: "sent"}
    assert server.recipients == [ANNE, BART]


def test_what_is_kept_is_there_until_it_is_cleared_and_a_line_that_was_cut_is_not(tmp_path: Path) -> None:
    path = tmp_path / "delivery.journal"
    journal = Journal(path)
    assert journal.kept() == []
    journal.reserve()
    assert path.stat().st_size >= 1 << 16
    sent = Transition(1, "accept", Phase.DOT, None, Reply(250, "2.0.0 ok \u2603"))
    later = Transition(2, "defer", Phase.DOT, Reason.TRY_LATER, Reply(451, "later"), utc_now())
    journal.keep("a", [sent])
    journal.keep("b", [later])
    journal.reserve()
    assert journal.kept() == [("a", sent), ("b", later)]
    with path.open("r+b") as file:
        file.seek(len(path.read_bytes().rstrip(b"\0")))
        file.write(b'["c", 3, "acc')
    assert journal.kept() == [("a", sent), ("b", later)]
    journal.clear()
    assert journal.kept() == []
    assert path.stat().st_size >= 1 << 16


def test_without_room_for_the_journal_nothing_is_sent(office: PostOffice, server: SmtpServer) -> None:
    journal = office.store.journal(office.smtp.account)
    journal._path.mkdir(parents=True)
    office.queue(ANNE)
    with pytest.raises(OSError, match="directory"):
        office.deliver()
    assert (office.states(), server.ledger) == ({ANNE: "queued"}, [])
