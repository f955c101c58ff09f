"""Sending from the ledger: one document at once, several by a plan; watching them leave, and taking back."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from carmail_tui.delivery.message import MailingProgress
from carmail_tui.documents.addresses import AddressRule
from carmail_tui.documents.decisions import Given
from carmail_tui.documents.plan import Plan, PlanLine
from carmail_tui.i18n import _
from carmail_tui.i18n.reasons import reason_words
from carmail_tui.ui import documents
from carmail_tui.ui.deaf import Deafness
from carmail_tui.ui.document_sentences import (
    departure_sentence,
    earlier_sentence,
    ending_sentence,
    gap_sentences,
    stop_sentences,
    taken_back_sentence,
)
from carmail_tui.ui.documents import Departed, Sheet
from carmail_tui.ui.screens.address_chooser import AddressChooser, ChosenAddress
from carmail_tui.ui.screens.frame import Work
from carmail_tui.ui.screens.plan import PlanDialog
from carmail_tui.ui.screens.progress import ProgressScreen

if TYPE_CHECKING:
    from carmail_tui.ui.screens.ledger import LedgerRoom


class LedgerSending:
    """What the ledger knows of its sendings while it is open."""

    def __init__(self, room: "LedgerRoom") -> None:
        self._room = room
        self._deaf = Deafness()
        self._question: int | None = None
        """The document that was sent before, while it is asked whether to send it again."""
        self._busy = False
        self._looking = False
        self._sheet: Sheet | None = None
        self._sheet_ids: frozenset[int] = frozenset()
        self._done: list[Departed | Given] = []
        """What `u` takes back, the last one first."""
        self._watched: dict[int, Departed] = {}
        self._seen: dict[int, object] = {}
        self._taken_back: set[int] = set()
        """Documents whose address a person thought better of: next time it is asked for."""

    @property
    def asking(self) -> bool:
        """Whether a question stands on the message line."""
        return self._question is not None

    # -- sending -------------------------------------------------------------------------------------------

    def send(self) -> None:
        """Send the marked documents, else the one under the cursor; or say yes to the question."""
        room = self._room
        if self._busy or self._deaf.drops():
            return
        if self._question is not None:
            document, self._question = self._question, None
            self._begin(partial(self._one, document, again=True))
            return
        ids = [*room.table.chosen_ids()] if room.table.marks or not room.hidden else []
        ids += sorted(room.hidden)
        if not ids:
            room.say(_("There is no document to send."))
        elif not room.bridge.garage.settings.mail_ready:
            room.say(_("The mail account is not set up: F9 does that."))
        elif len(ids) == 1 and not room.hidden:
            self._begin(partial(self._one, ids[0], again=False))
        else:
            self._begin(partial(self._several, ids))

    def _begin(self, work: Work) -> None:
        """Do this alone. A key that comes meanwhile waits: it is meant for what this one opens or says."""
        self._busy = True
        self._room.ready = False
        self._room.work(partial(self._alone, work), "send")

    async def _alone(self, work: Work) -> None:
        try:
            await work()
        finally:
            self._busy = False
            await self._room.wake()

    async def _one(self, document_id: int, *, again: bool) -> None:
        room = self._room
        plan = await room.bridge.call(documents.plan, room.bridge.garage, [document_id])
        line = plan.lines[0]
        if line.earlier and not again:
            self._question = document_id
            self._deaf.begin()
            room.say(_("{told}  @ once more   Esc no").format(told=earlier_sentence(line.earlier[0])))
        elif not line.documents[0].files:
            room.say(
                _("{number} has no file: there is nothing to send.").format(number=line.documents[0].number)
            )
        elif self._goes_at_once(line):
            await self._queue(plan, again=again)
        else:
            room.app.push_screen(
                AddressChooser(line, sends=True), lambda answer: self._address_chosen(plan, again, answer)
            )

    def _goes_at_once(self, line: PlanLine) -> bool:
        if line.obstacle is not None:
            return False
        remembered = line.rule is AddressRule.REMEMBERED and line.documents[0].id not in self._taken_back
        return len(line.choices) == 1 or remembered

    def _address_chosen(self, plan: Plan, again: bool, answer: ChosenAddress | None) -> None:
        if answer is None:
            return
        line = plan.lines[0]
        always = {line.client.id} if answer.always and line.client and line.client.id else set()
        self._begin(partial(self._queue, plan.with_address(line, answer.email), again=again, always=always))

    async def _queue(self, plan: Plan, *, again: bool, always: Collection[int] = frozenset()) -> None:
        room = self._room
        sent = await room.bridge.call(documents.send, room.bridge.garage, plan, again=again, always=always)
        outcome = sent.outcomes[0]
        left = documents.departed(sent)
        if left is not None and outcome.line.chosen is not None:
            self._note(left)
            await room.show()
            told = departure_sentence(outcome.line.documents, outcome.line.chosen.email)
            room.say(" ".join([told, *gap_sentences(outcome.gaps)]))
        elif outcome.contradictions:
            self._open_plan(Sheet(plan, stopped=sent.outcomes), [d.id for d in plan.documents if d.id])
        else:
            room.say(" ".join(stop_sentences(outcome)))

    # -- a plan --------------------------------------------------------------------------------------------

    async def _several(self, ids: Sequence[int]) -> None:
        room, sheet = self._room, self._sheet
        garage = room.bridge.garage
        if sheet is not None and sheet.plan.lines and frozenset(ids) == self._sheet_ids:
            sheet.plan = await room.bridge.call(documents.renewed, garage, sheet.plan)
        else:
            sheet = Sheet(await room.bridge.call(documents.plan, garage, ids))
        self._open_plan(sheet, ids)

    def _open_plan(self, sheet: Sheet, ids: Sequence[int]) -> None:
        self._sheet, self._sheet_ids = sheet, frozenset(ids)
        self._room.app.push_screen(PlanDialog(sheet), self._plan_closed)

    def _plan_closed(self, _answer: None) -> None:
        departed = self.collect()
        if not departed:
            return
        last = departed[-1]
        if len(last.lines) > 1:
            self._room.app.push_screen(ProgressScreen(last.mailing))
        elif (chosen := last.lines[0].chosen) is not None:
            self._room.say(departure_sentence(last.lines[0].documents, chosen.email))

    def collect(self) -> list[Departed]:
        """What has departed from the plan since the last time; its documents are not marked any more."""
        if self._sheet is None or not self._sheet.departed:
            return []
        departed, self._sheet = self._sheet.departed, None
        for left in departed:
            self._note(left)
        return departed

    def _note(self, left: Departed) -> None:
        self._done.append(left)
        self._watched[left.mailing] = left
        self._room.hidden -= left.document_ids
        self._room.table.marks -= left.document_ids

    # -- watching ------------------------------------------------------------------------------------------

    def look(self) -> None:
        """See how far the sendings of this room have come."""
        if self._watched and self._room.is_current and not self._looking:
            self._looking = True
            self._room.work(self._watch, "watch")

    async def _watch(self) -> None:
        try:
            for left in list(self._watched.values()):
                progress = await self._room.bridge.call(
                    self._room.bridge.store.messages.progress, left.mailing
                )
                await self._watch_one(left, progress)
        finally:
            self._looking = False

    async def _watch_one(self, left: Departed, progress: MailingProgress | None) -> None:
        now = progress and (tuple(sorted(progress.counts.items())), progress.account.reason)
        if now == self._seen.get(left.mailing) or left.mailing not in self._watched:
            return
        await self._room.table.refresh_rows()
        self._seen[left.mailing] = now
        if progress is None or progress.ended:
            del self._watched[left.mailing]
            self._done = [done for done in self._done if done != left]
            await self._tell_ending(left)
        elif progress.account.held and not self.asking:
            self._room.say(reason_words(progress.account.reason))

    async def _tell_ending(self, left: Departed) -> None:
        messages = self._room.bridge.store.messages
        ids = await self._room.bridge.call(messages.ids, mailing=left.mailing)
        lines = await self._room.bridge.call(messages.lines, ids)
        if len(lines) == 1 and not self.asking:
            self._room.say(ending_sentence(left.numbers, lines[0]))

    # -- taking back ---------------------------------------------------------------------------------------

    def note_given(self, given: Given) -> None:
        """Documents were given to another client."""
        self._done.append(given)

    def undo(self) -> None:
        """Take back the last departure, or the last client that was given."""
        if self._busy:
            return
        self.forget_question()
        if not self._done:
            self._room.say(_("There is nothing to take back: what has left does not come back."))
            return
        last = self._done.pop()
        self._begin(
            partial(self._room.matching.take_back, last)
            if isinstance(last, Given)
            else partial(self._take_back, last)
        )

    async def _take_back(self, left: Departed) -> None:
        room = self._room
        taken = await room.bridge.call(documents.take_back, room.bridge.garage, left.mailing)
        if taken.count:
            self._taken_back |= left.document_ids
            if not taken.gone:
                self._watched.pop(left.mailing, None)
            if len(left.document_ids) > 1:
                room.hidden |= left.document_ids
        await room.show()
        room.say(taken_back_sentence(taken))

    # -- the question --------------------------------------------------------------------------------------

    def cursor_moved(self) -> None:
        """A question is about the document under the cursor."""
        if self._question is not None and self._room.table.current_id != self._question:
            self.forget_question()

    def forget_question(self) -> None:
        """No."""
        if self._question is not None:
            self._question = None
            self._room.say("")
