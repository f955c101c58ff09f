"""The palette: an action chosen by its name instead of its key."""

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from carmail_tui.i18n import _
from carmail_tui.recipients.folding import fold
from carmail_tui.ui.keys import KEYS
from carmail_tui.ui.screens.frame import Box
from carmail_tui.ui.screens.help import names_of
from carmail_tui.ui.widgets.lines import Plain
from carmail_tui.ui.widgets.options import Options


class Palette(Box[None]):
    """Typing narrows, Enter does it."""

    CSS = "Palette OptionList { height: 12; }"

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        self._names = names_of(about)

    def content(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Plain(_("What to do?"), classes="heading")
            yield Input(compact=True)
            yield Options()

    def on_mount(self) -> None:
        self._narrow("")
        self.query_one(Input).focus()

    def _narrow(self, typed: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        for name in self._names:
            meaning = _(KEYS[name].meaning)
            if fold(typed) in fold(meaning):
                options.add_option(Option(Content(f" {_(KEYS[name].shown):<8} {meaning}"), id=name))
        if options.option_count:
            options.highlighted = 0

    def on_input_changed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    def on_input_submitted(self) -> None:
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self._do(options.get_option_at_index(options.highlighted).id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._do(event.option_id)

    def on_key(self, event: events.Key) -> None:
        options = self.query_one(OptionList)
        if event.key in {"up", "down"}:
            event.stop()
            options.action_cursor_up() if event.key == "up" else options.action_cursor_down()

    def _do(self, name: str | None) -> None:
        self.dismiss(None)
        if name:
            self.app.call_later(self.app.simulate_key, KEYS[name].keys[0])
