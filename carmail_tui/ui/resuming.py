"""Taking up what an earlier session left waiting. Loaded at start: it must stay light."""

from carmail_tui.delivery.launch import launch
from carmail_tui.ui.bridge import Garage


def go_on(garage: Garage) -> bool:
    """Start delivery where something waits for it and nobody delivers; whether it was started.

    After a power cut, or where the process was killed, nobody else would.
    """
    waits = garage.settings.mail_ready and any(
        not progress.ended and not progress.paused for progress in garage.store.messages.unfinished()
    )
    if not waits or _somebody_delivers(garage):
        return False
    launch(garage.database_url, garage.config_path)
    return True


def _somebody_delivers(garage: Garage) -> bool:
    with garage.store.account_lock(garage.settings.smtp.account) as lock:
        return not lock.take()
