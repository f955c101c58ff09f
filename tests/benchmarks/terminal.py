"""A program in a pseudo-terminal, and when what it draws arrives."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence

COLUMNS, LINES = 80, 24
_PATIENCE_SECONDS = 60.0
_QUIET_SECONDS = 0.06
_CONTROL = re.compile(rb"\x1b\[[0-9;?<=>$]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()=>][0-9A-Z]?")
_ASKS_FOR_FRAMES = b"\x1b[?2026$p"
_HAS_FRAMES = b"\x1b[?2026;2$y"
_FRAME_ENDS = b"\x1b[?2026l"

KEYS = {
    "F1": b"\x1bOP",
    "F2": b"\x1bOQ",
    "F3": b"\x1bOR",
    "F4": b"\x1bOS",
    "Down": b"\x1b[B",
    "Up": b"\x1b[A",
    "Right": b"\x1b[C",
    "Enter": b"\r",
    "Escape": b"\x1b",
    "PageDown": b"\x1b[6~",
}


class Terminal:
    """A terminal of 80x24 that knows synchronized output, so that the end of each frame can be seen."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"},
        )
        os.close(slave)
        self._drawn = b""

    @property
    def pid(self) -> int:
        """The process in the terminal."""
        return self._process.pid

    def wait(self, pattern: str) -> float:
        """Read until `pattern` was drawn since the last key; seconds from the start of the program."""
        wanted = re.compile(pattern.encode())
        return self._read_until(lambda drawn: bool(wanted.search(_CONTROL.sub(b"", drawn)))) - self.started

    def press(self, name: str) -> float:
        """Press a key, and read to the end of the first frame after it; the seconds between."""
        self.settle()
        self._drawn = b""
        pressed = time.perf_counter()
        os.write(self._master, KEYS[name])
        return self._read_until(lambda drawn: _FRAME_ENDS in drawn) - pressed

    def settle(self) -> None:
        """Read until nothing more is drawn for a moment."""
        while self._readable(_QUIET_SECONDS):
            self._read()

    def close(self) -> None:
        """End the program."""
        self._process.terminate()
        while self._process.poll() is None:
            if self._readable(0.05):
                try:
                    self._read()
                except OSError:
                    self._process.wait(_PATIENCE_SECONDS)
        os.close(self._master)

    def _read_until(self, seen: Callable[[bytes], bool]) -> float:
        until = time.perf_counter() + _PATIENCE_SECONDS
        while not seen(self._drawn):
            if time.perf_counter() > until:
                raise TimeoutError(_CONTROL.sub(b"", self._drawn)[-2000:].decode("utf-8", "replace"))
            if self._readable(1.0):
                self._read()
        return time.perf_counter()

    def _readable(self, seconds: float) -> bool:
        return bool(select.select([self._master], [], [], seconds)[0])

    def _read(self) -> None:
        part = os.read(self._master, 1 << 16)
        self._drawn += part
        if _ASKS_FOR_FRAMES in part:
            os.write(self._master, _HAS_FRAMES)
