"""Taking up what an earlier session left waiting. Loaded at start: it must stay light."""

from carmail_tui.delivery.launch import launch
from carmail_tui.ui.bridge import Garage


def go_on(garage: Garage) -> bool:
    """Start delivery where something waits for it: after a power cut nobody else would; whether it was."""
    waits = garage.settings.mail_ready and any(
        not progress.ended and not progress.paused for progress in garage.store.messages.unfinished()
    )
    if waits:
        launch(garage.database_url, garage.config_path)
    return waits
