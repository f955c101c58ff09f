"""Figures: what was measured round by round, beside its rival, as medians and ratios."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

Measure = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table: ours and the rival's, a value a round each, in `unit`."""

    what: str
    unit: str
    ours: tuple[float, ...]
    rival: str = ""
    theirs: tuple[float, ...] = ()

    @property
    def ratios(self) -> list[float]:
        """Ours by the rival's, round by round."""
        return [ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True)]

    def row(self) -> str:
        """The line in Markdown."""
        if not self.theirs:
            return f"| {self.what} | {spread(self.ours)} {self.unit} | | | |"
        beside = f"{self.rival} | {spread(self.theirs)} {self.unit} | {spread(self.ratios)}"
        return f"| {self.what} | {spread(self.ours)} {self.unit} | {beside} |"


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the page, and how its figures were had."""

    title: str
    how: str
    figures: Sequence[Figure]

    def text(self) -> str:
        """The section in Markdown."""
        head = "| what | carmail | beside | the rival | ratio |\n|---|---|---|---|---|"
        return "\n".join([f"## {self.title}", "", self.how, "", head, *(f.row() for f in self.figures), ""])


def alternated(rounds: int, *measures: Measure) -> list[tuple[float, ...]]:
    """The values of each measure. They take turns: what else the machine does falls on all of them."""
    values: list[list[float]] = [[] for _measure in measures]
    for _round in range(rounds):
        for measure, found in zip(measures, values, strict=True):
            found.append(measure())
    return [tuple(found) for found in values]


def spread(values: Sequence[float]) -> str:
    """The median, and the smallest and the largest value."""
    if len(values) == 1:
        return _number(values[0])
    return f"{_number(median(values))} ({_number(min(values))} to {_number(max(values))})"


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
