"""A box in which typing narrows a list, the arrows move in it and Enter chooses."""

from collections.abc import Iterable
from typing import TypeVar

from textual import events
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from carmail_tui.ui.screens.frame import Box

_T = TypeVar("_T")


class Narrowing(Box[_T]):
    """Its content has an Input and an OptionList."""

    def offered(self, typed: str) -> Iterable[Option]:
        """The options that `typed` leaves, each with an id."""
        raise NotImplementedError

    def choose(self, name: str) -> None:
        """The option of this id is chosen."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self._narrow("")
        self.query_one(Input).focus()

    def _narrow(self, typed: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(self.offered(typed))
        if options.option_count:
            options.highlighted = 0

    def on_input_changed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self._chosen(options.get_option_at_index(options.highlighted))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._chosen(event.option)

    def _chosen(self, option: Option) -> None:
        assert option.id is not None
        self.choose(option.id)

    def on_key(self, event: events.Key) -> None:
        options = self.query_one(OptionList)
        if event.key in {"up", "down"}:
            event.stop()
            options.action_cursor_up() if event.key == "up" else options.action_cursor_down()
