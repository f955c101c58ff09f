"""Messages in doubt: what is known, and what a person decides. Nothing else waits for it."""

from functools import partial
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.delivery.launch import launch
from carmail_tui.delivery.message import MessageLine
from carmail_tui.delivery.states import State
from carmail_tui.i18n import N_, _, ngettext
from carmail_tui.i18n.format import short_moment
from carmail_tui.i18n.reasons import reason_words
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.message_history import MessageHistory
from carmail_tui.ui.widgets.lines import Hint
from carmail_tui.ui.widgets.menu import Item, Menu

_CHOICES = ("it_arrived", "send_again", "give_up", "later")


class DoubtDialog(Dialog[bool]):
    """The doubts of one mailing: those that are marked are settled together, else the one on top."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("choose_a", "choose_b", "choose_c", "choose_d", "why", "mark", "all_in", "all_out")
    ]
    KEYS_SHOWN = (
        Hint(("choose_a", "choose_b", "choose_c", "choose_d"), N_("Choose")),
        Hint(("open",), N_("Do it")),
        "mark",
        Hint(("all_in", "all_out")),
        "why",
        "back",
    )

    def __init__(self, mailing: int, message: int | None = None) -> None:
        super().__init__()
        self._mailing = mailing
        self._message = message
        self._lines: list[MessageLine] = []
        self._marked: set[int] = set()

    def title_shown(self) -> str:
        return _("Messages in doubt")

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Menu()

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
        self.lead_on(self._show)

    async def _show(self) -> None:
        messages = self.bridge.store.messages
        ids = await self.bridge.call(messages.ids, states=[State.IN_DOUBT], mailing=self._mailing)
        self._lines = await self.bridge.call(messages.lines, ids)
        self._marked &= set(ids)
        if not self._lines:
            self.dismiss(True)
            return
        # The one that was asked about stands on top.
        self._lines.sort(key=lambda line: line.id != self._message)
        self._show_lines("later")

    def _show_lines(self, at: str = "") -> None:
        self.query_one(Menu).show([*self._doubts(), *_what_is_known(self._asked[0]), *_answers()], at)

    @property
    def _asked(self) -> list[MessageLine]:
        """Those that an answer is for."""
        return [line for line in self._lines if line.id in self._marked] or self._lines[:1]

    def _doubts(self) -> list[Item]:
        count = len(self._lines)
        headline = ngettext(
            "{count} message: nobody can say whether it arrived",
            "{count} messages: nobody can say whether they arrived",
            count,
        )
        items = [Item(""), Item(headline.format(count=count), strong=True), Item("")]
        for line in self._lines:
            mark = "" if count == 1 else "[x] " if line.id in self._marked else "[ ] "
            subject, name = self.fitted(line.subject, 22), self.fitted(line.client_name, 20)
            items.append(
                Item(f"{mark}{subject}  {name}  {line.envelope_to}", "" if count == 1 else str(line.id))
            )
        return items

    def action_choose(self, index: int) -> None:
        """A letter moves the cursor; Enter does it."""
        if index < len(_CHOICES):
            self.query_one(Menu).stand_on(_CHOICES[index])

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        if event.name == "later":
            self.dismiss(False)
        elif event.name in _CHOICES:
            self.work(partial(self._resolve, event.name), "resolve")
        else:
            self.action_mark()

    def action_mark(self) -> None:
        """Mark the doubt under the cursor, or take its mark away."""
        name = self.query_one(Menu).current
        if name and name not in _CHOICES:
            self._marked ^= {int(name)}
            self._show_lines()

    def action_all_in(self) -> None:
        """Mark all."""
        self._marked = {line.id for line in self._lines}
        self._show_lines()

    def action_all_out(self) -> None:
        """Mark none."""
        self._marked = set()
        self._show_lines()

    async def _resolve(self, step: str) -> None:
        garage, asked = self.bridge.garage, self._asked
        await self.bridge.call(garage.store.outbox.resolve, [line.id for line in asked], step, garage.user)
        if step == "send_again":
            launch(garage.database_url, garage.config_path)
        self._message = None
        await self._show()

    def action_why(self) -> None:
        """The server's words."""
        if self._lines:
            self.app.push_screen(MessageHistory(self._asked[0]))


def _what_is_known(line: MessageLine) -> list[Item]:
    return [
        Item(""),
        Item(short_moment(line.updated)),
        *(Item(part) for part in wrap(reason_words(line.reason), 74)),
        Item(_("The safest is to ask the client.")),
        Item(""),
    ]


def _answers() -> list[Item]:
    return [
        Item(_("What to do?"), strong=True),
        Item(f"a  {_('It arrived'):<22} {_('send nothing, note it as sent')}", "it_arrived"),
        Item(f"b  {_('Send it again'):<22} {_('the same message; it may arrive twice')}", "send_again"),
        Item(f"c  {_('Give up'):<22} {_('send nothing, note it as not sent')}", "give_up"),
        Item(f"d  {_('Later'):<22} {_('nothing else is held up')}", "later"),
    ]
