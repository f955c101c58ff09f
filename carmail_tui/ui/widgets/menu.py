"""A short list of lines to choose from: headings, lines with an answer at the right, a cursor."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from carmail_tui.i18n import visible
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.widgets.columns import fitted
from carmail_tui.ui.widgets.lines import glyphs_of


@dataclass(frozen=True, slots=True)
class Item:
    """One line. Without a name it cannot be chosen: a heading, an empty line, a second line of text."""

    text: str
    name: str = ""
    right: str = ""
    strong: bool = False


class Menu(Widget, can_focus=True):
    """Lines with a cursor that stands on those that have a name."""

    BINDINGS = bindings("up", "down", "first", "last", "open")
    DEFAULT_CSS = "Menu { height: auto; width: 100%; }"

    class Chosen(Message):
        """Enter on a line, or a double click."""

        def __init__(self, menu: "Menu", name: str) -> None:
            super().__init__()
            self.menu = menu
            self.name = name

        @property
        def control(self) -> "Menu":
            return self.menu

    class Moved(Message):
        """The cursor stands on another line."""

        def __init__(self, menu: "Menu", name: str) -> None:
            super().__init__()
            self.menu = menu
            self.name = name

    def __init__(self, items: Sequence[Item] = (), *, at: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.items: list[Item] = []
        self.cursor = 0
        self.show(items, at)

    @property
    def current(self) -> str:
        """The name of the line under the cursor; empty where there is none."""
        return self.items[self.cursor].name if self.cursor < len(self.items) else ""

    def show(self, items: Sequence[Item], at: str = "") -> None:
        """Show these lines; the cursor stays on its line by name, or goes to `at`."""
        wanted = at or self.current
        self.items = list(items)
        names = [item.name for item in self.items]
        chosen = names.index(wanted) if wanted and wanted in names else None
        if chosen is None:
            chosen = next((index for index, name in enumerate(names) if name), 0)
        self.cursor = chosen
        self.refresh(layout=True)
        if self.is_mounted:
            self.call_after_refresh(self._show_cursor)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self.items)

    def render_line(self, y: int) -> Strip:
        """One line, when it is looked at: a plan or a result may have thousands."""
        width = self.size.width
        if y >= len(self.items):
            return Strip.blank(width, self.rich_style)
        item = self.items[y]
        at_cursor = y == self.cursor and bool(item.name)
        right = f"  {visible(item.right, 40)} " if item.right else ""
        left = f" {'>' if at_cursor else ' '} {item.text.rstrip()}"
        text = fitted(left, max(0, width - cell_len(right)), glyphs_of(self).ellipsis) + right
        style = Style(bold=item.strong or None, reverse=(at_cursor and self.has_focus) or None)
        return Strip([Segment(set_cell_size(text, width), self.rich_style + style)], width)

    def watch_has_focus(self, value: bool) -> None:
        super().watch_has_focus(value)
        self.refresh()

    def action_cursor(self, by: int) -> None:
        index = self.cursor + by
        while 0 <= index < len(self.items):
            if self.items[index].name:
                self._stand_on(index)
                return
            index += by

    def action_edge(self, side: int) -> None:
        named = [index for index, item in enumerate(self.items) if item.name]
        if named:
            self._stand_on(named[0 if side < 0 else -1])

    def stand_on(self, name: str) -> bool:
        """Put the cursor on the line of that name; whether there is one."""
        for index, item in enumerate(self.items):
            if item.name == name:
                self._stand_on(index)
                return True
        return False

    def _stand_on(self, index: int) -> None:
        self.cursor = index
        self._show_cursor()
        self.refresh()
        self.post_message(self.Moved(self, self.current))

    def _show_cursor(self) -> None:
        """Scroll what holds the menu to its cursor, and to the lines of text that belong to it."""
        if not isinstance(self.parent, Widget):
            return
        end = self.cursor + 1
        while end < len(self.items) and self.items[end].text and not self.items[end].name:
            end += 1
        top = self.cursor if any(item.name for item in self.items[: self.cursor]) else 0
        place = self.virtual_region
        region = Region(place.x, place.y + top, place.width, end - top)
        self.parent.scroll_to_region(region, animate=False, force=True)

    def action_open(self) -> None:
        if self.current:
            self.post_message(self.Chosen(self, self.current))

    def on_click(self, event: events.Click) -> None:
        if event.y < len(self.items) and self.items[event.y].name:
            self._stand_on(event.y)
            if event.chain == 2:
                self.action_open()
