"""The mail server of a demo garage: takes what comes on loopback, files it into a Maildir, relays nothing.

    python -m carmail_tui.demo.server FOLDER [--port N]

It says the port it listens at on standard output, once. It ends when it is asked to (SIGTERM), or when nobody
has connected for a while and no interface is open on the folder.
"""

import argparse
import asyncio
import itertools
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from carmail_tui.delivery.lock import FileLock
from carmail_tui.demo.places import LOOPBACK, DemoPlaces

__all__ = ("ANSWERS", "Postbox", "main")

ANSWERS = {
    "inconnu.": "550 5.1.1 <{to}>: no such mailbox here",
    "refuse.": "550 5.1.1 <{to}>: recipient rejected",
    "plus-tard.": "451 4.2.1 <{to}>: try again later",
    "plein.": "452 4.2.2 <{to}>: mailbox full",
}
"""What the server answers to recipients whose local part begins so (RFC 3463)."""

_ALONE_SECONDS = 600
"""How long it waits for a delivery that outlives the interface."""
_LOOK_SECONDS = 5
_WRITE_ONCE = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class Postbox:
    """The conversation, as aiosmtpd asks for it, and the Maildir behind it."""

    def __init__(self, maildir: Path) -> None:
        self._maildir = maildir
        self._numbers = itertools.count(1)
        self.last_heard = time.monotonic()
        for name in ("tmp", "new", "cur"):
            (maildir / name).mkdir(parents=True, exist_ok=True, mode=0o700)

    def connection(self) -> SMTP:
        """The protocol of a new connection."""
        self.last_heard = time.monotonic()
        return SMTP(self, hostname="demo.example", ident="carmail demo", enable_SMTPUTF8=True)

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Accept every recipient but those of ANSWERS."""
        self.last_heard = time.monotonic()
        for beginning, answer in ANSWERS.items():
            if address.lower().startswith(beginning):
                return answer.format(to=address)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """File one copy for each recipient."""
        self.last_heard = time.monotonic()
        names = [self._file(to, envelope.mail_from or "", envelope.content) for to in envelope.rcpt_tos]
        return f"250 2.0.0 Ok: filed as {names[0]}"

    def _file(self, to: str, sender: str, content: bytes) -> str:
        """Put a mail into the Maildir, below the two lines of final delivery (RFC 5321 section 4.4)."""
        name = f"{time.time_ns()}.P{os.getpid()}Q{next(self._numbers)}.demo"
        trace = f"Return-Path: <{sender}>\r\nDelivered-To: {to}\r\n".encode()
        temporary = self._maildir / "tmp" / name
        with os.fdopen(os.open(temporary, _WRITE_ONCE, 0o600), "wb") as file:
            file.write(trace + content)
        temporary.replace(self._maildir / "new" / name)
        return name


def main(words: Sequence[str] | None = None) -> int:
    """Run the server; 1 where another one serves the folder."""
    parser = argparse.ArgumentParser(prog="python -m carmail_tui.demo.server")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0, help="this port if it is free, else any")
    arguments = parser.parse_args(words)
    places = DemoPlaces(arguments.folder.resolve())
    with FileLock(places.server_lock) as lock:
        if not lock.take():
            return 1
        asyncio.run(_serve(places, arguments.port))
    return 0


async def _serve(places: DemoPlaces, port: int) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    postbox = Postbox(places.maildir)
    server = await _listen(postbox, port)
    taken = server.sockets[0].getsockname()[1]
    places.server_state.write_text(json.dumps({"port": taken, "pid": os.getpid()}), encoding="utf-8")
    sys.stdout.write(f"{taken}\n")
    sys.stdout.flush()
    while not asked.is_set() and not _alone(places, postbox):
        try:
            await asyncio.wait_for(asked.wait(), _LOOK_SECONDS)
        except TimeoutError:
            continue
    server.close()


async def _listen(postbox: Postbox, port: int) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    try:
        return await loop.create_server(postbox.connection, LOOPBACK, port)
    except OSError:
        return await loop.create_server(postbox.connection, LOOPBACK, 0)


def _alone(places: DemoPlaces, postbox: Postbox) -> bool:
    """Whether nobody has connected for a while, and the folder is gone or no interface is open on it."""
    if time.monotonic() - postbox.last_heard < _ALONE_SECONDS:
        return False
    if not places.folder.exists():
        return True
    with FileLock(places.interface_lock) as lock:
        return lock.take()


if __name__ == "__main__":
    sys.exit(main())
