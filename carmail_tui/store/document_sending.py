"""Sending a plan of documents, over the store: the one call that the interface and the command line share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from carmail_tui.delivery.process import utc_now
from carmail_tui.documents.document import Document, DocumentFile
from carmail_tui.documents.plan import Plan, PlanLine, make_plan
from carmail_tui.documents.seatbelt import Found
from carmail_tui.documents.send import Examined, LineOutcome, SendingTools, examine, queue_plan
from carmail_tui.i18n import ngettext
from carmail_tui.letters.document_mail import document_composer
from carmail_tui.letters.fields import Writer
from carmail_tui.letters.prepared import PreparedMessage
from carmail_tui.reading.looking import look_apart
from carmail_tui.settings.model import Settings

if TYPE_CHECKING:
    from carmail_tui.store.store import Store


@dataclass(frozen=True, slots=True)
class SentPlan:
    """What became of a plan: each line, and the sending in the outbox; None where nothing was queued."""

    mailing: int | None
    outcomes: tuple[LineOutcome, ...]


def plan_documents(store: "Store", documents: Sequence[Document], *, grouped: bool = True) -> Plan:
    """The plan for these documents, with the address books of their clients as they are now."""
    clients = store.clients.many(sorted({d.client_id for d in documents if d.client_id}))
    return make_plan(documents, clients, grouped=grouped)


def send_documents(
    store: "Store",
    plan: Plan,
    settings: Settings,
    *,
    user: str,
    hold_until: datetime | None = None,
    again: bool = False,
    look: Callable[[DocumentFile, bytes], Found | None] = look_apart,
) -> SentPlan:
    """Queue the plan for the account of the settings; nothing of it leaves before `hold_until`.

    Documents that were sent before, are under way or in doubt go `again` only where that was asked for.
    Delivery is started by the caller.
    """
    mailings: list[int] = []

    def queue(messages: Sequence[PreparedMessage]) -> Sequence[int | None]:
        queued = store.outbox.queue(
            messages,
            account=settings.smtp.account,
            title=title(plan),
            kind="documents",
            user=user,
            hold_until=hold_until,
            left_out=len(plan.lines) - len(messages),
        )
        if queued.count:
            mailings.append(queued.mailing)
        return queued.ids

    tools = SendingTools(
        current=store.ledger.many,
        read=store.files.read,
        look=look,
        compose=document_composer(Writer(settings.sender, settings.company), utc_now),
        queue=queue,
    )
    outcomes = queue_plan(plan, tools, again=again)
    return SentPlan(mailings[0] if mailings else None, outcomes)


def examine_line(store: "Store", line: PlanLine, others: Sequence[Document] = ()) -> Examined:
    """What the seat belt finds in the files of a line now; when it is queued they are looked at anew.

    `others` are the documents of the plan. The bytes are not kept: a plan may hold a thousand documents.
    """
    return replace(examine(line, store.files.read, look_apart, others), files=())


def title(plan: Plan) -> str:
    """What the outbox calls the sending: the number of the document, or how many there are."""
    documents = plan.documents
    if len(documents) == 1:
        return documents[0].number
    return ngettext("{count} document", "{count} documents", len(documents)).format(count=len(documents))
