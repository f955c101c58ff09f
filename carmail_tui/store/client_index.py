"""Finding clients by what a document or a list says of them; within a connection that is open."""

from collections.abc import Sequence
from typing import Any

from carmail_tui.documents.matching import KnownClient
from carmail_tui.store import models

_TABLE = models.Client


class DatabaseIndex:
    """The clients of the database, as matching looks them up (`documents.matching.ClientIndex`)."""

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


def _known(condition: Any) -> Sequence[KnownClient]:
    query = (
        _TABLE.select(
            _TABLE.id,
            _TABLE.name,
            _TABLE.company,
            _TABLE.first_name,
            _TABLE.last_name,
            _TABLE.vat,
            _TABLE.code,
            _TABLE.postcode,
        )
        .where(condition)
        .order_by(_TABLE.id)
        .tuples()
    )
    return [
        KnownClient(number, _names(name, company, f"{first} {last}"), vat, code, postcode)
        for number, name, company, first, last, vat, code, postcode in query
    ]


def _names(*names: str) -> tuple[str, ...]:
    return tuple(name for name in names if name.strip())
