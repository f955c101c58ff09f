"""One connection to the server, and what happens to the messages that it carries when something fails.

What a failure means is in `delivery.policy`; here it becomes a transition of the message, or a rest of the
account.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from carmail_tui.delivery.account import SendingAccount
from carmail_tui.delivery.breaker import Breaker
from carmail_tui.delivery.errors import (
    BrokenError,
    DeliveryError,
    HeldError,
    NegativeReplyError,
    StoppedError,
    UnsendableError,
)
from carmail_tui.delivery.group_commit import GroupCommit
from carmail_tui.delivery.message import OutboxMessage
from carmail_tui.delivery.policy import MAXIMUM_ATTEMPTS, Fate, Phase, Reason, Reply, Verdict, backoff
from carmail_tui.delivery.queue import Queue, Transition
from carmail_tui.delivery.session import Envelope, Session
from carmail_tui.delivery.supply import Supply

_log = logging.getLogger("carmail.delivery")
_MESSAGES_A_CONNECTION = 1000
_SECONDS_A_CONNECTION = 300.0
_IDLE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A message that has begun: its bytes, and its envelope as this session says it."""

    message: OutboxMessage
    content: bytes
    envelope: Envelope


class Carrier:
    """Carries messages over one connection, one after the other."""

    def __init__(
        self,
        queue: Queue,
        account: SendingAccount,
        supply: Supply,
        commits: GroupCommit,
        breaker: Breaker,
        now: Callable[[], datetime],
    ) -> None:
        self._queue = queue
        self._account = account
        self._supply = supply
        self._commits = commits
        self._breaker = breaker
        self._now = now
        self._session: Session | None = None
        self._opened = 0.0
        self._surplus = False

    async def work(self) -> None:
        """Carry messages until none is left to wait for."""
        try:
            while not self._surplus and (message := await self._next()) is not None:
                session = await self._ready_session()
                if session is None:
                    self._supply.release(message)
                    continue
                (begun,) = await self._commits.take(Transition(message.id, "begin"))
                if not begun:
                    self._supply.release(message)
                    continue
                parcel = self._packed(session, message)
                while parcel is not None:
                    parcel = await self._carry(session, parcel)
        finally:
            await self._close()

    async def _next(self) -> OutboxMessage | None:
        """The next message; a server that has not heard of us for some time is left alone meanwhile."""
        if (message := self._supply.at_once()) is not None:
            return message
        waiting = asyncio.ensure_future(self._supply.next())
        await asyncio.wait({waiting}, timeout=_IDLE_SECONDS)
        if not waiting.done():
            await self._close()
        return await waiting

    async def _ready_session(self) -> Session | None:
        """The session; None where none can be opened, and the account rests."""
        if self._session and not self._reusable(self._session):
            await self._close()
        if self._session is None:
            try:
                self._session = await self._account.open()
            except DeliveryError as error:
                self._not_opened(error, _verdict(error))
                return None
            self._opened = asyncio.get_running_loop().time()
        return self._session

    def _not_opened(self, error: DeliveryError, verdict: Verdict) -> None:
        if self._account.sessions and verdict.fate is Fate.RETRY_ACCOUNT:
            # The server has enough of us as it is: the other connections go on without this one.
            _log.warning("one connection less: %s", error)
            self._surplus = True
        else:
            self._account.rest(error, verdict)

    def _reusable(self, session: Session) -> bool:
        age = asyncio.get_running_loop().time() - self._opened
        return (
            session.usable and session.transactions < _MESSAGES_A_CONNECTION and age < _SECONDS_A_CONNECTION
        )

    def _packed(self, session: Session, message: OutboxMessage) -> _Parcel | None:
        """The message as it goes over this session; None where it cannot, and is over."""
        content = self._queue.content(message)
        try:
            return _Parcel(message, content, session.envelope(message, content))
        except DeliveryError as error:
            self._failed(message, session, error)
            self._supply.done(went=False)
            return None

    async def _carry(self, session: Session, parcel: _Parcel) -> _Parcel | None:
        """Put one message to the server and record how that went; the next one, where its envelope went along
        with the dot of this one."""
        message, following, went = parcel.message, None, False
        try:
            await session.tell(parcel.envelope)
            await session.write_body(parcel.content)
            following = await self._commit(session, message)
            went = True
            reply = await session.dot(following.envelope if following else None)
        except DeliveryError as error:
            self._failed(message, session, error)
        else:
            self._commits.note(Transition(message.id, "accept", Phase.DOT, reply=reply))
            self._breaker.accepted(message.mailing_id)
            self._account.understood()
        self._supply.done(went=went)
        if following and (not session.usable or self._account.rests(self._now())):
            session.abort()
            self._supply.release(following.message)
            return None
        return following

    async def _commit(self, session: Session, message: OutboxMessage) -> _Parcel | None:
        """Record that the dot is about to be written, and begin the message whose envelope can go with it.

        Raises StoppedError where the outbox wants the message back: it was cancelled, or its mailing paused.
        """
        following = None
        if session.pipelines and self._reusable(session):
            following = self._supply.at_once()
        steps = [Transition(message.id, "commit")]
        if following is not None:
            steps.append(Transition(following.id, "begin"))
        ours, *begun = await self._commits.take(*steps)
        if not ours:
            session.abort()
        if following is not None and not (ours and all(begun)):
            self._supply.release(following)
            following = None
        if not ours:
            raise StoppedError(Phase.BODY, "")
        return self._packed(session, following) if following else None

    # -- failures ------------------------------------------------------------------------------------------

    def _failed(self, message: OutboxMessage, session: Session, error: DeliveryError) -> None:
        if isinstance(error, StoppedError) or _ended_between(session, error):
            session.abort()
            self._commits.note(Transition(message.id, "release"))
            return
        _log.warning("message %d: %s in %s", message.id, type(error).__name__, error.phase.value)
        if isinstance(error, UnsendableError):
            self._finish(message, "invalidate", error, error.reason, Reply(0, error.words))
        elif isinstance(error, NegativeReplyError):
            self._answered(message, error)
            if error.reply.code == 421:
                self._account.line_failed(error)
        else:
            session.abort()
            self._broken(message, error)
            self._account.line_failed(error)

    def _broken(self, message: OutboxMessage, error: DeliveryError) -> None:
        words = Reply(0, error.words)
        if error.phase is Phase.DOT:
            self._finish(message, "lose", error, Reason.NO_REPLY_TO_DOT, words)
        else:
            self._defer(message, error, Verdict(Fate.DEFER, Reason.LINE_DROPPED), words)

    def _answered(self, message: OutboxMessage, error: NegativeReplyError) -> None:
        verdict = error.verdict
        if verdict.fate is Fate.REFUSE:
            self._finish(message, "refuse", error, verdict.reason, error.reply)
            if self._breaker.refused(message.mailing_id, verdict.reason):
                self._queue.pause(message.mailing_id, verdict.reason)
        elif verdict.fate is Fate.DEFER:
            self._defer(message, error, verdict, error.reply)
        else:
            # An explicit no to the dot means that nothing was delivered: the message waits with its account.
            step = "defer" if error.phase is Phase.DOT else "release"
            self._finish(message, step, error, verdict.reason, error.reply)
            self._account.rest(error, verdict)
            return
        if error.reply.code != 421:
            self._account.understood()

    def _defer(self, message: OutboxMessage, error: DeliveryError, verdict: Verdict, reply: Reply) -> None:
        again = self._now() + (verdict.wait or backoff(message.attempts))
        if message.attempts >= MAXIMUM_ATTEMPTS or again > message.expires:
            self._finish(message, "expire", error, Reason.TOO_MANY_TRIES, reply)
        else:
            self._finish(message, "defer", error, verdict.reason, reply, again)

    def _finish(
        self,
        message: OutboxMessage,
        step: str,
        error: DeliveryError,
        reason: Reason,
        reply: Reply,
        not_before: datetime | None = None,
    ) -> None:
        self._commits.note(Transition(message.id, step, error.phase, reason, reply, not_before))

    async def _close(self) -> None:
        """End the session; it decides nothing."""
        session, self._session = self._session, None
        if session is None:
            return
        self._account.closed()
        if session.usable:
            await session.close()
        else:
            session.abort()


def _verdict(error: DeliveryError) -> Verdict:
    """What it means for the account that no session could be opened."""
    if isinstance(error, HeldError | NegativeReplyError):
        return error.verdict
    return Verdict(Fate.RETRY_ACCOUNT, Reason.LINE_DROPPED)


def _ended_between(session: Session, error: DeliveryError) -> bool:
    """Whether the server ended a session that had carried messages, before it took up this one.

    Servers do so after some time or some messages; it says nothing of the message.
    """
    if session.transactions < 2 or error.phase is not Phase.MAIL:
        return False
    return isinstance(error, BrokenError) or (
        isinstance(error, NegativeReplyError) and error.reply.code == 421
    )
