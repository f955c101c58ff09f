"""The wire: lines to and from a server, each reply within its deadline and its caps."""

import asyncio
import re
import ssl
from collections.abc import Sequence

from carmail_tui.delivery.errors import BrokenError
from carmail_tui.delivery.policy import Phase, Reply

_LONGEST_LINE = 4096
_MOST_LINES = 200
_REPLY_LINE = re.compile(rb"([2345][0-9]{2})(?:([ -])(.*))?\r?\n", re.DOTALL)

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
"""The deadline of each phase (RFC 5321 section 4.5.3.2), for the whole command and not for each byte."""


class Wire:
    """A connection. Every failure is a BrokenError that names the phase."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: dict[Phase, float]
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._seconds = seconds

    @classmethod
    async def open(
        cls, host: str, port: int, tls: ssl.SSLContext | None, seconds: dict[Phase, float]
    ) -> "Wire":
        """Connect, with TLS from the first byte where `tls` is given.

        Raises OSError, ssl.SSLError or TimeoutError.
        """
        async with asyncio.timeout(seconds[Phase.CONNECT]):
            streams = await asyncio.open_connection(
                host, port, ssl=tls, server_hostname=host if tls else None, limit=_LONGEST_LINE * 4
            )
        return cls(*streams, seconds)

    async def start_tls(self, host: str, context: ssl.SSLContext) -> None:
        """Go on encrypted. Raises ssl.SSLError, or BrokenError where the server spoke too early."""
        if getattr(self._reader, "_buffer", b""):
            raise BrokenError(Phase.STARTTLS, "the server spoke before TLS began")
        async with asyncio.timeout(self._seconds[Phase.STARTTLS]):
            await self._writer.start_tls(context, server_hostname=host)

    async def send(self, phase: Phase, *lines: str) -> None:
        """Write these commands at once."""
        await self.write(phase, "".join(f"{line}\r\n" for line in lines).encode("utf-8"))

    async def write(self, phase: Phase, content: bytes) -> None:
        """Write bytes, and wait until the line has room again."""
        try:
            async with asyncio.timeout(self._seconds[phase]):
                self._writer.write(content)
                await self._writer.drain()
        except TimeoutError as error:
            raise BrokenError(phase, "no progress within the deadline") from error
        except OSError as error:
            raise BrokenError(phase, error.strerror or type(error).__name__) from error

    async def reply(self, phase: Phase) -> Reply:
        """The next reply, all its lines read within the deadline of the phase."""
        try:
            async with asyncio.timeout(self._seconds[phase]):
                return _joined(phase, await self._lines(phase))
        except TimeoutError as error:
            raise BrokenError(phase, "no reply within the deadline") from error
        except OSError as error:
            raise BrokenError(phase, error.strerror or type(error).__name__) from error

    async def _lines(self, phase: Phase) -> list[re.Match[bytes]]:
        lines: list[re.Match[bytes]] = []
        while len(lines) < _MOST_LINES:
            try:
                line = await self._reader.readline()
            except ValueError as error:
                raise BrokenError(phase, "a reply line is too long") from error
            if not line.endswith(b"\n"):
                raise BrokenError(phase, "the server closed the connection")
            match = _REPLY_LINE.fullmatch(line)
            if match is None or len(line) > _LONGEST_LINE:
                raise BrokenError(phase, "the reply is not SMTP")
            lines.append(match)
            if match[2] != b"-":
                return lines
        raise BrokenError(phase, "the reply has too many lines")

    async def close(self) -> None:
        """Say QUIT and close. Nothing that happens here changes the fate of a message."""
        try:
            self._writer.write(b"QUIT\r\n")
            self._writer.close()
            async with asyncio.timeout(2):
                await self._writer.wait_closed()
        except (OSError, TimeoutError, ssl.SSLError):
            pass

    def abort(self) -> None:
        """Drop the line at once."""
        self._writer.transport.abort()


def _joined(phase: Phase, lines: Sequence[re.Match[bytes]]) -> Reply:
    codes = {match[1] for match in lines}
    if len(codes) != 1:
        raise BrokenError(phase, "the lines of a reply disagree")
    texts = [(match[3] or b"").decode("utf-8", "replace").strip() for match in lines]
    return Reply(int(lines[0][1]), "\n".join(texts))
