"""The texts of a PDF by their places: what stands left of a text, above it, right of it and below it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from carmail_tui.reading.pdf import Text
from carmail_tui.recipients.folding import fold

_SAME_ROW = 0.6
_ROW_BELOW = 2.9
"""Line heights: a label above its value in a box stands about two of them higher."""

_ROWS_BELOW = 12

_LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class Label:
    """What may say what a value is; `above`: it stands over it, as the head of a box or a column."""

    text: str
    above: bool = False


class Pages:
    """The texts of a document, page by page, from the top and from the left."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = sorted(texts, key=lambda text: (text.page, text.y, text.x0))
        self._by_page: dict[int, list[Text]] = {}
        for text in self.texts:
            self._by_page.setdefault(text.page, []).append(text)

    @cached_property
    def size(self) -> float:
        """The usual height of a line."""
        return median(text.size for text in self.texts) if self.texts else 0.0

    @cached_property
    def whole(self) -> str:
        """All texts, a line each."""
        return "\n".join(text.text for text in self.texts)

    @cached_property
    def folded(self) -> list[tuple[str, Text]]:
        """All texts, each with its folded form."""
        return [(fold(text.text), text) for text in self.texts]

    def on(self, page: int) -> list[Text]:
        """The texts of a page."""
        return self._by_page.get(page, [])

    def row(self, text: Text) -> list[Text]:
        """What stands on the same line, the text itself apart, from the left."""
        size = max(text.size, 4.0)
        return sorted(
            (o for o in self.on(text.page) if o is not text and abs(o.y - text.y) < _SAME_ROW * size),
            key=lambda other: other.x0,
        )

    def left_of(self, text: Text) -> Iterator[Text]:
        """What stands at the left on the same line, the nearest first."""
        yield from reversed([other for other in self.row(text) if other.x0 < text.x0])

    def right_of(self, text: Text) -> Iterator[Text]:
        """What stands at the right on the same line, the nearest first."""
        yield from (other for other in self.row(text) if other.x0 > text.x0)

    def above(self, text: Text) -> Text | None:
        """The nearest text above, within a box."""
        found = [
            o for o in self.on(text.page) if 0 < text.y - o.y < _ROW_BELOW * o.size and _overlap(o, text)
        ]
        found = [other for other in found if text.y - other.y > _SAME_ROW * text.size]
        return max(found, key=lambda other: other.y, default=None)

    def below(self, text: Text) -> Text | None:
        """The nearest text below, within a box."""
        found = [
            o for o in self.on(text.page) if 0 < o.y - text.y < _ROW_BELOW * text.size and _overlap(o, text)
        ]
        found = [other for other in found if other.y - text.y > _SAME_ROW * text.size]
        return min(found, key=lambda other: other.y, default=None)

    def column_below(self, text: Text) -> Iterator[Text]:
        """What stands below in the same column, as far as the next rows of a table are."""
        far = _ROWS_BELOW * max(text.size, 4.0)
        yield from (o for o in self.on(text.page) if text.size < o.y - text.y < far and _overlap(o, text))

    def block(self, first: Text) -> list[Text]:
        """The lines from `first` downwards that begin at the same place and follow each other closely."""
        lines = [first]
        for other in self.on(first.page):
            last = lines[-1]
            close = 0.5 * last.size < other.y - last.y < 2.0 * max(last.size, self.size)
            if close and abs(other.x0 - first.x0) < 6:
                lines.append(other)
        return lines

    def label_of(self, text: Text, start: int) -> Iterator[Label]:
        """What may say what the value at `start` of `text` is: before it, then left of it, then above it."""
        before = text.text[:start]
        if _LETTERS.search(before):
            yield Label(before)
            return
        for other in self.left_of(text):
            if _LETTERS.search(other.text):
                yield Label(other.text)
                break
        higher = self.above(text)
        if higher is not None and _LETTERS.search(higher.text):
            yield Label(higher.text, above=True)


def _overlap(one: Text, other: Text) -> bool:
    return min(one.x1, other.x1) - max(one.x0, other.x0) > 0
