"""The tables. Nothing outside the store sees them: its query modules hand out the rooms' objects."""

from carmail_tui.store.models.base import Meta, Table, database
from carmail_tui.store.models.clients import (
    Address,
    Client,
    ClientList,
    ClientListMember,
    SavedFilter,
    SelectionChange,
    SelectionMember,
    SelectionMove,
    Suppression,
    UserState,
    Vehicle,
)
from carmail_tui.store.models.documents import BuyerDecision, Document, DocumentFile, WatchedFile
from carmail_tui.store.models.imports import ImportChange, ImportRun, ImportSpan
from carmail_tui.store.models.outbox import (
    Account,
    Attempt,
    Blob,
    Bounce,
    Content,
    DocumentMessage,
    Forgiven,
    Mailing,
    Message,
)

TABLES = tuple(Table.__subclasses__())
"""All of them, in the order in which they are written above: what is referred to comes first."""

__all__ = (
    "TABLES",
    "Account",
    "Address",
    "Attempt",
    "Blob",
    "Bounce",
    "BuyerDecision",
    "Client",
    "ClientList",
    "ClientListMember",
    "Content",
    "Document",
    "DocumentFile",
    "DocumentMessage",
    "Forgiven",
    "ImportChange",
    "ImportRun",
    "ImportSpan",
    "Mailing",
    "Message",
    "Meta",
    "SavedFilter",
    "SelectionChange",
    "SelectionMember",
    "SelectionMove",
    "Suppression",
    "Table",
    "UserState",
    "Vehicle",
    "WatchedFile",
    "database",
)
