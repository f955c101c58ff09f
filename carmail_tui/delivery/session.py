"""An SMTP session that drives each phase by itself, so that it is always known how far a message got.

One recipient a transaction. Until the final dot nothing can have been delivered (RFC 5321 section 4.1.1.4);
between the dot and its reply nobody can know (RFC 1047).
"""

import asyncio
import base64
import ipaddress
import re
import socket
import ssl
from collections.abc import Awaitable, Callable
from functools import cache

from carmail_tui.delivery.errors import (
    BrokenError,
    HeldError,
    NegativeReplyError,
    StoppedError,
    UnsendableError,
)
from carmail_tui.delivery.message import OutboxMessage
from carmail_tui.delivery.policy import Phase, Reason, Reply
from carmail_tui.delivery.wire import SECONDS, Wire
from carmail_tui.settings.model import Security, Smtp

BeforeDot = Callable[[], Awaitable[bool]]

_ENVELOPE_ADDRESS = re.compile(r"[^\s<>\x00-\x1f\x7f]*")
"""What may stand between the angle brackets: a space or a line end there is not an address but a trick."""


class Session:
    """A session with one account's server."""

    def __init__(self, wire: Wire, smtp: Smtp) -> None:
        self._wire = wire
        self._smtp = smtp
        self._open_transaction = False
        self.capabilities: dict[str, str] = {}
        self.transactions = 0
        """How many messages were put to the server, the one under way among them."""
        self.usable = True

    @classmethod
    async def open(
        cls,
        smtp: Smtp,
        password: str,
        *,
        seconds: dict[Phase, float] = SECONDS,
        context: ssl.SSLContext | None = None,
    ) -> "Session":
        """Connect, encrypt, log in. Raises HeldError, NegativeReplyError or BrokenError."""
        if smtp.security is Security.NONE and not is_loopback(smtp.server):
            raise HeldError(Phase.CONNECT, Reason.NOT_LOOPBACK)
        context = context or verifying_context()
        wire = await _connect(smtp, context, seconds)
        session = cls(wire, smtp)
        try:
            await session._greet(context)
            if smtp.login:
                await session._log_in(password)
        except BaseException:
            session.abort()
            raise
        return session

    async def _greet(self, context: ssl.SSLContext) -> None:
        await self._expect(Phase.GREETING, 220)
        await self._ehlo()
        if self._smtp.security is Security.STARTTLS:
            if "STARTTLS" not in self.capabilities:
                raise HeldError(Phase.STARTTLS, Reason.TLS_MISSING)
            await self._wire.send(Phase.STARTTLS, "STARTTLS")
            await self._expect(Phase.STARTTLS, 220)
            try:
                await self._wire.start_tls(self._smtp.server, context)
            except BrokenError as error:
                raise HeldError(Phase.STARTTLS, Reason.TLS_FAILED, error.words) from error
            except OSError as error:
                raise _tls_failure(error) from error
            # What was offered before TLS may have been an attacker's (RFC 3207 section 4.2).
            self.capabilities = {}
            await self._ehlo()

    async def _ehlo(self) -> None:
        await self._wire.send(Phase.EHLO, "EHLO [127.0.0.1]")
        reply = await self._expect(Phase.EHLO, 250)
        for line in reply.text.split("\n")[1:]:
            keyword, _space, rest = line.partition(" ")
            self.capabilities[keyword.upper()] = rest

    async def _log_in(self, password: str) -> None:
        if not password:
            raise HeldError(Phase.AUTH, Reason.PASSWORD_MISSING)
        offered = self.capabilities.get("AUTH", "").upper().split()
        if "PLAIN" in offered:
            await self._wire.send(Phase.AUTH, "AUTH PLAIN " + _base64(f"\0{self._smtp.login}\0{password}"))
        elif "LOGIN" in offered:
            await self._wire.send(Phase.AUTH, "AUTH LOGIN")
            await self._expect(Phase.AUTH, 334)
            await self._wire.send(Phase.AUTH, _base64(self._smtp.login))
            await self._expect(Phase.AUTH, 334)
            await self._wire.send(Phase.AUTH, _base64(password))
        else:
            raise HeldError(Phase.AUTH, Reason.AUTH_IMPOSSIBLE)
        await self._expect(Phase.AUTH, 235)

    async def send(self, message: OutboxMessage, before_dot: BeforeDot) -> Reply:
        """Send one message. `before_dot` records that the dot is about to be written; False stops there.

        Returns the reply to the dot, a 2xx. Raises StoppedError where `before_dot` stopped it,
        UnsendableError where the message cannot be put to this server, NegativeReplyError where the server
        said no; BrokenError with phase DOT alone means that nobody knows whether it was delivered.
        """
        mail = self._mail(message)
        self.transactions += 1
        await self._envelope(mail, message.envelope_to)
        await self._wire.write(Phase.BODY, dot_stuffed(message.content))
        self._wire.attend(Phase.BODY)
        if not await before_dot():
            self.abort()
            raise StoppedError(Phase.BODY, "")
        # What the line and the server did meanwhile still counts as before the dot.
        await asyncio.sleep(0)
        self._wire.attend(Phase.BODY)
        await self._wire.write(Phase.DOT, b".\r\n")
        reply = await self._reply(Phase.DOT)
        self._open_transaction = False
        if reply.positive:
            return reply
        if reply.code < 400:
            raise BrokenError(Phase.DOT, f"{reply.code} {reply.text}")
        raise NegativeReplyError(Phase.DOT, reply)

    async def check_sender(self, address: str) -> None:
        """Ask whether this sender is accepted, and take it back: nothing is sent."""
        await self._wire.send(Phase.MAIL, f"MAIL FROM:<{address}>")
        await self._expect(Phase.MAIL, 250)
        await self._wire.send(Phase.MAIL, "RSET")
        await self._expect(Phase.MAIL, 250)

    async def _envelope(self, mail: str, recipient: str) -> None:
        steps = [(Phase.MAIL, mail), (Phase.RCPT, f"RCPT TO:<{recipient}>"), (Phase.DATA, "DATA")]
        if self._open_transaction:
            steps.insert(0, (Phase.MAIL, "RSET"))
        self._open_transaction = True
        if "PIPELINING" in self.capabilities:
            await self._wire.send(Phase.MAIL, *(command for _phase, command in steps))
            await self._check_pipelined([phase for phase, _command in steps])
            return
        for phase, command in steps:
            await self._wire.send(phase, command)
            reply = await self._reply(phase)
            if not _wanted(phase, reply):
                raise NegativeReplyError(phase, reply)

    async def _check_pipelined(self, phases: list[Phase]) -> None:
        """Read the replies to commands sent at once; the first no decides, whatever follows it."""
        failure: NegativeReplyError | None = None
        reply = Reply(0)
        for phase in phases:
            try:
                reply = await self._reply(phase)
            except BrokenError:
                self.abort()
                if failure is None:
                    raise
                raise failure from None
            if failure is None and not _wanted(phase, reply):
                failure = NegativeReplyError(phase, reply)
        if failure is None:
            return
        if _wanted(Phase.DATA, reply):
            # The server waits for a body that must not come, and only the end of the line says so without
            # a dot (RFC 2920 section 3.1).
            self.abort()
        raise failure

    def _mail(self, message: OutboxMessage) -> str:
        size = len(message.content)
        limit = self.capabilities.get("SIZE", "")
        if limit.isascii() and limit.isdecimal() and 0 < int(limit) < size:
            raise NegativeReplyError(Phase.MAIL, Reply(552, f"5.3.4 {size} > SIZE {limit}"))
        for address in (message.envelope_from, message.envelope_to):
            if not _ENVELOPE_ADDRESS.fullmatch(address):
                raise UnsendableError(Phase.RCPT, Reason.UNKNOWN_ADDRESS, address)
        command = f"MAIL FROM:<{message.envelope_from}>"
        if "SIZE" in self.capabilities:
            command += f" SIZE={size}"
        if "8BITMIME" in self.capabilities and not message.content.isascii():
            command += " BODY=8BITMIME"
        if not (message.envelope_to + message.envelope_from).isascii():
            if "SMTPUTF8" not in self.capabilities:
                raise UnsendableError(Phase.RCPT, Reason.NEEDS_SMTPUTF8)
            command += " SMTPUTF8"
        return command

    async def _reply(self, phase: Phase) -> Reply:
        reply = await self._wire.reply(phase)
        if reply.code == 421:
            # The server ends the session with this reply, whatever it was about (RFC 5321 section 3.8).
            self.usable = False
        return reply

    async def _expect(self, phase: Phase, code: int) -> Reply:
        reply = await self._reply(phase)
        if reply.code != code:
            raise NegativeReplyError(phase, reply)
        return reply

    async def close(self) -> None:
        """Say QUIT; it decides nothing."""
        await self._wire.close()

    def abort(self) -> None:
        """Drop the line; the session is over."""
        self.usable = False
        self._wire.abort()


def _wanted(phase: Phase, reply: Reply) -> bool:
    return reply.code == 354 if phase is Phase.DATA else reply.positive


async def _connect(smtp: Smtp, context: ssl.SSLContext, seconds: dict[Phase, float]) -> Wire:
    implicit = context if smtp.security is Security.TLS else None
    try:
        return await Wire.open(smtp.server, smtp.port, implicit, seconds)
    except ssl.SSLError as error:
        raise _tls_failure(error) from error
    except socket.gaierror as error:
        temporary = error.errno == socket.EAI_AGAIN
        raise HeldError(
            Phase.CONNECT, Reason.SERVER_UNKNOWN, str(error.strerror), temporary=temporary
        ) from error
    except UnicodeError as error:
        # The codec of host names: a label is empty or too long.
        raise HeldError(Phase.CONNECT, Reason.SERVER_UNKNOWN, str(error)) from error
    except OSError as error:
        words = error.strerror or type(error).__name__
        raise HeldError(Phase.CONNECT, Reason.SERVER_UNREACHABLE, words, temporary=True) from error


@cache
def verifying_context() -> ssl.SSLContext:
    """TLS 1.2 or later, certificate and host name verified; shared, for it takes 28 ms to make."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine, the one place where a line may go unencrypted."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def dot_stuffed(content: bytes) -> bytes:
    """The body as it goes over the wire (RFC 5321 section 4.5.2), ending with a line end."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _tls_failure(error: OSError) -> HeldError:
    """A line that drops during the handshake may come back; what the handshake found out stays."""
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        words = getattr(error, "verify_message", "") or error.reason or type(error).__name__
        return HeldError(Phase.STARTTLS, Reason.TLS_FAILED, words)
    words = error.strerror or type(error).__name__
    return HeldError(Phase.STARTTLS, Reason.SERVER_UNREACHABLE, words, temporary=True)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


__all__ = ("Session", "dot_stuffed", "is_loopback", "verifying_context")
