"""The search in a list: a field on the message line, there while one types."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from carmail_tui.i18n import N_, _
from carmail_tui.ui.widgets.lines import Hint, KeyBar, Plain


class SearchLine(Horizontal):
    """Hidden until it is opened; Enter accepts, Escape gives up."""

    DEFAULT_CSS = """
    SearchLine { height: 1; display: none; }
    SearchLine Input { width: 1fr; }
    """

    class Typed(Message):
        """Another text is sought."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Ended(Message):
        """The search is over: accepted, or given up."""

        def __init__(self, text: str, accepted: bool) -> None:
            super().__init__()
            self.text = text
            self.accepted = accepted

    _hints: Sequence[Hint] = ()

    def compose(self) -> ComposeResult:
        yield Plain(f" {_('Search')} : ")
        yield Input(compact=True, select_on_focus=False)

    def open(self, text: str = "") -> None:
        """Show the field, with `text` in it, and what its keys do."""
        self.display = True
        bar = self.screen.query_one(KeyBar)
        self._hints = bar.hints
        bar.show([Hint(("open",), N_("Choose")), Hint(("back",))])
        field = self.query_one(Input)
        field.value = text
        field.cursor_position = len(text)
        # At once, not after the next refresh: the first letters may be here already.
        self.screen.set_focus(field)

    @property
    def is_open(self) -> bool:
        """Whether one is searching."""
        return bool(self.display)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_open:
            self.post_message(self.Typed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._end(True)

    def on_key(self, event: events.Key) -> None:
        if event.key in {"escape", "up", "down"}:
            event.stop()
            event.prevent_default()
            self._end(event.key != "escape")

    def _end(self, accepted: bool) -> None:
        self.display = False
        self.screen.query_one(KeyBar).show(self._hints)
        self.post_message(self.Ended(self.query_one(Input).value, accepted))
