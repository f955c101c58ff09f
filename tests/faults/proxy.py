"""A TCP proxy between delivery and a server, with the faults of a line: cut, reset, frozen, slow."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_PATIENCE = 30.0
_DOT = b"\r\n.\r\n"
_RESET = struct.pack("ii", 1, 0)


class _EndedError(Exception):
    """The line is over."""


@dataclass
class Line:
    """One connection through the proxy. `said` is what the client said so far, `body` how much of it was the
    body of a mail."""

    client: socket.socket
    server: socket.socket
    closing: threading.Event
    said: bytes = b""
    body: int = 0
    in_body: bool = False
    frozen: threading.Event = field(default_factory=threading.Event)

    @property
    def dotted(self) -> bool:
        """Whether the client has said the dot."""
        return _DOT in self.said

    def freeze(self) -> None:
        """Nothing passes any more, and nobody hears of it."""
        self.frozen.set()
        self.closing.wait(_PATIENCE)
        raise _EndedError

    def end(self, *, reset: bool) -> None:
        """Close both ends; with `reset` the client gets a RST instead of a FIN."""
        if reset:
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            # As long as the other pump listens to it, closing it would reset nothing.
            self.client.shutdown(socket.SHUT_RD)
            self.client.close()
        with suppress(OSError):
            self.client.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        raise _EndedError


class Fault:
    """What a line does with what passes; this one is sound."""

    def up(self, line: Line, data: bytes) -> None:
        """The client said this."""
        line.server.sendall(data)

    def down(self, line: Line, data: bytes) -> None:
        """The server said this."""
        line.client.sendall(data)


@dataclass
class FreezeAt(Fault):
    """Nothing passes once the client has said these words; they themselves do with `passing`."""

    words: bytes
    passing: bool = False

    def up(self, line: Line, data: bytes) -> None:
        if self.words not in line.said:
            super().up(line, data)
        else:
            line.frozen.set()
            if self.passing:
                super().up(line, data)
            line.freeze()


@dataclass
class CutBody(Fault):
    """So many bytes of the body pass, then the line ends. `done` says when that has happened."""

    count: int
    reset: bool = False
    done: threading.Event = field(default_factory=threading.Event)

    def up(self, line: Line, data: bytes) -> None:
        if not line.in_body:
            super().up(line, data)
            return
        super().up(line, data[: self.count - line.body])
        line.body += len(data)
        if line.body >= self.count:
            self._end(line)

    def down(self, line: Line, data: bytes) -> None:
        super().down(line, data)
        if line.in_body and not self.count:
            self._end(line)

    def _end(self, line: Line) -> None:
        try:
            line.end(reset=self.reset)
        finally:
            self.done.set()


class ResetAfterDot(Fault):
    """The server's answer to the dot is met by a reset."""

    def down(self, line: Line, data: bytes) -> None:
        if line.dotted:
            line.end(reset=True)
        super().down(line, data)


@dataclass
class HoldReply(Fault):
    """The server's answer to the dot waits until it is let go on."""

    go_on: threading.Event = field(default_factory=threading.Event)

    def down(self, line: Line, data: bytes) -> None:
        if line.dotted:
            self.go_on.wait(_PATIENCE)
        super().down(line, data)


class Drip(Fault):
    """Every byte in a packet of its own, both ways."""

    def up(self, line: Line, data: bytes) -> None:
        for byte in data:
            super().up(line, bytes([byte]))

    def down(self, line: Line, data: bytes) -> None:
        for byte in data:
            super().down(line, bytes([byte]))


class Proxy:
    """A port that leads to another one. `fault` may change between connections."""

    def __init__(self, to: int) -> None:
        self.fault = Fault()
        self.closing = threading.Event()
        self._to = to
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    def accept(self) -> None:
        """Take connections until the proxy closes."""
        while True:
            try:
                client, _address = self._socket.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._to))
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line = Line(client, server, self.closing)
            for pump in (self._up, self._down):
                threading.Thread(target=pump, args=(line, self.fault), daemon=True).start()

    def close(self) -> None:
        """End the proxy and what is frozen in it."""
        self.closing.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _up(self, line: Line, fault: Fault) -> None:
        with suppress(OSError, _EndedError):
            while data := self._heard(line, line.client):
                line.said += data
                fault.up(line, data)
            line.server.shutdown(socket.SHUT_WR)

    def _down(self, line: Line, fault: Fault) -> None:
        with suppress(OSError, _EndedError):
            while data := self._heard(line, line.server):
                line.in_body = line.in_body or b"354 " in data
                fault.down(line, data)
            line.client.shutdown(socket.SHUT_WR)

    @staticmethod
    def _heard(line: Line, end: socket.socket) -> bytes:
        data = end.recv(65536)
        if line.frozen.is_set():
            line.freeze()
        return data


@contextmanager
def between(to: int) -> Iterator[Proxy]:
    """A proxy to this port."""
    proxy = Proxy(to)
    threading.Thread(target=proxy.accept, daemon=True).start()
    yield proxy
    proxy.close()
