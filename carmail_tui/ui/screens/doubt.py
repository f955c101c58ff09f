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
    """The doubts of one mailing, settled one by one."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("choose_a", "choose_b", "choose_c", "choose_d", "why")]
    KEYS_SHOWN = (
        Hint(("choose_a", "choose_b", "choose_c", "choose_d"), N_("Choose")),
        Hint(("open",), N_("Do it")),
        "why",
        "back",
    )

    def __init__(self, mailing: int, message: int | None = None) -> None:
        super().__init__()
        self._mailing = mailing
        self._message = message
        self._line: MessageLine | None = None

    def title_shown(self) -> str:
        return _("Messages in doubt")

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Menu()

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
        self.work(self._show, "show")

    async def _show(self) -> None:
        messages = self.bridge.store.messages
        ids = await self.bridge.call(messages.ids, states=[State.IN_DOUBT], mailing=self._mailing)
        lines = await self.bridge.call(messages.lines, ids)
        if not lines:
            self.dismiss(True)
            return
        self._line = next((line for line in lines if line.id == self._message), lines[0])
        self.query_one(Menu).show(_items(self._line, len(lines)), "later")

    def action_choose(self, index: int) -> None:
        """A letter moves the cursor; Enter does it."""
        if index < len(_CHOICES):
            self.query_one(Menu).stand_on(_CHOICES[index])

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        if event.name == "later":
            self.dismiss(False)
        elif self._line is not None:
            self.work(partial(self._resolve, self._line, event.name), "resolve")

    async def _resolve(self, line: MessageLine, step: str) -> None:
        garage = self.bridge.garage
        await self.bridge.call(garage.store.outbox.resolve, [line.id], step, garage.user)
        if step == "send_again":
            launch(garage.database_url, garage.config_path)
        self._message = None
        await self._show()

    def action_why(self) -> None:
        """The server's words."""
        if self._line is not None:
            self.app.push_screen(MessageHistory(self._line))


def _items(line: MessageLine, count: int) -> list[Item]:
    headline = ngettext(
        "{count} message: nobody can say whether it arrived",
        "{count} messages: nobody can say whether they arrived",
        count,
    )
    return [
        Item(""),
        Item(headline.format(count=count), strong=True),
        Item(""),
        Item(f"{line.subject}"),
        Item(f"{line.client_name}   {line.envelope_to}"),
        Item(""),
        Item(short_moment(line.updated)),
        *(Item(part) for part in wrap(reason_words(line.reason), 74)),
        Item(_("The safest is to ask the client.")),
        Item(""),
        Item(_("What to do?"), strong=True),
        Item(f"a  {_('It arrived'):<22} {_('send nothing, note it as sent')}", "it_arrived"),
        Item(f"b  {_('Send it again'):<22} {_('the same message; it may arrive twice')}", "send_again"),
        Item(f"c  {_('Give up'):<22} {_('send nothing, note it as not sent')}", "give_up"),
        Item(f"d  {_('Later'):<22} {_('nothing else is held up')}", "later"),
    ]
