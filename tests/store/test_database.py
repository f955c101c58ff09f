"""A database that cannot be used is named in a sentence, without its password."""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from carmail_tui.recipients import client as card
from carmail_tui.store.database import open_database
from carmail_tui.store.errors import DatabaseUnusableError
from carmail_tui.store.models import Client, Message
from carmail_tui.store.schema import FILTERED
from carmail_tui.store.store import Store
from tests.post_office import opened, prepared
from tests.postgres import database_url, postgres
from tests.smtp_server import SmtpServer

__all__ = ("database_url", "postgres")


@pytest.mark.parametrize(
    "url", ["garage.db", "sqlite:garage.db", "mysql://server/garage", "postgresql://server", ""]
)
def test_what_is_no_database_url_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnusableError) as refused:
        open_database(url)

    assert url in refused.value.sentence()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(DatabaseUnusableError) as refused:
        open_database(f"sqlite:///{tmp_path / 'file' / 'garage.db'}")

    assert str(tmp_path / "file") in refused.value.sentence()


@pytest.mark.parametrize("server", ["127.0.0.1:1/garage", "127.0.0.1"])
def test_neither_the_sentence_nor_the_log_holds_the_password(server: str) -> None:
    with pytest.raises(DatabaseUnusableError) as refused:
        open_database(f"postgresql://sophie:s3cr:t@@{server}")

    assert "s3cr" not in refused.value.sentence() + str(refused.value)
    assert "sophie" in refused.value.sentence()


def test_without_its_driver_a_postgresql_database_is_refused_in_a_sentence() -> None:
    program = """
import sys
sys.modules["psycopg"] = None
from carmail_tui.cli.main import main
sys.exit(main(["--lang=en", "--database", "postgresql://127.0.0.1:1/garage", "clients"]))
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert ended.returncode == 3
    assert "cannot be used" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_of_the_first_version_is_brought_up_to_date(database_url: str, tmp_path: Path) -> None:
    with opened(database_url, tmp_path, SmtpServer()) as office:
        whole = prepared("Zoé@Client.example", blobs=(b"a long attachment\r\n",))
        office.queue(whole)
        office.store.cards.add(card.Client("Noël", code="N-1", town="Liège", created=date(2020, 1, 1)))
        for statement in BACK_TO_THE_FIRST:
            blob = "BYTEA" if "postgresql" in database_url else "BLOB"
            office.store.database.execute_sql(statement.replace("BLOB", blob))
        office.store.close()
        office.store = Store(database_url, tmp_path / "files")
        (line,) = office.lines().values()
        assert office.store.outbox.content(line.id) == whole.head + whole.blobs[0]
        with office.store.database.connection_context():
            assert Message.get().mailbox == "zoé@client.example"
            noel = Client.get()
            assert (noel.town_key, noel.code_key, noel.created) == ("liege", "n1", None)
        assert not office.store.bounces.forgive("luc@client.example", datetime.now(UTC))
        office.store.close()
        Store(database_url, tmp_path / "files").close()


BACK_TO_THE_FIRST = (
    "DROP TABLE saved_filter",
    "DROP INDEX client_town_key",
    *(
        f"ALTER TABLE {table} DROP COLUMN {column}"
        for table, columns in FILTERED.items()
        for column in columns
    ),
    "ALTER TABLE client DROP COLUMN created",
    "ALTER TABLE message ADD COLUMN head BLOB",
    "ALTER TABLE message ADD COLUMN blobs TEXT",
    "UPDATE message SET head = (SELECT head FROM content WHERE message_id = id), "
    "blobs = (SELECT blobs FROM content WHERE message_id = id)",
    "DROP TABLE content",
    "ALTER TABLE message DROP COLUMN mailbox",
    "ALTER TABLE mailing DROP COLUMN paused_reason",
    "DROP INDEX message_state_account_intent_id",
    "CREATE INDEX message_state ON message (state)",
    "CREATE INDEX message_account_state_intent_id ON message (account, state, intent, id)",
    "ALTER TABLE document DROP COLUMN payment_reference",
    "ALTER TABLE document DROP COLUMN iban",
    "ALTER TABLE document DROP COLUMN client_decided",
    "DROP TABLE buyer_decision",
    "DROP TABLE watched_file",
    "DROP TABLE import_span",
    "DROP TABLE import_change",
    "DROP TABLE import_run",
    "DROP TABLE bounce",
    "DROP TABLE forgiven",
    "DROP INDEX message_message_id",
    "UPDATE meta SET value = '1' WHERE key = 'schema'",
)
