"""The delivery process: takes messages from the outbox to the server, one account, one message at a time."""

import asyncio
import logging
import secrets
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from carmail_tui.delivery.carrier import Carrier
from carmail_tui.delivery.errors import TakenOverError
from carmail_tui.delivery.policy import Phase, Reason
from carmail_tui.delivery.queue import Queue, utc_now
from carmail_tui.delivery.rate import WINDOW, Rate
from carmail_tui.delivery.states import State
from carmail_tui.delivery.wire import SECONDS
from carmail_tui.settings.model import Smtp

__all__ = ("Delivery", "Queue", "Report", "utc_now")

_log = logging.getLogger("carmail.delivery")
_POLL_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `refused` are those that ended without being accepted, `held` is why the account was
    held at the end, where it was."""

    sent: int = 0
    refused: int = 0
    deferred: int = 0
    in_doubt: int = 0
    held: Reason | None = None


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
        context: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """`patience`: how many seconds to wait for work that is not due yet, before ending; with `watch`,
        an empty outbox is waited on too. `seconds` are the deadlines by phase, `context` the TLS to use where
        it is not the system's."""
        self._queue = queue
        self._account = smtp.account
        self._limits = (smtp.per_minute, smtp.per_hour)
        self._patience = timedelta(seconds=patience)
        self._watch = watch
        self._now = now
        self._owner = secrets.token_hex(16)
        self._rate = Rate(*self._limits, ())
        self._stopping = asyncio.Event()
        self._held: Reason | None = None
        self._carrier = Carrier(
            queue,
            smtp,
            self._owner,
            password,
            seconds=seconds,
            context=context,
            now=now,
            on_dot=lambda: self._rate.note(now()),
        )

    def stop(self) -> None:
        """Let the current message finish, then end."""
        self._stopping.set()

    async def run(self) -> Report:
        """Deliver until nothing is left to do, `stop`, or another process has taken over."""
        with self._queue.connection():
            requeued, doubts = self._queue.recover(self._account, self._owner)
            if requeued or doubts:
                _log.warning("recovered: %d queued again, %d in doubt", requeued, doubts)
            self._rate = Rate(*self._limits, self._queue.sent_since(self._account, self._now() - WINDOW))
            try:
                while not self._stopping.is_set():
                    if not await self._once():
                        break
            except TakenOverError:
                _log.warning("another process delivers for this account now")
            finally:
                await self._carrier.close()
        ends = self._carrier.ends
        _log.info("delivery ends: %s", dict(ends))
        return Report(
            sent=ends[State.SENT],
            refused=ends[State.REFUSED] + ends[State.EXPIRED] + ends[State.INVALID],
            deferred=ends[State.DEFERRED],
            in_doubt=ends[State.IN_DOUBT],
            held=self._held,
        )

    async def _once(self) -> bool:
        """Deliver one message, or wait a little; False when there is nothing more to wait for."""
        now = self._now()
        state = self._queue.account(self._account)
        if state.held and (state.retry_at is None or state.retry_at > now):
            self._held = Reason(state.reason)
            return await self._wait_for(state.retry_at if self._queue.next_due(self._account) else None)
        self._held = None
        if (room := self._rate.next(now)) > now:
            return await self._wait_for_room(room)
        message = self._queue.claim(self._account, self._owner, now)
        if message is None:
            return await self._wait_for(self._queue.next_due(self._account))
        await self._carrier.carry(message)
        return True

    async def _wait_for_room(self, room: datetime) -> bool:
        """Wait until the rate allows one more. What is due is worth any wait for it."""
        due = self._queue.next_due(self._account)
        if due is None or due > room:
            return await self._wait_for(due)
        return await self._wait_for(room, patience=timedelta.max)

    async def _wait_for(self, moment: datetime | None, patience: timedelta | None = None) -> bool:
        """Wait a little for `moment`; False where that is further away than our patience."""
        if moment is None and not self._watch:
            return False
        wait = (moment or self._now() + timedelta(seconds=_POLL_SECONDS)) - self._now()
        if wait > (self._patience if patience is None else patience):
            return False
        await self._carrier.close_idle()
        try:
            seconds = min(max(wait.total_seconds(), 0.02), _POLL_SECONDS)
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            pass
        return True
