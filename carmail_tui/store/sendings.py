"""What the outbox knows of documents: their traces, and which of them are settled.

Everything here is read from the linked messages; a document has no state of its own in the tables.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from peewee import JOIN, chunked, fn

from carmail_tui.delivery.bounces import BOUNCES_WITHIN, MessageBounce
from carmail_tui.documents.listing import Sending, SendingAttempt
from carmail_tui.documents.sending import CANCELLED, UNSUCCESSFUL, Outcome, Trace, outcome
from carmail_tui.recipients.client import Suppression, SuppressionReason
from carmail_tui.store.bounces import came_back, load_bounces
from carmail_tui.store.models import Attempt, DocumentMessage, Message
from carmail_tui.store.models import Suppression as SuppressionTable
from carmail_tui.store.rows import load_suppressions, moment

_BATCH = 500
_CARRIES = Message.intent == "documents"
_BOUNCED_MAILBOX = (SuppressionTable.mailbox == fn.LOWER(Message.envelope_to)) & (
    SuppressionTable.reason == SuppressionReason.BOUNCED.value
)


def outcomes(ids: Sequence[int]) -> dict[int, Outcome]:
    """The outcome of each of these documents that a message has carried."""
    traces: dict[int, list[Trace]] = defaultdict(list)
    for part in chunked(ids, _BATCH):
        query = (
            Message.select(
                Message.id,
                DocumentMessage.document,
                Message.state,
                Message.envelope_to,
                Message.updated,
                Message.reason,
                SuppressionTable.since,
            )
            .join(DocumentMessage, on=DocumentMessage.message == Message.id)
            .join(SuppressionTable, JOIN.LEFT_OUTER, on=_BOUNCED_MAILBOX)
            .where(DocumentMessage.document.in_(part) & _CARRIES)
            .order_by(Message.id)
            .tuples()
        )
        rows = list(query)
        reported = load_bounces({row[0] for row in rows if row[2] == "sent"})
        for message_id, document_id, state, to, updated, reason, since in rows:
            bounce = reported.get(message_id)
            back = _came_back(updated, since) or (bounce is not None and bounce.final)
            traces[document_id].append(Trace(state, to, moment(updated), back, reason))
    return {document_id: outcome(found) for document_id, found in traces.items()}


def _came_back(updated: int, since: Any) -> bool:
    """Whether the mailbox bounced within the days that servers keep trying after they accepted a message.

    A mailbox that dies a year later says nothing of what it took then. The day is that of UTC, the earlier of
    the two where a garage and its provider differ.
    """
    return since is not None and 0 <= (since - moment(updated).date()).days <= BOUNCES_WITHIN.days


def settled_documents() -> Any:
    """A query of the documents that are sent, under way or in doubt, by their latest message.

    What came back is not among them.
    """
    latest = (
        DocumentMessage.select(fn.MAX(DocumentMessage.message))
        .join(Message)
        .where(_CARRIES & (Message.state != CANCELLED))
        .group_by(DocumentMessage.document)
    )
    where = DocumentMessage.message.in_(latest) & Message.state.not_in(sorted(UNSUCCESSFUL))
    if bounced := _bounced_messages():
        where &= DocumentMessage.message.not_in(bounced)
    return DocumentMessage.select(DocumentMessage.document).join(Message).where(where)


def _bounced_messages() -> list[int]:
    query = (
        Message.select(Message.id, Message.updated, SuppressionTable.since)
        .join(SuppressionTable, on=_BOUNCED_MAILBOX)
        .where(_CARRIES & (Message.state == "sent"))
        .tuples()
    )
    by_address = [message_id for message_id, updated, since in query if _came_back(updated, since)]
    reported = Message.select(Message.id).where(_CARRIES & came_back()).tuples()
    return [*by_address, *(row[0] for row in reported)]


def history(document_id: int) -> list[Sending]:
    """Every sending of the document, the latest first."""
    rows = list(
        Message.select()
        .join(DocumentMessage, on=DocumentMessage.message == Message.id)
        .where((DocumentMessage.document == document_id) & _CARRIES)
        .order_by(Message.id.desc())
    )
    ids = [row.id for row in rows]
    attempts, together = _attempts(ids), _documents_in(ids)
    dead = load_suppressions({row.envelope_to.lower() for row in rows})
    reported = load_bounces(ids)
    return [
        _sending(
            row,
            tuple(attempts[row.id]),
            together[row.id],
            _told(row, reported.get(row.id)) or _bounce(row.updated, dead.get(row.envelope_to.lower())),
        )
        for row in rows
    ]


def _told(row: Any, bounce: MessageBounce | None) -> Suppression | None:
    """What a report says of this very message, in the words in which the history tells a bounce."""
    if bounce is None or not bounce.final:
        return None
    return Suppression(row.mailbox, SuppressionReason.BOUNCED, bounce.day, bounce.words)


def _sending(
    row: Any, attempts: tuple[SendingAttempt, ...], documents: int, bounce: Suppression | None
) -> Sending:
    accepted = row.state == "sent"
    return Sending(
        message=row.id,
        queued_at=moment(row.created),
        to=row.envelope_to,
        outbox_state=row.state,
        reason=row.reason,
        accepted_at=moment(row.updated) if accepted else None,
        code=row.code,
        enhanced=row.enhanced,
        reply=row.reply,
        bounce=bounce if accepted else None,
        documents=documents,
        attempts=attempts,
    )


def _bounce(updated: int, dead: Suppression | None) -> Suppression | None:
    if dead is None or dead.reason is not SuppressionReason.BOUNCED:
        return None
    return dead if _came_back(updated, dead.since) else None


def _attempts(ids: Iterable[int]) -> dict[int, list[SendingAttempt]]:
    found: dict[int, list[SendingAttempt]] = defaultdict(list)
    for row in Attempt.select().where(Attempt.message.in_(list(ids))).order_by(Attempt.id):
        found[row.message_id].append(
            SendingAttempt(moment(row.at), row.phase, row.outcome, row.code, row.enhanced, row.reply)
        )
    return found


def _documents_in(ids: Iterable[int]) -> dict[int, int]:
    query = (
        DocumentMessage.select(DocumentMessage.message, fn.COUNT(DocumentMessage.document))
        .where(DocumentMessage.message.in_(list(ids)))
        .group_by(DocumentMessage.message)
        .tuples()
    )
    return dict(query)
