"""What keeps the mails of a demo garage on this machine."""

from carmail_tui.i18n import _, visible
from carmail_tui.settings.model import Settings

__all__ = ("DemoLeavesError", "refuse_outside")


class DemoLeavesError(ValueError):
    """A demo garage was given `server`, which is not on this machine; nothing was sent."""

    def __init__(self, server: str) -> None:
        super().__init__(server)
        self.server = server

    def sentence(self) -> str:
        """What to tell the user."""
        return _(
            "This is the demo garage: its mails go to its own server, not to {server}. Nothing was sent."
        ).format(server=visible(self.server))


def refuse_outside(settings: Settings) -> None:
    """Raise DemoLeavesError where the open database is that of a demo garage and the server is not local."""
    from carmail_tui.delivery.connecting import is_loopback
    from carmail_tui.store.bulk import is_demo

    server = settings.smtp.server
    if server and is_demo() and not is_loopback(server):
        raise DemoLeavesError(server)
