"""Text fields in which `<` offers the merge fields."""

import re
from collections.abc import Mapping
from typing import Any

from textual import events
from textual.content import Content
from textual.widgets import Input, TextArea
from textual.widgets.option_list import Option

from carmail_tui.i18n import _
from carmail_tui.recipients.folding import fold
from carmail_tui.ui.widgets.options import Options

_FRAGMENT = re.compile(r"<([A-Za-zÀ-ÿ0-9]*)$")


class FieldOffer(Options, can_focus=False):
    """The merge fields that are meant by what is typed; open from `<` until one is chosen or Escape."""

    DEFAULT_CSS = """
    FieldOffer { display: none; }
    FieldOffer.-open { display: block; }
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__()
        self._fields = fields
        self._typed: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the fields are offered."""
        return self.has_class("-open")

    def open(self) -> None:
        """Offer all fields."""
        self.add_class("-open")
        self._typed = None
        self.narrow("")

    def close(self) -> None:
        """Offer nothing any more."""
        self.remove_class("-open")

    def narrow(self, typed: str) -> None:
        """Offer the fields that begin with `typed`, then those that hold it or mean such a word."""
        if typed == self._typed:
            return
        self._typed = typed
        sought = fold(typed)
        names = [name for name in self._fields if fold(name).startswith(sought)]
        names += [
            name
            for name, meaning in self._fields.items()
            if name not in names and (sought in fold(name) or f" {sought}" in f" {fold(_(meaning))}")
        ]
        width = max(16, *(len(name) + 6 for name in self._fields))
        self.clear_options()
        for name in names:
            self.add_option(Option(Content(f"  <{name}>".ljust(width) + _(self._fields[name])), id=name))
        if names:
            self.highlighted = 0
        else:
            self.close()

    @property
    def chosen(self) -> str | None:
        """The field under the cursor."""
        return self.get_option_at_index(self.highlighted).id if self.highlighted is not None else None


def _handle(field: "MergeInput | MergeArea", event: events.Key) -> None:
    """The keys of the offer, before the text field has them."""
    offer = field.offer
    if not offer.is_open:
        if event.character == "<":
            offer.open()
        return
    if event.key in {"up", "down", "enter", "tab"}:
        # The letters before it may have come in the same burst.
        _narrow(field)
    match event.key:
        case "up":
            offer.action_cursor_up()
        case "down":
            offer.action_cursor_down()
        case "escape":
            offer.close()
        case "enter" | "tab":
            name = offer.chosen
            offer.close()
            if name:
                field.put(name)
        case _:
            return
    event.stop()
    event.prevent_default()


def _narrow(field: "MergeInput | MergeArea") -> None:
    if field.offer.is_open:
        match = _FRAGMENT.search(field.before_cursor())
        if match is None:
            field.offer.close()
        else:
            field.offer.narrow(match[1])


class MergeInput(Input):
    """A line of text with merge fields."""

    def __init__(self, offer: FieldOffer, **named: Any) -> None:
        super().__init__(compact=True, **named)
        self.offer = offer

    async def _on_key(self, event: events.Key) -> None:
        _handle(self, event)

    def before_cursor(self) -> str:
        """The text up to the cursor."""
        return self.value[: self.cursor_position]

    def put(self, name: str) -> None:
        """Put the field in place of what was typed of it."""
        before = _FRAGMENT.sub("", self.before_cursor()) + f"<{name}>"
        self.value = before + self.value[self.cursor_position :]
        self.cursor_position = len(before)

    def watch_value(self, value: str) -> None:
        if self.is_mounted:
            self.call_after_refresh(_narrow, self)


class MergeArea(TextArea):
    """A text with merge fields."""

    def __init__(self, offer: FieldOffer, **named: Any) -> None:
        super().__init__(soft_wrap=True, tab_behavior="focus", show_line_numbers=False, **named)
        self.offer = offer

    async def _on_key(self, event: events.Key) -> None:
        _handle(self, event)

    def on_text_area_changed(self) -> None:
        _narrow(self)

    def before_cursor(self) -> str:
        """The line up to the cursor."""
        row, column = self.cursor_location
        return self.document.get_line(row)[:column]

    def put(self, name: str) -> None:
        """Put the field in place of what was typed of it."""
        row, column = self.cursor_location
        match = _FRAGMENT.search(self.before_cursor())
        start = match.start() if match else column
        self.replace(f"<{name}>", (row, start), (row, column))
