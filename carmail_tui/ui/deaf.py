"""A new question is deaf for a moment, so that a held key cannot answer what it has asked."""

import time

_SECONDS = 0.7


class Deafness:
    """Keys that come within 700 ms of a question, or of a key that came too soon, are no answer."""

    def __init__(self) -> None:
        self._heard = float("-inf")

    def begin(self) -> None:
        """A question stands on the screen from now on."""
        self._heard = time.monotonic()

    def drops(self) -> bool:
        """Whether the key that came now is to be dropped; a key that repeats goes on being dropped."""
        now = time.monotonic()
        too_soon = now - self._heard < _SECONDS
        if too_soon:
            self._heard = now
        return too_soon
