"""What stays of an import that was taken back, with the reason for each."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from carmail_tui.i18n import N_, _, visible
from carmail_tui.i18n.import_words import kept_words
from carmail_tui.reading.import_history import Undone
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.widgets.lines import Hint
from carmail_tui.ui.widgets.menu import Item, Menu


class UndoneDialog(Dialog[None]):
    """The clients and documents that stay."""

    KEYS_SHOWN = (Hint(("up", "down"), N_("Scroll")), "help", "back")

    def __init__(self, undone: Undone) -> None:
        super().__init__()
        self._undone = undone

    def title_shown(self) -> str:
        return _("Taken back; these stay")

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Menu(
                [
                    Item(f"{visible(one.name, 36):<38}{kept_words(one.reason.value)}", str(number))
                    for number, one in enumerate(self._undone.left)
                ]
            )

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
