"""The wire: bytes to and from a server, each command within its deadline, each reply within its caps."""

import asyncio
import re
import ssl
from collections.abc import Sequence
from typing import cast

from carmail_tui.delivery.errors import BrokenError
from carmail_tui.delivery.policy import Phase, Reply

_LONGEST_LINE = 4096
_MOST_LINES = 200
_MOST_UNREAD = 1 << 20
_BLOCK = 1 << 16
_REPLY_LINE = re.compile(rb"([2345][0-9]{2})(?:([ -])([^\n]*?))?\r?\n")

SECONDS = {
    Phase.CONNECT: 30.0,
    Phase.GREETING: 300.0,
    Phase.EHLO: 300.0,
    Phase.STARTTLS: 120.0,
    Phase.AUTH: 120.0,
    Phase.MAIL: 300.0,
    Phase.RCPT: 300.0,
    Phase.DATA: 120.0,
    Phase.BODY: 180.0,
    Phase.DOT: 600.0,
}
"""The deadline of each phase (RFC 5321 section 4.5.3.2): for a whole command and its whole reply, and in the
body for each block of 64 KiB."""


class Wire(asyncio.Protocol):
    """A connection. Every failure after it was opened is a BrokenError that names the phase."""

    def __init__(self, seconds: dict[Phase, float]) -> None:
        self._seconds = seconds
        self._transport: asyncio.Transport
        self._unread = bytearray()
        self._lost: str | None = None
        self._closed = asyncio.Event()
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    @classmethod
    async def open(
        cls, host: str, port: int, tls: ssl.SSLContext | None, seconds: dict[Phase, float]
    ) -> "Wire":
        """Connect, with TLS from the first byte where `tls` is given.

        Raises OSError, of which ssl.SSLError and TimeoutError are kinds.
        """
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(seconds[Phase.CONNECT]):
            _transport, wire = await loop.create_connection(
                lambda: cls(seconds), host, port, ssl=tls, server_hostname=host if tls else None
            )
        return wire

    async def start_tls(self, host: str, context: ssl.SSLContext) -> None:
        """Go on encrypted. Raises OSError, or BrokenError where the server spoke before TLS began."""
        self.attend(Phase.STARTTLS)
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(self._seconds[Phase.STARTTLS]):
            transport = await loop.start_tls(self._transport, self, context, server_hostname=host)
        if transport is None:
            raise ConnectionResetError
        self.connection_made(transport)

    # -- what asyncio tells --------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The line is open. Its buffer counts as full at the first byte that the kernel has not taken."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(0)

    def data_received(self, data: bytes) -> None:
        """The server speaks."""
        self._unread += data
        self._news.set()
        if len(self._unread) > _MOST_UNREAD:
            self._lost = "the server does not stop speaking"
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """The line is gone."""
        self._lost = self._lost or _words(exc)
        self._closed.set()
        self._news.set()
        self._room.set()

    def pause_writing(self) -> None:
        """The kernel takes no more."""
        self._room.clear()

    def resume_writing(self) -> None:
        """The kernel has taken everything."""
        self._room.set()

    # -- what a session asks -------------------------------------------------------------------------------

    def attend(self, phase: Phase) -> None:
        """Make sure that the line is open and that the server waits for us: nothing unread lies there.

        A reply that came before its command must not be taken for the answer to it.
        """
        if self._unread:
            heard = bytes(self._unread[:200]).decode("utf-8", "replace").strip()
            raise BrokenError(phase, f"the server spoke out of turn: {_plain(heard)}")
        if self._lost is not None or self._transport.is_closing():
            raise BrokenError(phase, self._lost or _words(None))

    async def send(self, phase: Phase, *lines: str) -> None:
        """Write these commands at once."""
        await self.write(phase, "".join(f"{line}\r\n" for line in lines).encode("utf-8"))

    async def write(self, phase: Phase, content: bytes) -> None:
        """Write bytes, and wait until the kernel has taken them; each block has the deadline to itself."""
        self.attend(phase)
        view = memoryview(content)
        for start in range(0, len(content), _BLOCK):
            self._transport.write(view[start : start + _BLOCK])
            if not self._room.is_set():
                await self._within(phase, self._room)
            if self._lost is not None:
                raise BrokenError(phase, self._lost)

    async def reply(self, phase: Phase) -> Reply:
        """The next reply, all its lines read within the deadline of the phase."""
        if (found := self._next_reply(phase)) is not None:
            return found
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._seconds[phase]
        timer = loop.call_at(deadline, self._news.set)
        try:
            while (found := self._next_reply(phase)) is None:
                if self._lost is not None:
                    raise BrokenError(phase, self._lost)
                if loop.time() >= deadline:
                    return await self._late_reply(phase)
                self._news.clear()
                await self._news.wait()
        finally:
            timer.cancel()
        return found

    async def _late_reply(self, phase: Phase) -> Reply:
        await _look_again()
        if (found := self._next_reply(phase)) is None:
            raise BrokenError(phase, self._lost or "no reply within the deadline")
        return found

    def _next_reply(self, phase: Phase) -> Reply | None:
        """A whole reply, taken from what was read; None where it is not all there yet."""
        lines: list[re.Match[bytes]] = []
        start = 0
        while len(lines) < _MOST_LINES:
            end = self._unread.find(b"\n", start, start + _LONGEST_LINE) + 1
            if not end:
                if len(self._unread) - start >= _LONGEST_LINE:
                    raise BrokenError(phase, "a reply line is too long")
                return None
            match = _REPLY_LINE.match(self._unread, start)
            if match is None:
                raise BrokenError(phase, "the reply is not SMTP")
            lines.append(match)
            start = end
            if match[2] != b"-":
                reply = _joined(phase, lines) if len(lines) > 1 else Reply(int(match[1]), _text(match))
                del self._unread[:start]
                return reply
        raise BrokenError(phase, "the reply has too many lines")

    async def _within(self, phase: Phase, event: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(self._seconds[phase]):
                await event.wait()
        except TimeoutError as error:
            await _look_again()
            if not event.is_set():
                raise BrokenError(phase, "no progress within the deadline") from error

    async def close(self) -> None:
        """Say QUIT and close. Nothing that happens here changes the fate of a message."""
        if self._lost is None:
            self._transport.write(b"QUIT\r\n")
            self._transport.close()
            try:
                async with asyncio.timeout(2):
                    await self._closed.wait()
            except TimeoutError:
                self._transport.abort()

    def abort(self) -> None:
        """Drop the line at once."""
        self._transport.abort()


async def _look_again() -> None:
    """Hear what came while this process stood still, as in a laptop that slept: it may have come in time.

    After such a stop the loop tells of deadlines before it asks the kernel, and what it is told there comes
    one pass later.
    """
    for _pass in range(2):
        await asyncio.sleep(0)


def _joined(phase: Phase, lines: Sequence[re.Match[bytes]]) -> Reply:
    codes = {match[1] for match in lines}
    if len(codes) != 1:
        raise BrokenError(phase, "the lines of a reply disagree")
    return Reply(int(lines[0][1]), "\n".join(map(_text, lines)))


def _text(line: re.Match[bytes]) -> str:
    return _plain((line[3] or b"").decode("utf-8", "replace").strip())


def _plain(text: str) -> str:
    """Text that every database can keep: PostgreSQL takes no NUL."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _words(error: Exception | None) -> str:
    if error is None:
        return "the server closed the connection"
    return getattr(error, "strerror", None) or type(error).__name__
