"""Whether a database is the one that this machine delivered from last, and not an older copy of it.

What waits in a copy may have left since from the original. Nothing in the copy can tell: the machine must
remember how far it came.
"""

import json
import platform
import time
from hashlib import sha256
from pathlib import Path

_SECONDS = 1.0


def this_machine() -> str:
    """A name of this machine that no other has, and that tells nothing of it."""
    try:
        name = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        name = ""
    return sha256(f"carmail {name or platform.node()}".encode()).hexdigest()[:32]


class Continuity:
    """What a machine remembers of one database: the last try that it saw in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._remembered = float("-inf")

    def broken(self, identity: str, last: int) -> bool:
        """Whether this database, whose last try is `last`, is an older copy of the one that was seen here."""
        seen = self._seen(identity)
        return seen is not None and last < seen

    def remember(self, identity: str, last: int) -> None:
        """This machine has seen this try. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(identity)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps({"last_try": last}), encoding="ascii")
        fresh.replace(path)
        self._remembered = time.monotonic()

    @property
    def due(self) -> bool:
        """Whether it is time to remember again: a copy is not made, used and put back within a second."""
        return time.monotonic() - self._remembered >= _SECONDS

    def _seen(self, identity: str) -> int | None:
        try:
            found = json.loads(self._path(identity).read_text(encoding="ascii"))
            return int(found["last_try"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _path(self, identity: str) -> Path:
        return self._folder / f"{identity}.json"
