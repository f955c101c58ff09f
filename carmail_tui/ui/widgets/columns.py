"""Columns of a table, and how their cells are laid out on a line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from rich.cells import cell_len, set_cell_size

from carmail_tui.i18n import visible

Record = TypeVar("Record")
Sourced_co = TypeVar("Sourced_co", covariant=True)


@dataclass(frozen=True)
class Column(Generic[Record]):
    """A column. The one whose `width` is 0 takes what is left; `from_width` hides it on narrower tables."""

    title: str
    width: int
    cell: Callable[[Record], str]
    right: bool = False
    from_width: int = 0


class Source(Protocol[Sourced_co]):
    """Where the records come from. Both are called in a thread."""

    def ids(self, search: str) -> "Sequence[int]":
        """The ids of all records that `search` (or nothing) finds, in the order of the table."""
        ...

    def rows(self, ids: Sequence[int]) -> Sequence[tuple[int, Sourced_co]]:
        """The records with these ids, each with its id."""
        ...


def laid_out(cells: Sequence[tuple[Column[Any], str]], width: int, ellipsis: str) -> str:
    """The cells on one line of `width`: the column without a width of its own takes what is left."""
    fixed = sum(column.width for column, _text in cells) + 2 * (len(cells) - 1)
    return "  ".join(
        fitted(text, column.width or max(4, width - fixed), ellipsis, right=column.right)
        for column, text in cells
    )


def fitted(text: str, width: int, ellipsis: str, *, right: bool = False) -> str:
    """`text`, which may come from outside, in exactly `width` cells; what is cut off is marked."""
    shown = visible(text, 400)
    length = cell_len(shown)
    if length > width:
        return set_cell_size(shown, width - len(ellipsis)) + ellipsis
    return " " * (width - length) + shown if right else shown + " " * (width - length)
