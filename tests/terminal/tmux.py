"""A real terminal: tmux on a socket of its own, so that nobody's own tmux is touched."""

import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

_POLL_SECONDS = 0.05
PATIENCE_SECONDS = 30.0


class Terminal:
    """A program in a terminal window of tmux. `strokes` counts the keys that were pressed."""

    def __init__(
        self,
        command: list[str],
        folder: Path,
        *,
        width: int = 80,
        height: int = 24,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._socket = str(folder / "tmux")
        self.strokes = 0
        settings = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **(environment or {})}
        assignments = [f"{name}={shlex.quote(value)}" for name, value in settings.items()]
        line = " ".join(["env", "-u", "TMUX", *assignments, *map(shlex.quote, command)])
        keeping = f"{line}; echo ENDED $?; sleep 600"
        self._tmux(
            "-f", os.devnull, "new-session", "-d", "-s", "walk", "-x", str(width), "-y", str(height), keeping
        )
        self._tmux("set-option", "-g", "escape-time", "10")

    def _tmux(self, *arguments: str) -> str:
        found = subprocess.run(
            ["tmux", "-S", self._socket, *arguments], capture_output=True, text=True, check=True, timeout=30
        )
        return found.stdout

    def press(self, *keys: str) -> None:
        """Press these keys, each by its tmux name (`F3`, `Down`, `Enter`, `@`)."""
        self.strokes += len(keys)
        for key in keys:
            if len(key) == 1:
                self._tmux("send-keys", "-t", "walk", "-l", key)
            else:
                self._tmux("send-keys", "-t", "walk", key)

    def type(self, text: str) -> None:
        """Type a text, one key a character."""
        for index, line in enumerate(text.split("\n")):
            if index:
                self.press("Enter")
            if line:
                self.press(*line)

    def text(self) -> str:
        """What is on the screen now."""
        return self._tmux("capture-pane", "-p", "-t", "walk")

    def wait(self, pattern: str, seconds: float = PATIENCE_SECONDS) -> str:
        """Wait until the screen holds `pattern` (a regular expression); the screen then."""
        end = time.monotonic() + seconds
        while True:
            shown = self.text()
            if re.search(pattern, shown):
                return shown
            if time.monotonic() > end:
                raise AssertionError(f"{pattern!r} did not appear on:\n{shown}")
            time.sleep(_POLL_SECONDS)

    def pid(self) -> int:
        """The process of the shell in the window."""
        return int(self._tmux("display-message", "-p", "-t", "walk", "#{pane_pid}").strip())

    def cut(self) -> None:
        """The line drops: the window is gone, and what runs in it gets SIGHUP."""
        self._tmux("kill-server")

    def close(self) -> None:
        """End whatever runs."""
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], capture_output=True, check=False)


def missing() -> bool:
    """Whether there is no tmux here."""
    return shutil.which("tmux") is None
