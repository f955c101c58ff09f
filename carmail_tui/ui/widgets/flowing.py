"""Text that is laid out as it is drawn, for the width there is then."""

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from carmail_tui.ui.widgets.columns import fitted


class Flowing(Visual):
    """Lines of text. One that is too long goes on below its own beginning, or below column `under`; where the
    style wraps nothing it is cut, and says so."""

    def __init__(self, lines: list[str], under: int, ellipsis: str) -> None:
        self._lines = lines
        self._under = under
        self._ellipsis = ellipsis

    def _laid_out(self, rules: RulesMap, width: int) -> list[str]:
        if rules.get("text_wrap") == "nowrap":
            return [fitted(line, width, self._ellipsis) for line in self._lines]
        return [part for line in self._lines for part in _broken(line, self._under or _indent(line), width)]

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        text = Content("\n".join(self._laid_out(options.rules, width)))
        return text.render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        return Content("\n".join(self._lines)).get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        return len(self._laid_out(rules, width))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _broken(line: str, under: int, width: int) -> list[str]:
    under = min(under, width // 2)
    first, *others = Content(line[under:]).wrap(width - under)
    return [line[:under] + first.plain, *(" " * under + other.plain for other in others)]
