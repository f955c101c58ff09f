"""The outbox as the delivery process sees it: claims and steps, each a compare-and-set with its owner."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from peewee import Database, SqliteDatabase, fn

from carmail_tui.delivery.errors import TakenOverError
from carmail_tui.delivery.message import AccountState, OutboxMessage
from carmail_tui.delivery.policy import LIFETIMES, LONGEST_REST, Phase, Reason, Reply
from carmail_tui.delivery.queue import utc_now
from carmail_tui.delivery.states import STEPS, UNDER_WAY, WAITING, State
from carmail_tui.recipients.address import mailbox
from carmail_tui.store.models import Account, Blob, Mailing, Message
from carmail_tui.store.rows import milliseconds, moment
from carmail_tui.store.statements import CLAIMABLE, MORE_COLUMNS, MORE_CONDITIONS, NEXT, ORDER, Claimable

_WAITING = sorted(WAITING)


class Dispatch:
    """Implements `delivery.queue.Queue`."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._now = now

    def connection(self) -> AbstractContextManager[object]:
        """Keep one connection for a whole run."""
        context: AbstractContextManager[object] = self._database.connection_context()
        return context

    def recover(self, account: str, owner: str) -> tuple[int, int]:
        """The former holder of the lock is gone: before the dot nothing was delivered, after it who knows."""
        mine = Message.account == account
        committing = mine & (Message.state == State.COMMITTING)
        with self._database.connection_context(), self._database.atomic():
            Account.insert(key=account, owner=owner).on_conflict(
                conflict_target=[Account.key], preserve=[Account.owner]
            ).execute()
            for (id_,) in list(Message.select(Message.id).where(committing).tuples()):
                self._note_attempt(id_, Phase.DOT, State.IN_DOUBT, None)
            doubts = (
                Message.update(
                    state=State.IN_DOUBT,
                    owner=None,
                    reason=Reason.INTERRUPTED,
                    code=None,
                    enhanced="",
                    reply="",
                )
                .where(committing)
                .execute()
            )
            released = (
                Message.update(state=State.QUEUED, owner=None, updated=milliseconds(self._now()))
                .where(mine & Message.state.in_([State.CLAIMED, State.TALKING]))
                .execute()
            )
        return int(released), int(doubts)

    def left_under_way(self, account: str) -> list[str]:
        """Other accounts whose messages are under way: in their own process, or left behind by one that
        ended when the settings named another account."""
        under_way = (Message.account != account) & Message.state.in_(sorted(UNDER_WAY))
        with self._database.connection_context():
            return [row[0] for row in Message.select(Message.account).where(under_way).distinct().tuples()]

    def account(self, account: str) -> AccountState:
        """What holds the account back."""
        with self._database.connection_context():
            return load_account(account)

    def hold(self, account: str, reason: Reason, reply: str, retry_at: datetime | None) -> None:
        """Hold the account, until a moment or until a person does something."""
        with self._database.connection_context(), self._database.atomic():
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

    def claim(self, account: str, owner: str, now: datetime) -> OutboxMessage | None:
        """The next message that may leave now: tests, documents, mailings, each the oldest first."""
        with self._database.connection_context(), self._forgettable():
            holder = self._run("SELECT owner FROM account WHERE key = ?", account).fetchone()
            if holder is None or holder[0] != owner:
                raise TakenOverError(account)
            while (row := self._next(account, milliseconds(now))) is not None:
                if self._take(row.id, owner, "claim") and not self._stopped(row, owner, now):
                    return _outbox_message(row, now)
        return None

    def _next(self, account: str, now: int) -> Claimable | None:
        values = [value for intent, state in ORDER for value in (account, state.value, intent, now, now)]
        found = self._run(NEXT, *values).fetchone()
        if found is None:
            return None
        (email,) = self._run("SELECT envelope_to FROM message WHERE id = ?", found[0]).fetchone()
        return Claimable(*self._run(CLAIMABLE, mailbox(email), found[0]).fetchone())

    def _stopped(self, row: Claimable, owner: str, now: datetime) -> bool:
        """Look once more at who receives: what no longer holds is blocked here, and shown."""
        if now - moment(row.updated) > LONGEST_REST:
            return self._take(row.id, owner, "expire", reason=Reason.TOO_MANY_TRIES)
        if row.suppressed and row.intent != "test":
            return self._take(row.id, owner, "block", reason=Reason.SUPPRESSED)
        if row.kind == "promotion" and row.client_id is not None and not row.promotions:
            return self._take(row.id, owner, "block", reason=Reason.NO_CONSENT)
        return False

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
        """Take a step of `delivery.states`; False where the message is no longer ours."""
        lasting = self._forgettable if step == "begin" else self._database.atomic
        with self._database.connection_context(), lasting():
            taken = self._take(message, owner, step, reason=reason, reply=reply, not_before=not_before)
            if taken and phase is not None:
                self._note_attempt(message, phase, STEPS[step].target, reply)
            if taken and step == "accept":
                self._note_use(message)
            return taken

    def _take(
        self,
        message: int,
        owner: str,
        step: str,
        *,
        reason: Reason | None = None,
        reply: Reply | None = None,
        not_before: datetime | None = None,
    ) -> bool:
        taken = STEPS[step]
        columns: dict[str, Any] = {"state": taken.target.value, "updated": milliseconds(self._now())}
        if step in {"claim", "begin", "commit"}:
            columns["owner"] = owner
        else:
            columns |= {"owner": None, "reason": reason.value if reason else ""}
        if reply is not None:
            columns |= {"code": reply.code or None, "enhanced": reply.enhanced, "reply": reply.text[:2000]}
        if not_before is not None:
            columns["not_before"] = milliseconds(not_before)
        sources = sorted(taken.sources)
        sets = ", ".join(f"{name} = ?" for name in columns) + MORE_COLUMNS.get(step, "")
        where = f"id = ? AND state IN ({', '.join('?' * len(sources))})" + MORE_CONDITIONS.get(step, "")
        values = [*columns.values(), message, *sources]
        if step != "claim":
            where += " AND owner = ?"
            values.append(owner)
        query = f"UPDATE message SET {sets} WHERE {where}"  # noqa: S608 - the names are ours
        return bool(self._run(query, *values).rowcount)

    @contextmanager
    def _forgettable(self) -> Iterator[None]:
        """A transaction that need not be on the disk when it ends: should a power cut forget it, then the
        message is still waiting, which is true."""
        lite = isinstance(self._database, SqliteDatabase)
        if lite:
            self._run("PRAGMA synchronous = NORMAL")
        try:
            with self._database.atomic():
                if not lite:
                    self._run("SET LOCAL synchronous_commit = off")
                yield
        finally:
            if lite:
                self._run("PRAGMA synchronous = FULL")

    def _run(self, query: str, *values: Any) -> Any:
        return self._database.execute_sql(query.replace("?", self._database.param), values)

    def _note_attempt(self, message: int, phase: Phase, outcome: State, reply: Reply | None) -> None:
        said = ((reply.code or None), reply.enhanced, reply.text[:2000]) if reply else (None, "", "")
        self._run(
            "INSERT INTO attempt (message_id, at, phase, outcome, code, enhanced, reply) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(message, milliseconds(self._now()), phase.value, outcome.value, *said),
        )

    def _note_use(self, message: int) -> None:
        query = "SELECT client_id, envelope_to, updated FROM message WHERE id = ?"
        client, email, used = self._run(query, message).fetchone()
        if client is not None:
            query = "UPDATE address SET last_used = ? WHERE client_id = ? AND mailbox = ?"
            self._run(query, used, client, mailbox(email))


def load_account(account: str) -> AccountState:
    """The state of an account, within an open connection."""
    database = Account._meta.database
    query = "SELECT held_reason, held_reply, held_since, retry_at, failures FROM account WHERE key = ?"
    row = database.execute_sql(query.replace("?", database.param), (account,)).fetchone()
    if row is None:
        return AccountState()
    reason, reply, since, retry_at, failures = row
    since, retry_at = (moment(at) if at else None for at in (since, retry_at))
    return AccountState(reason, reply, since, retry_at, failures)


def content_of(row: Any) -> bytes:
    """The frozen bytes of a message: its head and the blobs behind it."""
    digests = row.blobs.split()
    if not digests:
        return bytes(row.head)
    blobs = {blob.sha256: bytes(blob.content) for blob in Blob.select().where(Blob.sha256.in_(digests))}
    return bytes(row.head) + b"".join(blobs[digest] for digest in digests)


def _outbox_message(row: Claimable, now: datetime) -> OutboxMessage:
    return OutboxMessage(
        id=row.id,
        envelope_from=row.envelope_from,
        envelope_to=row.envelope_to,
        content=content_of(row),
        attempts=row.attempts + 1,
        expires=(moment(row.trying_since) if row.trying_since else now) + LIFETIMES[row.intent],
    )
