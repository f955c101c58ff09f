"""The watched folder beside the screens: looked at now and again, a part at a time, never two at once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carmail_tui.documents.folder import FolderFault, FolderLook
from carmail_tui.ui.bridge import Bridge

if TYPE_CHECKING:
    from carmail_tui.store.folder_watch import FolderWatch
    from carmail_tui.store.store import Store

_SHORTEST = 5.0


@dataclass(slots=True)
class FolderEyes:
    """Who looks at the folder while the interface is open. `fault` is why nothing of it is read now."""

    bridge: Bridge
    watch: "FolderWatch | None" = None
    fault: FolderFault | None = None
    _looking: bool = False

    @property
    def seconds(self) -> float:
        """How long until the next look, as the settings are now."""
        return max(_SHORTEST, float(self.bridge.garage.settings.documents.seconds))

    async def look(self, tell: Callable[[], Awaitable[None]]) -> None:
        """Look at the folder and read what is new, `tell` after each part of it."""
        settings = self.bridge.garage.settings
        if self._looking or not settings.documents.folder:
            self.fault = None if not settings.documents.folder else self.fault
            return
        self._looking = True
        try:
            if self.watch is None:
                self.watch = await self.bridge.call(_watch, self.bridge.store)
            look = await self.bridge.call(self.watch.look, settings)
            changed = look.fault is not self.fault
            self.fault = look.fault
            while look.read or look.more or changed:
                changed = False
                await tell()
                look = await self.bridge.call(self.watch.go_on, settings) if look.more else FolderLook()
        finally:
            self._looking = False


def _watch(store: "Store") -> "FolderWatch":
    """The readers of files take a tenth of the start; who watches no folder does not wait for them."""
    from carmail_tui.store.folder_watch import FolderWatch

    return FolderWatch(store)
