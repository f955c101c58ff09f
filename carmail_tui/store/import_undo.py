"""Taking an import back: what was changed or used since stays, and is named."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from peewee import Database

from carmail_tui.reading.import_history import ImportLine, Kept, LeftAlone, RunState, Undone
from carmail_tui.recipients.client import Client
from carmail_tui.recipients.snapshot import put_back, snapshot
from carmail_tui.store import models
from carmail_tui.store.import_cards import Cards
from carmail_tui.store.import_documents_record import record_now
from carmail_tui.store.import_rows import load_cards
from carmail_tui.store.import_runs import ImportRuns
from carmail_tui.store.rows import milliseconds

_PART = 2000
_NAMED = 200
"""So many of those that stay are named; all are counted."""

Step = Callable[[int], None]
"""Told how many more records were dealt with."""


class Undoing:
    """Takes one import back, a part at a time: each in a transaction of its own, and one more may follow."""

    def __init__(self, database: Database, run: ImportLine, step: Step) -> None:
        self._database = database
        self._runs = ImportRuns(database)
        self._run = run
        self._step = step
        self._mark = database.param
        self._removed = 0
        self._restored = 0
        self._left: dict[tuple[str, int], LeftAlone] = {}

    def take_back(self) -> Undone:
        """Take it back."""
        self._over("document", self._take_back_documents)
        self._over("address", self._take_back_addresses)
        self._over("client", self._take_back_changes)
        with self._database.atomic():
            spans = self._runs.spans(self._run.id)
        for first, last in spans:
            for start in range(first, last + 1, _PART):
                with self._database.atomic():
                    self._take_back_cards(start, min(start + _PART - 1, last))
                self._step(min(_PART, last + 1 - start))
        with self._database.atomic():
            self._runs.finish(self._run.id, RunState.UNDONE, self._run.counts)
        return Undone(self._run, self._removed, self._restored, tuple(self._left.values()))

    def _over(self, kind: str, work: Callable[[list[tuple[int, Any, Any]]], None]) -> None:
        last = 0
        while True:
            with self._database.atomic():
                found = self._runs.changed(self._run.id, kind, last, _PART // 4)
                if not found:
                    return
                work(found)
            last = found[-1][0]
            self._step(len(found))

    # -- clients -------------------------------------------------------------------------------------------

    def _take_back_cards(self, first: int, last: int) -> None:
        """Take away the clients that it made, but for those who were changed or used since."""
        held = self._held(first, last)
        between = f"BETWEEN {int(first)} AND {int(last)}"
        kept = f" AND id NOT IN ({', '.join(map(str, held))})" if held else ""
        count = self._database.execute_sql(
            f"SELECT COUNT(*) FROM client WHERE id {between}{kept}"
        ).fetchone()[0]
        # Their ids may be given again: a move of the selection that is taken back must not bring others.
        others = f" AND client_id NOT IN ({', '.join(map(str, held))})" if held else ""
        self._database.execute_sql(f"DELETE FROM selection_change WHERE client_id {between}{others}")
        self._database.execute_sql(f"DELETE FROM client WHERE id {between}{kept}")
        self._removed += count
        names = self._names(list(held)[:_NAMED])
        for number, reason in held.items():
            self._left["client", number] = LeftAlone(names.get(number, ""), reason)

    def _held(self, first: int, last: int) -> dict[int, Kept]:
        """The clients in this range who stay, each with the first reason."""
        held: dict[int, Kept] = {}
        between = f"BETWEEN {int(first)} AND {int(last)}"
        for reason, query in (
            (Kept.WRITTEN_TO, f"SELECT client_id FROM message WHERE client_id {between}"),
            (Kept.HAS_DOCUMENTS, f"SELECT client_id FROM document WHERE client_id {between}"),
            (Kept.CORRECTED, f"SELECT id FROM client WHERE id {between} AND corrected <> ''"),
            (
                Kept.CORRECTED,
                f"SELECT client_id FROM address WHERE client_id {between} AND remembered",
            ),
            (Kept.IN_LIST, f"SELECT client_id FROM client_list_member WHERE client_id {between}"),
            (Kept.LATER_IMPORT, self._later("client", f"c.record {between}")),
        ):
            for row in self._database.execute_sql(query).fetchall():
                held.setdefault(row[0], reason)
        return held

    def _later(self, kind: str, where: str) -> str:
        """Records that a later import has changed, and still holds so."""
        return (
            "SELECT c.record FROM import_change c JOIN import_run r ON r.id = c.run_id "
            f"WHERE c.kind = '{kind}' AND {where} AND c.run_id > {self._run.id} AND r.state <> 'undone'"
        )

    def _take_back_changes(self, found: Sequence[tuple[int, Any, Any]]) -> None:
        """Put back the fields of cards that are still as the import left them."""
        known = load_cards(self._database, [record for record, _before, _after in found])
        cards = Cards(self._database)
        cards.hold(known.values())
        records = ", ".join(str(int(record)) for record, _before, _after in found)
        later = self._database.execute_sql(self._later("client", f"c.record IN ({records})")).fetchall()
        changed_again = {row[0] for row in later}
        for record, before, after in found:
            card = known.get(record)
            if card is None:
                continue
            since = Kept.LATER_IMPORT if record in changed_again else Kept.CORRECTED
            restored = self._put_back(card, before, after, since)
            if restored != card:
                self._restored += 1
                cards.change(card, restored)
        cards.write()

    def _put_back(self, card: Client, before: Any, after: Any, since: Kept) -> Client:
        now, restored = snapshot(card), card
        for field, left in after.items():
            if now[field] == before[field]:
                continue
            if field in card.corrected:
                self._leave(card, Kept.CORRECTED)
            elif now[field] != left:
                self._leave(card, since)
            elif field == "addresses" and self._used(card, before[field]):
                self._leave(card, Kept.WRITTEN_TO)
            else:
                restored = put_back(restored, field, before[field])
        return restored

    def _used(self, card: Client, former: Iterable[Sequence[Any]]) -> bool:
        """Whether an address that would go was written to since the import."""
        there = {values[1] for values in former}
        boxes = [a.mailbox for a in card.addresses if a.email not in there and a.mailbox]
        return any(self._written_to(card.id or 0, box) for box in boxes)

    def _written_to(self, client: int, box: str) -> bool:
        query = (
            f"SELECT 1 FROM message WHERE client_id = {self._mark} AND mailbox = {self._mark} "
            f"AND created >= {self._mark} LIMIT 1"
        )
        return bool(self._database.execute_sql(query, (client, box, milliseconds(self._run.at))).fetchone())

    def _leave(self, card: Client, reason: Kept) -> None:
        assert card.id is not None
        self._left.setdefault(("client", card.id), LeftAlone(card.name, reason))

    def _names(self, numbers: Sequence[int]) -> dict[int, str]:
        if not numbers:
            return {}
        query = f"SELECT id, name FROM client WHERE id IN ({', '.join(map(str, numbers))})"
        return {row[0]: row[1] for row in self._database.execute_sql(query).fetchall()}

    # -- documents -----------------------------------------------------------------------------------------

    def _take_back_addresses(self, found: Sequence[tuple[int, Any, Any]]) -> None:
        """Take the addresses that documents brought out of the address books again."""
        for record, _before, box in found:
            row = models.Address.get_or_none(models.Address.id == record)
            if row is None or row.mailbox != box:
                continue
            if row.remembered or self._written_to(row.client_id, box):
                name = self._names([row.client_id]).get(row.client_id, "")
                self._left.setdefault(("client", row.client_id), LeftAlone(name, Kept.WRITTEN_TO))
            else:
                row.delete_instance()

    def _take_back_documents(self, found: Sequence[tuple[int, Any, Any]]) -> None:
        for record, before, after in found:
            row = models.Document.get_or_none(models.Document.id == record)
            if row is None:
                continue
            if reason := self._document_held(record, after):
                self._left["document", record] = LeftAlone(row.number, reason)
            elif before is None:
                row.delete_instance()
                self._removed += 1
            else:
                _restore_document(record, before)
                self._restored += 1

    def _document_held(self, record: int, after: Any) -> Kept | None:
        sent = (
            "SELECT 1 FROM document_message d JOIN message m ON m.id = d.message_id "
            f"WHERE d.document_id = {self._mark} AND m.created >= {self._mark} LIMIT 1"
        )
        if self._database.execute_sql(sent, (record, milliseconds(self._run.at))).fetchone():
            return Kept.SENT
        if self._database.execute_sql(self._later("document", f"c.record = {int(record)}")).fetchone():
            return Kept.LATER_IMPORT
        return Kept.CORRECTED if record_now(record) != after else None


def _restore_document(record: int, before: dict[str, Any]) -> None:
    files = before.pop("files")
    table, kept = models.Document, models.DocumentFile
    table.update(**before).where(table.id == record).execute()
    kept.delete().where((kept.document == record) & kept.sha256.not_in(files)).execute()
