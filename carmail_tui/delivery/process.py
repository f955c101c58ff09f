"""The delivery process: takes messages from the outbox to the server, one account, one message at a time."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from carmail_tui.delivery.errors import BrokenError, DeliveryError, HeldError, NegativeReplyError
from carmail_tui.delivery.message import AccountState, OutboxMessage
from carmail_tui.delivery.policy import (
    MAXIMUM_ATTEMPTS,
    Fate,
    Phase,
    Reason,
    Reply,
    Verdict,
    backoff,
)
from carmail_tui.delivery.session import Session
from carmail_tui.delivery.wire import SECONDS
from carmail_tui.settings.model import Smtp

_log = logging.getLogger("carmail.delivery")
_POLL_SECONDS = 0.5
_MESSAGES_A_CONNECTION = 50
_IDLE_SECONDS = 10


class Queue(Protocol):
    """What delivery needs of the outbox. Each step is a compare-and-set by state and owner."""

    def recover(self, account: str) -> tuple[int, int]:
        """Whoever held the lock is gone: how many messages are queued again, how many are in doubt."""
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
        """The next message that may leave now; what must not leave is blocked or expired on the way."""
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
        """Take a step of `delivery.states`; False where the message is no longer ours."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `held` is why it stopped early, where it did."""

    sent: int = 0
    refused: int = 0
    deferred: int = 0
    in_doubt: int = 0
    held: Reason | None = None


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class Delivery:
    """One run of the delivery process. The caller holds the account's lock as long as it lives."""

    def __init__(
        self,
        queue: Queue,
        smtp: Smtp,
        password: Callable[[], str],
        *,
        patience: float = 0.0,
        watch: bool = False,
        seconds: dict[Phase, float] = SECONDS,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """`patience`: how many seconds to wait for work that is not due yet, before ending; with `watch`,
        an empty outbox is waited on too."""
        self._queue = queue
        self._smtp = smtp
        self._password = password
        self._patience = timedelta(seconds=patience)
        self._watch = watch
        self._seconds = seconds
        self._now = now
        self._owner = secrets.token_hex(16)
        self._session: Session | None = None
        self._carried = 0
        self._last_use = 0.0
        self._stopping = asyncio.Event()
        self._counts = {"sent": 0, "refused": 0, "deferred": 0, "in_doubt": 0}
        self._held: Reason | None = None

    def stop(self) -> None:
        """Let the current message finish, then end."""
        self._stopping.set()

    async def run(self) -> Report:
        """Deliver until nothing is left to do, or `stop`."""
        account = self._smtp.account
        requeued, doubts = self._queue.recover(account)
        if requeued or doubts:
            _log.warning("recovered: %d queued again, %d in doubt", requeued, doubts)
        try:
            while not self._stopping.is_set():
                if not await self._once(account):
                    break
        finally:
            await self._close()
        _log.info("delivery ends: %s", self._counts)
        return Report(**self._counts, held=self._held)

    async def _once(self, account: str) -> bool:
        """Deliver one message, or wait a little; False when there is nothing more to wait for."""
        now = self._now()
        state = self._queue.account(account)
        if state.held and (state.retry_at is None or state.retry_at > now):
            self._held = Reason(state.reason)
            return await self._wait_for(state.retry_at)
        self._held = None
        if (room := self._rate_allows(account, now)) > now:
            return await self._wait_for(room, patience=timedelta.max)
        message = self._queue.claim(account, self._owner, now)
        if message is None:
            return await self._wait_for(self._queue.next_due(account))
        await self._deliver(account, message)
        return True

    async def _wait_for(self, moment: datetime | None, patience: timedelta | None = None) -> bool:
        """Wait a little for `moment`; False where that is further away than our patience."""
        if moment is None and not self._watch:
            return False
        wait = (moment or self._now() + timedelta(seconds=_POLL_SECONDS)) - self._now()
        if wait > (self._patience if patience is None else patience):
            return False
        if time.monotonic() - self._last_use > _IDLE_SECONDS:
            await self._close()
        try:
            seconds = min(max(wait.total_seconds(), 0.02), _POLL_SECONDS)
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            pass
        return True

    def _rate_allows(self, account: str, now: datetime) -> datetime:
        """When the next message may leave within the limits of the account, in rolling windows."""
        earliest = now
        for limit, window in (
            (self._smtp.per_minute, timedelta(minutes=1)),
            (self._smtp.per_hour, timedelta(hours=1)),
        ):
            if limit:
                sent = self._queue.sent_since(account, now - window)
                if len(sent) >= limit:
                    earliest = max(earliest, sent[-limit] + window)
        return earliest

    async def _deliver(self, account: str, message: OutboxMessage) -> None:
        try:
            session = await self._ready_session()
        except DeliveryError as error:
            self._queue.step(message.id, self._owner, "release")
            self._account_failed(account, error)
            return
        if not self._queue.step(message.id, self._owner, "begin"):
            return
        try:
            reply = await session.send(message, lambda: self._before_dot(message))
        except DeliveryError as error:
            await self._failed(account, message, error)
        else:
            self._queue.step(message.id, self._owner, "accept", phase=Phase.DOT, reply=reply)
            self._counts["sent"] += 1
            self._carried += 1
            self._last_use = time.monotonic()

    async def _before_dot(self, message: OutboxMessage) -> bool:
        return self._queue.step(message.id, self._owner, "commit")

    async def _ready_session(self) -> Session:
        if self._session and (not self._session.usable or self._carried >= _MESSAGES_A_CONNECTION):
            await self._close()
        if self._session is None:
            self._session = await Session.open(self._smtp, self._password(), seconds=self._seconds)
            self._carried = 0
            self._queue.free(self._smtp.account)
        return self._session

    # -- failures ------------------------------------------------------------------------------------------

    async def _failed(self, account: str, message: OutboxMessage, error: DeliveryError) -> None:
        _log.warning("message %d: %s in %s", message.id, type(error).__name__, error.phase.value)
        if isinstance(error, BrokenError):
            await self._close(abort=True)
            self._broken(message, error)
        elif isinstance(error, HeldError):
            self._end(message, "invalidate", error.phase, Verdict(Fate.REFUSE, error.verdict.reason), None)
        elif isinstance(error, NegativeReplyError):
            self._answered(account, message, error)

    def _broken(self, message: OutboxMessage, error: BrokenError) -> None:
        words = Reply(0, error.words)
        if error.phase is Phase.DOT:
            self._queue.step(
                message.id, self._owner, "lose", phase=error.phase, reason=Reason.NO_REPLY_TO_DOT, reply=words
            )
            self._counts["in_doubt"] += 1
        else:
            self._defer(message, error.phase, Verdict(Fate.DEFER, Reason.LINE_DROPPED), words)

    def _answered(self, account: str, message: OutboxMessage, error: NegativeReplyError) -> None:
        verdict = error.verdict
        if verdict.fate is Fate.REFUSE:
            self._end(message, "refuse", error.phase, verdict, error.reply)
        elif verdict.fate is Fate.DEFER:
            self._defer(message, error.phase, verdict, error.reply)
        else:
            # An explicit no to the dot means that nothing was delivered: the message waits with its account.
            step = "defer" if error.phase is Phase.DOT else "release"
            self._queue.step(
                message.id, self._owner, step, phase=error.phase, reason=verdict.reason, reply=error.reply
            )
            self._account_failed(account, error)

    def _end(
        self, message: OutboxMessage, step: str, phase: Phase, verdict: Verdict, reply: Reply | None
    ) -> None:
        self._queue.step(message.id, self._owner, step, phase=phase, reason=verdict.reason, reply=reply)
        self._counts["refused"] += 1

    def _defer(self, message: OutboxMessage, phase: Phase, verdict: Verdict, reply: Reply) -> None:
        again = self._now() + (verdict.wait or backoff(message.attempts))
        if message.attempts >= MAXIMUM_ATTEMPTS or again > message.expires:
            self._end(message, "expire", phase, verdict, reply)
            return
        self._queue.step(
            message.id,
            self._owner,
            "defer",
            phase=phase,
            reason=verdict.reason,
            reply=reply,
            not_before=again,
        )
        self._counts["deferred"] += 1

    def _account_failed(self, account: str, error: DeliveryError) -> None:
        verdict = getattr(error, "verdict", Verdict(Fate.RETRY_ACCOUNT, Reason.LINE_DROPPED))
        retry_at = None
        if verdict.fate is Fate.RETRY_ACCOUNT:
            retry_at = self._now() + backoff(self._queue.account(account).failures + 1)
        code = f"{error.reply.code} " if isinstance(error, NegativeReplyError) else ""
        self._queue.hold(account, verdict.reason, code + error.words, retry_at)
        self._held = verdict.reason
        _log.warning("account held: %s", verdict.reason.value)

    async def _close(self, *, abort: bool = False) -> None:
        session, self._session = self._session, None
        if session is None:
            return
        if abort or not session.usable:
            session.abort()
        else:
            await session.close()
