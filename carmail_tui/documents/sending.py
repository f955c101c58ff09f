"""What became of a document, derived from the messages that carried it and never stored a second time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from carmail_tui.documents.document import Refusal, SendingState
from carmail_tui.recipients.address import mailbox

CANCELLED = "cancelled"
"""Taken back before it left: as if it had never been queued."""

UNSUCCESSFUL = frozenset({"refused", "expired", "blocked", "invalid"})
"""The states of the outbox in which a message has ended without being accepted."""

OF_THE_ADDRESS = frozenset({"unknown_address", "needs_smtputf8"})
"""The reasons of the outbox for which trying the same address again is of no use."""

_SENT, _IN_DOUBT = "sent", "in_doubt"


@dataclass(frozen=True, slots=True)
class Trace:
    """One message that carried a document: its state in the outbox, why and since when, and its recipient.

    `bounced` says that its mailbox was found dead on the day it was sent or later.
    """

    state: str
    to: str
    since: datetime
    bounced: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document. `sent_at` is the last acceptance, whatever became of a later sending."""

    state: SendingState = SendingState.UNSENT
    sent_at: datetime | None = None
    sent_to: str = ""
    sendings: int = 0
    refusals: tuple[Refusal, ...] = ()


NEVER_SENT = Outcome()


def outcome(traces: Sequence[Trace]) -> Outcome:
    """The outcome of all messages that carried a document, oldest first: the latest one decides the state."""
    lived = [trace for trace in traces if trace.state != CANCELLED]
    if not lived:
        return Outcome(sendings=len(traces))
    accepted = [trace for trace in lived if trace.state == _SENT]
    last = accepted[-1] if accepted else None
    return Outcome(
        state=_state(lived[-1]),
        sent_at=last.since if last else None,
        sent_to=(last or lived[-1]).to,
        sendings=len(traces),
        refusals=tuple(_refusals(lived)),
    )


def _refusals(traces: Sequence[Trace]) -> Iterable[Refusal]:
    """Of each mailbox its latest trace, where that is a refusal of the address."""
    latest = {found: trace for trace in traces if (found := mailbox(trace.to))}
    for found, trace in latest.items():
        if trace.state in UNSUCCESSFUL and trace.reason in OF_THE_ADDRESS:
            yield Refusal(found, trace.since, trace.reason)


def _state(trace: Trace) -> SendingState:
    if trace.state == _SENT:
        return SendingState.BOUNCED if trace.bounced else SendingState.SENT
    if trace.state == _IN_DOUBT:
        return SendingState.IN_DOUBT
    return SendingState.FAILED if trace.state in UNSUCCESSFUL else SendingState.UNDER_WAY
