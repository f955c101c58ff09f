"""What a mail that came in is, and what it says of each recipient."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What a mail is. A bounce says that a mail did not reach somebody, or not yet."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    DELIVERED = "delivered"
    RECEIPT = "receipt"
    AUTOMATIC_REPLY = "automatic-reply"
    ORDINARY = "ordinary"


class Kind(StrEnum):
    """How final it is.

    Given up: the server stopped trying although each single failure was a passing one (a status 4.x.x with
    the action `failed`): a mailbox that is full for days, a server that does not answer.
    """

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    GIVEN_UP = "given-up"
    COMPLAINT = "complaint"


class Cause(StrEnum):
    """Why, as far as the status and the words tell. Only an unknown mailbox is a dead address."""

    UNKNOWN_MAILBOX = "unknown_mailbox"
    MAILBOX_FULL = "mailbox_full"
    POLICY = "policy"
    TOO_BIG = "too_big"
    UNREACHABLE = "unreachable"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Failed:
    """A recipient that a report names.

    `address` is the one that was written to, where the report knows it; `also` other names of the same
    recipient. `status` is the enhanced status code (RFC 3463) or empty. `words` are the server's own.
    """

    address: str
    kind: Kind
    cause: Cause = Cause.OTHER
    status: str = ""
    words: str = ""
    also: tuple[str, ...] = ()

    @property
    def dead(self) -> bool:
        """Whether nobody will ever be reached there: permanent, and it is the address that is wrong."""
        return self.kind is Kind.PERMANENT and self.cause is Cause.UNKNOWN_MAILBOX


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail that came in. `original_id` is the Message-ID of the mail that it is about, without <>."""

    verdict: Verdict
    recipients: tuple[Failed, ...] = ()
    own_id: str = ""
    original_id: str = ""
    subject: str = ""
    date: datetime | None = None
    """When the report was written; None where its Date cannot be read."""
