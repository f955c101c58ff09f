"""A list of options whose cursor is in reverse video: a sign that needs no colour."""

from rich.cells import cell_len
from rich.segment import Segment
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import OptionList

from carmail_tui.ui.widgets.columns import fitted

_HIGHLIGHTED = "option-list--option-highlighted"


class Options(OptionList):
    """Textual's own takes no notice of `text-style: reverse`."""

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """The style of the list, or of one of its lines."""
        style = super().get_visual_style(*component_classes, partial=partial)
        return style + Style(reverse=True) if _HIGHLIGHTED in component_classes else style


class Counted(Visual):
    """A line of the list with a count at its right end. It is laid out as it is drawn: a list that is hidden
    has no width yet, and another one once the window is larger."""

    def __init__(self, text: str, count: str, ellipsis: str) -> None:
        self._text = text
        self._right = f" {count} "
        self._ellipsis = ellipsis

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        left = fitted(self._text, width - cell_len(self._right), self._ellipsis)
        return [Strip([Segment(left + self._right, style.rich_style)])]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        return cell_len(self._text + self._right)

    def get_height(self, rules: RulesMap, width: int) -> int:
        return 1
