"""How far a mailing has come. Nothing here needs an answer, and leaving changes nothing."""

from datetime import UTC, date, datetime
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.delivery.launch import launch
from carmail_tui.delivery.message import MailingProgress, MessageLine
from carmail_tui.delivery.rate import duration
from carmail_tui.delivery.states import State
from carmail_tui.i18n import N_, _
from carmail_tui.i18n.format import format_count, short_day, short_moment
from carmail_tui.i18n.reasons import reason_word, reason_words, state_word
from carmail_tui.ui.deaf import Deafness
from carmail_tui.ui.document_sentences import taken_back_sentence
from carmail_tui.ui.documents import take_back
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.mailing import restore_draft
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.widgets.lines import Hint, Plain

_LAST = 4
_BAR = 60


class ProgressScreen(Dialog[None]):
    """One mailing, until it has ended; then its result."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("pause", "stop", "open", "why", "retry", "undo")]
    KEYS_SHOWN = ("pause", Hint(("stop",)), Hint(("open",), N_("Detail")), "retry", "back")

    def __init__(self, mailing: int) -> None:
        super().__init__()
        self._mailing = mailing
        self._progress: MailingProgress | None = None
        self._asked_to_stop = False
        self._deaf = Deafness()

    def title_shown(self) -> str:
        title = self._progress.title if self._progress else ""
        return _("Mailing: {title}").format(title=title)

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Plain(id="progress")

    def foot(self) -> ComposeResult:
        yield Plain(_(" You may leave, or lose the line: delivery goes on."))

    def on_mount(self) -> None:
        self.set_interval(0.4, self._look)
        self._look()

    def _look(self) -> None:
        self.look(self._show)

    async def _show(self) -> None:
        progress = await self.bridge.call(self.bridge.store.messages.progress, self._mailing)
        if progress is None:
            return
        if progress.ended:
            self._show_result()
            return
        last = await self.bridge.call(self.bridge.store.messages.last, self._mailing, _LAST)
        self._progress = progress
        self.retitle()
        self.query_one("#progress", Plain).say("\n".join(self._lines(progress, last)))

    def _show_result(self) -> None:
        from carmail_tui.ui.screens.result import ResultScreen

        if self.is_current:
            self.app.switch_screen(ResultScreen(self._mailing))

    def _lines(self, progress: MailingProgress, last: list[MessageLine]) -> list[str]:
        return [
            "",
            f"   {self._headline(progress)}",
            "",
            f"   {self._bar(progress)}",
            "",
            *self._count_lines(progress),
            "",
            f"   {self._rate(progress)}",
            "",
            _("   Latest") if last else "",
            *(self._message_line(line) for line in last),
        ]

    def _headline(self, progress: MailingProgress) -> str:
        if progress.account.held:
            return _("Waiting: {reason}. F9 settings   r tries again").format(
                reason=reason_word(progress.account.reason)
            )
        if progress.paused_reason:
            return _("Paused by itself: {reason}, several times in a row. p goes on.").format(
                reason=reason_word(progress.paused_reason)
            )
        if progress.paused:
            return _("Paused. p goes on.")
        if _in_hold(progress):
            return _("In its hold")
        if progress.waiting == 0:
            return _("Waiting for the next try")
        return _("Under way")

    def _bar(self, progress: MailingProgress) -> str:
        if progress.hold_until and _in_hold(progress):
            left = progress.hold_until - datetime.now(UTC)
            words = _("Leaves in {seconds} s        u takes everything back")
            return words.format(seconds=max(0, round(left.total_seconds())))
        done = progress.total - progress.waiting - progress.count(State.DEFERRED)
        full = round(_BAR * done / progress.total) if progress.total else 0
        bar = self.glyphs.full * full + self.glyphs.empty * (_BAR - full)
        return f"{bar}   {format_count(done)} / {format_count(progress.total)}"

    def _rate(self, progress: MailingProgress) -> str:
        smtp = self.bridge.garage.settings.smtp
        left = duration(progress.waiting, smtp.per_minute, smtp.per_hour, smtp.per_day)
        if not left:
            return ""
        end = datetime.now() + left
        when = f"{end:%H:%M}" if end.date() == date.today() else f"{short_day(end.date())} {end:%H:%M}"
        return _("Within the provider's limits, done about {time}").format(time=when)

    def _count_lines(self, progress: MailingProgress) -> list[str]:
        later = _when_tried(progress.next_try.astimezone()) if progress.next_try is not None else ""
        rows = (
            (_("Sent"), progress.sent, ""),
            (_("Refused"), progress.unsuccessful, _("will not leave without a correction")),
            (_("Put off"), progress.count(State.DEFERRED), later),
            (_("In doubt"), progress.count(State.IN_DOUBT), ""),
            (_("Waiting"), progress.waiting, ""),
        )
        return [
            f"   {self.fitted(name, 16)}{format_count(count):>6}   {words if count else ''}"
            for name, count, words in rows
        ]

    def _message_line(self, line: MessageLine) -> str:
        when = f"{line.updated.astimezone():%H:%M:%S}"
        reason = (
            reason_word(line.reason) if line.reason and line.state is not State.SENT else line.envelope_to
        )
        state, name = self.fitted(state_word(line.state), 10), self.fitted(line.client_name, 24)
        return f"   {when}  {state} {name} {reason}"

    # -- keys ----------------------------------------------------------------------------------------------

    def action_undo(self) -> None:
        """During the hold: take everything back."""
        if self._progress and _in_hold(self._progress):
            self.work(self._take_back, "act")
        else:
            self.say(_("The hold is over: what has left does not come back. x stops the rest."))

    async def _take_back(self) -> None:
        taken = await self.bridge.call(take_back, self.bridge.garage, self._mailing)
        if taken.gone == 0:
            await self.bridge.call(restore_draft, self.bridge.garage, self._mailing)
        self.garage_app.notice = taken_back_sentence(taken)
        self._show_result()

    def action_pause(self) -> None:
        """Pause, or go on."""
        if self._progress is not None:
            self.work(partial(self._pause, not self._progress.paused), "act")

    async def _pause(self, paused: bool) -> None:
        await self.bridge.call(self.bridge.store.outbox.pause, self._mailing, paused)
        if not paused:
            launch(self.bridge.garage.database_url, self.bridge.garage.config_path)
        self.say(_("Paused: what is leaving at this moment still does.") if paused else _("Goes on."))

    def action_stop(self) -> None:
        """Stop what has not left; it asks once."""
        if self._progress is None:
            return
        if not self._asked_to_stop:
            self._asked_to_stop = True
            self._deaf.begin()
            waiting = self._progress.waiting + self._progress.count(State.DEFERRED)
            self.say(
                _(
                    "Stop the {waiting} that wait? The {sent} sent do not come back.   x again   Esc no"
                ).format(waiting=format_count(waiting), sent=format_count(self._progress.sent))
            )
        elif not self._deaf.drops():
            self.work(self._take_back, "act")

    def action_retry(self) -> None:
        """Try a held account again at once."""
        self.work(self._retry, "act")

    async def _retry(self) -> None:
        garage = self.bridge.garage
        await self.bridge.call(garage.store.outbox.release_account, garage.settings.smtp.account)
        launch(garage.database_url, garage.config_path)
        self.say(_("Trying again."))

    def action_open(self) -> None:
        self._show_result()

    def action_why(self) -> None:
        """The reason why everything waits, in full."""
        if self._progress and self._progress.account.held:
            account = self._progress.account
            self.say(f"{reason_words(account.reason)} {account.reply}")

    def action_back(self) -> None:
        if self._asked_to_stop:
            self._asked_to_stop = False
            self.say("")
        else:
            super().action_back()


def _in_hold(progress: MailingProgress) -> bool:
    return progress.hold_until is not None and progress.hold_until > datetime.now(UTC)


def _when_tried(moment: datetime) -> str:
    """A full mailbox waits until tomorrow: then the time alone would be a lie."""
    if moment.date() == datetime.now().date():
        return _("next try at {time}").format(time=f"{moment:%H:%M}")
    return _("next try on {moment}").format(moment=short_moment(moment))
