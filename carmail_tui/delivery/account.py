"""The sending account during a run: how its sessions open, and what makes it rest."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from carmail_tui.delivery.errors import DeliveryError, HeldError, NegativeReplyError
from carmail_tui.delivery.policy import (
    FAILURES_IN_A_ROW,
    Fate,
    Phase,
    Reason,
    Verdict,
    backoff,
)
from carmail_tui.delivery.queue import Queue
from carmail_tui.delivery.session import Session, Terms
from carmail_tui.settings.errors import PasswordError
from carmail_tui.settings.model import Smtp

_log = logging.getLogger("carmail.delivery")


class SendingAccount:
    """The account, as all its connections know it."""

    def __init__(
        self,
        queue: Queue,
        smtp: Smtp,
        password: Callable[[], str],
        terms: Terms,
        now: Callable[[], datetime],
    ) -> None:
        self.key = smtp.account
        self.connections = max(1, smtp.connections)
        self._queue = queue
        self._smtp = smtp
        self._password = password
        self._terms = terms
        self._now = now
        self._state = queue.account(self.key)
        self._first = asyncio.Lock()
        self._works = False
        self._failures = 0
        self.sessions = 0
        """How many are open."""

    # -- sessions ------------------------------------------------------------------------------------------

    async def open(self) -> Session:
        """A new session. Raises DeliveryError.

        The first one of a run opens alone: a wrong password is tried once, not once a connection.
        """
        if self._works:
            session = await self._open()
        else:
            async with self._first:
                if self.rests(self._now()):
                    raise HeldError(Phase.CONNECT, self.reason or Reason.PROTOCOL)
                session = await self._open()
                self._works = True
        self.sessions += 1
        return session

    def closed(self) -> None:
        """A session that was opened is over."""
        self.sessions -= 1

    async def _open(self) -> Session:
        try:
            password = self._password()
        except PasswordError as error:
            raise HeldError(Phase.AUTH, Reason.PASSWORD_MISSING, error.fault) from error
        return await Session.open(self._smtp, password, self._terms)

    # -- rests ---------------------------------------------------------------------------------------------

    def rests(self, now: datetime) -> bool:
        """Whether nothing may be sent by it now."""
        if self._state.held:
            # A person may have mended it since.
            self._state = self._queue.account(self.key)
        return self._state.held and (self.retry_at is None or self.retry_at > now)

    @property
    def reason(self) -> Reason | None:
        """Why it rests, or rested last and was not heard of since."""
        return Reason(self._state.reason) if self._state.held else None

    @property
    def retry_at(self) -> datetime | None:
        """When it is tried again; None where a person must do something."""
        return self._state.retry_at

    def understood(self) -> None:
        """Server and account work: whatever was said of a message, it was said in order."""
        self._failures = 0
        if self._state.held or self._state.failures:
            self._queue.free(self.key)
            self._state = self._queue.account(self.key)

    def line_failed(self, error: DeliveryError) -> None:
        """Line after line drops: rest, or a server that breaks at each dot would put everything in doubt."""
        self._failures += 1
        if self._failures >= FAILURES_IN_A_ROW:
            self.rest(error, Verdict(Fate.RETRY_ACCOUNT, Reason.LINE_DROPPED))

    def rest(self, error: DeliveryError, verdict: Verdict) -> None:
        """Rest until a person does something, or for a time that grows."""
        if self.rests(self._now()):
            return
        retry_at = None
        if verdict.fate is Fate.RETRY_ACCOUNT:
            retry_at = self._now() + (verdict.wait or backoff(self._state.failures + 1))
        code = f"{error.reply.code} " if isinstance(error, NegativeReplyError) else ""
        self._queue.hold(self.key, verdict.reason, code + error.words, retry_at)
        self._state = self._queue.account(self.key)
        self._failures = 0
        self._works = False
        _log.warning("account held: %s", verdict.reason.value)
