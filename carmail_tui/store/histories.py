"""What filters may ask beyond the card: the documents and letters of clients."""

from collections import defaultdict
from collections.abc import Sequence

from peewee import Database, chunked

from carmail_tui.recipients.history import Bill, History, Written
from carmail_tui.store.document_rows import signed
from carmail_tui.store.expressions import WRITTEN
from carmail_tui.store.models import Document, Mailing, Message
from carmail_tui.store.rows import moment

_BATCH = 500


def load_histories(database: Database, ids: Sequence[int]) -> dict[int, History]:
    """The history of each of these clients."""
    bills: dict[int, list[Bill]] = defaultdict(list)
    letters: dict[int, list[Written]] = defaultdict(list)
    with database.connection_context():
        for part in chunked(ids, _BATCH):
            for client_id, bill in _bills(part):
                bills[client_id].append(bill)
            for client_id, letter in _letters(part):
                letters[client_id].append(letter)
    return {client_id: History(tuple(bills[client_id]), tuple(letters[client_id])) for client_id in ids}


def _bills(ids: Sequence[int]) -> list[tuple[int, Bill]]:
    table = Document
    columns = (table.number, table.kind, table.date, table.total_cents, table.due, table.paid, table.currency)
    query = table.select(table.client, *columns).where(table.client.in_(list(ids))).tuples()
    return [
        (client_id, Bill(number, kind, day, signed(kind, cents), due, bool(paid), currency))
        for client_id, number, kind, day, cents, due, paid, currency in query
    ]


def _letters(ids: Sequence[int]) -> list[tuple[int, Written]]:
    query = (
        Message.select(Message.client_id, Mailing.title, Mailing.kind, Message.updated)
        .join(Mailing)
        .where(Message.client_id.in_(list(ids)) & WRITTEN)
        .tuples()
    )
    return [
        (client_id, Written(title, kind, moment(updated).astimezone().date()))
        for client_id, title, kind, updated in query
    ]
