"""Starting, finding and ending the mail server of a demo garage, a process of its own session."""

import json
import os
import signal
import subprocess
import sys
import time

from carmail_tui.delivery.lock import FileLock
from carmail_tui.demo.places import DemoPlaces
from carmail_tui.i18n import _

__all__ = ("DemoServerError", "end_server", "start_server")

_END_SECONDS = 5.0


class DemoServerError(RuntimeError):
    """The mail server of the demo could not be started; `log` says why."""

    def __init__(self, places: DemoPlaces) -> None:
        super().__init__(str(places.server_log))
        self.log = places.server_log

    def sentence(self) -> str:
        """What to tell the user."""
        return _("The mail server of the demo could not be started; {log} says why.").format(log=self.log)


def start_server(places: DemoPlaces, port: int = 0) -> int:
    """Start the server of the folder, or find the one that serves it; the port it listens at.

    `port` is taken where it is free. Raises DemoServerError.
    """
    if _serves(places):
        return _state(places)["port"]
    with places.server_log.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "carmail_tui.demo.server", str(places.folder), "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            cwd="/",
        )
    assert process.stdout is not None
    with process.stdout as said:
        line = said.readline().strip()
    if not line.isdigit():
        raise DemoServerError(places)
    return int(line)


def end_server(places: DemoPlaces) -> None:
    """Ask the server of the folder to end, where there is one, and wait until it has."""
    if not _serves(places):
        return
    try:
        os.kill(_state(places)["pid"], signal.SIGTERM)
    except ProcessLookupError:
        return
    until = time.monotonic() + _END_SECONDS
    while _serves(places) and time.monotonic() < until:
        time.sleep(0.02)


def _serves(places: DemoPlaces) -> bool:
    with FileLock(places.server_lock) as lock:
        return not lock.take()


def _state(places: DemoPlaces) -> dict[str, int]:
    state: dict[str, int] = json.loads(places.server_state.read_text(encoding="utf-8"))
    return state
