"""An SMTP session that drives each phase by itself, so that it is always known how far a message got.

One recipient a transaction. Until the final dot nothing can have been delivered (RFC 5321 section 4.1.1.4);
between the dot and its reply nobody can know (RFC 1047).
"""

import base64
import ipaddress
import ssl
from collections.abc import Awaitable, Callable
from functools import cache

from carmail_tui.delivery.errors import BrokenError, HeldError, NegativeReplyError
from carmail_tui.delivery.message import OutboxMessage
from carmail_tui.delivery.policy import Phase, Reason, Reply
from carmail_tui.delivery.wire import SECONDS, Wire
from carmail_tui.settings.model import Security, Smtp

BeforeDot = Callable[[], Awaitable[bool]]


class Session:
    """A session with one account's server."""

    def __init__(self, wire: Wire, smtp: Smtp) -> None:
        self._wire = wire
        self._smtp = smtp
        self.capabilities: dict[str, str] = {}
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
            wire.abort()
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
            except (ssl.SSLError, ConnectionError, TimeoutError) as error:
                raise HeldError(Phase.STARTTLS, Reason.TLS_FAILED, _tls_words(error)) from error
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
        encode = _base64
        if "PLAIN" in offered:
            await self._wire.send(Phase.AUTH, "AUTH PLAIN " + encode(f"\0{self._smtp.login}\0{password}"))
        elif "LOGIN" in offered:
            await self._wire.send(Phase.AUTH, "AUTH LOGIN")
            await self._expect(Phase.AUTH, 334)
            await self._wire.send(Phase.AUTH, encode(self._smtp.login))
            await self._expect(Phase.AUTH, 334)
            await self._wire.send(Phase.AUTH, encode(password))
        else:
            raise HeldError(Phase.AUTH, Reason.AUTH_IMPOSSIBLE)
        await self._expect(Phase.AUTH, 235)

    async def send(self, message: OutboxMessage, before_dot: BeforeDot) -> Reply:
        """Send one message. `before_dot` records that the dot is about to be written; False stops there.

        Returns the reply to the dot, a 2xx. Raises NegativeReplyError where the server said no;
        BrokenError with phase DOT alone means that nobody knows whether it was delivered.
        """
        await self._envelope(message)
        await self._wire.write(Phase.BODY, dot_stuffed(message.content))
        if not await before_dot():
            self.abort()
            raise BrokenError(Phase.BODY, "the message is no longer ours")
        await self._wire.write(Phase.DOT, b".\r\n")
        reply = await self._wire.reply(Phase.DOT)
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

    async def _envelope(self, message: OutboxMessage) -> None:
        commands = (self._mail(message), f"RCPT TO:<{message.envelope_to}>", "DATA")
        phases = (Phase.MAIL, Phase.RCPT, Phase.DATA)
        if "PIPELINING" in self.capabilities:
            await self._wire.send(Phase.MAIL, *commands)
            replies = [await self._wire.reply(phase) for phase in phases]
            await self._check_pipelined(phases, replies)
            return
        for phase, command in zip(phases, commands, strict=True):
            await self._wire.send(phase, command)
            reply = await self._wire.reply(phase)
            if not _wanted(phase, reply):
                if phase is not Phase.MAIL:
                    await self._reset()
                raise NegativeReplyError(phase, reply)

    async def _check_pipelined(self, phases: tuple[Phase, ...], replies: list[Reply]) -> None:
        failed = [
            (phase, reply) for phase, reply in zip(phases, replies, strict=True) if not _wanted(phase, reply)
        ]
        if not failed:
            return
        if _wanted(Phase.DATA, replies[-1]):
            # The server waits for a body that must not come: end it without a dot (RFC 2920 section 3.1).
            self.abort()
        else:
            await self._reset()
        raise NegativeReplyError(*failed[0])

    def _mail(self, message: OutboxMessage) -> str:
        size = len(message.content)
        limit = self.capabilities.get("SIZE", "")
        if limit.isdigit() and 0 < int(limit) < size:
            raise NegativeReplyError(Phase.MAIL, Reply(552, f"5.3.4 {size} > SIZE {limit}"))
        command = f"MAIL FROM:<{message.envelope_from}>"
        if "SIZE" in self.capabilities:
            command += f" SIZE={size}"
        if not (message.envelope_to + message.envelope_from).isascii():
            if "SMTPUTF8" not in self.capabilities:
                raise HeldError(Phase.RCPT, Reason.NEEDS_SMTPUTF8)
            command += " SMTPUTF8"
        return command

    async def _reset(self) -> None:
        await self._wire.send(Phase.MAIL, "RSET")
        await self._wire.reply(Phase.MAIL)

    async def _expect(self, phase: Phase, code: int) -> Reply:
        reply = await self._wire.reply(phase)
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
    import socket

    implicit = context if smtp.security is Security.TLS else None
    try:
        return await Wire.open(smtp.server, smtp.port, implicit, seconds)
    except ssl.SSLError as error:
        raise HeldError(Phase.STARTTLS, Reason.TLS_FAILED, _tls_words(error)) from error
    except socket.gaierror as error:
        temporary = error.errno == socket.EAI_AGAIN
        raise HeldError(
            Phase.CONNECT, Reason.SERVER_UNKNOWN, str(error.strerror), temporary=temporary
        ) from error
    except (OSError, TimeoutError) as error:
        words = getattr(error, "strerror", None) or type(error).__name__
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


def _tls_words(error: Exception) -> str:
    return str(getattr(error, "verify_message", "") or getattr(error, "reason", "") or type(error).__name__)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


__all__ = ("Session", "dot_stuffed", "is_loopback", "verifying_context")
