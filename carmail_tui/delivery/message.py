"""What delivery takes from the outbox, and what the outbox tells of its messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from carmail_tui.delivery.bounces import MessageBounce
from carmail_tui.delivery.states import UNDER_WAY, UNSUCCESSFUL, WAITING, State


class OutboxMessage(NamedTuple):
    """A claimed message: one envelope recipient.

    Its frozen bytes are `head` and what `blobs` names, which is read when it leaves: it may be large.
    `attempts` counts this one. `expires` is when trying ends; a failure after that is the last.
    """

    id: int
    mailing_id: int
    envelope_from: str
    envelope_to: str
    head: bytes
    blobs: str
    attempts: int
    expires: datetime


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message as lists show it. `reason` is a `delivery.policy.Reason` value, or empty.

    `replaced`: it did not succeed, and a later one goes in its place. `bounce` is what came back of it later.
    """

    id: int
    mailing_id: int | None
    client_id: int | None
    client_name: str
    envelope_to: str
    subject: str
    state: State
    reason: str
    code: int | None
    enhanced: str
    reply: str
    attempts: int
    not_before: datetime | None
    created: datetime
    updated: datetime
    settled: bool
    intent: str
    replaced: bool = False
    bounce: MessageBounce | None = None

    @property
    def came_back(self) -> bool:
        """Whether a server took it, and told later that it did not arrive."""
        return self.state is State.SENT and self.bounce is not None and self.bounce.final


@dataclass(frozen=True, slots=True)
class AccountState:
    """What holds an account back: a typed reason, the server's words, and when it is tried again."""

    reason: str = ""
    reply: str = ""
    since: datetime | None = None
    retry_at: datetime | None = None
    failures: int = 0

    @property
    def held(self) -> bool:
        """Whether something holds it back."""
        return bool(self.reason)


@dataclass(frozen=True, slots=True)
class MailingProgress:
    """How far a mailing, or one sending of documents, has come.

    `counts` are of the latest try for each recipient or document; `replaced` counts the older ones.
    """

    id: int
    title: str
    kind: str
    user: str
    created: datetime
    hold_until: datetime | None
    paused: bool
    left_out: int
    counts: Mapping[State, int]
    account: AccountState
    next_try: datetime | None = None
    settled: bool = False
    replaced: int = 0
    paused_reason: str = ""
    bounced: int = 0
    """Of those sent, how many came back later, without those that a person settled."""

    def count(self, *states: State) -> int:
        """How many messages are in these states."""
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def total(self) -> int:
        """All its messages, without those that were replaced."""
        return sum(self.counts.values())

    @property
    def sent(self) -> int:
        """Accepted by the server."""
        return self.count(State.SENT)

    @property
    def waiting(self) -> int:
        """Not tried yet, or about to be tried."""
        return self.count(State.QUEUED, *UNDER_WAY)

    @property
    def unsuccessful(self) -> int:
        """Ended without having been accepted."""
        return self.count(*UNSUCCESSFUL)

    @property
    def ended(self) -> bool:
        """Whether nothing of it will move by itself any more."""
        return self.count(*WAITING, *UNDER_WAY) == 0


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One try of a message."""

    at: datetime
    phase: str
    outcome: str
    code: int | None
    enhanced: str
    reply: str
