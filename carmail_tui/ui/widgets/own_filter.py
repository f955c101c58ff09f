"""The line of the own filter: what can stand at the cursor, and a fault shown at its place."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from carmail_tui.i18n import harmless, visible
from carmail_tui.recipients.expression.completion import Completion
from carmail_tui.recipients.expression.errors import ExpressionError
from carmail_tui.ui.widgets.lines import Plain
from carmail_tui.ui.widgets.options import Options


class OwnFilter(Vertical):
    """A text field with offers below. It reads nothing itself: whoever shows it answers `Typed`."""

    DEFAULT_CSS = """
    OwnFilter { height: 1fr; }
    OwnFilter #expression { margin: 0 1; }
    OwnFilter #excerpt, OwnFilter #explained { height: auto; }
    OwnFilter #offers { height: 1fr; }
    """

    class Typed(Message):
        """Another text stands there, or the cursor elsewhere in it."""

        def __init__(self, text: str, cursor: int) -> None:
            super().__init__()
            self.text = text
            self.cursor = cursor

    class Done(Message):
        """Enter: the filter is as it should be."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._completion = Completion(0, ())

    def compose(self) -> ComposeResult:
        yield Input(id="expression", compact=True, select_on_focus=False)
        yield Plain(id="excerpt")
        yield Plain(id="explained")
        yield Options(id="offers")

    @property
    def field(self) -> Input:
        """The text field."""
        return self.query_one("#expression", Input)

    @property
    def _offers(self) -> OptionList:
        return self.query_one("#offers", OptionList)

    def show(self, text: str) -> None:
        """Show this expression, with the cursor at its end."""
        with self.prevent(Input.Changed):
            self.field.value = harmless(text)
        self.field.cursor_position = len(self.field.value)
        self.explain("")
        self.offer(Completion(0, ()))

    def offer(self, completion: Completion) -> None:
        """Show what can stand at the cursor; nothing is chosen until an arrow or Tab chooses."""
        self._completion = completion
        self._offers.clear_options()
        self._offers.add_options(Option(Content(f"  {visible(offer)}")) for offer in completion.offers)
        self._offers.highlighted = None

    def explain(self, words: str) -> None:
        """Say something of the expression, in place of a fault."""
        self.query_one("#excerpt", Plain).say("")
        self.query_one("#explained", Plain).say(f" {words}" if words else "")

    def point(self, error: ExpressionError) -> None:
        """Show a fault: a mark at its place below the text, and what would be right.

        Of a text that is longer than its field the part around the fault is shown again.
        """
        text, carets = error.pointed(self.field.value)
        width = max(10, self.size.width - 4)
        if len(text) < width:
            self.query_one("#excerpt", Plain).say(f" {carets}")
        else:
            left = max(0, min(error.place - width // 2, len(text) - width))
            end = left + width
            self.query_one("#excerpt", Plain).say(f" {text[left:end]}\n {carets[left:end]}")
        self.query_one("#explained", Plain).say(f" {error.sentence()}")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value, self.field.cursor_position))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._offers.highlighted is None:
            self.post_message(self.Done())
        else:
            self._put(self._offers.highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._put(event.option_index)
        self.field.focus()

    def begins_word(self) -> bool:
        """Whether a word is begun at the cursor that Tab can finish."""
        begun = self.field.value[self._completion.start : self.field.cursor_position]
        return bool(begun.strip() and self._completion.offers)

    def finish_word(self) -> None:
        """Put the chosen offer, else the first one, in place of the word at the cursor."""
        self._put(self._offers.highlighted or 0)

    def _put(self, index: int) -> None:
        offer = self._completion.offers[index]
        field = self.field
        text, cursor = self._completion.put(field.value, field.cursor_position, offer)
        field.value = text
        field.cursor_position = cursor

    def on_key(self, event: events.Key) -> None:
        """Up and down walk through the offers while one types."""
        if self.field.has_focus and event.key in {"up", "down"} and self._completion.offers:
            if event.key == "up" and self._offers.highlighted in {None, 0}:
                self._offers.highlighted = None
                return
            event.stop()
            event.prevent_default()
            if event.key == "down":
                self._offers.action_cursor_down()
            else:
                self._offers.action_cursor_up()
