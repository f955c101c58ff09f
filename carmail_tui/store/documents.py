"""The ledger: finding documents by filters and by search, their lines, their totals, their histories."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_
from typing import Any

from peewee import JOIN, Database, chunked, fn

from carmail_tui.documents.document import Document, DocumentFile, DocumentKind
from carmail_tui.documents.listing import LedgerFilters, LedgerLine, LedgerSummary, Sending
from carmail_tui.documents.sending import NEVER_SENT, Outcome
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Suppression
from carmail_tui.recipients.folding import fold
from carmail_tui.store import models, sendings
from carmail_tui.store.document_rows import signed, to_document, to_document_file
from carmail_tui.store.rows import load_suppressions

_BATCH = 500
_ALL = LedgerFilters()
_TABLE = models.Document


class Ledger:
    """The documents of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, filters: LedgerFilters = _ALL, search: str = "", today: date | None = None) -> int:
        """How many documents match."""
        with self._database.connection_context():
            return int(_TABLE.select().where(_condition(filters, search, today)).count())

    def ids(
        self,
        filters: LedgerFilters = _ALL,
        search: str = "",
        today: date | None = None,
        limit: int | None = None,
    ) -> "array[int]":
        """The documents that match, the latest first; those without a date stand last.

        Every word of `search` must occur in the number, the buyer, or the client. Of one day, the longer
        number is the later one, so that 10 comes after 9. `today` is what relative periods count from.
        """
        query = (
            _TABLE.select(_TABLE.id)
            .where(_condition(filters, search, today))
            .order_by(
                _TABLE.date.desc(nulls="LAST"),
                fn.LENGTH(_TABLE.number).desc(),
                _TABLE.number.desc(),
                _TABLE.id.desc(),
            )
            .limit(limit)
            .tuples()
        )
        with self._database.connection_context():
            return array("q", (row[0] for row in query))

    def lines(self, ids: Sequence[int]) -> list[LedgerLine]:
        """The lines of these documents, in the order of `ids`; those that are gone are left out."""
        found: dict[int, LedgerLine] = {}
        with self._database.connection_context():
            for part in chunked(ids, _BATCH):
                found |= _load_lines(part)
        return [found[document_id] for document_id in ids if document_id in found]

    def many(self, ids: Sequence[int]) -> list[Document]:
        """These documents with their files, in the order of `ids`; those that are gone are left out."""
        found: dict[int, Document] = {}
        with self._database.connection_context():
            for part in chunked(ids, _BATCH):
                found |= _load(part)
        return [found[document_id] for document_id in ids if document_id in found]

    def get(self, document_id: int) -> Document | None:
        """A document with its files."""
        found = self.many([document_id])
        return found[0] if found else None

    def by_number(self, number: str) -> list[Document]:
        """The documents with this number: an invoice and a credit note may share one, and so may sellers."""
        query = (
            _TABLE.select(_TABLE.id)
            .where(fn.LOWER(_TABLE.number) == number.strip().lower())
            .order_by(_TABLE.date.desc(nulls="LAST"), _TABLE.id.desc())
            .tuples()
        )
        with self._database.connection_context():
            return self.many([row[0] for row in query])

    def of_client(self, client_id: int) -> list[LedgerLine]:
        """The lines of a client's documents, the latest first."""
        return self.lines(self.ids(LedgerFilters(client_id=client_id)))

    def summary(self, ids: Sequence[int]) -> LedgerSummary:
        """What these documents amount to."""
        count, clients, totals = 0, set[int | str](), defaultdict[str, Decimal](Decimal)
        with self._database.connection_context():
            for part in chunked(ids, _BATCH):
                query = (
                    _TABLE.select(
                        _TABLE.client, _TABLE.buyer_name, _TABLE.kind, _TABLE.total_cents, _TABLE.currency
                    )
                    .where(_TABLE.id.in_(part))
                    .tuples()
                )
                for client_id, buyer, kind, cents, currency in query:
                    count += 1
                    clients.add(client_id or fold(buyer))
                    totals[currency] += signed(kind, cents)
        ordered = sorted(totals.items(), key=lambda total: (total[0] != "EUR", total[0]))
        return LedgerSummary(count, len(clients), tuple(ordered))

    def history(self, document_id: int) -> list[Sending]:
        """Every sending of the document, the latest first: address, state, the server's words, bounce."""
        with self._database.connection_context():
            return sendings.history(document_id)

    def suppression(self, email: str) -> Suppression | None:
        """Why the mailbox that `email` names is not written to; None where it may be."""
        found = mailbox(email)
        if found is None:
            return None
        with self._database.connection_context():
            return load_suppressions({found}).get(found)

    def set_client(self, document_id: int, client_id: int | None) -> None:
        """Whose document it is, as a person says; None parts it from its client."""
        with self._database.connection_context():
            _TABLE.update(client=client_id, client_decided=False).where(_TABLE.id == document_id).execute()


def _condition(filters: LedgerFilters, search: str, today: date | None) -> Any:
    parts: list[Any] = [_TABLE.id > 0]
    first, last = filters.days(today or date.today())
    if first is not None:
        parts.append(_TABLE.date >= first)
    if last is not None:
        parts.append(_TABLE.date <= last)
    if filters.client_id is not None:
        parts.append(_TABLE.client == filters.client_id)
    if filters.unmatched:
        parts.append(_TABLE.client.is_null())
    if filters.kind is not None:
        parts.append(_TABLE.kind == filters.kind.value)
    if filters.unpaid:
        parts.append(_TABLE.paid == False)  # noqa: E712 - a column, not a value
    if filters.unsent:
        parts.append(_TABLE.id.not_in(sendings.settled_documents()))
    parts += [_holds(word) for word in fold(search).split()]
    return reduce(and_, parts)


def _holds(word: str) -> Any:
    clients = models.Client.select(models.Client.id).where(models.Client.search.contains(word))
    return _TABLE.search.contains(word) | _TABLE.client.in_(clients)


def _rows(ids: Sequence[int]) -> list[Any]:
    client = models.Client
    query = _TABLE.select(_TABLE, client.name.alias("client_name")).join(client, JOIN.LEFT_OUTER)
    return list(query.where(_TABLE.id.in_(ids)).objects())


def _load_lines(ids: Sequence[int]) -> dict[int, LedgerLine]:
    rows = _rows(ids)
    outcomes = sendings.outcomes(ids)
    reachable = _reachable(rows, _buyer_suppressions(rows))
    return {row.id: _line(row, outcomes.get(row.id, NEVER_SENT), row.id in reachable) for row in rows}


def _line(row: Any, outcome: Outcome, has_address: bool) -> LedgerLine:
    return LedgerLine(
        id=row.id,
        number=row.number,
        kind=DocumentKind(row.kind),
        date=row.date,
        client_id=row.client_id,
        client=row.client_name or row.buyer_name,
        amount=signed(row.kind, row.total_cents),
        currency=row.currency,
        due=row.due,
        paid=row.paid,
        state=outcome.state,
        has_address=has_address,
        sent_at=outcome.sent_at,
        sent_to=outcome.sent_to,
    )


def _load(ids: Sequence[int]) -> dict[int, Document]:
    files: dict[int, list[DocumentFile]] = defaultdict(list)
    table = models.DocumentFile
    for row in table.select().where(table.document.in_(ids)).order_by(table.id):
        files[row.document_id].append(to_document_file(row))
    rows = _rows(ids)
    outcomes = sendings.outcomes(ids)
    suppressions = _buyer_suppressions(rows)
    reachable = _reachable(rows, suppressions)
    return {
        row.id: to_document(
            row,
            files=tuple(files[row.id]),
            client_name=row.client_name or "",
            has_address=row.id in reachable,
            outcome=outcomes.get(row.id, NEVER_SENT),
            buyer_suppression=suppressions.get(row.id),
        )
        for row in rows
    }


def _buyer_suppressions(rows: Sequence[Any]) -> dict[int, Suppression]:
    """Why the buyer's own address is not written to, by document."""
    buyers = {row.id: found for row in rows if (found := mailbox(row.buyer_email))}
    known = load_suppressions(set(buyers.values()))
    return {document_id: known[found] for document_id, found in buyers.items() if found in known}


def _reachable(rows: Sequence[Any], suppressions: dict[int, Suppression]) -> set[int]:
    """Which of these documents have an address: a usable one of the client, or of the buyer."""
    address = models.Address
    suppressed = models.Suppression.select(models.Suppression.mailbox)
    query = (
        address.select(address.client)
        .where(
            address.client.in_({row.client_id for row in rows if row.client_id})
            & address.mailbox.is_null(False)
            & address.mailbox.not_in(suppressed)
        )
        .distinct()
        .tuples()
    )
    clients = {row[0] for row in query}
    return {
        row.id
        for row in rows
        if row.client_id in clients or (mailbox(row.buyer_email) and row.id not in suppressions)
    }
