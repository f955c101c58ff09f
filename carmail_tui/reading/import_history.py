"""Imports that were made, and what became of one that was taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RunState(StrEnum):
    """Where an import stands."""

    RUNNING = "running"
    BROKEN_OFF = "broken_off"
    """It ended without an end: its process was killed. What it wrote can be taken back."""
    DONE = "done"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import of `clients` or `documents`: `source` names its files, `counts` how many had each outcome."""

    id: int
    kind: str
    at: datetime
    source: str
    state: RunState
    counts: Mapping[str, int]


class Kept(StrEnum):
    """Why something that an import brought in stays when it is taken back."""

    CORRECTED = "corrected"
    """A person has changed it since."""
    WRITTEN_TO = "written_to"
    """It is in the outbox, or was."""
    HAS_DOCUMENTS = "has_documents"
    IN_LIST = "in_list"
    """It stands in a client list that was saved."""
    LATER_IMPORT = "later_import"
    """A later import has changed it."""
    SENT = "sent"
    """A document that was sent."""


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A client or a document that stays, or a card of which a field stays."""

    name: str
    reason: Kept


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of an import that was taken back.

    `removed` and `restored` count clients and documents: gone, and as they were before. `left` are those that
    stay, or of which something stays.
    """

    run: ImportLine
    removed: int
    restored: int
    left: tuple[LeftAlone, ...]
