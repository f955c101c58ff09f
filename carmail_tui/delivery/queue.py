"""What delivery needs of the outbox. `store.dispatch` implements it."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Protocol

from carmail_tui.delivery.message import AccountState, OutboxMessage
from carmail_tui.delivery.policy import Phase, Reason, Reply


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class Queue(Protocol):
    """The outbox of one database. Each step is a compare-and-set by state and owner."""

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

    def claim(self, account: str, owner: str, now: datetime) -> OutboxMessage | None:
        """The next message that may leave now; what must not leave is blocked or expired on the way.

        Raises TakenOverError where another owner has recovered the account since.
        """
        ...

    def next_due(self, account: str) -> datetime | None:
        """When the next waiting message may leave; None where nothing waits."""
        ...

    def sent_since(self, account: str, moment: datetime) -> list[datetime]:
        """When messages were sent to the server since `moment`, oldest first."""
        ...

    def step(
        self,
        message: int,
        owner: str,
        step: str,
        *,
        phase: Phase | None = None,
        reason: Reason | None = None,
        reply: Reply | None = None,
        not_before: datetime | None = None,
    ) -> bool:
        """Take a step of `delivery.states`; False where the message is no longer ours.

        `commit` is also False where the mailing is paused. With `phase` the try goes into the history.
        """
        ...
