"""Clients that were read from lists, into the database: found again, updated, never doubled."""

from collections.abc import Iterable, Sequence

from carmail_tui.documents.document import Party
from carmail_tui.documents.matching import MatchedBy, identifying_vat, name_keys
from carmail_tui.documents.seatbelt import same_party
from carmail_tui.reading.client_list import ReadClient, SkippedRow
from carmail_tui.reading.imported import ClientOutcome, ImportedClient
from carmail_tui.recipients.client import Client
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.merging import changes, merged
from carmail_tui.recipients.vat import is_vat, vat_key
from carmail_tui.store.client_index import known_client
from carmail_tui.store.loaded_cards import LoadedCards

_BATCH = 500


class ClientImporter:
    """Brings rows in, within a transaction that is open."""

    def __init__(self) -> None:
        self._cards = LoadedCards()
        self._told: set[int] = set()
        """The clients of whom a row of this import has told already."""

    def take(self, rows: Sequence[ReadClient | SkippedRow]) -> list[ImportedClient]:
        """Bring rows in; what became of each, in their order."""
        answers: list[ImportedClient] = []
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            self._cards.load(row.client for row in batch if isinstance(row, ReadClient))
            answers += [self._take(row) for row in batch]
        self._cards.write()
        return answers

    def _take(self, row: ReadClient | SkippedRow) -> ImportedClient:
        if isinstance(row, SkippedRow):
            return ImportedClient.skipped(row)
        found = self._find(row.client)
        if found is None:
            client_id = self._cards.insert(row.client)
            self._told.add(client_id)
            return ImportedClient(
                row.path, row.line, ClientOutcome.NEW, row.client.name, client_id, notes=row.notes
            )
        client_id, by = found
        known = self._cards.get(client_id)
        after = merged(known, row.client, row.given, only_fill=client_id in self._told)
        self._told.add(client_id)
        if after == known:
            outcome = ClientOutcome.UNCHANGED
        else:
            outcome = ClientOutcome.UPDATED
            self._cards.update(known, after)
        differing = changes(known, after)
        return ImportedClient(
            row.path, row.line, outcome, after.name, client_id, by, differing, notes=row.notes
        )

    def _find(self, client: Client) -> tuple[int, MatchedBy] | None:
        """The card that this row is about: by code, VAT number, mailbox, then name and postcode.

        Our code decides, unless both the name and the VAT number speak of somebody else. For the rest,
        another code or another VAT number is another client.
        """
        if client.code:
            for card in self._cards.having("code", client.code):
                if not _other_vat(card, client) or _same_name(card, client):
                    return _id(card), MatchedBy.CODE
        vat = identifying_vat(client.vat)
        if vat and (card_id := self._one(client, self._cards.having("vat", vat), by_name=False)):
            return card_id, MatchedBy.VAT
        for box in (address.mailbox for address in client.addresses):
            if box and (card_id := self._one(client, self._cards.having("mailbox", box), by_name=True)):
                return card_id, MatchedBy.EMAIL
        namesakes = [
            card
            for card in self._cards.having("name", *name_keys(client.name))
            if fold(card.postcode) == fold(client.postcode) and not _other_mailboxes(card, client)
        ]
        card_id = self._one(client, namesakes, by_name=False)
        return (card_id, MatchedBy.NAME_AND_POSTCODE) if card_id else None

    def _one(self, client: Client, found: Iterable[Client], *, by_name: bool) -> int | None:
        """The one that is meant. `by_name`: the names must not contradict each other.

        Where several share what was looked up (two establishments, a family), and where an earlier row has
        told of the client, the name must be the same.
        """
        possible = [card for card in found if not _other_code(card, client) and not _other_vat(card, client)]
        if len(possible) == 1 and possible[0].id not in self._told:
            return _id(possible[0]) if not by_name or _same_name(possible[0], client) else None
        names = set(name_keys(client.name))
        namesakes = [c for c in possible if names & {fold(name) for name in known_client(c).names}]
        return _id(namesakes[0]) if len(namesakes) == 1 else None


def _same_name(card: Client, client: Client) -> bool:
    return same_party(known_client(card).names, "", Party(name=client.name))


def _other_code(card: Client, client: Client) -> bool:
    return bool(card.code and client.code and card.code != client.code)


def _other_vat(card: Client, client: Client) -> bool:
    return is_vat(card.vat) and is_vat(client.vat) and vat_key(card.vat) != vat_key(client.vat)


def _other_mailboxes(card: Client, client: Client) -> bool:
    """Whether two namesakes of whom no postcode is known are told apart by their mailboxes."""
    if client.postcode:
        return False
    boxes = {address.mailbox for address in client.addresses if address.mailbox}
    there = {address.mailbox for address in card.addresses if address.mailbox}
    return bool(boxes and there and not boxes & there)


def _id(card: Client) -> int:
    assert card.id is not None
    return card.id
