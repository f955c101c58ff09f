"""The oracle: what the server took, beside what the database says of it."""

import hashlib
import json
import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.states import UNDER_WAY, State

_WITHOUT_REASON = frozenset({State.QUEUED, State.SENT, State.CANCELLED})
_MAY_HAVE_ARRIVED = frozenset({State.SENT, State.IN_DOUBT})


@dataclass
class Finding:
    """What was found. The lists name recipients, and are empty where everything is as it must be."""

    messages: int = 0
    taken: int = 0
    states: Counter[str] = field(default_factory=Counter)
    duplicates: list[str] = field(default_factory=list)
    """Taken more than once without a person's consent, or more than once more with it."""
    losses: list[str] = field(default_factory=list)
    """Sent, says the database, and the server never took these bytes."""
    forgotten: list[str] = field(default_factory=list)
    """Taken by the server, and the database says that nothing left."""
    silent: list[str] = field(default_factory=list)
    """Under way though no process is, or ended without a reason."""
    false_doubts: list[str] = field(default_factory=list)
    """In doubt for want of a reply, though the server never saw the dot."""

    @property
    def wrong(self) -> bool:
        """Whether anything is."""
        return any((self.duplicates, self.losses, self.forgotten, self.silent, self.false_doubts))


def compare(database: Path, ledger: Path, consent: set[str]) -> Finding:
    """Compare the two. `consent`: to whom a person asked to send again."""
    taken: dict[str, list[str]] = defaultdict(list)
    dots: Counter[str] = Counter()
    for line in ledger.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if "dot" in entry:
            dots[entry["dot"]] += 1
        else:
            taken[entry["kept"]].append(entry["sha256"])
    found = Finding(taken=sum(map(len, taken.values())))
    connection = sqlite3.connect(database)
    query = "SELECT envelope_to, state, reason, head FROM message JOIN content ON content.message_id = id"
    for to, state_name, reason, head in connection.execute(query):
        state = State(state_name)
        found.messages += 1
        found.states[state_name] += 1
        times = len(taken[to])
        if times > 1 + (to in consent):
            found.duplicates.append(to)
        if any(digest != hashlib.sha256(head).hexdigest() for digest in taken[to]):
            found.losses.append(to)
        if state is State.SENT and not times:
            found.losses.append(to)
        if times and state not in _MAY_HAVE_ARRIVED and to not in consent:
            found.forgotten.append(to)
        if state in UNDER_WAY or not (reason or state in _WITHOUT_REASON):
            found.silent.append(to)
        if state is State.IN_DOUBT and reason == Reason.NO_REPLY_TO_DOT and not dots[to]:
            found.false_doubts.append(to)
    connection.close()
    return found


def plain(found: Finding) -> dict[str, object]:
    """The finding as JSON takes it: counts, and the first ten names of each list."""
    return {key: value[:10] if isinstance(value, list) else value for key, value in vars(found).items()}
