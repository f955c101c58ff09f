"""The ledger as lists show it: one line a document, the filters, the totals, the history of a document."""

from dataclasses import dataclass, fields
from datetime import date as day
from datetime import datetime
from decimal import Decimal
from typing import Any

from carmail_tui.documents.document import DocumentKind, SendingState
from carmail_tui.recipients.client import Suppression
from carmail_tui.recipients.window import Window, parse_window


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A document on one line.

    `client` is the name of the client, else that of the buyer as the document has it. `amount` is signed: a
    credit note is negative. `sent_at` is when the server last accepted it, whatever became of a later
    sending; `sent_to` is where that one went, else where the document is going now.
    """

    id: int
    number: str
    kind: DocumentKind
    date: day | None
    client_id: int | None
    client: str
    amount: Decimal
    currency: str = "EUR"
    due: day | None = None
    paid: bool = False
    state: SendingState = SendingState.UNSENT
    has_address: bool = False
    sent_at: datetime | None = None
    sent_to: str = ""


@dataclass(frozen=True, slots=True)
class LedgerFilters:
    """Which documents the ledger shows; the filters add up.

    `unsent` keeps what the server has not accepted and what came back, `unmatched` what has no client yet.
    """

    unsent: bool = False
    period: Window | None = None
    client_id: int | None = None
    kind: DocumentKind | None = None
    unpaid: bool = False
    unmatched: bool = False

    def days(self, today: day) -> tuple[day | None, day | None]:
        """The first and the last day of the period; None is open. One day alone means since that day."""
        if self.period is None:
            return None, None
        return self.period.back(today)

    def to_plain(self) -> dict[str, Any]:
        """The filters as JSON-ready values; those that are not set are left out."""
        plain: dict[str, Any] = {}
        for name in (f.name for f in fields(self)):
            value = getattr(self, name)
            if value is None or value is False:
                continue
            plain[name] = value.lasting(back=True) if isinstance(value, Window) else value
        return plain

    @classmethod
    def from_plain(cls, plain: dict[str, Any], today: day) -> "LedgerFilters":
        """The filters that `to_plain` wrote. What can no longer be read is left out rather than guessed."""
        kinds = {kind.value: kind for kind in DocumentKind}
        client_id = plain.get("client_id")
        return cls(
            unsent=plain.get("unsent") is True,
            period=_window(plain.get("period"), today),
            client_id=client_id if isinstance(client_id, int) else None,
            kind=kinds.get(str(plain.get("kind", ""))),
            unpaid=plain.get("unpaid") is True,
            unmatched=plain.get("unmatched") is True,
        )


def _window(text: Any, today: day) -> Window | None:
    try:
        return parse_window(str(text), today, back=True) if text else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class LedgerSummary:
    """What some documents amount to: how many, for how many clients, and the sum in each currency."""

    count: int
    clients: int
    totals: tuple[tuple[str, Decimal], ...]
    """(ISO 4217 code, signed sum), the euro first."""


@dataclass(frozen=True, slots=True)
class SendingAttempt:
    """One try of a sending: the phase that was reached, the outcome, and the server's words."""

    at: datetime
    phase: str
    outcome: str
    code: int | None = None
    enhanced: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending of a document, as its history tells it.

    `outbox_state` is the state of the message as the outbox has it, `reason` its typed reason there.
    `accepted_at` is when the server accepted it. `bounce` is the bounce of its mailbox that came later.
    `documents` counts what travelled in the same message.
    """

    message: int
    """The id of the message in the outbox."""
    queued_at: datetime
    to: str
    outbox_state: str
    reason: str = ""
    accepted_at: datetime | None = None
    code: int | None = None
    enhanced: str = ""
    reply: str = ""
    bounce: Suppression | None = None
    documents: int = 1
    attempts: tuple[SendingAttempt, ...] = ()
