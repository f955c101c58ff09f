"""Whose the documents are: what is open, what a person decides, what is remembered of a buyer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from peewee import JOIN, Database, chunked

from carmail_tui.delivery.process import utc_now
from carmail_tui.documents.decisions import Before, Decision, Given, OpenQuestion
from carmail_tui.documents.document import Document, Party
from carmail_tui.documents.matching import Matched, MatchedBy, buyer_key, match
from carmail_tui.reading.documents import ReadDocument, read_content
from carmail_tui.reading.einvoice import PostalAddress
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Language
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.vat import is_vat, vat_key
from carmail_tui.store import models
from carmail_tui.store.buyer_cards import card_from
from carmail_tui.store.cards import Cards
from carmail_tui.store.client_index import DatabaseIndex
from carmail_tui.store.documents import Ledger
from carmail_tui.store.files import FileStore
from carmail_tui.store.rows import milliseconds, moment

_TABLE = models.BuyerDecision


class Decisions:
    """The decisions of a database."""

    def __init__(self, database: Database, ledger: Ledger, cards: Cards, files: FileStore) -> None:
        self._database = database
        self._ledger = ledger
        self._cards = cards
        self._files = files

    def question(self, document_id: int) -> OpenQuestion | None:
        """Whose this document may be, as the cards are now; None where the document is gone."""
        with self._database.connection_context():
            document = self._ledger.get(document_id)
            if document is None:
                return None
            decision = self.of(document.buyer)
            return OpenQuestion(document, match(document.buyer, DatabaseIndex()), decision)

    def settle(self, ids: Iterable[int]) -> tuple[list[tuple[Document, Matched]], list[OpenQuestion]]:
        """Give each of these documents that has no client the one who is certain now; what stays open.

        Cards come later than documents: a list of clients is imported, a VAT number is corrected.
        """
        settled: list[tuple[Document, Matched]] = []
        asked: list[OpenQuestion] = []
        with self._database.connection_context(), self._database.atomic():
            for document in self._ledger.many(list(ids)):
                if document.client_id is not None:
                    continue
                found = match(document.buyer, DatabaseIndex())
                if isinstance(found, Matched):
                    _give([document.id], found.client.id, decided=found.by is MatchedBy.DECISION)
                    settled.append((replace(document, client_id=found.client.id), found))
                else:
                    asked.append(OpenQuestion(document, found))
        return settled, asked

    def decide(self, document_id: int, client_id: int, user: str) -> Given:
        """The document is this client's, as are the others of the same buyer that have none yet.

        It is remembered where something tells the buyer from others; not where both have a VAT number and
        these differ, since the seat belt would stop each of his documents.
        """
        with self._database.connection_context(), self._database.atomic():
            document = self._ledger.get(document_id)
            client = models.Client.get_by_id(client_id)
            if document is None:
                return Given(client_id, ())
            key = buyer_key(document.buyer)
            if _other_company(client, document.buyer):
                key = ""
            others = _unmatched_of(document.buyer, key) if key else []
            this = Before(document_id, document.client_id, document.client_decided)
            before = (this, *(Before(number) for number in others if number != document_id))
            _give([one.document for one in before], client_id, decided=True)
            former = self.of(document.buyer) if key else None
            if key:
                _remember(Decision(key, client_id, client.name, document.buyer, user, utc_now()))
        return Given(client_id, before, key, former)

    def make_card(self, document_id: int, language: Language, user: str) -> Given:
        """A card from the buyer of this document, whose it then is. The address is read from its files."""
        document = self._ledger.get(document_id)
        assert document is not None
        card = card_from(document.buyer, self._address(document), language)
        email = document.buyer.email.strip()
        if box := mailbox(email):
            card = replace(card, addresses=(Address(email, AddressSource.DOCUMENT, box),))
        with self._database.connection_context(), self._database.atomic():
            card_id = self._cards.add(card)
            return replace(self.decide(document_id, card_id, user), card=card_id)

    def take_back(self, given: Given) -> None:
        """The documents are whose they were before, and what was remembered is forgotten.

        A card that was made stays where something else has come to it since.
        """
        with self._database.connection_context(), self._database.atomic():
            for one in given.before:
                still = (models.Document.id == one.document) & (models.Document.client == given.client_id)
                was = {"client": one.client, "client_decided": one.decided}
                models.Document.update(**was).where(still).execute()
            if given.key:
                _forget(given.key)
                if given.former and models.Client.get_or_none(models.Client.id == given.former.client_id):
                    _remember(given.former)
            if given.card is not None and not _used(given.card):
                models.Client.delete().where(models.Client.id == given.card).execute()

    def forget(self, key: str) -> bool:
        """The next documents of this buyer are asked about again; whether anything was remembered."""
        with self._database.connection_context(), self._database.atomic():
            return _forget(key)

    def of(self, buyer: Party) -> Decision | None:
        """What is remembered of this buyer."""
        key = buyer_key(buyer)
        return next(iter(self._load(_TABLE.key == key)), None) if key else None

    def all(self) -> list[Decision]:
        """Everything that is remembered, the latest first."""
        return self._load(_TABLE.id > 0)

    def clients_with_code(self, code: str) -> list[int]:
        """The clients who have this code, as a person names them."""
        with self._database.connection_context():
            return [client.id for client in DatabaseIndex().by_code(code.strip())]

    def _load(self, condition: Any) -> list[Decision]:
        client = models.Client
        query = _TABLE.select(_TABLE, client.name.alias("client_name")).join(client, JOIN.INNER)
        with self._database.connection_context():
            rows = list(query.where(condition).order_by(_TABLE.decided.desc(), _TABLE.id.desc()).objects())
        return [
            Decision(
                row.key,
                row.client_id,
                row.client_name,
                Party(row.buyer_name, row.buyer_vat, code=row.buyer_code, postcode=row.buyer_postcode),
                row.user,
                moment(row.decided),
            )
            for row in rows
        ]

    def _address(self, document: Document) -> PostalAddress:
        """The buyer's postal address, from the first file that says it; the ledger keeps the postcode."""
        for file in document.files:
            try:
                read = read_content(Path(file.name or "file"), self._files.read(file))
            except OSError:
                continue
            if isinstance(read, ReadDocument) and read.invoice.buyer_address != PostalAddress():
                return read.invoice.buyer_address
        return PostalAddress(postcode=document.buyer.postcode)


def _give(ids: Iterable[int | None], client_id: int, *, decided: bool) -> None:
    now = {"client": client_id, "client_decided": decided}
    for part in chunked(ids, 500):
        models.Document.update(**now).where(models.Document.id.in_(part)).execute()


def _unmatched_of(buyer: Party, key: str) -> list[int]:
    """The documents without a client that have the same buyer, in whatever spelling."""
    table = models.Document
    columns = (table.id, table.buyer_name, table.buyer_vat, table.buyer_email, table.buyer_code)
    query = table.select(*columns, table.buyer_postcode, table.buyer_endpoint).where(
        table.client.is_null() & table.search.contains(fold(buyer.name))
    )
    return [number for number, *told in query.order_by(table.id).tuples() if buyer_key(_party(told)) == key]


def _party(told: Sequence[str]) -> Party:
    name, vat, email, code, postcode, endpoint = told
    return Party(name, vat, email, code, postcode, endpoint)


def _other_company(client: Any, buyer: Party) -> bool:
    return is_vat(client.vat) and is_vat(buyer.vat) and client.vat_key != vat_key(buyer.vat)


def _remember(decision: Decision) -> None:
    _forget(decision.key)
    _TABLE.insert(
        key=decision.key,
        client=decision.client_id,
        buyer_name=decision.buyer.name,
        buyer_vat=decision.buyer.vat,
        buyer_code=decision.buyer.code,
        buyer_postcode=decision.buyer.postcode,
        user=decision.user,
        decided=milliseconds(decision.at),
    ).execute()


def _forget(key: str) -> bool:
    return bool(_TABLE.delete().where(_TABLE.key == key).execute())


def _used(card: int) -> bool:
    """Whether something else knows this card: a document, a message, a selection."""
    holders = (
        (models.Document, models.Document.client),
        (models.Message, models.Message.client_id),
        (models.SelectionMember, models.SelectionMember.client),
        (models.ClientListMember, models.ClientListMember.client),
        (models.Vehicle, models.Vehicle.client),
    )
    return any(table.select().where(column == card).exists() for table, column in holders)
