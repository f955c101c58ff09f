"""Everything that is known of one message: each try, the phase, the server's own words."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from carmail_tui.delivery.message import AttemptLine, MessageLine
from carmail_tui.i18n import N_, _
from carmail_tui.i18n.format import short_moment
from carmail_tui.i18n.reasons import reason_words, state_word
from carmail_tui.ui.bounce_sentences import bounce_lines, line_state_word
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.widgets.lines import Hint, Plain


class MessageHistory(Dialog[None]):
    """To be read out on the telephone."""

    KEYS_SHOWN = (Hint(("up", "down"), N_("Scroll")), "back")

    def __init__(self, line: MessageLine) -> None:
        super().__init__()
        self._line = line

    def title_shown(self) -> str:
        return _("Message: {name}").format(name=self._line.client_name)

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Plain(id="history")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.work(self._show, "show")

    async def _show(self) -> None:
        attempts = await self.bridge.call(self.bridge.store.messages.attempts, self._line.id)
        line = self._line
        lines = [
            "",
            f"   {line.subject}",
            "   " + _("To: {address}").format(address=line.envelope_to),
            "   " + _("Queued {when}, now: {state}").format(
                when=short_moment(line.created), state=line_state_word(line)
            ),
            "",
            *(f"   {text}" for text in bounce_lines(line)),
            f"   {reason_words(line.reason)}" if line.reason else "",
            "",
            *(text for attempt in attempts for text in _attempt_lines(attempt)),
        ]  # fmt: skip
        if not attempts:
            lines.append("   " + _("It was not tried yet."))
        self.query_one("#history", Plain).say("\n".join(lines))


def _attempt_lines(attempt: AttemptLine) -> list[str]:
    head = f"   {short_moment(attempt.at)}  {state_word(attempt.outcome)}  ({attempt.phase.upper()})"
    words = " ".join(str(part) for part in (attempt.code or "", attempt.reply) if part)
    return [head, *(f"      {line}" for line in words.split("\n") if line)]
