"""Where the parts of a demo garage lie in its folder."""

from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class DemoPlaces:
    """The folder of a demo garage, and what is in it."""

    folder: Path

    @property
    def database(self) -> Path:
        """Its SQLite file."""
        return self.folder / "garage.db"

    @property
    def config_path(self) -> Path:
        """Its settings."""
        return self.folder / "settings.toml"

    @property
    def maildir(self) -> Path:
        """Where its mail server files what it gets."""
        return self.folder / "maildir"

    @property
    def interface_lock(self) -> Path:
        """Locked while an interface is open on the folder; it also marks the folder as that of a demo."""
        return self.folder / "carmail-demo.lock"

    @property
    def server_lock(self) -> Path:
        """Locked while a server files into the folder."""
        return self.folder / "server.lock"

    @property
    def server_state(self) -> Path:
        """The port and the process id of the last server, as JSON."""
        return self.folder / "server.json"

    @property
    def server_log(self) -> Path:
        """What the server complains of."""
        return self.folder / "server.log"
