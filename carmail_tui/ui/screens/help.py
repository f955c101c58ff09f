"""Help: every key of the screen one came from, read from the table of keys."""

from typing import Any

from rich.cells import set_cell_size
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen

from carmail_tui.i18n import N_, _
from carmail_tui.ui.keys import KEYS, Key
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.widgets.lines import Hint, Plain

_NAMES = {
    "at": "@", "plus": "+", "minus": "-", "asterisk": "*", "slash": "/", "question_mark": "?",
    "less_than_sign": "<", "greater_than_sign": ">", "ampersand": "&", "quotation_mark": '"',
    "apostrophe": "'",
    "escape": N_("Esc"), "enter": N_("Enter"), "space": N_("Space"), "insert": N_("Ins"), "delete": N_("Del"),
    "home": N_("Home"), "end": N_("End"), "pageup": N_("PgUp"), "pagedown": N_("PgDn"), "shift": N_("Shift"),
    "left_parenthesis": "(", "up": "↑", "down": "↓", "left": "←", "right": "→",
}  # fmt: skip


class Help(Dialog[None]):
    """The keys of one screen."""

    KEYS_SHOWN = (Hint(("up", "down"), N_("Scroll")), "back")

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        self._names = names_of(about)

    def title_shown(self) -> str:
        return _("Help: all keys of this screen")

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Plain("", id="keys")

    def on_mount(self) -> None:
        lines = ["", *(self._line(KEYS[name]) for name in self._names), ""]
        self.query_one("#keys", Plain).say("\n".join(lines))
        self.query_one(VerticalScroll).focus()

    def _line(self, key: Key) -> str:
        keys = "  ".join(self.glyphs.key(_written(part)) for part in key.keys)
        return f"   {set_cell_size(keys, 22)} {_(key.meaning)}"


def _written(key: str) -> str:
    """How a key is written: `Ctrl+P`, `F1`, `@`, `f`."""
    if len(key) == 1:
        return key
    modifier, plus, rest = key.rpartition("+")
    if plus:
        return f"{_written(modifier)}+{_written(rest) if len(rest) > 1 else rest.upper()}"
    return _(_NAMES.get(key, key.capitalize()))


def names_of(screen: Screen[Any]) -> list[str]:
    """The actions that a screen answers to, by their names in the table; its own before those everywhere."""
    found = [
        active.binding.id.rpartition(".")[0]
        for active in screen.active_bindings.values()
        if active.enabled and active.binding.id
    ]
    own = [name for name in dict.fromkeys(found) if name in KEYS]
    order = list(KEYS)
    return sorted(own, key=order.index)
