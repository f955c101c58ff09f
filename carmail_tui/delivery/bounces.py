"""What a bounce changes: the result of the message it belongs to, and whether its address is written to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

PERMANENT, TEMPORARY, GIVEN_UP, COMPLAINT = "permanent", "temporary", "given-up", "complaint"
"""The kinds of bounces, as `reading.bounces` names them."""

FINAL = frozenset({PERMANENT, GIVEN_UP})
"""With these the message came back: it did not arrive, and nobody tries any more."""

BOUNCES_WITHIN = timedelta(days=10)
"""RFC 5321 section 4.5.4.1: servers try for 4 to 5 days; their report, and its reading, take some more."""

CLOCKS_DIFFER = timedelta(minutes=10)
"""A report carries the time of another machine, in whole seconds: it may seem to come too early."""


class Effect(StrEnum):
    """What a report changes for the address."""

    SUPPRESSED = "suppressed"
    NO_PROMOTIONS = "no_promotions"
    SHOWN = "shown"
    NOTHING = "nothing"
    KNOWN = "known"
    FORGIVEN = "forgiven"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Returned:
    """What a report says of one recipient.

    `key` is the same each time the report is read. `names` are the mailboxes by which the recipient may be
    known, the one written to first. `dead`: permanent, and nobody has that address. `original_id` is the
    Message-ID of what was sent, without <>; empty where the report does not tell.
    """

    key: str
    email: str
    names: tuple[str, ...]
    kind: str
    cause: str
    at: datetime
    status: str = ""
    words: str = ""
    dead: bool = False
    original_id: str = ""


@dataclass(frozen=True, slots=True)
class MessageBounce:
    """What came back of a message: the kind, the cause, the server's words, and when."""

    kind: str
    cause: str
    status: str
    words: str
    at: datetime

    @property
    def final(self) -> bool:
        """Whether the message did not arrive."""
        return self.kind in FINAL

    @property
    def day(self) -> date:
        """The day of the report."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a report: its effect, and the message of the outbox that it belongs to."""

    returned: Returned
    effect: Effect
    message: int | None = None
    subject: str = ""
    client_name: str = ""


def effect_of(
    returned: Returned, *, read_before: bool, ours: bool, forgiven: datetime | None, suppressed: bool
) -> Effect:
    """What the report changes.

    `ours`: somebody in the address book or the outbox has the address; a forged report must not fill the
    database with strangers. `forgiven`: a person said since then that the address is good. A full or given-up
    mailbox is no dead address, and a refusal by policy speaks of the mail: both are shown, and nothing else.
    """
    if read_before:
        return Effect.KNOWN
    if not ours:
        return Effect.STRANGER
    if returned.kind == COMPLAINT:
        return Effect.NO_PROMOTIONS
    if returned.kind == TEMPORARY:
        return Effect.NOTHING
    if not returned.dead:
        return Effect.SHOWN
    if forgiven is not None and returned.at <= forgiven:
        return Effect.FORGIVEN
    return Effect.KNOWN if suppressed else Effect.SUPPRESSED
