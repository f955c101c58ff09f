"""What is doubtful in a card though it can be read: told beside it, changed by nobody but a person."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from carmail_tui.reading.client_list import CellFault, Note
from carmail_tui.reading.columns import Field
from carmail_tui.reading.postcodes import COUNTRIES, postcode_of
from carmail_tui.recipients.client import Address, AddressSource
from carmail_tui.recipients.typos import suggestion
from carmail_tui.recipients.vat import is_vat, vat_key

_UNION = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
})  # fmt: skip
_FIELDS = {
    AddressSource.CARD: Field.EMAIL,
    AddressSource.FINANCIAL: Field.EMAIL_FINANCIAL,
    AddressSource.CONTACT: Field.EMAIL_CONTACT,
}
_SEVERAL_DIGITS = re.compile(r"[0-9].*[0-9].*[0-9].*[0-9].*[0-9]")


def doubts(card: Mapping[str, Any], country: str) -> Iterator[Note]:
    """The notes on a card, besides what could not be read; `country` (ISO 3166) is its own or assumed."""
    addresses: tuple[Address, ...] = card["addresses"]
    for address in addresses:
        if address.mailbox is not None and (meant := suggestion(address.email)):
            field = _FIELDS.get(address.source, Field.EMAIL)
            yield Note(CellFault.ADDRESS_SUSPECT, field, address.email, meant)
    if card["vat"] and not vat_passes(card["vat"]):
        yield Note(CellFault.VAT_WRONG, Field.VAT, card["vat"])
    postcode = card["postcode"]
    if postcode and country in COUNTRIES and postcode_of(postcode, country) is None:
        yield Note(CellFault.POSTCODE_UNUSUAL, Field.POSTCODE, postcode)


@lru_cache(maxsize=4096)
def vat_passes(text: str) -> bool:
    """Whether a VAT number of the Union has the length and check digits of its country.

    What says that there is none ("non assujetti"), and numbers of other countries, cannot be wrong here.
    """
    key = vat_key(text)
    if not _SEVERAL_DIGITS.search(key) or key[:2] not in _UNION:
        return True
    return is_vat(text)
