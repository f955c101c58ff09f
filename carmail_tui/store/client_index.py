"""Finding clients by what a document or a list says of them; within a connection that is open."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from carmail_tui.documents.matching import KnownClient
from carmail_tui.documents.seatbelt import significant_words
from carmail_tui.recipients.client import Client
from carmail_tui.recipients.folding import fold
from carmail_tui.store import models
from carmail_tui.store.rows import to_address, to_client, to_vehicle

_TABLE = models.Client
_BATCH = 500
_MOST, _NEAREST = 20_000, 20
"""Clients whose names are compared, and how many of them are looked at closely."""


class DatabaseIndex:
    """The clients of the database, as matching looks them up (`documents.matching.ClientIndex`)."""

    def decided(self, key: str) -> KnownClient | None:
        """The client whom a person named for this buyer."""
        decision = models.BuyerDecision.select(models.BuyerDecision.client).where(
            models.BuyerDecision.key == key
        )
        return next(iter(_known(_TABLE.id.in_(decision))), None)

    def by_vat(self, key: str) -> Sequence[KnownClient]:
        """The clients with this VAT number."""
        return _known(_TABLE.vat_key == key)

    def by_code(self, code: str) -> Sequence[KnownClient]:
        """The clients with this code."""
        return _known(_TABLE.code == code)

    def by_mailbox(self, found: str) -> Sequence[KnownClient]:
        """The clients in whose address book this mailbox stands."""
        holders = models.Address.select(models.Address.client).where(models.Address.mailbox == found)
        return _known(_TABLE.id.in_(holders))

    def by_name(self, keys: Sequence[str]) -> Sequence[KnownClient]:
        """The clients whose folded name is one of `keys`."""
        return _known(_TABLE.name_key.in_(list(keys)))

    def alike(self, name: str, postcode: str) -> Sequence[KnownClient]:
        """Clients who share a beginning or an end of a long word of `name`, or the postcode."""
        words = sorted(significant_words(name), key=len, reverse=True)[:2]
        pieces = {piece for word in words if len(word) > 2 for piece in (word[:4], word[-4:])}
        conditions = [_TABLE.name_key.contains(piece) for piece in sorted(pieces)]
        if postcode.strip().isdecimal() and len(postcode.strip()) < 9:
            conditions.append(_TABLE.postcode_number == int(postcode))
        if not conditions:
            return ()
        query = _TABLE.select(_TABLE.id, _TABLE.name_key).where(reduce(or_, conditions)).limit(_MOST)
        return _known(_TABLE.id.in_(_most_alike(fold(name), dict(query.tuples()))))


def _most_alike(name: str, known: dict[int, str]) -> list[int]:
    """The ids whose folded name is nearest, by its letters and by the words that it shares."""
    from rapidfuzz import fuzz, process

    found: set[int] = set()
    for scorer in (fuzz.token_sort_ratio, fuzz.token_set_ratio):
        nearest = process.extract(name, known, scorer=scorer, limit=_NEAREST, score_cutoff=50)
        found |= {client_id for _name, _score, client_id in nearest}
    return sorted(found)


def _known(condition: Any) -> Sequence[KnownClient]:
    query = _TABLE.select().where(condition).order_by(_TABLE.id)
    return [known_client(to_client(row)) for row in query]


def known_client(client: Client) -> KnownClient:
    """As much of a card as matching looks at."""
    assert client.id is not None
    names = (client.name, client.company, f"{client.first_name} {client.last_name}")
    told = tuple(name for name in names if name.strip())
    return KnownClient(client.id, told, client.vat, client.code, client.postcode)


def load_clients(ids: Sequence[int]) -> dict[int, Client]:
    """The cards with their addresses and vehicles, by id; suppressions are not needed for an import."""
    found: dict[int, Client] = {}
    for start in range(0, len(ids), _BATCH):
        part = list(ids[start : start + _BATCH])
        addresses: dict[int, list[Any]] = {number: [] for number in part}
        for row in models.Address.select().where(models.Address.client.in_(part)).order_by(models.Address.id):
            addresses[row.client_id].append(to_address(row, None))
        vehicles: dict[int, list[Any]] = {number: [] for number in part}
        for row in models.Vehicle.select().where(models.Vehicle.client.in_(part)).order_by(models.Vehicle.id):
            vehicles[row.client_id].append(to_vehicle(row))
        for row in _TABLE.select().where(_TABLE.id.in_(part)):
            found[row.id] = to_client(row, tuple(addresses[row.id]), tuple(vehicles[row.id]))
    return found
