"""An SMTP session that drives each phase by itself, so that it is always known how far a message got.

One recipient a transaction. Until the final dot nothing can have been delivered (RFC 5321 section 4.1.1.4);
between the dot and its reply nobody can know (RFC 1047).
"""

import base64
import re
import ssl
from dataclasses import dataclass, field

from carmail_tui.delivery.connecting import connect, is_loopback, tls_failure, verifying_context
from carmail_tui.delivery.errors import (
    BrokenError,
    HeldError,
    NegativeReplyError,
    UnsendableError,
)
from carmail_tui.delivery.message import OutboxMessage
from carmail_tui.delivery.policy import Phase, Reason, Reply
from carmail_tui.delivery.wire import SECONDS, Wire
from carmail_tui.settings.model import Security, Smtp

Envelope = tuple[tuple[Phase, str], ...]
"""The commands before the body, each with its phase."""

_ENVELOPE_ADDRESS = re.compile(r"[^\s<>\x00-\x1f\x7f]*")
"""What may stand between the angle brackets: a space or a line end there is not an address but a trick."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a conversation is held: the deadlines by phase, and the TLS where it is not the system's."""

    seconds: dict[Phase, float] = field(default_factory=lambda: SECONDS)
    context: ssl.SSLContext | None = None


class Session:
    """A session with one account's server."""

    def __init__(self, wire: Wire, smtp: Smtp) -> None:
        self._wire = wire
        self._smtp = smtp
        self._open_transaction = False
        self._told: Envelope | None = None
        """The envelope that went along with a dot, and was not heard yet."""
        self.capabilities: dict[str, str] = {}
        self.transactions = 0
        """How many messages were put to the server, the one under way among them."""
        self.usable = True

    @classmethod
    async def open(cls, smtp: Smtp, password: str, terms: "Terms | None" = None) -> "Session":
        """Connect, encrypt, log in. Raises HeldError, NegativeReplyError or BrokenError."""
        if smtp.security is Security.NONE and not is_loopback(smtp.server):
            raise HeldError(Phase.CONNECT, Reason.NOT_LOOPBACK)
        terms = terms or Terms()
        context = terms.context or verifying_context()
        wire = await connect(smtp, context, terms.seconds)
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
                raise tls_failure(error) from error
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

    # -- a message -----------------------------------------------------------------------------------------

    @property
    def pipelines(self) -> bool:
        """Whether commands may follow each other without waiting for the replies (RFC 2920)."""
        return "PIPELINING" in self.capabilities

    def envelope(self, message: OutboxMessage, content: bytes) -> Envelope:
        """The commands before the body. Raises UnsendableError or NegativeReplyError where this server is not
        to be asked at all."""
        return (
            (Phase.MAIL, self._mail(message, content)),
            (Phase.RCPT, f"RCPT TO:<{message.envelope_to}>"),
            (Phase.DATA, "DATA"),
        )

    async def tell(self, envelope: Envelope) -> None:
        """Put an envelope to the server, or hear what it says to the one that went along with a dot."""
        self.transactions += 1
        if envelope is self._told:
            self._told = None
            await self._check_pipelined([phase for phase, _command in envelope])
            return
        if self._open_transaction:
            envelope = ((Phase.MAIL, "RSET"), *envelope)
        self._open_transaction = True
        if self.pipelines:
            await self._wire.send(Phase.MAIL, *(command for _phase, command in envelope))
            await self._check_pipelined([phase for phase, _command in envelope])
            return
        for phase, command in envelope:
            await self._wire.send(phase, command)
            reply = await self._reply(phase)
            if not _wanted(phase, reply):
                raise NegativeReplyError(phase, reply)

    async def write_body(self, content: bytes) -> None:
        """Write everything but the dot: nothing can have been delivered yet."""
        await self._wire.write(Phase.BODY, dot_stuffed(content))
        self._wire.attend(Phase.BODY)

    async def dot(self, following: Envelope | None = None) -> Reply:
        """Write the dot, and with it the next envelope; the server's reply to the dot, a 2xx.

        Raises NegativeReplyError where the server said no; BrokenError with phase DOT alone means that nobody
        knows whether the message was delivered.
        """
        # What the line and the server did until now still counts as before the dot.
        self._wire.attend(Phase.BODY)
        commands = "".join(f"{command}\r\n" for _phase, command in following or ())
        self._told = following
        await self._wire.write(Phase.DOT, b".\r\n" + commands.encode("utf-8"))
        reply = await self._reply(Phase.DOT)
        self._open_transaction = following is not None
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

    def _mail(self, message: OutboxMessage, content: bytes) -> str:
        size = len(content)
        limit = self.capabilities.get("SIZE", "")
        if limit.isascii() and limit.isdecimal() and 0 < int(limit) < size:
            raise NegativeReplyError(Phase.MAIL, Reply(552, f"5.3.4 {size} > SIZE {limit}"))
        for address in (message.envelope_from, message.envelope_to):
            if not _ENVELOPE_ADDRESS.fullmatch(address):
                raise UnsendableError(Phase.RCPT, Reason.UNKNOWN_ADDRESS, address)
        command = f"MAIL FROM:<{message.envelope_from}>"
        if "SIZE" in self.capabilities:
            command += f" SIZE={size}"
        if "8BITMIME" in self.capabilities and not content.isascii():
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


def dot_stuffed(content: bytes) -> bytes:
    """The body as it goes over the wire (RFC 5321 section 4.5.2), ending with a line end."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


__all__ = ("Envelope", "Session", "Terms", "dot_stuffed")
