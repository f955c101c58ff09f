"""A table over any number of records: it holds their ids, and fetches only the rows that are looked at."""

from array import array
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from carmail_tui.i18n import _
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.terminal import UNICODE, Glyphs
from carmail_tui.ui.widgets.columns import Column, Record, Source, laid_out

__all__ = ("Column", "RecordTable", "Source")

PAGE = 64
_SIGNS = 4

Fetch = Callable[..., Awaitable[Any]]


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
            return isinstance(message, RecordTable.CursorMoved)

    class MarksChanged(CursorMoved):
        """Other lines are marked."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, RecordTable.MarksChanged)

    class Activated(CursorMoved):
        """A line was double-clicked: the mouse's Enter."""

        def can_replace(self, message: Message) -> bool:
            return False

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
        self.columns = list(columns)
        self._fetch = fetch
        self._chosen = chosen
        self._note = note
        self._glyphs = glyphs
        self._header = header
        self._source: Source[Record] | None = None
        self._ids: Sequence[int] = array("q")
        self._rows: dict[int, Record] = {}
        self._asked: set[int] = set()
        self._generation = 0
        self.cursor = 0
        self.marks: set[int] = set()
        self._anchor: int | None = None
        self._marks_before: set[int] = set()

    # -- what is shown -------------------------------------------------------------------------------------

    @property
    def ids(self) -> Sequence[int]:
        """The ids of all lines, in order."""
        return self._ids

    @property
    def current_id(self) -> int | None:
        """The id under the cursor; None in an empty table."""
        return self._ids[self.cursor] if self.cursor < len(self._ids) else None

    @property
    def current(self) -> Record | None:
        """The record under the cursor, once it is fetched."""
        current = self.current_id
        return self._rows.get(current) if current is not None else None

    @property
    def extending(self) -> bool:
        """Whether a range of marks has begun and not ended."""
        return self._anchor is not None

    def chosen_ids(self) -> list[int]:
        """What an action is about: the marked lines in their order, else the one under the cursor."""
        if self.marks:
            return [record for record in self._ids if record in self.marks]
        return [self.current_id] if self.current_id is not None else []

    async def load(self, source: Source[Record], search: str = "") -> None:
        """Show the records of `source`; the cursor stays on its record where that is still there."""
        self._generation += 1
        generation = self._generation
        self._source = source
        ids = await self._fetch(source.ids, search)
        position = _index(ids, self.current_id, self.cursor)
        first = max(0, min(position - self._page_height(), len(ids) - PAGE))
        rows = await self._fetch(source.rows, list(ids[first : first + PAGE]))
        if generation != self._generation:
            return
        # Only now: the cursor may have moved while the rows were on their way.
        self.cursor = _index(ids, self.current_id, self.cursor)
        self._ids = ids
        self._rows = dict(rows)
        self._asked = set()
        self.marks &= set(ids) if self.marks else set()
        self.virtual_size = Size(self.size.width, len(ids) + self._top())
        self._show_cursor()
        self.refresh()
        self.post_message(self.CursorMoved(self))

    def go_to(self, record: int) -> None:
        """Put the cursor on this record."""
        self._move_to(_index(self._ids, record, self.cursor))

    def _top(self) -> int:
        return 2 if self._header else 0

    def _page_height(self) -> int:
        return max(1, self.size.height - self._top())

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._ids) + self._top())
        self.call_after_refresh(self._show_cursor)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if self._header and y < 2:
            text = self._header_text(width) if y == 0 else self._glyphs.rule * width
            return Strip([Segment(set_cell_size(text, width), self._style(bold=y == 0))], width)
        index = y - self._top() + int(self.scroll_offset.y)
        if index >= len(self._ids):
            return Strip.blank(width, self._style())
        return self._line(index, width)

    def _style(self, *, bold: bool = False, reverse: bool = False) -> Style:
        return self.rich_style + Style(bold=bold, reverse=reverse)

    def _line(self, index: int, width: int) -> Strip:
        record_id = self._ids[index]
        row = self._rows.get(record_id)
        at_cursor = index == self.cursor
        signs = (">" if at_cursor else " ") + ("*" if record_id in self.marks else " ")
        if row is None:
            self._ask_for(index)
            text = f"{signs}  {self._glyphs.ellipsis}"
        else:
            chosen = "V" if self._chosen and self._chosen(row) else " "
            text = f"{signs}{chosen} " if self._chosen else f"{signs} "
            note = f" {self._note(row)}" if self._note and self._note(row) else ""
            room = width - cell_len(text) - cell_len(note)
            text += self._cells(room, lambda column: column.cell(row)) + note
        style = self._style(reverse=at_cursor and self.has_focus, bold=record_id in self.marks)
        return Strip([Segment(set_cell_size(text, width), style)], width)

    def _header_text(self, width: int) -> str:
        signs = " " * (_SIGNS if self._chosen else _SIGNS - 1)
        return signs + self._cells(width - len(signs), lambda column: _(column.title))

    def _cells(self, width: int, text_of: Callable[[Column[Record]], str]) -> str:
        """A line of cells; columns that want a wider table stand aside."""
        columns = [column for column in self.columns if column.from_width <= self.size.width]
        return laid_out([(column, text_of(column)) for column in columns], width, self._glyphs.ellipsis)

    # -- fetching ------------------------------------------------------------------------------------------

    def _ask_for(self, index: int) -> None:
        page = index // PAGE
        if page not in self._asked and self._source is not None:
            self._asked.add(page)
            self.run_worker(self._fetch_page(page, self._source, self._generation), group=f"page{self.id}")

    async def _fetch_page(self, page: int, source: Source[Record], generation: int) -> None:
        try:
            rows = await self._fetch(source.rows, list(self._ids[page * PAGE : (page + 1) * PAGE]))
        except Exception as error:  # noqa: BLE001 - in a worker of a widget it would end the program
            self._asked.discard(page)
            self.post_message(self.Failed(error))
            return
        if generation == self._generation:
            self._rows.update(rows)
            self.refresh()

    async def refresh_rows(self) -> None:
        """Fetch again the lines on the screen, whose records changed; the others when they are looked at."""
        if self._source is None:
            return
        first = int(self.scroll_offset.y)
        shown = list(self._ids[first : first + self._page_height() + 1])
        rows = await self._fetch(self._source.rows, shown)
        self._rows = dict(rows)
        self._asked = set()
        self.refresh()

    # -- the cursor ----------------------------------------------------------------------------------------

    def action_cursor(self, by: int) -> None:
        self._move_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        self._move_to(self.cursor + by * max(1, self._page_height() - 1))

    def action_edge(self, side: int) -> None:
        self._move_to(0 if side < 0 else len(self._ids) - 1)

    def _move_to(self, index: int) -> None:
        self.cursor = max(0, min(index, len(self._ids) - 1))
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
        self._set_marks(set(self._ids) - self.marks)

    def mark_all(self, marked: bool) -> None:
        """Mark or unmark all that is listed."""
        self.end_range()
        self._set_marks(self.marks | set(self._ids) if marked else self.marks - set(self._ids))

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
        self._set_marks(self._marks_before | set(self._ids[first : last + 1]))

    def _set_marks(self, marks: set[int]) -> None:
        self.marks = marks
        self.refresh()
        self.post_message(self.MarksChanged(self))

    # -- the mouse -----------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        index = event.y - self._top() + int(self.scroll_offset.y)
        if event.y >= self._top() and index < len(self._ids):
            self.end_range()
            self._move_to(index)
            if event.chain == 2:
                self.post_message(self.Activated(self))

    def cursor_region(self) -> Region:
        """Where the cursor line is, in the widget."""
        return Region(0, self.cursor - int(self.scroll_offset.y) + self._top(), self.size.width, 1)


def _index(ids: Sequence[int], record: int | None, otherwise: int) -> int:
    if record is not None:
        try:
            return ids.index(record)
        except ValueError:
            pass
    return max(0, min(otherwise, len(ids) - 1))
