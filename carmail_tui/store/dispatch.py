"""The outbox as the delivery process sees it; each claim and transition is a compare-and-set."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

from peewee import Database, SqliteDatabase, fn

from carmail_tui.delivery.continuity import Continuity, this_machine
from carmail_tui.delivery.errors import TakenOverError
from carmail_tui.delivery.message import AccountState, OutboxMessage
from carmail_tui.delivery.policy import LIFETIMES, LONGEST_REST, LONGEST_WAIT, Phase, Reason, Reply
from carmail_tui.delivery.queue import Transition, utc_now
from carmail_tui.delivery.states import UNDER_WAY, WAITING, State
from carmail_tui.store.models import Account, Mailing, Message, Meta
from carmail_tui.store.rows import milliseconds, moment
from carmail_tui.store.statements import CLAIMABLE, NEXT, ORDER, Claimable
from carmail_tui.store.transitions import run, take

_WAITING = sorted(WAITING)
_FORGETTABLE = frozenset({"claim", "begin", "release"})
"""Should a power cut forget one of these, then the message is still waiting, which is true."""


class Dispatch:
    """Implements `delivery.queue.Queue`."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime] = utc_now,
        continuity: Continuity | None = None,
    ) -> None:
        """`continuity`: what this machine remembers of the database; without it nothing is remembered."""
        self._database = database
        self._now = now
        self._continuity = continuity
        self._identity = ""

    @contextmanager
    def connection(self) -> Iterator[None]:
        """Keep one connection for a whole run."""
        with self._database.connection_context():
            yield
            if self._continuity and self._identity:
                self._continuity.remember(self._identity, last_try(self._database))

    # -- the former owner ----------------------------------------------------------------------------------

    def recover(self, account: str, owner: str) -> tuple[int, int]:
        """The former holder of the lock is gone: before the dot nothing was delivered, after it who knows."""
        mine = Message.account == account
        committing = mine & (Message.state == State.COMMITTING)
        with self._database.connection_context(), self._database.atomic():
            Account.insert(key=account, owner=owner).on_conflict(
                conflict_target=[Account.key], preserve=[Account.owner]
            ).execute()
            self._bound_waits(account)
            if self._continuity:
                self._hold_an_older_copy(self._continuity)
            lost = list(Message.select(Message.id, Message.owner, Message.updated).where(committing))
            for row in lost:
                doubt = Transition(row.id, "lose", Phase.DOT, Reason.INTERRUPTED, Reply(0))
                # It came into doubt when it may have gone, not when somebody noticed.
                take(self._database, row.owner, [doubt], moment(row.updated))
            released = (
                Message.update(state=State.QUEUED, owner=None, updated=milliseconds(self._now()))
                .where(mine & Message.state.in_([State.CLAIMED, State.TALKING]))
                .execute()
            )
        return int(released), len(lost)

    def _hold_an_older_copy(self, continuity: Continuity) -> None:
        """What waits in a copy may have left from the original: whoever it waits for is asked first.

        A SQLite file belongs to one machine; where it was taken to another, the first may still send from it.
        """
        self._identity, last = fact("identity", uuid4().hex), last_try(self._database)
        here = this_machine()
        moved = isinstance(self._database, SqliteDatabase) and fact("machine", here) != here
        if moved:
            Meta.update(value=here).where(Meta.key == "machine").execute()
        if moved or continuity.broken(self._identity, last):
            waiting = Message.select(Message.account).where(Message.state.in_(_WAITING)).distinct()
            for (account,) in list(waiting.tuples()):
                self._hold(account, Reason.RESTORED_COPY, "", None)
        continuity.remember(self._identity, last)

    def _bound_waits(self, account: str) -> None:
        """A clock that was set back leaves moments that nobody meant: nothing waits longer than a wait is."""
        now, latest = milliseconds(self._now()), milliseconds(self._now() + LONGEST_WAIT)
        mine = (Message.account == account) & Message.state.in_(_WAITING)
        Message.update(not_before=now).where(mine & (Message.not_before > latest)).execute()
        Account.update(retry_at=now).where((Account.key == account) & (Account.retry_at > latest)).execute()
        Mailing.update(hold_until=now).where(Mailing.hold_until > latest).execute()

    def left_under_way(self, account: str) -> list[str]:
        """Other accounts whose messages are under way: in their own process, or left behind by one that
        ended when the settings named another account."""
        under_way = (Message.account != account) & Message.state.in_(sorted(UNDER_WAY))
        with self._database.connection_context():
            return [row[0] for row in Message.select(Message.account).where(under_way).distinct().tuples()]

    # -- the account ---------------------------------------------------------------------------------------

    def account(self, account: str) -> AccountState:
        """What holds the account back."""
        with self._database.connection_context():
            return load_account(account)

    def hold(self, account: str, reason: Reason, reply: str, retry_at: datetime | None) -> None:
        """Hold the account, until a moment or until a person does something."""
        with self._database.connection_context(), self._database.atomic():
            self._hold(account, reason, reply, retry_at)

    def _hold(self, account: str, reason: Reason, reply: str, retry_at: datetime | None) -> None:
        Account.insert(key=account).on_conflict_ignore().execute()
        Account.update(
            held_reason=reason.value,
            held_reply=reply[:500],
            held_since=milliseconds(self._now()),
            retry_at=milliseconds(retry_at) if retry_at else 0,
            failures=Account.failures + 1,
        ).where(Account.key == account).execute()

    def free(self, account: str) -> None:
        """The account works."""
        with self._database.connection_context():
            Account.update(held_reason="", held_reply="", held_since=None, retry_at=0, failures=0).where(
                (Account.key == account) & ((Account.held_reason != "") | (Account.failures > 0))
            ).execute()

    def pause(self, mailing: int, reason: Reason) -> None:
        """Pause a mailing until a person lets it go on."""
        with self._database.connection_context():
            Mailing.update(paused=True, paused_reason=reason.value).where(Mailing.id == mailing).execute()

    # -- messages ------------------------------------------------------------------------------------------

    def claim(self, account: str, owner: str, now: datetime, limit: int = 1) -> list[OutboxMessage]:
        """The next messages that may leave now: tests, documents, mailings, each the oldest first."""
        with self._database.connection_context(), self._transaction(durable=False):
            holder = self._run("SELECT owner FROM account WHERE key = ?", account).fetchone()
            if holder is None or holder[0] != owner:
                raise TakenOverError(account)
            claimed: list[OutboxMessage] = []
            while not claimed and (ids := self._next(account, milliseconds(now), limit)):
                found = self._run(f"{CLAIMABLE}{', '.join('?' * len(ids))})", *ids)
                rows = {row[0]: Claimable(*row) for row in found.fetchall()}
                ours = take(self._database, owner, [Transition(id_, "claim") for id_ in ids], self._now())
                mine = [rows[id_] for id_, taken in zip(ids, ours, strict=True) if taken]
                claimed += [_message(row, now) for row in mine if not self._stopped(row, owner, now)]
        return claimed

    def _next(self, account: str, now: int, limit: int) -> list[int]:
        values = [
            value for intent, state in ORDER for value in (account, state.value, intent, now, now, limit)
        ]
        return [row[0] for row in self._run(NEXT, *values, limit).fetchall()]

    def _stopped(self, row: Claimable, owner: str, now: datetime) -> bool:
        """Look once more at who receives: what no longer holds is blocked here, and shown."""
        if now - moment(row.updated) > LONGEST_REST:
            stop = Transition(row.id, "expire", reason=Reason.TOO_MANY_TRIES)
        elif row.suppressed and row.intent != "test":
            stop = Transition(row.id, "block", reason=Reason.SUPPRESSED)
        elif row.kind == "promotion" and row.client_id is not None and not row.promotions:
            stop = Transition(row.id, "block", reason=Reason.NO_CONSENT)
        else:
            return False
        take(self._database, owner, [stop], self._now())
        return True

    def content(self, message: OutboxMessage) -> bytes:
        """The frozen bytes of a message."""
        if not message.blobs:
            return message.head
        with self._database.connection_context():
            return whole(self._database, message.head, message.blobs)

    def take(self, owner: str, transitions: Sequence[Transition]) -> list[bool]:
        """Take these steps in one transaction, on the disk when this returns; which of them were ours."""
        durable = any(transition.step not in _FORGETTABLE for transition in transitions)
        now = self._now()
        with self._database.connection_context():
            with self._transaction(durable=durable):
                taken = take(self._database, owner, transitions, now)
            if self._continuity and self._continuity.due:
                self._continuity.remember(self._identity, last_try(self._database))
        return taken

    def next_due(self, account: str) -> datetime | None:
        """When the next waiting message may leave; None where nothing waits."""
        with self._database.connection_context():
            larger = fn.MAX if isinstance(self._database, SqliteDatabase) else fn.GREATEST
            later = larger(Message.not_before, Mailing.hold_until)
            found = (
                Message.select(fn.MIN(later))
                .join(Mailing)
                .where((Message.account == account) & Message.state.in_(_WAITING) & ~Mailing.paused)
                .scalar()
            )
        return moment(found) if found is not None else None

    def sent_since(self, account: str, since: datetime) -> list[datetime]:
        """When messages went to the server since then, oldest first; those in doubt may have gone."""
        gone = (State.SENT, State.IN_DOUBT, State.COMMITTING)
        query = (
            Message.select(Message.updated)
            .where(
                (Message.account == account)
                & Message.state.in_(gone)
                & (Message.updated > milliseconds(since))
            )
            .order_by(Message.updated)
            .tuples()
        )
        with self._database.connection_context():
            return [moment(row[0]) for row in query]

    @contextmanager
    def _transaction(self, *, durable: bool) -> Iterator[None]:
        lite = isinstance(self._database, SqliteDatabase)
        if lite and not durable:
            self._run("PRAGMA synchronous = NORMAL")
        try:
            with self._database.atomic():
                if not lite and not durable:
                    self._run("SET LOCAL synchronous_commit = off")
                yield
        finally:
            if lite and not durable:
                self._run("PRAGMA synchronous = FULL")

    def _run(self, query: str, *values: Any) -> Any:
        return run(self._database, query, *values)


def fact(key: str, first: str) -> str:
    """A fact about this database and all its copies; `first` where there is none yet."""
    Meta.insert(key=key, value=first).on_conflict_ignore().execute()
    return str(Meta.get_by_id(key).value)


def last_try(database: Database) -> int:
    """The number of the last try of any message; it only grows."""
    return run(database, "SELECT MAX(id) FROM attempt").fetchone()[0] or 0


def load_account(account: str) -> AccountState:
    """The state of an account, within an open connection."""
    query = "SELECT held_reason, held_reply, held_since, retry_at, failures FROM account WHERE key = ?"
    row = run(Account._meta.database, query, account).fetchone()
    if row is None:
        return AccountState()
    reason, reply, since, retry_at, failures = row
    since, retry_at = (moment(at) if at else None for at in (since, retry_at))
    return AccountState(reason, reply, since, retry_at, failures)


def whole(database: Database, head: bytes, digests: str) -> bytes:
    """The frozen bytes of a message: its head and the blobs behind it."""
    query = "SELECT content FROM blob WHERE sha256 = ?"
    blobs = (bytes(run(database, query, digest).fetchone()[0]) for digest in digests.split())
    return head + b"".join(blobs)


def _message(row: Claimable, now: datetime) -> OutboxMessage:
    return OutboxMessage(
        id=row.id,
        mailing_id=row.mailing_id,
        envelope_from=row.envelope_from,
        envelope_to=row.envelope_to,
        head=bytes(row.head),
        blobs=row.blobs,
        attempts=row.attempts + 1,
        expires=(moment(row.trying_since) if row.trying_since else now) + LIFETIMES[row.intent],
    )
