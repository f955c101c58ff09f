"""What is read from a client list: cards, rows left out, and cells that could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from carmail_tui.reading.columns import Field
from carmail_tui.reading.tables import Table
from carmail_tui.recipients.client import Client


class SkipReason(StrEnum):
    """Why a row gives no client."""

    NO_NAME = "no_name"
    TOO_MANY_CELLS = "too_many_cells"
    """More cells than columns: a delimiter stands unquoted in a cell, and the rest is out of place."""
    SUPPLIER = "supplier"


class CellFault(StrEnum):
    """What could not be read in a row that gives a client all the same."""

    ADDRESS_MALFORMED = "address_malformed"
    DATE_UNREADABLE = "date_unreadable"
    LANGUAGE_UNKNOWN = "language_unknown"
    COUNTRY_UNKNOWN = "country_unknown"
    CONSENT_UNCLEAR = "consent_unclear"


@dataclass(frozen=True, slots=True)
class Note:
    """A cell that could not be read, with the field and the text that stands there."""

    fault: CellFault
    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class ReadClient:
    """A row that is a client. `given` names the fields of the card that it fills; the rest is default."""

    path: Path
    line: int
    client: Client
    given: frozenset[str]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that gives no client; `text` is its beginning, to find it again."""

    path: Path
    line: int
    reason: SkipReason
    text: str


@dataclass(frozen=True, slots=True)
class ClientList:
    """A file that was read: which column was taken for what, which were not understood, and its rows.

    `places` are the columns of each field by their number from 0.
    """

    table: Table
    columns: Mapping[Field, tuple[str, ...]]
    unknown: tuple[str, ...]
    rows: tuple[ReadClient | SkippedRow, ...]
    places: Mapping[Field, tuple[int, ...]] = field(default_factory=dict)
