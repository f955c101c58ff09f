"""For a moment no key is heard: a held one must not answer what it has asked, and what is still typed into a
text that was left must not command the screen below it."""

import time

_SECONDS = 0.7


class Deafness:
    """Keys that come within 700 ms of its beginning, or of a key that came too soon, do nothing."""

    def __init__(self) -> None:
        self._heard = float("-inf")

    def begin(self) -> None:
        """A question stands on the screen, or a text was left, from now on."""
        self._heard = time.monotonic()

    def drops(self) -> bool:
        """Whether the key that came now is to be dropped; a key that repeats goes on being dropped."""
        now = time.monotonic()
        too_soon = now - self._heard < _SECONDS
        if too_soon:
            self._heard = now
        return too_soon
