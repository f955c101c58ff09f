"""Those who will receive nothing, for one reason: mended on the spot, or exported."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.i18n import N_, _
from carmail_tui.recipients.reach import LeftOut, LeftOutReason
from carmail_tui.ui.exporting import export_left_out
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.mailing import give_address
from carmail_tui.ui.screens.export_prompt import ask_export
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.prompt import AskText
from carmail_tui.ui.widgets.lines import Hint
from carmail_tui.ui.widgets.menu import Item, Menu
from carmail_tui.ui.words import GROUPS, left_out_words, named

_ADDRESS = {
    LeftOutReason.NO_ADDRESS,
    LeftOutReason.MALFORMED,
    LeftOutReason.BOUNCED,
    LeftOutReason.SUPPRESSED,
}


class LeftOutDialog(Dialog[bool]):
    """The answer: whether something was mended."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("export")]
    KEYS_SHOWN = (
        Hint(("up", "down"), N_("Client")),
        Hint(("open",), N_("Give an address")),
        "export",
        "back",
    )

    def __init__(self, left_out: Sequence[LeftOut]) -> None:
        super().__init__()
        self._left_out = list(left_out)
        self._mended: dict[int, str] = {}

    def title_shown(self) -> str:
        return _(GROUPS[self._left_out[0].reason])

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Menu(self._items())

    def _items(self) -> list[Item]:
        items = []
        for index, item in enumerate(self._left_out):
            words = self._mended.get(index) or left_out_words(item)
            items.append(Item(f"{named(item.client)[:30]:<32}{words}", str(index), item.client.phone))
        return items

    def on_mount(self) -> None:
        self.query_one(Menu).focus()

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        item = self._left_out[int(event.name)]
        if item.reason not in _ADDRESS:
            self.say(_("No address would help: {reason}.").format(reason=left_out_words(item)))
            return
        question = _("New e-mail address of {name}:").format(name=named(item.client))
        self.app.push_screen(AskText(question, item.email), lambda email: self._given(int(event.name), email))

    def _given(self, index: int, email: str | None) -> None:
        if email:
            self.work(partial(self._put, index, email), "put")

    async def _put(self, index: int, email: str) -> None:
        client = self._left_out[index].client
        await self.bridge.call(give_address, self.bridge.garage, client, email)
        self._mended[index] = _("now {email}").format(email=email)
        self.query_one(Menu).show(self._items())

    def action_export(self) -> None:
        """Write these clients into a file, to telephone or to post."""
        ask_export(
            self,
            _("Write these clients into which CSV file?"),
            "carmail.csv",
            lambda path: export_left_out(path, self._left_out, left_out_words),
        )

    def action_back(self) -> None:
        self.dismiss(bool(self._mended))
