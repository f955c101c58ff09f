"""The result of a mailing, grouped by what a person can do."""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.delivery.launch import launch
from carmail_tui.delivery.message import MailingProgress, MessageLine
from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.states import UNDER_WAY, UNSUCCESSFUL, WAITING, State
from carmail_tui.i18n import N_, _, ngettext, visible
from carmail_tui.i18n.format import format_count, short_moment
from carmail_tui.ui.bounce_sentences import line_reason_word
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.doubt import DoubtDialog
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.message_history import MessageHistory
from carmail_tui.ui.screens.prompt import AskText
from carmail_tui.ui.widgets.columns import fitted
from carmail_tui.ui.widgets.lines import Hint
from carmail_tui.ui.widgets.menu import Item, Menu

_SHOWN_SENT = 200
_LOOK_SECONDS = 2.0
_ON_ITS_WAY = (WAITING | UNDER_WAY) - {State.DEFERRED}


class ResultScreen(Dialog[None]):
    """What went, what did not, why, and what to do."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("retry", "why", "settle")]
    KEYS_SHOWN = (Hint(("open",), N_("Mend")), "retry", "why", "settle", "back")

    def __init__(self, mailing: int) -> None:
        super().__init__()
        self._mailing = mailing
        self._progress: MailingProgress | None = None
        self._lines: dict[str, MessageLine] = {}

    def title_shown(self) -> str:
        return _("Result")

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Menu()

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
        self.say(_("Sent = accepted by your provider. A bounce may still come."))
        if self.garage_app.notice:
            self.say(self.garage_app.notice)
            self.garage_app.notice = ""
        self.set_interval(_LOOK_SECONDS, self._look_on)

    def on_screen_resume(self) -> None:
        self.lead_on(self._show)

    def _look_on(self) -> None:
        """What was corrected or is tried again changes while one looks."""
        if self.is_current and any(line.state in _ON_ITS_WAY for line in self._lines.values()):
            self.look(self._show)

    async def _show(self) -> None:
        messages = self.bridge.store.messages
        self._progress = await self.bridge.call(messages.progress, self._mailing)
        ids = await self.bridge.call(messages.ids, mailing=self._mailing)
        # In the order in which they were queued: by name.
        ids.reverse()
        lines = await self.bridge.call(messages.lines, ids)
        self._lines = {str(line.id): line for line in lines}
        if self._progress is not None:
            self.query_one(Menu).show(_items(self._progress, lines, self.glyphs.ellipsis))

    def _current(self) -> MessageLine | None:
        return self._lines.get(self.query_one(Menu).current)

    # -- keys ----------------------------------------------------------------------------------------------

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        line = self._lines.get(event.name)
        if line is None:
            return
        if line.state is State.IN_DOUBT:
            self.app.push_screen(DoubtDialog(self._mailing, line.id))
        elif _correctable(line):
            question = _("Corrected address of {name}; the mail goes to it at once:").format(
                name=line.client_name
            )
            self.app.push_screen(
                AskText(question, line.envelope_to), lambda email: self._corrected(line, email)
            )
        else:
            self.app.push_screen(MessageHistory(line))

    def _corrected(self, line: MessageLine, email: str | None) -> None:
        if email and line.client_id is not None:
            self.work(partial(self._correct, line, line.client_id, email), "correct")

    async def _correct(self, line: MessageLine, client_id: int, email: str) -> None:
        corrected = await self.bridge.call(
            self.bridge.store.cards.correct_email, client_id, line.envelope_to, email
        )
        if not corrected:
            self.say(_("{email} is not an e-mail address.").format(email=email))
            return
        sent = await self.bridge.call(self.bridge.store.outbox.readdress, line.id, email)
        launch(self.bridge.garage.database_url, self.bridge.garage.config_path)
        words = (
            _("{name}: corrected on the card, and sent to {email}.") if sent else _("{email} has it already.")
        )
        await self._show()
        self._stand_on_next()
        self.say(words.format(name=line.client_name, email=email))

    def _stand_on_next(self) -> None:
        """One is corrected: the next one, else the first line of what is left to do."""
        menu = self.query_one(Menu)
        names = [item.name for item in menu.items if item.name and _correctable(self._lines[item.name])]
        if names:
            menu.stand_on(names[0])
        else:
            menu.action_edge(-1)

    def action_retry(self) -> None:
        """Try again what can succeed, and say how many."""
        ids = [line.id for line in self._lines.values() if _retryable(line)]
        if ids:
            self.work(partial(self._retry, ids), "retry")
        else:
            self.say(_("Nothing here can succeed without a correction."))

    async def _retry(self, ids: list[int]) -> None:
        garage = self.bridge.garage
        count = await self.bridge.call(garage.store.outbox.retry, ids)
        await self.bridge.call(garage.store.outbox.release_account, garage.settings.smtp.account)
        launch(garage.database_url, garage.config_path)
        await self._show()
        words = ngettext("{count} message is tried again.", "{count} messages are tried again.", count)
        self.say(words.format(count=count))

    def action_why(self) -> None:
        """Every try, and the server's own words."""
        if line := self._current():
            self.app.push_screen(MessageHistory(line))

    def action_settle(self) -> None:
        """Settle the line: Today stops counting it. Once more takes that back."""
        if line := self._current():
            self.work(partial(self._settle, line), "settle")

    async def _settle(self, line: MessageLine) -> None:
        await self.bridge.call(self.bridge.store.outbox.settle, [line.id], not line.settled)
        await self._show()
        self.say(
            _("Counted again.") if line.settled else _("Settled: Today stops counting it. c takes it back.")
        )


def _correctable(line: MessageLine) -> bool:
    reasons = {Reason.UNKNOWN_ADDRESS.value, Reason.NEEDS_SMTPUTF8.value, Reason.SUPPRESSED.value}
    dead = line.came_back and line.bounce is not None and line.bounce.cause == "unknown_mailbox"
    at_fault = dead or (line.state is not State.SENT and line.reason in reasons)
    return line.client_id is not None and at_fault and not line.replaced


def _retryable(line: MessageLine) -> bool:
    passing = line.reason in {Reason.MAILBOX_FULL.value, Reason.TRY_LATER.value}
    ended = line.state is State.EXPIRED or (line.state is State.REFUSED and passing)
    return line.state is State.DEFERRED or (ended and not line.replaced)


def _items(progress: MailingProgress, lines: Iterable[MessageLine], ellipsis: str) -> list[Item]:
    everything = list(lines)
    sent = [line for line in everything if line.state is State.SENT and not line.came_back]
    unsent = sum(_not_sent(line) for line in everything)
    parts = [
        ngettext("{count} sent", "{count} sent", len(sent)).format(count=format_count(len(sent))),
        ngettext("{count} not sent", "{count} not sent", unsent).format(count=format_count(unsent)),
    ]
    when = _("{when}, {user}").format(when=short_moment(progress.created), user=progress.user or "-")
    items = [Item(""), Item(", ".join(parts), strong=True, right=when), Item(progress.title)]
    if progress.left_out:
        words = ngettext(
            "{count} client was left out before", "{count} clients were left out before", progress.left_out
        )
        items.append(Item(words.format(count=format_count(progress.left_out))))
    groups = (
        (
            N_("In doubt: nobody can say whether it arrived"),
            [x for x in everything if x.state is State.IN_DOUBT],
        ),
        (N_("To correct"), [x for x in everything if _correctable(x)]),
        (
            N_("Came back"),
            [x for x in everything if x.came_back and not _correctable(x) and not x.replaced],
        ),
        (N_("To try again"), [x for x in everything if _retryable(x) and not _correctable(x)]),
        (N_("Waiting"), [x for x in everything if x.state in _ON_ITS_WAY]),
        (N_("Nothing to do"), [x for x in everything if _nothing_to_do(x)]),
        (N_("Sent"), sent[:_SHOWN_SENT]),
        (N_("Sent anew since"), [x for x in everything if x.replaced]),
    )
    for title, group in groups:
        if group:
            count = len(sent) if title == "Sent" else len(group)
            items += [Item(""), Item(_(title), right=format_count(count), strong=True)]
            items += [_line_item(line, ellipsis) for line in group]
    return items


def _not_sent(line: MessageLine) -> bool:
    ended = line.came_back or (line.state is not State.SENT and line.state not in _ON_ITS_WAY)
    return ended and not line.settled and not line.replaced


def _nothing_to_do(line: MessageLine) -> bool:
    ended = line.state in UNSUCCESSFUL | {State.CANCELLED}
    return ended and not _correctable(line) and not _retryable(line) and not line.replaced


def _line_item(line: MessageLine, ellipsis: str) -> Item:
    why = line_reason_word(line)
    settled = _("settled") if line.settled and not line.replaced else why
    name, address = visible(line.client_name), visible(line.envelope_to)
    text = f"  {fitted(name, 24, ellipsis)} {fitted(address, 32, ellipsis)}"
    return Item(text, str(line.id), settled)
