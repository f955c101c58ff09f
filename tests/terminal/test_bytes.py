"""What goes over the line, byte by byte: the keys of the Linux console, and no colour under NO_COLOR."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CARMAIL = [sys.executable, "-m", "carmail_tui", "--lang", "en"]
CONSOLE = {
    "F1": b"\x1b[[A",
    "F2": b"\x1b[[B",
    "F3": b"\x1b[[C",
    "F4": b"\x1b[[D",
    "F5": b"\x1b[[E",
    "F9": b"\x1b[20~",
}
"""What the console of Linux sends (console_codes(4), loadkeys)."""
PATIENCE_SECONDS = 30.0


class Line:
    """A program at the other end of a terminal line of 80x24."""

    def __init__(self, folder: Path, **environment: str) -> None:
        variables = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
        variables |= {"CARMAIL_CONFIG": str(folder / "carmail.toml")}
        variables |= {"CARMAIL_DATABASE": f"sqlite:///{folder}/g.db"}
        (folder / "carmail.toml").write_text(
            '[sender]\naddress = "a@garage.example"\n[smtp]\nserver = "127.0.0.1"\n'
        )
        self.pid, self._end = pty.fork()
        if self.pid == 0:
            os.execve(CARMAIL[0], CARMAIL, variables | environment)
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.seen = b""

    def send(self, keys: bytes) -> None:
        """Type these bytes; what was seen before them is over."""
        self.seen = b""
        os.write(self._end, keys)

    def wait(self, words: str) -> bytes:
        """Wait until these words were written; all that was written since the last key."""
        end = time.monotonic() + PATIENCE_SECONDS
        while words not in self.plain():
            assert time.monotonic() < end, f"{words!r} not in {self.plain()[-2000:]!r}"
            if select.select([self._end], [], [], 0.2)[0]:
                self.seen += os.read(self._end, 65536)
        return self.seen

    def plain(self) -> str:
        """The words, without what steers the terminal."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.seen.decode(errors="replace"))

    def leave(self) -> int:
        """Ctrl+Q; the exit status."""
        os.write(self._end, b"\x11")
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                if select.select([self._end], [], [], 0.2)[0] and not os.read(self._end, 65536):
                    break
            except OSError:
                break
        os.close(self._end)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


Opened = Callable[..., Line]


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Opened]:
    """Opens a line to the program."""
    opened: list[Line] = []

    def start(**environment: str) -> Line:
        opened.append(Line(tmp_path, **environment))
        return opened[-1]

    yield start
    for found in opened:
        assert found.leave() == 0


def test_the_function_keys_of_the_linux_console(line: Opened) -> None:
    console = line(TERM="linux")
    drawn = console.wait("Nothing waits")
    for key, words in (
        ("F2", "No clients yet"),
        ("F3", "0 found"),
        ("F4", "i reads your invoices"),
        ("F5", "Nothing was sent yet"),
        ("F9", "Kept in"),
    ):
        console.send(CONSOLE[key])
        drawn += console.wait(words)
    console.send(CONSOLE["F1"])
    drawn += console.wait("all keys of this screen")
    assert drawn.isascii()


def test_no_colour_goes_over_the_line_under_no_color(line: Opened) -> None:
    terminal = line(TERM="xterm-256color", COLORTERM="truecolor", NO_COLOR="1")
    drawn = terminal.wait("Nothing waits")
    for keys, words in (
        (b"\x1bOQ", "No clients yet"),
        (b"\x1bOR", "0 found"),
        (b"f", "Criteria"),
        (b"\x1bOS", "i reads your invoices"),
        (b"\x1b[20~", "Kept in"),
        (b"\x10", "What to do?"),
    ):
        terminal.send(keys)
        drawn += terminal.wait(words)
    codes = {
        code for sequence in re.findall(rb"\x1b\[([0-9;]*)m", drawn) for code in sequence.split(b";") if code
    }
    # Bold, underlined, reverse, and back to the terminal's own colours: 30 to 38 and 40 to 48 are colours.
    assert codes <= {b"0", b"1", b"2", b"4", b"7", b"22", b"24", b"27", b"39", b"49"}
    assert b"7" in codes, "the cursor is in reverse"


def test_a_terminal_that_is_gone_without_a_hang_up_ends_the_program(tmp_path: Path) -> None:
    config = tmp_path / "carmail.toml"
    config.write_text('[sender]\naddress = "a@garage.example"\n[smtp]\nserver = "127.0.0.1"\n')
    named = {"CARMAIL_CONFIG": str(config), "CARMAIL_DATABASE": f"sqlite:///{tmp_path}/g.db"}
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    # A session of its own, of which this is not the controlling terminal: nobody sends it a hang-up.
    process = subprocess.Popen(
        CARMAIL, stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | named, start_new_session=True
    )
    os.close(theirs)
    seen = b""
    while b"Quit" not in seen:
        seen += os.read(ours, 65536)
    os.close(ours)
    try:
        process.wait(PATIENCE_SECONDS)
    finally:
        process.kill()
