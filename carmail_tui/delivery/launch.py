"""Starting delivery as a process of its own, which no lost line and no end of the interface touches."""

import os
import subprocess
import sys
from pathlib import Path


def launch(database_url: str, config: Path) -> None:
    """Start a delivery process, detached. Harmless where one is at work: it finds the lock taken and ends."""
    environment = {**os.environ, "CARMAIL_DATABASE": database_url, "CARMAIL_CONFIG": str(config)}
    subprocess.Popen(
        [sys.executable, "-m", "carmail_tui", "deliver", "--detached"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
