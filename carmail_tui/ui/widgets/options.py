"""A list of options whose cursor is in reverse video: a sign that needs no colour."""

from textual.style import Style
from textual.widgets import OptionList

_HIGHLIGHTED = "option-list--option-highlighted"


class Options(OptionList):
    """Textual's own takes no notice of `text-style: reverse`."""

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """The style of the list, or of one of its lines."""
        style = super().get_visual_style(*component_classes, partial=partial)
        return style + Style(reverse=True) if _HIGHLIGHTED in component_classes else style
