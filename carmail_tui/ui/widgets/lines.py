"""The one-line widgets that frame every screen: title, rule, message, keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from carmail_tui.i18n import _, current_language, visible
from carmail_tui.ui.keys import KEYS
from carmail_tui.ui.terminal import ASCII, UNICODE, Glyphs
from carmail_tui.ui.widgets.flowing import Flowing


def glyphs_of(widget: Widget) -> Glyphs:
    """The drawing characters of the terminal in which the widget is."""
    return ASCII if widget.app.has_class("-ascii") else UNICODE


class Plain(Widget):
    """Text that is never markup and never holds a control character."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.text = text
        self._under = 0

    def say(self, text: str, *, under: int = 0) -> None:
        """Show `text`. A line that is broken goes on below its own beginning, or below column `under`."""
        self.text = text
        self._under = under
        self.refresh(layout=True)

    def render(self) -> Flowing:
        # Each line passes the door for text from outside.
        lines = [visible(line) for line in self.text.split("\n")]
        return Flowing(lines, self._under, glyphs_of(self).ellipsis)


class TitleLine(Widget):
    """Where one is, whose garage, which day, what time."""

    def __init__(self, title: str, company: Callable[[], str]) -> None:
        """`company` is asked each time: the settings may change while the screen is open."""
        super().__init__()
        self.title = title
        self._company = company

    def on_mount(self) -> None:
        self.set_interval(20, self.refresh)

    def show(self, title: str) -> None:
        """Show another title."""
        self.title = title
        self.refresh()

    def render(self) -> Content:
        right = f"{visible(self._company(), 30)}   {_moment(datetime.now())} "
        left = " " + visible(self.title, max(10, self.size.width - cell_len(right) - 2))
        gap = max(1, self.size.width - cell_len(left) - cell_len(right))
        return Content(left).stylize("bold") + Content(" " * gap + right)


def _moment(now: datetime) -> str:
    from carmail_tui.i18n.format import format_title_moment

    return format_title_moment(now, current_language())


class Rule(Widget):
    """A line across the screen."""

    def __init__(self, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self._glyph = glyphs.rule

    def render(self) -> Content:
        return Content(self._glyph * self.size.width)


@dataclass(frozen=True, slots=True)
class Hint:
    """An entry of the key bar: the keys it stands for, and its label where the screen has a better one."""

    names: tuple[str, ...]
    label: str = ""


_HELP = Hint(("help",))


class KeyBar(Widget):
    """The last line: at most seven keys of this screen; a click on one is the key itself."""

    def __init__(self, hints: Sequence[Hint | str], glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self._glyphs = glyphs
        self.show(hints)

    def show(self, hints: Sequence[Hint | str]) -> None:
        """Show these keys instead."""
        self.hints = [hint if isinstance(hint, Hint) else Hint((hint,)) for hint in hints]
        self.refresh()

    def entries(self) -> list[tuple[str, str]]:
        """Keys and label of each entry."""
        return [self._entry(hint) for hint in self.hints]

    def needed(self) -> int:
        """How many cells the entries take, with one between them."""
        return self._width_of(self.hints, 1)

    def _entry(self, hint: Hint) -> tuple[str, str]:
        shown = "".join(self._glyphs.key(_(KEYS[name].shown)) for name in hint.names)
        return shown, _(hint.label or KEYS[hint.names[0]].label)

    def _width_of(self, hints: Sequence[Hint], gap: int) -> int:
        return 1 + sum(cell_len(" ".join(self._entry(hint))) for hint in hints) + gap * (len(hints) - 1)

    def _fitting(self) -> tuple[list[Hint], int]:
        """The entries for which there is room, and the gap between them.

        A bar fits into 80 columns. In a narrower window F1 stands for those that give way. The last two stay:
        they lead on and out.
        """
        hints, width = self.hints, self.size.width
        if width < 80:
            others = [hint for hint in hints if hint != _HELP]
            last = [*others[-2:], _HELP]
            del others[-2:]
            while others and self._width_of([*others, *last], 1) > width:
                others.pop()
            hints = [*others, *last]
        return hints, next((gap for gap in (3, 2) if self._width_of(hints, gap) <= width), 1)

    def render(self) -> Content:
        hints, gap = self._fitting()
        entries = map(self._entry, hints)
        parts = [Content(shown).stylize("bold") + Content(f" {label}") for shown, label in entries]
        return Content(" ") + Content(" " * gap).join(parts)

    async def on_click(self, event: events.Click) -> None:
        hints, gap = self._fitting()
        start = 1
        for hint in hints:
            end = start + cell_len(" ".join(self._entry(hint)))
            if start <= event.x < end:
                self.app.simulate_key(KEYS[hint.names[0]].keys[0])
                return
            start = end + gap
