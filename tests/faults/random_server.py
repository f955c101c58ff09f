"""A server with random faults, in a process of its own: its ledger is a file, on the disk before each 250."""

import hashlib
import json
import os
import random
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar
from weakref import WeakKeyDictionary

from tests.smtp_server import Accepted, Action, Conversation, SmtpServer, hang_up, say

_FAULTS: dict[str, list[tuple[float, Action]]] = {
    "greeting": [(0.01, hang_up())],
    "mail": [(0.003, hang_up()), (0.002, hang_up(last_words="421 4.3.2 enough")), (0.001, say("451 no"))],
    "rcpt": [(0.01, say("550 5.1.1 unknown")), (0.01, say("451 4.7.1 greylisted")), (0.002, hang_up())],
    "data": [(0.003, hang_up()), (0.002, say("451 4.3.0 later"))],
    "body": [(0.003, hang_up())],
    "dot": [
        (0.004, hang_up(keeping=True)),
        (0.004, hang_up()),
        (0.002, hang_up(keeping=True, last_words=b"250-half a reply\r\n25")),
        (0.002, hang_up(keeping=True, last_words=b"what?\r\n")),
        (0.005, say("451 4.3.0 later")),
        (0.002, hang_up(last_words="421 4.3.2 closing")),
    ],
}
"""What goes wrong in each phase, with its probability."""

_MOODS: list[tuple[float, dict[str, Action]]] = [
    (0.04, {"greeting": hang_up(last_words="421 4.3.2 not now")}),
    (0.02, {"dot": say("554 5.7.1 spam")}),
    (0.02, {"dot": hang_up(keeping=True)}),
    (0.20, {"ehlo": say("250-test.example\n250 8BITMIME")}),
]
"""Whole conversations in which a phase goes wrong each time, or in which nothing is pipelined."""

_USUAL: Action = lambda talk, usually: usually()  # noqa: E731 - an action, as the others are
_FULL = say("452 4.2.2 mailbox full")

Drawn = TypeVar("Drawn")


class _FileLedger(SmtpServer):
    def __init__(self, ledger: Path, seed: int) -> None:
        super().__init__()
        self._file = ledger.open("a", encoding="utf-8")
        self._turn = threading.Lock()
        self._chance = random.Random(seed)
        self._moods: WeakKeyDictionary[Conversation, dict[str, Action]] = WeakKeyDictionary()
        for phase in ("greeting", "ehlo", "mail", "rcpt", "data", "body", "dot"):
            self.always(phase, self._at_random(phase))

    def enter(self, accepted: Accepted) -> None:
        digest = hashlib.sha256(accepted.content).hexdigest()
        self._write({"kept": accepted.recipients[0], "sha256": digest})

    def _write(self, entry: dict[str, str]) -> None:
        with self._turn:
            self._file.write(json.dumps(entry) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())

    def _at_random(self, phase: str) -> Action:
        def action(talk: Conversation, usually: Callable[[], None]) -> None:
            if phase == "dot":
                self._write({"dot": talk.recipient})
            self._fault(phase, talk)(talk, usually)

        return action

    def _fault(self, phase: str, talk: Conversation) -> Action:
        if phase == "greeting":
            self._moods[talk] = self._drawn(_MOODS) or {}
        if phase == "data" and talk.recipient.partition("@")[0].endswith("50"):
            return _FULL
        return self._moods[talk].get(phase) or self._drawn(_FAULTS.get(phase, [])) or _USUAL

    def _drawn(self, shares: list[tuple[float, Drawn]]) -> Drawn | None:
        drawn = self._chance.random()
        for share, what in shares:
            if drawn < share:
                return what
            drawn -= share
        return None


def serve(ledger: Path, seed: int, talk: Connection) -> None:
    """Serve until the other end of `talk` closes; says its port first."""
    server = _FileLedger(ledger, seed)
    with server:
        talk.send(server.port)
        try:
            talk.recv()
        except EOFError:
            return
