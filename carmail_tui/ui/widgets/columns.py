"""Columns of a table, and how their cells are laid out on a line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.cells import cell_len, set_cell_size

from carmail_tui.i18n import _, visible

Record = TypeVar("Record")


@dataclass(frozen=True)
class Column(Generic[Record]):
    """A column. The one whose `width` is 0 takes what is left; `from_width` hides it on narrower tables."""

    title: str
    width: int
    cell: Callable[[Record], str]
    right: bool = False
    from_width: int = 0


@dataclass(frozen=True)
class Layout(Generic[Record]):
    """How a line of a table looks: `chosen` tells which carry a V, `note` what stands at the right end."""

    columns: Sequence[Column[Record]]
    ellipsis: str
    chosen: Callable[[Record], bool] | None = None
    note: Callable[[Record], str] | None = None

    def header(self, width: int) -> str:
        """The titles."""
        signs = " " * (4 if self.chosen else 3)
        return signs + self._cells(width, len(signs), lambda column: _(column.title))

    def line(self, row: Record, signs: str, width: int) -> str:
        """A record after the signs of its line."""
        if self.chosen:
            signs += "V" if self.chosen(row) else " "
        note = f" {words}" if self.note and (words := self.note(row)) else ""
        return f"{signs} {self._cells(width, len(signs) + 1 + cell_len(note), lambda c: c.cell(row))}{note}"

    def _cells(self, width: int, taken: int, text_of: Callable[[Column[Record]], str]) -> str:
        """The cells on a line of `width`, of which `taken` is for something else.

        Columns that want a wider table stand aside; the one without a width of its own takes what is left.
        """
        columns = [column for column in self.columns if column.from_width <= width]
        left = width - taken - sum(column.width for column in columns) - 2 * (len(columns) - 1)
        return "  ".join(
            fitted(text_of(column), column.width or max(4, left), self.ellipsis, right=column.right)
            for column in columns
        )


def fitted(text: str, width: int, ellipsis: str, *, right: bool = False) -> str:
    """`text`, which may come from outside, in exactly `width` cells; what is cut off is marked."""
    shown = visible(text, 400)
    length = cell_len(shown)
    if length > width:
        return set_cell_size(shown, width - len(ellipsis)) + ellipsis
    return " " * (width - length) + shown if right else shown + " " * (width - length)
