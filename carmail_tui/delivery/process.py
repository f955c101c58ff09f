"""The delivery process: takes the messages of one account from the outbox to its server."""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from carmail_tui.delivery.account import SendingAccount
from carmail_tui.delivery.breaker import Breaker
from carmail_tui.delivery.carrier import Carrier
from carmail_tui.delivery.errors import TakenOverError
from carmail_tui.delivery.group_commit import GroupCommit
from carmail_tui.delivery.journal import Journal
from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.queue import Queue, utc_now
from carmail_tui.delivery.rate import WINDOW, Rate
from carmail_tui.delivery.session import Terms
from carmail_tui.delivery.states import State
from carmail_tui.delivery.supply import Supply
from carmail_tui.settings.model import Smtp

__all__ = ("Delivery", "Queue", "Report", "utc_now")

_log = logging.getLogger("carmail.delivery")


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
        journal: Journal,
        *,
        patience: float = 0.0,
        watch: bool = False,
        terms: Terms | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """`patience`: how many seconds to wait for work that is not due yet, before ending; with `watch`,
        an empty outbox is waited on too."""
        self._queue = queue
        self._smtp = smtp
        self._journal = journal
        self._patience = timedelta(seconds=patience)
        self._watch = watch
        self._now = now
        self._owner = secrets.token_hex(16)
        self._stopping = asyncio.Event()
        self._account = partial(SendingAccount, queue, smtp, password, terms or Terms(), now)

    def stop(self) -> None:
        """Let the messages under way finish, then end."""
        self._stopping.set()

    async def run(self) -> Report:
        """Deliver until nothing is left to do, `stop`, or another process has taken over.

        Raises what the database raised, once every reply that was still to come is heard and kept.
        """
        self._journal.reserve()
        with self._queue.connection():
            self._recover()
            account, commits = self._account(), GroupCommit(self._queue, self._owner, self._journal)
            works = [self._work(carrier) for carrier in self._carriers(account, commits)]
            ended = await asyncio.gather(*works, return_exceptions=True)
            commits.flush()
        for failure in ended:
            if failure is not None:
                raise failure
        return self._report(commits.ends, account.reason)

    def _recover(self) -> None:
        """Take over from who had the lock before: what it learned and could not record, then what it left."""
        for owner, transition in self._journal.kept():
            self._queue.take(owner, [transition])
        self._journal.clear()
        requeued, doubts = self._queue.recover(self._smtp.account, self._owner)
        if requeued or doubts:
            _log.warning("recovered: %d queued again, %d in doubt", requeued, doubts)

    def _carriers(self, account: SendingAccount, commits: GroupCommit) -> list[Carrier]:
        smtp, now = self._smtp, self._now
        sent = self._queue.sent_since(account.key, now() - WINDOW)
        supply = Supply(
            self._queue,
            account,
            commits,
            Rate(smtp.per_minute, smtp.per_hour, smtp.per_day, sent),
            patience=self._patience,
            watch=self._watch,
            now=now,
            stopping=self._stopping,
        )
        breaker = Breaker()
        return [
            Carrier(self._queue, account, supply, commits, breaker, now) for _ in range(account.connections)
        ]

    async def _work(self, carrier: Carrier) -> None:
        """Run one connection; the others end in order when it cannot go on."""
        try:
            await carrier.work()
        except TakenOverError:
            _log.warning("another process delivers for this account now")
            self.stop()
        except BaseException:
            self.stop()
            raise

    @staticmethod
    def _report(ends: Counter[State], held: Reason | None) -> Report:
        _log.info("delivery ends: %s", dict(ends))
        return Report(
            sent=ends[State.SENT],
            refused=ends[State.REFUSED] + ends[State.EXPIRED] + ends[State.INVALID],
            deferred=ends[State.DEFERRED],
            in_doubt=ends[State.IN_DOUBT],
            held=held,
        )
