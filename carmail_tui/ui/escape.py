"""Escape, and what is typed right after it.

A slow line delivers both at once, which is also what a terminal sends for Alt. Textual sees Alt before a
letter, and loses an Escape before any other sign; here they are two keys, unless they are known to be one.
"""

import re
import sys
from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.message import Message

from carmail_tui.ui.keys import ALT_KEYS

_ESCAPE = "\x1b"
_GOES_ON = (
    *("[", "O"),  # a key with a name: CSI, SS3
    *("\t", "\x7f", "b", "f"),  # Shift+Tab of the console, Alt+Backspace, Option and an arrow of a Mac
    *(letter for key in ALT_KEYS for letter in (key[-1], key[-1].upper())),
)
"""What makes one key of an Escape and itself."""
_PARTS = re.compile(f"[^{_ESCAPE}]*{_ESCAPE}|[^{_ESCAPE}]+")


class Parser(XTermParser):
    """Makes keys of what the terminal sends."""

    _escaped = False

    def feed(self, data: str) -> Iterable[Message]:
        """The keys of one packet. An Escape that nothing belongs to is not kept waiting for more."""
        for part in _PARTS.findall(data) or [data]:
            if self._escaped and not part.startswith((_ESCAPE, *_GOES_ON)):
                yield from self._waited()
            self._escaped = part.endswith(_ESCAPE)
            yield from super().feed(part)

    def _waited(self) -> Iterable[Message]:
        """What comes when the time for the rest of a sequence is over; nothing where it was over before."""
        if self._timeout_time is not None:
            self._timeout_time = 0.0
        return self.tick()


def part_escape() -> None:
    """Let Textual read the terminal with this parser."""
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        linux_driver.XTermParser = Parser  # type: ignore[attr-defined]
