"""How a plan leaves: the question about what was sent before, queueing what is ready, taking it back."""

from functools import partial
from typing import TYPE_CHECKING

from carmail_tui.i18n import _
from carmail_tui.ui import documents
from carmail_tui.ui.deaf import Deafness
from carmail_tui.ui.document_sentences import taken_back_sentence
from carmail_tui.ui.documents import Sheet
from carmail_tui.ui.plan_lines import question_words, sent_words

if TYPE_CHECKING:
    from carmail_tui.ui.screens.plan import PlanDialog


class PlanSending:
    """What the screen of a plan knows of sending it, while it is open."""

    def __init__(self, dialog: "PlanDialog") -> None:
        self._dialog = dialog
        self._deaf = Deafness()
        self._deaf.begin()
        self.asking = False
        """Whether the question stands there, of what was sent before."""
        self.busy = False
        """Whether messages are being made or taken back: nothing else may happen to the plan."""

    @property
    def _sheet(self) -> Sheet:
        return self._dialog.sheet

    def send(self) -> None:
        """Queue what is ready; ask once where that sends something a second time."""
        if self.busy or self._deaf.drops():
            return
        ready = self._sheet.plan.ready
        repeated = sum(len(line.earlier) for line in ready)
        if not ready:
            self._dialog.say(_("Nothing can leave yet: each line says what is missing."))
        elif repeated and not self.asking:
            self.asking = True
            self._deaf.begin()
            self._dialog.say(question_words(repeated))
        else:
            self._begin(again=self.asking)

    def without(self) -> None:
        """Queue what is ready, but for what was sent before."""
        if self.asking and not self.busy and not self._deaf.drops():
            self._begin(again=False)

    def forget_question(self) -> None:
        """No."""
        if self.asking:
            self.asking = False
            self._dialog.say("")

    def _begin(self, *, again: bool) -> None:
        left_out = self._sheet.sent_before if self.asking and not again else set()
        self.asking = False
        self.busy = True
        self._dialog.say(_("Making the messages..."))
        self._dialog.work(partial(self._queue, again, left_out), "send")

    async def _queue(self, again: bool, left_out: set[int]) -> None:
        bridge, sheet = self._dialog.bridge, self._sheet
        try:
            queued = await bridge.call(
                documents.send_sheet, bridge.garage, sheet, again=again, left_out=left_out
            )
        finally:
            self.busy = False
        if sheet.stopped:
            self._dialog.show_stopped(sent_words(queued, len(sheet.stopped)))
        else:
            self._dialog.dismiss(None)

    def take_back(self) -> None:
        """Take back what left this plan last."""
        self.busy = True
        self._dialog.work(self._take_back, "send")

    async def _take_back(self) -> None:
        bridge = self._dialog.bridge
        try:
            taken = await bridge.call(documents.take_back_sheet, bridge.garage, self._sheet)
        finally:
            self.busy = False
        self._dialog.show()
        self._dialog.say(taken_back_sentence(taken) if taken else "")
