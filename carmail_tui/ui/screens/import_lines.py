"""The rows or documents of one outcome of an import, to be looked through; Enter tells all of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from carmail_tui.i18n import N_, _, visible
from carmail_tui.i18n.format import format_count
from carmail_tui.ui.screens.frame import Box, Dialog
from carmail_tui.ui.widgets.columns import fitted
from carmail_tui.ui.widgets.lines import Hint, Plain
from carmail_tui.ui.widgets.menu import Item, Menu


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line: its place in the file, whom it is about, what there is to say; `details` tells all of it."""

    place: str
    name: str
    words: str
    details: Callable[[], Sequence[str]]


class LinesDialog(Dialog[None]):
    """A list of lines; where there are more than are held, it says so."""

    KEYS_SHOWN = (Hint(("up", "down"), N_("Scroll")), Hint(("open",), N_("Detail")), "help", "back")

    def __init__(self, title: str, lines: Sequence[ShownLine], count: int) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._count = count

    def title_shown(self) -> str:
        return _("{group}: {count}").format(group=self._title, count=format_count(self._count))

    def body(self) -> ComposeResult:
        ellipsis = self.glyphs.ellipsis
        with VerticalScroll(can_focus=False):
            yield Menu(
                [
                    Item(f"{line.place:>7}  {fitted(line.name, 26, ellipsis)}  {line.words}", str(number))
                    for number, line in enumerate(self._lines)
                ]
            )

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
        if self._count > len(self._lines):
            words = _("The first {shown} of {count}; “carmail import” prints all of them.")
            self.say(words.format(shown=format_count(len(self._lines)), count=format_count(self._count)))

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        line = self._lines[int(event.name)]
        self.app.push_screen(LineBox(line.name, line.details()))


class LineBox(Box[None]):
    """All there is to say about one line."""

    CSS = "LineBox VerticalScroll { height: auto; max-height: 14; }"

    def __init__(self, name: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._heading = name
        self._lines = lines

    def content(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Plain(visible(self._heading, 70), classes="heading")
            with VerticalScroll():
                yield Plain("\n".join(self._lines))
            yield Plain(_("Escape: back"))

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
