"""Small boxes that ask for one line of text, for a password, or for a yes."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from carmail_tui.i18n import _, harmless
from carmail_tui.ui.keys import KEYS, bindings
from carmail_tui.ui.screens.frame import Box
from carmail_tui.ui.widgets.lines import Plain
from carmail_tui.ui.widgets.menu import Item, Menu


class AskText(Box[str]):
    """One line of text. Enter answers, Escape answers nothing."""

    def __init__(self, question: str, value: str = "") -> None:
        super().__init__()
        self._question = question
        self._value = value

    def content(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Plain(self._question)
            yield Input(harmless(self._value), compact=True)
            yield Plain(_("Enter: yes   Escape: no"))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip())


class AskPassword(Box[str]):
    """A password, shown as stars; F7 shows it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("preview")]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def content(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Plain(self._question)
            yield Input(password=True, compact=True)
            yield Plain(_("Enter: yes   F7: show it   Escape: no"))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def action_preview(self) -> None:
        """Show the password, or hide it."""
        field = self.query_one(Input)
        field.password = not field.password

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value:
            self.dismiss(event.value)


class AskYes(Box[bool]):
    """A question, with the cursor on the way back: an Enter that was meant for another field is no yes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("accept")]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def content(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Plain(self._question)
            yield Menu([Item(_("Back"), "no"), Item(_("Yes"), "yes", KEYS["accept"].shown)])

    def on_mount(self) -> None:
        self.query_one(Menu).focus()

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        self.dismiss(event.name == "yes")

    def action_accept(self) -> None:
        self.dismiss(True)
