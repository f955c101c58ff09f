"""Clients that were read from lists, into the database: found again, updated, never doubled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from carmail_tui.documents.document import Party
from carmail_tui.documents.matching import MatchedBy
from carmail_tui.documents.seatbelt import same_party
from carmail_tui.reading.client_list import ReadClient, SkippedRow
from carmail_tui.reading.imported import ClientOutcome, ImportedClient
from carmail_tui.recipients.client import Client
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.merging import changes, kept_by_hand, merged
from carmail_tui.recipients.vat import is_vat, vat_key
from carmail_tui.store.client_index import known_client
from carmail_tui.store.import_cards import Cards, Keys, Written, keys_of

_is_vat = lru_cache(4096)(is_vat)


class Bits:
    """A set of client ids in one bit each: a million in 125 KB."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, number: int) -> None:
        """Put the number in."""
        place = number >> 3
        if place >= len(self._bits):
            self._bits.extend(bytes(place - len(self._bits) + 1024))
        self._bits[place] |= 1 << (number & 7)

    def __contains__(self, number: int | None) -> bool:
        if number is None:
            return False
        place = number >> 3
        return place < len(self._bits) and bool(self._bits[place] & (1 << (number & 7)))


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some rows, in their order, and what was written for them."""

    answers: list[ImportedClient]
    written: Written
    told_before: set[int]


class ClientImporter:
    """Brings rows in, batch by batch, each within a transaction that is open."""

    def __init__(self, cards: Cards) -> None:
        self._cards = cards
        self._told = Bits()
        """The clients of whom a row of this import has told already."""

    def take(self, rows: Sequence[ReadClient | SkippedRow]) -> Batch:
        """Bring a batch in."""
        keys = {n: keys_of(row.client) for n, row in enumerate(rows) if isinstance(row, ReadClient)}
        self._cards.begin(list(keys.values()))
        before = {number for number in self._cards.loaded() if number in self._told}
        answers = [self._take(row, keys.get(n)) for n, row in enumerate(rows)]
        return Batch(answers, self._cards.write(), before)

    def _take(self, row: ReadClient | SkippedRow, keys: Keys | None) -> ImportedClient:
        if isinstance(row, SkippedRow) or keys is None:
            assert isinstance(row, SkippedRow)
            return ImportedClient.skipped(row)
        found = self._find(row.client, keys)
        if found is None:
            client_id = self._cards.add(row.client, keys)
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
            self._cards.change(known, after)
        differing = changes(known, after) if outcome is ClientOutcome.UPDATED else ()
        kept = kept_by_hand(known, row.client, row.given) if known.corrected else ()
        return ImportedClient(
            row.path, row.line, outcome, after.name, client_id, by, differing, kept, notes=row.notes
        )

    def _find(self, client: Client, keys: Keys) -> tuple[int, MatchedBy] | None:
        """The card that this row is about: by code, VAT number, mailbox, then name and postcode.

        Our code decides, unless both the name and the VAT number speak of somebody else. For the rest,
        another code or another VAT number is another client.
        """
        if keys.code:
            for card in self._cards.having("code", keys.code):
                if not _other_vat(card, client) or _same_name(card, client):
                    return _id(card), MatchedBy.CODE
        if keys.vat and (
            card_id := self._one(client, keys, self._cards.having("vat", keys.vat), by_name=False)
        ):
            return card_id, MatchedBy.VAT
        for box in keys.mailboxes:
            if card_id := self._one(client, keys, self._cards.having("mailbox", box), by_name=True):
                return card_id, MatchedBy.EMAIL
        namesakes = [
            card
            for card in self._cards.having("name", *keys.names)
            if fold(card.postcode) == fold(client.postcode) and not _other_mailboxes(card, client)
        ]
        card_id = self._one(client, keys, namesakes, by_name=False) if namesakes else None
        return (card_id, MatchedBy.NAME_AND_POSTCODE) if card_id else None

    def _one(self, client: Client, keys: Keys, found: Iterable[Client], *, by_name: bool) -> int | None:
        """The one that is meant. `by_name`: the names must not contradict each other.

        Where several share what was looked up (two establishments, a family), and where an earlier row has
        told of the client, the name must be the same.
        """
        possible = [card for card in found if not _other_code(card, client) and not _other_vat(card, client)]
        if not possible:
            return None
        if len(possible) == 1 and possible[0].id not in self._told:
            return _id(possible[0]) if not by_name or _same_name(possible[0], client) else None
        names = set(keys.names)
        namesakes = [c for c in possible if names & {fold(name) for name in known_client(c).names}]
        return _id(namesakes[0]) if len(namesakes) == 1 else None


def _same_name(card: Client, client: Client) -> bool:
    return card.name == client.name or same_party(known_client(card).names, "", Party(name=client.name))


def _other_code(card: Client, client: Client) -> bool:
    return bool(card.code and client.code and card.code != client.code)


def _other_vat(card: Client, client: Client) -> bool:
    if not card.vat or not client.vat or card.vat == client.vat:
        return False
    return _is_vat(card.vat) and _is_vat(client.vat) and vat_key(card.vat) != vat_key(client.vat)


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
