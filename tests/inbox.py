"""A mail server on loopback that keeps what it takes in memory, for tests that deliver by themselves."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Inbox:
    """What the server received, by envelope recipient; it knows nobody whose name begins with `unknown`."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Accept or refuse a recipient."""
        if address.startswith("unknown"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the mail."""
        self.received += [(to, envelope.content) for to in envelope.rcpt_tos]
        return "250 2.0.0 kept"

    def mails(self) -> list[tuple[str, EmailMessage]]:
        """Each mail with its recipient, the first one first."""
        return [(to, message_from_bytes(content, policy=policy.default)) for to, content in self.received]

    def attachments(self) -> list[tuple[str, list[str | None]]]:
        """Who received files of which names."""
        return [(to, [part.get_filename() for part in mail.iter_attachments()]) for to, mail in self.mails()]


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def listening(inbox: Inbox) -> Iterator[int]:
    """The port at which the server takes mails."""
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
