"""What delivery needs of the outbox. `store.dispatch` implements it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from carmail_tui.delivery.message import AccountState, OutboxMessage
from carmail_tui.delivery.policy import Phase, Reason, Reply


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class Transition(NamedTuple):
    """A step of `delivery.states` that a message is to take. With `phase` the try goes into its history."""

    message: int
    step: str
    phase: Phase | None = None
    reason: Reason | None = None
    reply: Reply | None = None
    not_before: datetime | None = None


class Queue(Protocol):
    """The outbox of one database. Each transition is a compare-and-set by state and owner."""

    def connection(self) -> AbstractContextManager[object]:
        """Keep one connection to the database for a whole run: opening one costs more than a message."""
        ...

    def recover(self, account: str, owner: str) -> tuple[int, int]:
        """`owner` has the lock, whoever held it is gone: how many are queued again, how many in doubt."""
        ...

    def account(self, account: str) -> AccountState:
        """What holds the account back."""
        ...

    def hold(self, account: str, reason: Reason, reply: str, retry_at: datetime | None) -> None:
        """Hold the account, until a moment or until a person does something."""
        ...

    def free(self, account: str) -> None:
        """The account works."""
        ...

    def pause(self, mailing: int, reason: Reason) -> None:
        """Pause a mailing until a person lets it go on."""
        ...

    def claim(self, account: str, owner: str, now: datetime, limit: int = 1) -> list[OutboxMessage]:
        """The next messages that may leave now; what must not leave is blocked or expired on the way.

        Raises TakenOverError where another owner has recovered the account since.
        """
        ...

    def content(self, message: OutboxMessage) -> bytes:
        """The frozen bytes of a message."""
        ...

    def next_due(self, account: str) -> datetime | None:
        """When the next waiting message may leave; None where nothing waits."""
        ...

    def sent_since(self, account: str, moment: datetime) -> list[datetime]:
        """When messages were sent to the server since `moment`, oldest first."""
        ...

    def take(self, owner: str, transitions: Sequence[Transition]) -> list[bool]:
        """Take these in one transaction, in order, on the disk when this returns; False for each message that
        is no longer ours. A `commit` is also False where the mailing is paused."""
        ...
