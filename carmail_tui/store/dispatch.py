"""The outbox as the delivery process sees it: claims and steps, each a compare-and-set with its owner."""

from datetime import datetime, timedelta
from typing import Any

from peewee import Database, fn

from carmail_tui.delivery.message import AccountState, OutboxMessage
from carmail_tui.delivery.policy import LIFETIMES, Phase, Reason, Reply
from carmail_tui.delivery.process import utc_now
from carmail_tui.delivery.states import STEPS, WAITING, State
from carmail_tui.recipients.address import mailbox
from carmail_tui.store.models import Account, Address, Attempt, Blob, Client, Mailing, Message, Suppression
from carmail_tui.store.rows import milliseconds, moment

_WAITING = sorted(WAITING)


class Dispatch:
    """Implements `delivery.process.Queue`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recover(self, account: str) -> tuple[int, int]:
        """The former holder of the lock is gone: before the dot nothing was delivered, after it nobody knows."""
        now = milliseconds(utc_now())
        with self._database.connection_context(), self._database.atomic():
            doubts = (
                Message.update(
                    state=State.IN_DOUBT,
                    owner=None,
                    updated=now,
                    reason=Reason.INTERRUPTED,
                    code=None,
                    reply="",
                )
                .where((Message.account == account) & (Message.state == State.COMMITTING))
                .execute()
            )
            released = (
                Message.update(state=State.QUEUED, owner=None, updated=now)
                .where((Message.account == account) & Message.state.in_([State.CLAIMED, State.TALKING]))
                .execute()
            )
        return int(released), int(doubts)

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
                held_since=milliseconds(utc_now()),
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
        """The next message that may leave now: documents before mailings, the oldest first."""
        moment_now = milliseconds(now)
        with self._database.connection_context(), self._database.atomic():
            while True:
                row = self._next(account, moment_now)
                if row is None:
                    return None
                changed = (
                    Message.update(
                        state=State.CLAIMED, owner=owner, attempts=Message.attempts + 1, updated=moment_now
                    )
                    .where((Message.id == row.id) & Message.state.in_(_WAITING))
                    .execute()
                )
                if changed and not self._stopped(row, owner, now):
                    return _outbox_message(row)

    def _next(self, account: str, now: int) -> Any:
        mine = (Message.account == account) & Message.state.in_(_WAITING) & (Message.not_before <= now)
        open_mailing = Mailing.select(Mailing.id).where(~Mailing.paused & (Mailing.hold_until <= now))
        return (
            Message.select(Message, Mailing)
            .join(Mailing)
            .where(mine & Message.mailing.in_(open_mailing))
            .order_by(Message.intent, Message.id)
            .first()
        )

    def _stopped(self, row: Any, owner: str, now: datetime) -> bool:
        """Look once more at who receives: what no longer holds is blocked here, and shown."""
        if now > moment(row.created) + LIFETIMES[row.intent]:
            return self._take(row.id, owner, "expire", reason=Reason.TOO_MANY_TRIES)
        suppressed = Suppression.select().where(Suppression.mailbox == mailbox(row.envelope_to)).exists()
        if suppressed and row.intent != "test":
            return self._take(row.id, owner, "block", reason=Reason.SUPPRESSED)
        if row.mailing.kind == "promotion" and row.client_id is not None:
            client = Client.get_or_none(Client.id == row.client_id)
            if client is None or client.promotions is not True:
                return self._take(row.id, owner, "block", reason=Reason.NO_CONSENT)
        return False

    def next_due(self, account: str) -> datetime | None:
        """When the next waiting message may leave; None where nothing waits."""
        with self._database.connection_context():
            later = fn.MAX(Message.not_before, Mailing.hold_until)
            if not hasattr(self._database, "pragma"):
                later = fn.GREATEST(Message.not_before, Mailing.hold_until)
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
        with self._database.connection_context(), self._database.atomic():
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
        columns: dict[str, Any] = {"state": taken.target, "updated": milliseconds(utc_now())}
        if taken.target not in {State.TALKING, State.COMMITTING}:
            columns["owner"] = None
            columns["reason"] = reason.value if reason else ""
        if reply is not None:
            columns |= {"code": reply.code or None, "enhanced": reply.enhanced, "reply": reply.text[:2000]}
        if not_before is not None:
            columns["not_before"] = milliseconds(not_before)
        where = (Message.id == message) & (Message.owner == owner) & Message.state.in_(sorted(taken.sources))
        return bool(Message.update(**columns).where(where).execute())

    def _note_attempt(self, message: int, phase: Phase, outcome: State, reply: Reply | None) -> None:
        Attempt.create(
            message=message,
            at=milliseconds(utc_now()),
            phase=phase.value,
            outcome=outcome.value,
            code=(reply.code or None) if reply else None,
            enhanced=reply.enhanced if reply else "",
            reply=reply.text[:2000] if reply else "",
        )

    def _note_use(self, message: int) -> None:
        row = Message.get_by_id(message)
        if row.client_id is not None:
            Address.update(last_used=row.updated).where(
                (Address.client == row.client_id) & (Address.mailbox == mailbox(row.envelope_to))
            ).execute()


def load_account(account: str) -> AccountState:
    """The state of an account, within an open connection."""
    row = Account.get_or_none(Account.key == account)
    if row is None:
        return AccountState()
    return AccountState(
        row.held_reason,
        row.held_reply,
        moment(row.held_since) if row.held_since else None,
        moment(row.retry_at) if row.retry_at else None,
        row.failures,
    )


def content_of(row: Any) -> bytes:
    """The frozen bytes of a message: its head and the blobs behind it."""
    digests = row.blobs.split()
    blobs = {blob.sha256: bytes(blob.content) for blob in Blob.select().where(Blob.sha256.in_(digests))}
    return bytes(row.head) + b"".join(blobs[digest] for digest in digests)


def _outbox_message(row: Any) -> OutboxMessage:
    return OutboxMessage(
        id=row.id,
        envelope_from=row.envelope_from,
        envelope_to=row.envelope_to,
        content=content_of(row),
        attempts=row.attempts + 1,
        expires=moment(row.created) + LIFETIMES.get(row.intent, timedelta(hours=24)),
    )
