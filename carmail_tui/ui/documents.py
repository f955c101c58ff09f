"""Documents on their way out: planning, queueing with a hold, taking back; what screens call in a thread."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from carmail_tui.delivery.launch import launch
from carmail_tui.delivery.process import utc_now
from carmail_tui.delivery.states import State
from carmail_tui.documents.addresses import AddressRule
from carmail_tui.documents.plan import Plan, PlanLine
from carmail_tui.documents.send import Examined, LineOutcome
from carmail_tui.letters.accompany import accompanying_text
from carmail_tui.letters.document_mail import accompanied
from carmail_tui.letters.fields import Writer
from carmail_tui.letters.merge import Merged
from carmail_tui.recipients.client import Address, AddressSource
from carmail_tui.store.document_sending import SentPlan, plan_documents, send_documents
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.mailing import HOLD_SECONDS


@dataclass(frozen=True, slots=True)
class Departed:
    """A sending in the outbox, and the lines of the plan that went into it."""

    mailing: int
    lines: tuple[PlanLine, ...]

    @property
    def document_ids(self) -> set[int]:
        """The documents in it."""
        return {d.id for line in self.lines for d in line.documents if d.id is not None}

    @property
    def numbers(self) -> str:
        """Their numbers."""
        return ", ".join(document.number for line in self.lines for document in line.documents)


@dataclass(slots=True)
class Sheet:
    """A plan as a person works on it. It outlives its screen, so that leaving destroys nothing.

    `always` holds the clients whose chosen address is to be remembered, `stopped` what was not queued and
    why, `departed` what came of it so far.
    """

    plan: Plan
    always: frozenset[int] = frozenset()
    stopped: tuple[LineOutcome, ...] = ()
    departed: list[Departed] = field(default_factory=list)
    examined: dict[tuple[int | None, ...], Examined] = field(default_factory=dict)
    """What the seat belt found in the files of each line, as far as it has got."""
    _before: list[tuple[Plan, frozenset[int]]] = field(default_factory=list)
    _sent: Plan | None = None

    def belt(self, line: PlanLine) -> Examined | None:
        """What the seat belt found in the files of this line; None as long as nobody has looked."""
        return self.examined.get(_files_of(line))

    def note_examined(self, line: PlanLine, found: Examined) -> None:
        """The seat belt has looked into the files of this line."""
        self.examined[_files_of(line)] = found

    def change(self, plan: Plan, always: Collection[int] | None = None) -> None:
        """Another plan, or other clients whose address is remembered; `undo` goes back."""
        self._before.append((self.plan, self.always))
        self.plan = plan
        self.always = self.always if always is None else frozenset(always)

    def undo(self) -> bool:
        """Go back to what stood there before the last change; whether there was one."""
        if not self._before:
            return False
        self.plan, self.always = self._before.pop()
        return True

    def regroup(self, line: PlanLine) -> int | None:
        """Part the documents of the client of `line`, or join them; where it is now, None for nothing."""
        same = [other for other in self.plan.lines if line.client and other.client == line.client]
        if len(same) > 1:
            self.change(self.plan.group(line))
            return next(at for at, other in enumerate(self.plan.lines) if other.client == line.client)
        if len(line.documents) > 1:
            at = self.plan.lines.index(line)
            self.change(self.plan.ungroup(line))
            return at
        return None

    def note_sent(self, sent: SentPlan) -> int:
        """What was queued leaves the plan, what was stopped stays; how many messages were queued."""
        left = departed(sent)
        if left is not None:
            self.departed.append(left)
            self._sent = self.plan
        self.stopped = tuple(outcome for outcome in sent.outcomes if outcome.message is None)
        self.plan = Plan(tuple(outcome.line for outcome in self.stopped))
        self._before.clear()
        return len(left.lines) if left else 0

    @property
    def sent_before(self) -> set[int]:
        """The documents that it would send a second time."""
        repeated = (earlier.document.id for line in self.plan.lines for earlier in line.earlier)
        return {document_id for document_id in repeated if document_id is not None}

    @property
    def last_sent(self) -> tuple[Departed, Plan] | None:
        """What departed last, and the plan that it came from, until it is taken back."""
        return (self.departed[-1], self._sent) if self.departed and self._sent else None

    def note_taken_back(self, plan: Plan) -> None:
        """Nothing of what departed last has left: the plan stands again."""
        self.departed.pop()
        self._sent = None
        self.stopped = ()
        self.plan = plan


def _files_of(line: PlanLine) -> tuple[int | None, ...]:
    """Whose files they are: the address of a line changes nothing of what is in them."""
    return (line.client.id if line.client else None, *(document.id for document in line.documents))


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many messages were taken back, and how many had left already."""

    count: int
    gone: int


def plan(garage: Garage, ids: Sequence[int]) -> Plan:
    """The plan for these documents."""
    return plan_documents(garage.store, garage.store.ledger.many(ids))


def renewed(garage: Garage, earlier: Plan, without: Collection[int] = frozenset()) -> Plan:
    """The same plan over the documents and address books as they are now, `without` some documents.

    Which documents go together stays, and so does an address that was chosen by hand.
    """
    lines: list[PlanLine] = []
    for line in earlier.lines:
        ids = [document.id for document in line.documents if document.id is not None]
        now = plan(garage, [document_id for document_id in ids if document_id not in without])
        if line.rule is AddressRule.BY_HAND and line.chosen is not None:
            suppression = garage.store.ledger.suppression(line.chosen.email)
            for made in now.lines:
                now = now.with_address(made, line.chosen.email, suppression)
        lines += now.lines
    return Plan(tuple(lines))


def send(
    garage: Garage, ready: Plan, *, again: bool = False, always: Collection[int] = frozenset()
) -> SentPlan:
    """Queue the plan with its hold, and start delivery.

    `always` names the clients whose documents go to the chosen address from now on: it is remembered, and
    kept in their address book where it is not in there, once the message is queued.
    """
    hold_until = utc_now() + timedelta(seconds=HOLD_SECONDS)
    sent = send_documents(
        garage.store, ready, garage.settings, user=garage.user, hold_until=hold_until, again=again
    )
    for outcome in sent.outcomes:
        client = outcome.line.client
        if outcome.message is not None and client is not None and client.id in always:
            remember(garage, outcome.line)
    if sent.mailing is not None:
        launch(garage.database_url, garage.config_path)
    return sent


def send_sheet(garage: Garage, sheet: Sheet, *, again: bool, left_out: Collection[int] = frozenset()) -> int:
    """Queue the plan of the sheet, without some documents; how many messages were queued.

    The sheet knows it before anything can interrupt its screen.
    """
    if left_out:
        sheet.plan = renewed(garage, sheet.plan, left_out)
    return sheet.note_sent(send(garage, sheet.plan, again=again, always=sheet.always))


def take_back_sheet(garage: Garage, sheet: Sheet) -> TakenBack | None:
    """Take back what departed last; its plan stands again where nothing has left. None: nothing departed."""
    if sheet.last_sent is None:
        return None
    left, sent = sheet.last_sent
    taken = take_back(garage, left.mailing)
    if taken.count and not taken.gone:
        sheet.note_taken_back(renewed(garage, sent))
    return taken


def remember(garage: Garage, line: PlanLine) -> None:
    """The address of the line is that of its client's documents from now on."""
    client = garage.store.clients.get(line.client.id) if line.client and line.client.id else None
    if client is None or client.id is None or line.chosen is None:
        return
    wanted = line.chosen.mailbox
    address_id = next((known.id for known in client.addresses if known.mailbox == wanted), None)
    if address_id is None:
        # The only address of a client serves letters too; beside others it is the bookkeeper's.
        source = AddressSource.FINANCIAL if client.addresses else AddressSource.CARD
        address_id = garage.store.cards.put_address(client.id, Address(line.chosen.email, source))
    garage.store.cards.remember_for_documents(client.id, address_id)


def departed(sent: SentPlan) -> Departed | None:
    """What of a sending is in the outbox; None where nothing is."""
    if sent.mailing is None:
        return None
    return Departed(sent.mailing, tuple(o.line for o in sent.outcomes if o.message is not None))


def take_back(garage: Garage, mailing: int) -> TakenBack:
    """Take back what has not left of a sending."""
    count = garage.store.outbox.take_back(mailing)
    progress = garage.store.messages.progress(mailing)
    return TakenBack(count, progress.total - progress.count(State.CANCELLED) if progress else 0)


def text_of(garage: Garage, line: PlanLine) -> Merged:
    """Subject and text of the mail of this line. Raises LetterError where the phrase is at fault."""
    return accompanying_text(accompanied(line), Writer(garage.settings.sender, garage.settings.company))
