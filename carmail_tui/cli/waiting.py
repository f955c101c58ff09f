"""Waiting for the end of what was queued."""

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.delivery.message import MailingProgress

_PATIENCE_SECONDS = 15.0
"""How long a message that was put off is waited for."""

_POLL_SECONDS = 0.3


def deliver_and_wait(garage: "Garage", mailing: int) -> "MailingProgress | None":
    """Deliver until the mailing has ended, its account is held, or what is left was put off for longer.

    Where another process delivers for this account, it is waited for, and relieved should it end before. What
    was put off, by itself or with its account, is left to a process of its own.
    """
    from carmail_tui.cli.deliver import deliver
    from carmail_tui.cli.log import start_log
    from carmail_tui.delivery.launch import launch
    from carmail_tui.delivery.states import State
    from carmail_tui.demo.guard import refuse_outside

    refuse_outside(garage.settings)
    start_log()
    while deliver(garage, _PATIENCE_SECONDS) is None:
        progress = garage.store.messages.progress(mailing)
        if progress is None or not progress.waiting or progress.paused or progress.account.held:
            break
        time.sleep(_POLL_SECONDS)
    progress = garage.store.messages.progress(mailing)
    if progress is not None and (
        progress.count(State.DEFERRED) or (progress.waiting and progress.account.retry_at is not None)
    ):
        launch(garage.database_url, garage.config_path)
    return progress
