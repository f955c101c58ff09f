"""Help: every key of the screen one came from, read from the table of keys."""

from typing import Any

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

_MEANING = 26
"""The column in which it stands what a key does."""


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
        self.query_one("#keys", Plain).say("\n".join(lines), under=_MEANING)
        self.query_one(VerticalScroll).focus()

    def _line(self, key: Key) -> str:
        keys = "  ".join(self.glyphs.key(_written(part)) for part in key.keys)
        return self.fitted(f"   {keys}", _MEANING - 1) + f" {_(key.meaning)}"


def _written(key: str) -> str:
    """How a key is written: `Ctrl+P`, `F1`, `@`, `f`."""
    if len(key) == 1:
        return key
    modifier, plus, rest = key.rpartition("+")
    if plus:
        return f"{_written(modifier)}+{_written(rest) if len(rest) > 1 else rest.upper()}"
    return _(_NAMES.get(key, key.capitalize()))


def names_of(screen: Screen[Any]) -> list[str]:
    """The actions that a screen answers to, by their names in the table, in its order.

    What Textual binds to the same key stands aside: its scrolling gives way where there is nothing to scroll.
    """
    chain = [bindings for _node, bindings in screen._modal_binding_chain]
    bound = [binding for keys in chain for found in keys.key_to_bindings.values() for binding in found]
    answered: dict[str, str] = {}
    for binding in sorted(bound, key=lambda binding: not binding.priority):
        name = (binding.id or "").rpartition(".")[0]
        if name in KEYS:
            answered.setdefault(binding.key, name)
    return sorted(set(answered.values()), key=list(KEYS).index)
