"""The palette: an action chosen by its name instead of its key."""

from collections.abc import Iterable
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input
from textual.widgets.option_list import Option

from carmail_tui.i18n import _
from carmail_tui.recipients.folding import fold
from carmail_tui.ui.keys import KEYS
from carmail_tui.ui.screens.help import names_of
from carmail_tui.ui.screens.narrowing import Narrowing
from carmail_tui.ui.widgets.lines import Plain
from carmail_tui.ui.widgets.options import Options


class Palette(Narrowing[None]):
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

    def offered(self, typed: str) -> Iterable[Option]:
        for name in self._names:
            meaning = _(KEYS[name].meaning)
            if fold(typed) in fold(meaning):
                yield Option(Content(f" {_(KEYS[name].shown):<8} {meaning}"), id=name)

    def choose(self, name: str) -> None:
        self.dismiss(None)
        self.app.call_later(self.app.simulate_key, KEYS[name].keys[0])
