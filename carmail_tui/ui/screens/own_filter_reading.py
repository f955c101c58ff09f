"""What the panel of criteria does with the text of the own filter, beside the keys."""

from functools import partial
from typing import TYPE_CHECKING

from carmail_tui.i18n import _
from carmail_tui.ui.expressions import ExpressionReader, read_expression
from carmail_tui.ui.filter_words import meaning
from carmail_tui.ui.widgets.own_filter import OwnFilter

if TYPE_CHECKING:
    from carmail_tui.ui.screens.criteria import CriteriaDialog


class OwnFilterReading:
    """Reads what is typed, in a thread: the parser is loaded with the first expression."""

    def __init__(self, room: "CriteriaDialog") -> None:
        self._room = room
        self._reader: ExpressionReader | None = None
        self._faulty = ""
        """A text that cannot be read, of which Escape has told."""

    @property
    def _line(self) -> OwnFilter:
        return self._room.query_one(OwnFilter)

    def read(self, text: str, cursor: int) -> None:
        """Read the text as it is now; an earlier one that is still being read counts no more."""
        self._faulty = ""
        self._room.work(partial(self._read, text, cursor), "where")

    async def _read(self, text: str, cursor: int) -> None:
        room = self._room
        if self._reader is None:
            self._reader = ExpressionReader(room.bridge.garage)
        reading = await room.bridge.call(self._reader.read, text, cursor)
        self._line.offer(reading.completion)
        if reading.fault is not None:
            self._line.point(reading.fault)
            return
        self._line.explain(meaning(reading.node, room.bridge.garage.today) if reading.node else "")
        if room.criteria.where != reading.node:
            room.ask_where(reading.node)

    def taken(self) -> bool:
        """Whether what stands there counts; of a fault it tells once before that is given up."""
        text = self._line.field.value
        if text and text == self._faulty:
            return True
        node, fault = read_expression(text)
        if fault is None:
            if self._room.criteria.where != node:
                self._room.ask_where(node)
            return True
        self._faulty = text
        self._line.point(fault)
        self._room.say(_("The own filter cannot be read. Escape once more: what the line above says counts."))
        return False
