"""Carrying one message to the server: what happens to it, and to its account, when something fails.

What a failure means is in `delivery.policy`; here it becomes a step of the message, or a rest of the account.
"""

import logging
import ssl
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from carmail_tui.delivery.errors import (
    BrokenError,
    DeliveryError,
    HeldError,
    NegativeReplyError,
    StoppedError,
    UnsendableError,
)
from carmail_tui.delivery.message import OutboxMessage
from carmail_tui.delivery.policy import (
    FAILURES_IN_A_ROW,
    MAXIMUM_ATTEMPTS,
    Fate,
    Phase,
    Reason,
    Reply,
    Verdict,
    backoff,
)
from carmail_tui.delivery.queue import Queue
from carmail_tui.delivery.session import Session
from carmail_tui.delivery.states import STEPS, State
from carmail_tui.settings.errors import PasswordError
from carmail_tui.settings.model import Smtp

_log = logging.getLogger("carmail.delivery")
_MESSAGES_A_CONNECTION = 50
_IDLE_SECONDS = 10


class Carrier:
    """Carries the messages of one owner, and keeps the session with the server from one to the next."""

    def __init__(
        self,
        queue: Queue,
        smtp: Smtp,
        owner: str,
        password: Callable[[], str],
        *,
        seconds: dict[Phase, float],
        context: ssl.SSLContext | None,
        now: Callable[[], datetime],
        on_dot: Callable[[], None],
    ) -> None:
        """`on_dot` is told of each message that goes to the server whole, whatever it answers."""
        self._queue = queue
        self._smtp = smtp
        self._account = smtp.account
        self._owner = owner
        self._password = password
        self._seconds = seconds
        self._context = context
        self._now = now
        self._on_dot = on_dot
        self._session: Session | None = None
        self._last_use = 0.0
        self._failures = 0
        self._account_works = False
        self.ends: Counter[State] = Counter()
        """How many tries ended in which state."""

    async def carry(self, message: OutboxMessage) -> None:
        """Put one claimed message to the server, and record how that went."""
        try:
            session = await self._ready_session()
        except DeliveryError as error:
            self._step(message, "release")
            self._rest(error, _verdict(error))
            return
        if not self._step(message, "begin"):
            return
        try:
            reply = await session.send(message, lambda: self._before_dot(message))
        except DeliveryError as error:
            await self._failed(message, session, error)
        else:
            self._finish(message, "accept", Phase.DOT, reply=reply)
            self._understood()

    async def _ready_session(self) -> Session:
        session = self._session
        if session and (not session.usable or session.transactions >= _MESSAGES_A_CONNECTION):
            await self.close()
        if self._session is None:
            try:
                password = self._password()
            except PasswordError as error:
                raise HeldError(Phase.AUTH, Reason.PASSWORD_MISSING, error.fault) from error
            self._session = await Session.open(
                self._smtp, password, seconds=self._seconds, context=self._context
            )
        return self._session

    async def _before_dot(self, message: OutboxMessage) -> bool:
        ours = self._step(message, "commit")
        if ours:
            self._on_dot()
        return ours

    def _step(self, message: OutboxMessage, step: str) -> bool:
        return self._queue.step(message.id, self._owner, step)

    def _finish(
        self,
        message: OutboxMessage,
        step: str,
        phase: Phase,
        reason: Reason | None = None,
        reply: Reply | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """The try is over: take the step, note the try, and count it where the message was still ours."""
        if self._queue.step(
            message.id, self._owner, step, phase=phase, reason=reason, reply=reply, not_before=not_before
        ):
            self.ends[STEPS[step].target] += 1

    def _understood(self) -> None:
        """Server and account work: whatever was said of the message, it was said in order."""
        self._failures = 0
        self._last_use = time.monotonic()
        if not self._account_works:
            self._queue.free(self._account)
            self._account_works = True

    # -- failures ------------------------------------------------------------------------------------------

    async def _failed(self, message: OutboxMessage, session: Session, error: DeliveryError) -> None:
        if isinstance(error, StoppedError) or _ended_between(session, error):
            await self.close(abort=True)
            self._step(message, "release")
            return
        _log.warning("message %d: %s in %s", message.id, type(error).__name__, error.phase.value)
        if isinstance(error, UnsendableError):
            words = Reply(0, error.words)
            self._finish(message, "invalidate", error.phase, error.reason, words)
        elif isinstance(error, NegativeReplyError):
            self._answered(message, error)
            if error.reply.code == 421:
                self._line_failed(error)
        else:
            await self.close(abort=True)
            self._broken(message, error)
            self._line_failed(error)

    def _broken(self, message: OutboxMessage, error: DeliveryError) -> None:
        words = Reply(0, error.words)
        if error.phase is Phase.DOT:
            self._finish(message, "lose", error.phase, Reason.NO_REPLY_TO_DOT, words)
        else:
            self._defer(message, error.phase, Verdict(Fate.DEFER, Reason.LINE_DROPPED), words)

    def _answered(self, message: OutboxMessage, error: NegativeReplyError) -> None:
        verdict = error.verdict
        if verdict.fate is Fate.REFUSE:
            self._finish(message, "refuse", error.phase, verdict.reason, error.reply)
        elif verdict.fate is Fate.DEFER:
            self._defer(message, error.phase, verdict, error.reply)
        else:
            # An explicit no to the dot means that nothing was delivered: the message waits with its account.
            step = "defer" if error.phase is Phase.DOT else "release"
            self._queue.step(
                message.id, self._owner, step, phase=error.phase, reason=verdict.reason, reply=error.reply
            )
            self._rest(error, verdict)
            return
        if error.reply.code != 421:
            self._understood()

    def _defer(self, message: OutboxMessage, phase: Phase, verdict: Verdict, reply: Reply) -> None:
        again = self._now() + (verdict.wait or backoff(message.attempts))
        if message.attempts >= MAXIMUM_ATTEMPTS or again > message.expires:
            self._finish(message, "expire", phase, Reason.TOO_MANY_TRIES, reply)
        else:
            self._finish(message, "defer", phase, verdict.reason, reply, again)

    def _line_failed(self, error: DeliveryError) -> None:
        """Line after line drops: rest, or a server that breaks at each dot would put everything in doubt."""
        self._failures += 1
        if self._failures >= FAILURES_IN_A_ROW:
            self._rest(error, Verdict(Fate.RETRY_ACCOUNT, Reason.LINE_DROPPED))

    def _rest(self, error: DeliveryError, verdict: Verdict) -> None:
        """Hold the account: until a person does something, or for a time that grows."""
        retry_at = None
        if verdict.fate is Fate.RETRY_ACCOUNT:
            failures = self._queue.account(self._account).failures + 1
            retry_at = self._now() + (verdict.wait or backoff(failures))
        code = f"{error.reply.code} " if isinstance(error, NegativeReplyError) else ""
        self._queue.hold(self._account, verdict.reason, code + error.words, retry_at)
        self._failures = 0
        self._account_works = False
        _log.warning("account held: %s", verdict.reason.value)

    async def close_idle(self) -> None:
        """Leave the server alone when it has not heard of us for some time."""
        if time.monotonic() - self._last_use > _IDLE_SECONDS:
            await self.close()

    async def close(self, *, abort: bool = False) -> None:
        """End the session; it decides nothing."""
        session, self._session = self._session, None
        if session is None:
            return
        if abort or not session.usable:
            session.abort()
        else:
            await session.close()


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
