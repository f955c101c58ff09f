"""The outbox: every mailing and every sending, the newest first."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from carmail_tui.delivery.message import MailingProgress
from carmail_tui.delivery.states import State
from carmail_tui.i18n import N_, _, ngettext
from carmail_tui.i18n.format import format_count, short_moment
from carmail_tui.i18n.reasons import reason_word
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.frame import Frame
from carmail_tui.ui.widgets.lines import Hint
from carmail_tui.ui.widgets.record_table import Column, RecordTable

_MOST = 500
_KINDS = {
    "promotion": N_("Promotion"),
    "service": N_("Service"),
    "documents": N_("Documents"),
    "test": N_("Test"),
}


class MailingSource:
    """The mailings, for the table."""

    def __init__(self, garage: Garage) -> None:
        self._garage = garage
        self._found: dict[int, MailingProgress] = {}

    def ids(self, search: str) -> Sequence[int]:
        self._found = {progress.id: progress for progress in self._garage.store.messages.latest(_MOST)}
        return list(self._found)

    def rows(self, ids: Sequence[int]) -> list[tuple[int, MailingProgress]]:
        return [(mailing, self._found[mailing]) for mailing in ids]


class OutboxRoom(Frame[None]):
    """What was sent, what waits, what failed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "retry", "why")]
    KEYS_SHOWN = (Hint(("open",), N_("Open")), Hint(("retry",), N_("Try the account again")), "help", "back")

    def title_shown(self) -> str:
        return _("Outbox")

    def body(self) -> ComposeResult:
        yield RecordTable(_columns(), self.bridge.call, glyphs=self.glyphs, id="mailings")

    @property
    def table(self) -> RecordTable[MailingProgress]:
        """The table of mailings."""
        return self.query_one(RecordTable)

    def on_mount(self) -> None:
        self.table.focus()
        self.set_interval(1.5, self._look)

    def on_screen_resume(self) -> None:
        self.lead_on(self._show)

    def _look(self) -> None:
        if self.is_current:
            self.look(self._show)

    async def _show(self) -> None:
        await self.table.load(MailingSource(self.bridge.garage))
        if not self.table.ids:
            self.say(_("Nothing was sent yet: F3 writes to clients, F4 sends documents."))

    def on_record_table_activated(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """The progress of a mailing under way, the result of one that has ended."""
        progress = self.table.current
        if progress is None:
            return
        from carmail_tui.ui.screens.progress import ProgressScreen
        from carmail_tui.ui.screens.result import ResultScreen

        self.app.push_screen(ResultScreen(progress.id) if progress.ended else ProgressScreen(progress.id))

    def action_retry(self) -> None:
        """Try a held account again."""
        self.work(self._retry, "retry")

    async def _retry(self) -> None:
        from carmail_tui.delivery.launch import launch

        garage = self.bridge.garage
        await self.bridge.call(garage.store.outbox.release_account, garage.settings.smtp.account)
        launch(garage.database_url, garage.config_path)
        self.say(_("Trying again."))


def _columns() -> list[Column[MailingProgress]]:
    return [
        Column(N_("When"), 11, lambda progress: short_moment(progress.created)),
        Column(N_("Kind"), 10, lambda progress: _(_KINDS.get(progress.kind, progress.kind))),
        Column(N_("Subject"), 0, lambda progress: progress.title),
        Column(N_("Sent"), 6, lambda progress: format_count(progress.sent - progress.bounced), right=True),
        Column(N_("Of"), 6, lambda progress: format_count(progress.total), right=True),
        Column(N_("Now"), 18, _now),
    ]


def _now(progress: MailingProgress) -> str:
    doubts, failed = progress.count(State.IN_DOUBT), progress.unsuccessful
    if doubts:
        return ngettext("{count} in doubt", "{count} in doubt", doubts).format(count=format_count(doubts))
    if not progress.ended:
        if progress.account.held:
            return reason_word(progress.account.reason)
        return _("paused") if progress.paused else _("under way")
    if progress.bounced and not failed:
        words = ngettext("{count} came back", "{count} came back", progress.bounced)
        return words.format(count=format_count(progress.bounced))
    failed += progress.bounced
    if failed:
        return ngettext("{count} not sent", "{count} not sent", failed).format(count=format_count(failed))
    if progress.replaced and not progress.total:
        return _("sent anew")
    return _("taken back") if progress.sent == 0 else _("done")
