"""The whole store: the database, opened, with the queries of each room."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from carmail_tui.delivery.continuity import Continuity
from carmail_tui.delivery.journal import Journal
from carmail_tui.delivery.lock import FileLock
from carmail_tui.settings.paths import lock_path, state_folder
from carmail_tui.store.bounces import Bounces
from carmail_tui.store.cards import Cards
from carmail_tui.store.clients import Clients
from carmail_tui.store.database import open_database
from carmail_tui.store.dispatch import Dispatch
from carmail_tui.store.documents import Ledger
from carmail_tui.store.files import FileStore
from carmail_tui.store.filters import SavedFilters
from carmail_tui.store.lists import ClientLists
from carmail_tui.store.locks import AdvisoryLock
from carmail_tui.store.messages import Messages
from carmail_tui.store.outbox import Outbox
from carmail_tui.store.selection import Selection
from carmail_tui.store.user_state import UserStates

if TYPE_CHECKING:
    from carmail_tui.store.decisions import Decisions
    from carmail_tui.store.imports import Imports
    from carmail_tui.store.watched import WatchedFiles

__all__ = ("Store",)


class Store:
    """A database and the folder of its files. Raises DatabaseUnusableError where it cannot be opened."""

    def __init__(self, url: str, files: Path) -> None:
        self.url = url
        self.database = open_database(url)
        self.clients = Clients(self.database)
        self.cards = Cards(self.database, self.clients)
        self.selection = Selection(self.database)
        self.lists = ClientLists(self.database)
        self.filters = SavedFilters(self.database)
        self.user_states = UserStates(self.database)
        self.ledger = Ledger(self.database)
        self.files = FileStore(files)
        self.outbox = Outbox(self.database)
        self.dispatch = Dispatch(self.database, continuity=Continuity(state_folder()))
        self.messages = Messages(self.database)
        self.bounces = Bounces(self.database)

    @cached_property
    def imports(self) -> "Imports":
        """The imports. They alone need the readers of files, which take a tenth of the start."""
        from carmail_tui.store.imports import Imports

        return Imports(self.database, self.files)

    @cached_property
    def watched(self) -> "WatchedFiles":
        """The files of the watched folder."""
        from carmail_tui.store.watched import WatchedFiles

        return WatchedFiles(self.database)

    @cached_property
    def decisions(self) -> "Decisions":
        """Whose the documents are. Like the imports, it needs the readers of files."""
        from carmail_tui.store.decisions import Decisions

        return Decisions(self.database, self.ledger, self.cards, self.files)

    def account_lock(self, account: str) -> FileLock | AdvisoryLock:
        """The lock of an account: a file beside SQLite, an advisory lock on PostgreSQL."""
        if self.url.startswith("sqlite:"):
            return FileLock(lock_path(self.url, account))
        return AdvisoryLock(self.url, account)

    def journal(self, account: str) -> Journal:
        """Where results are kept that the database could not take."""
        return Journal(lock_path(self.url, account).with_suffix(".journal"))

    def close(self) -> None:
        """Close the connection of this thread."""
        if not self.database.is_closed():
            self.database.close()
