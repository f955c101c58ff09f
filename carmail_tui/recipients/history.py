"""What a filter may ask beyond the card of a client: its documents, and the letters it was written."""

from dataclasses import dataclass
from datetime import date as day
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """A document of the ledger as filters see it; `amount` is negative for a credit note.

    `kind` is that of `documents.document.DocumentKind`, `currency` ISO 4217.
    """

    number: str
    kind: str
    date: day | None
    amount: Decimal
    due: day | None = None
    paid: bool = False
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Written:
    """A letter of a mailing that was accepted, is on its way or in doubt; `kind` is promotion or service."""

    title: str
    kind: str
    date: day


@dataclass(frozen=True, slots=True)
class History:
    """The documents and the letters of one client."""

    bills: tuple[Bill, ...] = ()
    letters: tuple[Written, ...] = ()


class HistoryNeededError(LookupError):
    """A condition on documents or mailings was asked of a client whose history was not loaded."""
