"""`carmail deliver`: take the outbox to the server."""

import argparse
import asyncio
import logging
import signal
import sys
from typing import TYPE_CHECKING, Any

from carmail_tui.i18n import _, visible

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.delivery.process import Delivery, Report
    from carmail_tui.store.store import Store

_PATIENCE_SECONDS = 15.0
_DETACHED_SECONDS = 7 * 86400.0
"""What was put off has an owner until it is sent or expires."""
_WATCH_SECONDS = 365 * 86400.0


class DeliveryBrokenOffError(Exception):
    """The database or the disk failed under delivery; the message is in the words of the system."""

    def sentence(self) -> str:
        """What to tell the user."""
        return _(
            "Delivery ended: the database or its disk failed ({detail}). What the server answered is kept "
            "beside it, or the mail is in doubt; nothing goes twice by itself. "
            "When that is mended: carmail deliver"
        ).format(detail=visible(str(self).strip(), 200))


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("deliver", help=_("take the outbox to the server"))
    parser.add_argument("--watch", action="store_true", help=_("go on waiting for new messages"))
    parser.add_argument("--detached", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Deliver; 1 where not all were accepted, 3 where the account is held or another process is at work."""
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.log import start_log
    from carmail_tui.demo.guard import refuse_outside

    start_log()
    garage = open_garage(arguments)
    refuse_outside(garage.settings)
    if not garage.settings.mail_ready:
        print(_("The mail account is not set up: carmail settings set smtp.server NAME."), file=sys.stderr)
        return 2
    patience = _WATCH_SECONDS if arguments.watch else _PATIENCE_SECONDS
    report = deliver(garage, _DETACHED_SECONDS if arguments.detached else patience, watch=arguments.watch)
    if report is None:
        print(_("Another process is delivering for this account already."), file=sys.stderr)
        return 3
    return _say(report)


def deliver(garage: "Garage", patience: float, *, watch: bool = False) -> "Report | None":
    """Deliver for the account of the settings; None where another process has its lock."""
    from carmail_tui.i18n.errors import sentence
    from carmail_tui.store.errors import DatabaseFailedError, explained

    try:
        return _deliver(garage, patience, watch=watch)
    except Exception as error:
        # A detached process has no terminal: what broke it off would be lost.
        logging.getLogger("carmail.delivery").exception("delivery broke off")
        fault = explained(error)
        if sentence(error) is None and isinstance(fault, DatabaseFailedError | OSError):
            raise DeliveryBrokenOffError(str(fault)) from error
        raise


def _deliver(garage: "Garage", patience: float, *, watch: bool) -> "Report | None":
    from carmail_tui.delivery.process import Delivery

    account, store = garage.settings.smtp.account, garage.store
    with store.account_lock(account) as lock:
        if not lock.take():
            return None
        _take_over_former(store, account, garage.user)
        delivery = Delivery(
            store.dispatch,
            garage.settings.smtp,
            garage.password,
            store.journal(account),
            patience=patience,
            watch=watch,
        )
        return asyncio.run(_run(delivery))


def _take_over_former(store: "Store", account: str, user: str) -> None:
    """What is left of accounts that the settings no longer name; what waits in them leaves by this one."""
    former = store.outbox.former_accounts(account, user)
    for other in sorted({*store.dispatch.left_under_way(account), *former}):
        with store.account_lock(other) as lock:
            if lock.take():
                store.dispatch.recover(other, "")
                store.outbox.move_account(other, account, user)


async def _run(delivery: "Delivery") -> "Report":
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, delivery.stop)
    loop.add_signal_handler(signal.SIGINT, delivery.stop)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        return await delivery.run()
    finally:
        signal.signal(signal.SIGHUP, before)


def _say(report: "Report") -> int:
    from carmail_tui.i18n.reasons import reason_words

    words = _("{sent} sent, {refused} refused, {deferred} put off, {in_doubt} in doubt.")
    print(
        words.format(
            sent=report.sent, refused=report.refused, deferred=report.deferred, in_doubt=report.in_doubt
        ),
        file=sys.stderr,
    )
    if report.held is not None:
        print(reason_words(report.held.value), file=sys.stderr)
        return 3 if report.sent == 0 else 1
    return 1 if report.refused or report.deferred or report.in_doubt else 0
