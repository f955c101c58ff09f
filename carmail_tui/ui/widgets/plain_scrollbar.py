"""A scroll bar of characters: Textual's own is made of colours, and of blocks that a console font lacks."""

from typing import ClassVar

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender

from carmail_tui.ui.terminal import ASCII, UNICODE, Terminal

_NO_COLOUR = Color.default()


class PlainScrollBar(ScrollBarRender):
    """Shows by characters alone which part is in sight."""

    THUMB: ClassVar[str] = UNICODE.full
    TRACK: ClassVar[str] = UNICODE.empty

    @classmethod
    def render_bar(
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Color = _NO_COLOUR,
        bar_color: Color = _NO_COLOUR,
    ) -> Segments:
        """The bar: `size` cells long, `thickness` wide."""
        share = size / virtual_size if virtual_size else 1
        length = max(1, round(window_size * share))
        start = min(round(position * share), size - length)
        bar = "".join(cls.THUMB if start <= at < start + length else cls.TRACK for at in range(size))
        across = thickness if vertical else 1
        back = Style.from_meta({"@mouse.down": "grab"})
        return Segments([Segment(cell * across, back) for cell in bar], new_lines=vertical)


class AsciiScrollBar(PlainScrollBar):
    """The same in ASCII."""

    THUMB = ASCII.full
    TRACK = ASCII.empty


def draw_scrollbars(terminal: Terminal) -> None:
    """Draw every scroll bar as this terminal can."""
    plain = AsciiScrollBar if terminal.ascii else PlainScrollBar
    ScrollBar.renderer = plain if terminal.ascii or terminal.ansi else ScrollBarRender
