"""The rooms of the interface, each loaded when it is first entered."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

    from carmail_tui.ui.app import CarmailApp

ROOMS = {
    "picker": ("carmail_tui.ui.screens.picker", "Picker"),
    "ledger": ("carmail_tui.ui.screens.ledger", "LedgerRoom"),
    "clients": ("carmail_tui.ui.screens.clients", "ClientsRoom"),
    "outbox": ("carmail_tui.ui.screens.outbox", "OutboxRoom"),
    "settings": ("carmail_tui.ui.screens.settings", "SettingsRoom"),
}
"""Name of a room: its module and its screen."""


def open_room(name: str) -> "Screen[Any]":
    """A new screen of the room `name`."""
    module, screen = ROOMS[name]
    opened: Screen[Any] = getattr(import_module(module), screen)()
    return opened


def first_room(app: "CarmailApp") -> "Screen[Any]":
    """Where the program opens: Today."""
    from carmail_tui.ui.screens.today import Today

    return Today()
