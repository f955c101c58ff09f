"""Filling a new database with many clients and documents at once, as the demo garage and trials do."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, groupby
from typing import Any

from peewee import Database, PostgresqlDatabase, chunked, fn

from carmail_tui.documents.document import Document, SendingState
from carmail_tui.letters.identity import dedupe_key
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Client
from carmail_tui.recipients.folding import fold
from carmail_tui.store import models
from carmail_tui.store.document_rows import document_columns, document_file_columns
from carmail_tui.store.rows import address_columns, client_columns, milliseconds, vehicle_columns

__all__ = ("insert_clients", "insert_documents", "is_demo", "mark_demo")

_BATCH = 1000
_DEMO = "demo"


def insert_clients(database: Database, clients: Iterable[Client]) -> int:
    """Insert new clients, who bring their ids, with their addresses, suppressions and vehicles; how many.

    All or nothing. One batch at a time is in memory, so that a million goes as well as a thousand.
    """
    count = 0
    with database.connection_context(), database.atomic():
        for batch in chunked(clients, _BATCH):
            count += len(batch)
            _insert(
                database,
                models.Client,
                ({"id": c.id, "created": c.created, **client_columns(c)} for c in batch),
            )
            _insert(
                database, models.Address, (address_columns(a, _id(c)) for c in batch for a in c.addresses)
            )
            _insert(database, models.Vehicle, (vehicle_columns(v, _id(c)) for c in batch for v in c.vehicles))
            _insert(database, models.Suppression, _suppressions(batch), again=True)
        _follow_ids(database, models.Client)
    return count


def insert_documents(database: Database, documents: Iterable[Document], account: str, user: str) -> int:
    """Insert new documents with their files, in the order of their dates; how many. All or nothing.

    A document that says `sent_at` and `sent_to` gets the history of that sending: a message without bytes, by
    `account`, in one mailing of `user` for all that was sent on that day.
    """
    count = 0
    with database.connection_context(), database.atomic():
        first = _next_id(models.Document)
        for batch in chunked(documents, _BATCH):
            numbered = list(enumerate(batch, first + count))
            count += len(batch)
            _insert(database, models.Document, ({"id": id_, **document_columns(d)} for id_, d in numbered))
            files = (document_file_columns(file, id_) for id_, d in numbered for file in d.files)
            _insert(database, models.DocumentFile, files)
            _insert_sendings(database, numbered, account, user)
        for table in (models.Document, models.Mailing, models.Message):
            _follow_ids(database, table)
        _note_last_use()
    return count


def mark_demo(database: Database) -> None:
    """Note that the garage of this database is invented."""
    with database.connection_context():
        models.Meta.insert(key=_DEMO, value="1").on_conflict(
            conflict_target=[models.Meta.key], preserve=[models.Meta.value]
        ).execute()


def is_demo(database: Any = models.database) -> bool:
    """Whether the garage of the database is invented; without an argument, of the one that is open."""
    with database.connection_context():
        return bool(
            models.Meta.select().where((models.Meta.key == _DEMO) & (models.Meta.value == "1")).exists()
        )


def _suppressions(clients: Iterable[Client]) -> Iterator[dict[str, Any]]:
    for address in chain.from_iterable(client.addresses for client in clients):
        if (found := address.suppression) is not None:
            yield {
                "mailbox": found.mailbox,
                "reason": found.reason.value,
                "since": found.since,
                "detail": found.detail,
            }


def _insert_sendings(
    database: Database, documents: Sequence[tuple[int, Document]], account: str, user: str
) -> None:
    """One mailing for each day, unless the day began in an earlier batch: then it has two, as a day may."""
    sent = [(id_, document) for id_, document in documents if document.sent_at is not None]
    mailing, message = _next_id(models.Mailing), _next_id(models.Message)
    for _day, group in groupby(sent, key=lambda pair: _moment(pair[1]).date()):
        together = list(group)
        rows = [
            _message(message + place, mailing, document, account)
            for place, (_document_id, document) in enumerate(together)
        ]
        created = rows[0]["created"]
        title = together[0][1].number if len(together) == 1 else f"{len(together)} documents"
        columns = {"id": mailing, "user": user, "kind": "documents", "title": title, "created": created}
        columns["title_key"] = fold(title)
        _insert(database, models.Mailing, [columns])
        _insert(database, models.Message, rows)
        _insert(database, models.Content, [{"message": row["id"], "head": b""} for row in rows])
        links = [{"document": id_, "message": message + place} for place, (id_, _d) in enumerate(together)]
        _insert(database, models.DocumentMessage, links)
        mailing, message = mailing + 1, message + len(together)


def _message(id_: int, mailing: int, document: Document, account: str) -> dict[str, Any]:
    at = milliseconds(_moment(document))
    assert document.state in {SendingState.SENT, SendingState.BOUNCED}
    return {
        "id": id_,
        "mailing": mailing,
        "account": account,
        "intent": "documents",
        "client_id": document.client_id,
        "client_name": document.client_name,
        "subject": document.number,
        "dedupe_key": dedupe_key(f"history {document.kind} {document.number}", "", document.sent_to),
        "message_id": f"<{document.number}@history.invalid>",
        "date": at,
        "envelope_from": "",
        "envelope_to": document.sent_to,
        "mailbox": mailbox(document.sent_to) or "",
        "state": "sent",
        "attempts": 1,
        "created": at,
        "updated": at,
        "code": 250,
        "enhanced": "2.0.0",
        "reply": "2.0.0 Ok: queued",
    }


def _moment(document: Document) -> datetime:
    assert document.sent_at is not None
    return document.sent_at.astimezone(UTC)


def _id(client: Client) -> int:
    assert client.id is not None
    return client.id


def _next_id(table: Any) -> int:
    last = table.select(table.id).order_by(table.id.desc()).limit(1).tuples().first()
    return last[0] + 1 if last else 1


def _insert(database: Database, table: Any, rows: Iterable[dict[str, Any]], *, again: bool = False) -> None:
    """Many rows by one prepared statement: building SQL for each batch would take longer than running it.

    `again` leaves a row alone that is there already.
    """
    given = table._meta.defaults.items()
    defaults = {field.name: value() if callable(value) else value for field, value in given}
    values = [{**defaults, **row} for row in rows]
    if not values:
        return
    names = ", ".join(f'"{table._meta.fields[name].column_name}"' for name in values[0])
    marks = ", ".join([database.param] * len(values[0]))
    tail = " ON CONFLICT DO NOTHING" if again else ""
    sql = f'INSERT INTO "{table._meta.table_name}" ({names}) VALUES ({marks}){tail}'  # noqa: S608 - our own names
    database.cursor().executemany(sql, [tuple(row.values()) for row in values])


def _follow_ids(database: Database, table: Any) -> None:
    """Let PostgreSQL go on after the ids that the rows brought with them; SQLite does so by itself."""
    if isinstance(database, PostgresqlDatabase):
        name = table._meta.table_name
        sql = f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), (SELECT MAX(id) FROM \"{name}\"))"  # noqa: S608
        database.execute_sql(sql)


def _note_last_use() -> None:
    """When each address was last written to, as delivery would have noted it."""
    address, message = models.Address, models.Message
    latest = message.select(fn.MAX(message.updated)).where(
        (message.client_id == address.client) & (message.envelope_to == address.email)
    )
    written = message.select(message.client_id).where(message.client_id.is_null(False))
    address.update(last_used=latest).where(address.client.in_(written)).execute()
