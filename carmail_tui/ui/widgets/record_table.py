"""A table over any number of records: a cursor, marks, and only the rows that are looked at."""

from collections.abc import Callable, Sequence
from typing import Any, Generic

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from carmail_tui.ui.keys import bindings
from carmail_tui.ui.terminal import UNICODE, Glyphs
from carmail_tui.ui.widgets.columns import Column, Layout
from carmail_tui.ui.widgets.records import PAGE, Fetch, Record, Records, Source

__all__ = ("Column", "RecordTable", "Source")


class RecordTable(ScrollView, Generic[Record], can_focus=True, inherit_bindings=False):
    """Lines with a cursor, marks, and ranges of marks.

    `chosen` tells which lines carry a V, `note` what stands at the right end of a line. Marks are kept by
    id, so that they survive a new order or another filter.
    """

    BINDINGS = bindings(
        "up", "down", "page_up", "page_down", "first", "last",
        "mark", "mark_down", "range", "range_down", "range_up", "invert",
    )  # fmt: skip

    DEFAULT_CSS = """
    RecordTable { height: 1fr; scrollbar-size-vertical: 0; scrollbar-size-horizontal: 0; }
    """

    class CursorMoved(Message):
        """Another line is under the cursor."""

        def __init__(self, table: "RecordTable[Any]") -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> "RecordTable[Any]":
            return self.table

        def can_replace(self, message: Message) -> bool:
            return type(message) is type(self)

    class MarksChanged(CursorMoved):
        """Other lines are marked."""

    class Activated(CursorMoved):
        """A line was double-clicked: the mouse's Enter."""

    class Failed(Message):
        """Lines could not be fetched; they are asked for again when they are next looked at."""

        def __init__(self, error: Exception) -> None:
            super().__init__()
            self.error = error

    def __init__(
        self,
        columns: Sequence[Column[Record]],
        fetch: Fetch,
        *,
        chosen: Callable[[Record], bool] | None = None,
        note: Callable[[Record], str] | None = None,
        glyphs: Glyphs = UNICODE,
        header: bool = True,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._records: Records[Record] = Records(fetch)
        self._layout = Layout(columns, glyphs.ellipsis, chosen, note)
        self._glyphs = glyphs
        self._header = header
        self.cursor = 0
        self.marks: set[int] = set()
        self._anchor: int | None = None
        self._marks_before: set[int] = set()

    # -- what is shown -------------------------------------------------------------------------------------

    @property
    def ids(self) -> Sequence[int]:
        """The ids of all lines, in order."""
        return self._records.ids

    @property
    def current_id(self) -> int | None:
        """The id under the cursor; None in an empty table."""
        return self.ids[self.cursor] if self.cursor < len(self.ids) else None

    @property
    def current(self) -> Record | None:
        """The record under the cursor, once it is fetched."""
        return self._records.row(self.current_id)

    @property
    def extending(self) -> bool:
        """Whether a range of marks has begun and not ended."""
        return self._anchor is not None

    def chosen_ids(self) -> list[int]:
        """What an action is about: the marked lines in their order, else the one under the cursor."""
        if self.marks:
            return [record for record in self.ids if record in self.marks]
        return [self.current_id] if self.current_id is not None else []

    async def load(self, source: Source[Record], search: str = "") -> None:
        """Show the records of `source`; the cursor stays on its record where that is still there."""
        found = await self._records.find(source, search, self._first_row)
        if found is None:
            return
        # Only now: the cursor may have moved while the rows were on their way.
        self.cursor = _index(found.ids, self.current_id, self.cursor)
        self._records.show(found)
        self.marks &= set(found.ids) if self.marks else set()
        self.virtual_size = Size(self.size.width, len(found.ids) + self._top())
        self._show_cursor()
        self.refresh()
        self.post_message(self.CursorMoved(self))

    def _first_row(self, ids: Sequence[int]) -> int:
        """The first of the rows that may be in sight, wherever the cursor line stands in the window."""
        position = _index(ids, self.current_id, self.cursor)
        return max(0, min(position - self._page_height(), len(ids) - PAGE))

    def go_to(self, record: int) -> None:
        """Put the cursor on this record."""
        self._move_to(_index(self.ids, record, self.cursor))

    def _top(self) -> int:
        return 2 if self._header else 0

    def _page_height(self) -> int:
        return max(1, self.size.height - self._top())

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self.ids) + self._top())
        self.call_after_refresh(self._show_cursor)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if self._header and y < 2:
            text = self._layout.header(width) if y == 0 else self._glyphs.rule * width
            return Strip([Segment(set_cell_size(text, width), self._style(bold=y == 0))], width)
        index = y - self._top() + int(self.scroll_offset.y)
        if index >= len(self.ids):
            return Strip.blank(width, self._style())
        return self._line(index, width)

    def _style(self, *, bold: bool = False, reverse: bool = False) -> Style:
        return self.rich_style + Style(bold=bold, reverse=reverse)

    def _line(self, index: int, width: int) -> Strip:
        record_id = self.ids[index]
        row = self._records.row(record_id)
        at_cursor = index == self.cursor
        signs = (">" if at_cursor else " ") + ("*" if record_id in self.marks else " ")
        if row is None:
            self._ask_for(index)
            text = f"{signs}  {self._glyphs.ellipsis}"
        else:
            text = self._layout.line(row, signs, width)
        style = self._style(reverse=at_cursor and self.has_focus, bold=record_id in self.marks)
        return Strip([Segment(set_cell_size(text, width), style)], width)

    # -- fetching ------------------------------------------------------------------------------------------

    def _ask_for(self, index: int) -> None:
        page = self._records.page_due(index)
        if page is not None:
            self._fetch_page(page)

    @work(group="page")
    async def _fetch_page(self, page: int) -> None:
        try:
            await self._records.fetch_page(page)
        except Exception as error:  # noqa: BLE001 - in a worker of a widget it would end the program
            self.post_message(self.Failed(error))
        else:
            self.refresh()

    async def refresh_rows(self) -> None:
        """Fetch again the lines on the screen, whose records changed; the others when they are looked at."""
        await self._records.fetch_again(int(self.scroll_offset.y), self._page_height() + 1)
        self.refresh()

    # -- the cursor ----------------------------------------------------------------------------------------

    def action_cursor(self, by: int) -> None:
        self._move_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        self._move_to(self.cursor + by * max(1, self._page_height() - 1))

    def action_edge(self, side: int) -> None:
        self._move_to(0 if side < 0 else len(self.ids) - 1)

    def _move_to(self, index: int) -> None:
        self.cursor = max(0, min(index, len(self.ids) - 1))
        if self._anchor is not None:
            self._mark_range()
        self._show_cursor()
        self.refresh()
        self.post_message(self.CursorMoved(self))

    def _show_cursor(self) -> None:
        height, top = self._page_height(), int(self.scroll_offset.y)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, immediate=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, immediate=True)

    def watch_has_focus(self, value: bool) -> None:
        super().watch_has_focus(value)
        self.refresh()

    # -- marks ---------------------------------------------------------------------------------------------

    def action_mark(self) -> None:
        if self.current_id is not None:
            self.end_range()
            self._set_marks(self.marks ^ {self.current_id})

    def action_mark_down(self) -> None:
        self.action_mark()
        self.action_cursor(1)

    def action_range(self) -> None:
        if self._anchor is not None:
            self.end_range()
        elif self.current_id is not None:
            self._anchor = self.cursor
            self._marks_before = set(self.marks)
            self._mark_range()

    def action_extend(self, by: int) -> None:
        if self._anchor is None:
            self.action_range()
        self._move_to(self.cursor + by)

    def action_invert(self) -> None:
        self.end_range()
        self._set_marks(set(self.ids) - self.marks)

    def mark_all(self, marked: bool) -> None:
        """Mark or unmark all that is listed."""
        self.end_range()
        self._set_marks(self.marks | set(self.ids) if marked else self.marks - set(self.ids))

    def clear_marks(self) -> None:
        """Unmark everything."""
        self.end_range()
        self._set_marks(set())

    def end_range(self) -> None:
        """The range is as it is; the cursor moves freely again."""
        self._anchor = None

    def _mark_range(self) -> None:
        assert self._anchor is not None
        first, last = sorted((self._anchor, self.cursor))
        self._set_marks(self._marks_before | set(self.ids[first : last + 1]))

    def _set_marks(self, marks: set[int]) -> None:
        self.marks = marks
        self.refresh()
        self.post_message(self.MarksChanged(self))

    # -- the mouse -----------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        index = event.y - self._top() + int(self.scroll_offset.y)
        if event.y >= self._top() and index < len(self.ids):
            self.end_range()
            self._move_to(index)
            if event.chain == 2:
                self.post_message(self.Activated(self))


def _index(ids: Sequence[int], record: int | None, otherwise: int) -> int:
    if record is not None:
        try:
            return ids.index(record)
        except ValueError:
            pass
    return max(0, min(otherwise, len(ids) - 1))
