"""A mail server that throws everything away, as fast as Python can, in a process of its own.

    python -m tests.benchmarks.sink [--pipelining] [--delay SECONDS]

With --delay it answers each packet so much later, whatever came in between: a line with that round trip.

It prints its port, then the moment (seconds since 1970) at which it took the first mail; when its standard
input ends, how many mails it took.
"""

import argparse
import asyncio
import subprocess
import sys
import time
from types import TracebackType
from typing import IO

_ANSWERS = {
    b"HELO": b"250 sink.example\r\n",
    b"EHLO": b"250-sink.example\r\n%b250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 0\r\n",
    b"MAIL": b"250 2.1.0 Ok\r\n",
    b"RCPT": b"250 2.1.5 Ok\r\n",
    b"RSET": b"250 2.0.0 Ok\r\n",
    b"DATA": b"354 Go on\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}
_UNKNOWN = b"500 5.5.1 What?\r\n"
_TAKEN = b"250 2.0.0 Ok\r\n"
_END = b"\r\n.\r\n"


class _Connection(asyncio.Protocol):
    taken = 0
    extensions = b""
    delay = 0.0

    def __init__(self) -> None:
        self._unread = b""
        self._in_body = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._answer(b"220 sink.example\r\n")

    def data_received(self, data: bytes) -> None:
        self._unread += data
        answers = []
        while (answer := self._take()) is not None:
            answers.append(answer)
        if answers:
            self._answer(b"".join(answers))

    def _answer(self, answer: bytes) -> None:
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, self._write, answer)
        else:
            self._write(answer)

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)
            if answer.endswith(_ANSWERS[b"QUIT"]):
                self._transport.close()

    def _take(self) -> bytes | None:
        end = self._unread.find(_END if self._in_body else b"\r\n")
        if end < 0:
            if self._in_body:
                # What can no longer be part of the end is not looked at again.
                self._unread = self._unread[-len(_END) :]
            return None
        if self._in_body:
            self._unread = self._unread[end + len(_END) :]
            self._in_body = False
            _note_taken()
            return _TAKEN
        verb, self._unread = self._unread[:4].upper(), self._unread[end + 2 :]
        if verb == b"DATA":
            # The line end of the command may begin the end of an empty body.
            self._in_body, self._unread = True, b"\r\n" + self._unread
        answer = _ANSWERS.get(verb, _UNKNOWN)
        return answer % self.extensions if verb == b"EHLO" else answer


def _note_taken() -> None:
    _Connection.taken += 1
    if _Connection.taken == 1:
        print(time.time(), flush=True)


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    asked = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), asked.set)
    await asked.wait()
    print(_Connection.taken, flush=True)


class Sink:
    """The server, as a benchmark uses it: a context."""

    def __init__(self, *, pipelining: bool = False, delay: float = 0.0) -> None:
        self._command = [sys.executable, "-m", "tests.benchmarks.sink", *["--pipelining"] * pipelining]
        self._command += ["--delay", str(delay)]

    def __enter__(self) -> "Sink":
        pipes = subprocess.PIPE
        self._process = subprocess.Popen(self._command, stdin=pipes, stdout=pipes, text=True)
        assert self._process.stdout is not None
        self._said: IO[str] = self._process.stdout
        self.port = int(self._said.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self.end()

    def first(self) -> float:
        """Wait for the first mail; the moment it was taken, in seconds since 1970."""
        return float(self._said.readline())

    def end(self) -> int:
        """End it; how many mails it took."""
        lines = self._process.communicate()[0].split()
        return int(lines[-1]) if lines else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pipelining", action="store_true")
    parser.add_argument("--delay", type=float, default=0.0)
    asked = parser.parse_args()
    _Connection.delay = asked.delay
    if asked.pipelining:
        _Connection.extensions = b"250-PIPELINING\r\n"
    asyncio.run(_serve())
