"""A scripted SMTP server on loopback: raw sockets in threads, a script for each phase, and a ledger.

The ledger is what the world received: an entry is there before the 250 is on its way. A phase without a
script gets the answer of a server that accepts everything. Phases: greeting ehlo starttls auth mail rcpt data
body dot rset quit.
"""

import base64
import socket
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

_PATIENCE = 30.0


@dataclass(frozen=True)
class Accepted:
    """A message that the server took: envelope, and its bytes as they were before dot-stuffing."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


class Action(Protocol):
    """What the server does in a phase instead of, or before, what it `usually` does."""

    def __call__(self, talk: "Conversation", usually: Callable[[], None]) -> None: ...


class _HangUpError(Exception):
    """The server ends the conversation."""


def say(reply: str | bytes) -> Action:
    """Answer this. Bytes go over the wire as they are."""
    return lambda talk, usually: talk.send(reply)


def hang_up(*, last_words: str | bytes = "", keeping: bool = False) -> Action:
    """Close the connection; `keeping` takes the message into the ledger first."""

    def action(talk: "Conversation", usually: Callable[[], None]) -> None:
        if keeping:
            talk.keep()
        if last_words:
            talk.send(last_words)
        raise _HangUpError

    return action


def drip(reply: str, seconds: float = 0.02) -> Action:
    """Answer this one byte at a time, and never finish the line."""

    def action(talk: "Conversation", usually: Callable[[], None]) -> None:
        while not talk.server.closing.wait(seconds):
            talk.send(reply[:1].encode())

    return action


@dataclass
class Pause:
    """Stop in a phase until told to go on; `keeping` takes the message into the ledger first."""

    keeping: bool = False
    reached: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def __call__(self, talk: "Conversation", usually: Callable[[], None]) -> None:
        if self.keeping:
            talk.keep()
        self.reached.set()
        self.go_on.wait(_PATIENCE)
        if not self.keeping:
            usually()

    def wait(self) -> None:
        """Wait until the conversation is there."""
        assert self.reached.wait(_PATIENCE), "the conversation never came here"


def meanwhile(done: Callable[[], object]) -> Action:
    """Do something while the client waits, then answer as usual."""

    def action(talk: "Conversation", usually: Callable[[], None]) -> None:
        done()
        usually()

    return action


class SmtpServer:
    """The server. `tls` offers STARTTLS, or speaks TLS from the first byte with `implicit`."""

    def __init__(
        self,
        *,
        extensions: tuple[str, ...] = ("8BITMIME", "PIPELINING", "SIZE 50000000"),
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        accounts: dict[str, str] | None = None,
    ) -> None:
        self.extensions = extensions
        self.tls = tls
        self.implicit = implicit
        self.accounts = accounts
        self.ledger: list[Accepted] = []
        self.heard: list[str] = []
        """Every command line, of all sessions, in order."""
        self.raw = b""
        """Every byte that came before TLS, of all sessions."""
        self.sessions = 0
        self.closing = threading.Event()
        self._scripts: dict[str, deque[Action]] = defaultdict(deque)
        self._always: dict[str, Action] = {}
        self._open: set[socket.socket] = set()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    def on(self, phase: str, *actions: Action) -> None:
        """Do these, one each time the phase comes; afterwards as usual again."""
        self._scripts[phase].extend(actions)

    def always(self, phase: str, action: Action) -> None:
        """Do this each time."""
        self._always[phase] = action

    def perform(self, phase: str, talk: "Conversation", usually: Callable[[], None]) -> None:
        """Do what the script says, or the usual."""
        if self._scripts[phase]:
            self._scripts[phase].popleft()(talk, usually)
        elif phase in self._always:
            self._always[phase](talk, usually)
        else:
            usually()

    def count(self, verb: str) -> int:
        """How many commands began like this."""
        return sum(line.upper().startswith(verb) for line in self.heard)

    @property
    def recipients(self) -> list[str]:
        """Who received, in the order of the ledger."""
        return [recipient for entry in self.ledger for recipient in entry.recipients]

    def __enter__(self) -> "SmtpServer":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.closing.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            self.sessions += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        self._open.add(connection)
        talk = Conversation(self, connection)
        with suppress(OSError, _HangUpError):
            talk.run()
        with suppress(OSError):
            talk.connection.shutdown(socket.SHUT_RDWR)
        talk.connection.close()
        self._open.discard(connection)


class Conversation:
    """One connection, from greeting to the end."""

    def __init__(self, server: SmtpServer, connection: socket.socket) -> None:
        self.server = server
        self.connection = connection
        self._unread = b""
        self._encrypted = False
        self._sender = ""
        self._recipients: list[str] = []
        self._content = b""

    @property
    def ahead(self) -> bytes:
        """What came already, and waits for its turn."""
        return self._unread

    def send(self, reply: str | bytes) -> None:
        """Write a reply: text with line ends of its own choosing, or bytes as they are."""
        if isinstance(reply, str):
            reply = reply.replace("\n", "\r\n").encode() + b"\r\n"
        self.connection.sendall(reply)

    def keep(self) -> None:
        """Take the message that was just read into the ledger."""
        self.server.ledger.append(Accepted(self._sender, tuple(self._recipients), self._content))

    def run(self) -> None:
        """Talk until one of the two ends it."""
        if self.server.implicit:
            self._encrypt()
        self.server.perform("greeting", self, lambda: self.send("220 test.example ESMTP"))
        while True:
            line = self._line()
            self.server.heard.append(line)
            verb = line.partition(" ")[0].lower()
            answer = getattr(self, f"_answer_{verb}", None)
            if answer is None:
                self.send("500 5.5.1 unknown command")
            else:
                self.server.perform(verb, self, lambda: answer(line))  # noqa: B023 - called at once

    def _answer_ehlo(self, _line: str) -> None:
        lines = ["test.example", *self.server.extensions]
        if self.server.tls and not self._encrypted:
            lines.append("STARTTLS")
        elif self.server.accounts is not None:
            lines.append("AUTH PLAIN LOGIN")
        last = len(lines) - 1
        self.send("\n".join(f"250{' ' if n == last else '-'}{line}" for n, line in enumerate(lines)))

    def _answer_starttls(self, _line: str) -> None:
        self.send("220 2.0.0 ready")
        self._encrypt()

    def _answer_auth(self, line: str) -> None:
        words = base64.b64decode(line.split()[-1]).decode().split("\0")
        good = (self.server.accounts or {}).get(words[1]) == words[2]
        self.send("235 2.7.0 welcome" if good else "535 5.7.8 wrong password")

    def _answer_mail(self, line: str) -> None:
        self._sender, self._recipients = _address(line), []
        self.send("250 2.1.0 ok")

    def _answer_rcpt(self, line: str) -> None:
        self._recipients.append(_address(line))
        self.send("250 2.1.5 ok")

    def _answer_data(self, _line: str) -> None:
        self.send("354 go on")
        self.server.perform("body", self, self._read_body)

    def _read_body(self) -> None:
        while b"\r\n.\r\n" not in self._unread:
            self._receive()
        body, _dot, self._unread = self._unread.partition(b"\r\n.\r\n")
        self._content = _unstuffed(body + b"\r\n")
        self.server.perform("dot", self, self._accept)

    def _accept(self) -> None:
        self.keep()
        self.send("250 2.0.0 queued as 4711")

    def _answer_rset(self, _line: str) -> None:
        self._sender, self._recipients = "", []
        self.send("250 2.0.0 ok")

    def _answer_quit(self, _line: str) -> None:
        self.send("221 2.0.0 bye")
        raise _HangUpError

    def _line(self) -> str:
        while b"\r\n" not in self._unread:
            self._receive()
        line, _end, self._unread = self._unread.partition(b"\r\n")
        return line.decode()

    def _receive(self) -> None:
        received = self.connection.recv(65536)
        if not received:
            raise _HangUpError
        if not self._encrypted:
            self.server.raw += received
        self._unread += received

    def _encrypt(self) -> None:
        assert self.server.tls is not None
        self._unread, self._encrypted = b"", True
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


def _unstuffed(body: bytes) -> bytes:
    unstuffed = body.replace(b"\r\n..", b"\r\n.")
    return unstuffed[1:] if unstuffed.startswith(b"..") else unstuffed
