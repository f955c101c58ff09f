"""What may leave now: claims, within the rates and the rests of the account, and waits for the rest."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from carmail_tui.delivery.account import SendingAccount
from carmail_tui.delivery.group_commit import GroupCommit
from carmail_tui.delivery.message import OutboxMessage
from carmail_tui.delivery.queue import Queue, Transition
from carmail_tui.delivery.rate import Rate

_POLL_SECONDS = 0.5


class Supply:
    """Hands out messages to the connections of one run."""

    def __init__(
        self,
        queue: Queue,
        account: SendingAccount,
        commits: GroupCommit,
        rate: Rate,
        *,
        patience: timedelta,
        watch: bool,
        now: Callable[[], datetime],
        stopping: asyncio.Event,
    ) -> None:
        self._queue = queue
        self._account = account
        self._commits = commits
        self._rate = rate
        self._patience = patience
        self._watch = watch
        self._now = now
        self._stopping = stopping
        self._turn = asyncio.Lock()
        self._claimed: deque[OutboxMessage] = deque()

    async def next(self) -> OutboxMessage | None:
        """The next message, as soon as one may leave; None where nothing is left to wait for.

        Raises TakenOverError.
        """
        async with self._turn:
            while not self._over():
                if (message := self.at_once()) is not None:
                    return message
                if not await self._wait():
                    break
            self._give_back()
        return None

    def at_once(self) -> OutboxMessage | None:
        """The next message, where one may leave this moment. Raises TakenOverError."""
        now = self._now()
        if self._over() or self._account.rests(now) or self._rate.next(now) > now:
            return None
        if not self._claimed:
            # What was released a moment ago waits again, and has its turn first.
            self._commits.flush()
            # What is claimed has lost its turn to nothing that comes later: no more than what leaves at once.
            limit = 1 if self._rate.limited else 2 * self._account.connections
            self._claimed.extend(self._queue.claim(self._account.key, self._commits.owner, now, limit))
        if not self._claimed:
            return None
        self._rate.begin()
        return self._claimed.popleft()

    def release(self, message: OutboxMessage) -> None:
        """It did not go: others may take it again."""
        self.done(went=False)
        self._commits.note(Transition(message.id, "release"))

    def done(self, *, went: bool) -> None:
        """A message that was handed out went to the server whole, or not."""
        self._rate.end(self._now() if went else None)

    def _over(self) -> bool:
        return self._stopping.is_set() or self._commits.failed

    def _give_back(self) -> None:
        while self._claimed:
            self._commits.note(Transition(self._claimed.popleft().id, "release"))

    async def _wait(self) -> bool:
        """Wait a little for what may leave later; False when there is nothing more to wait for."""
        self._give_back()
        self._commits.flush()
        now, due = self._now(), self._queue.next_due(self._account.key)
        if self._account.rests(now):
            return await self._wait_for(self._account.retry_at if due else None)
        room = self._rate.next(now)
        if room > now and due is not None and due <= room:
            # What is due is worth any wait for room.
            return await self._wait_for(room, patience=timedelta.max)
        return await self._wait_for(due)

    async def _wait_for(self, moment: datetime | None, patience: timedelta | None = None) -> bool:
        """Wait a little for `moment`; False where that is further away than our patience."""
        if moment is None and not self._watch:
            return False
        wait = (moment or self._now() + timedelta(seconds=_POLL_SECONDS)) - self._now()
        if wait > (self._patience if patience is None else patience):
            return False
        try:
            seconds = min(max(wait.total_seconds(), 0.02), _POLL_SECONDS)
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            pass
        return True
