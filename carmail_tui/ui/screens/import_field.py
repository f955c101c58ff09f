"""What a column of a client list becomes: one of the fields of a card, or nothing."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from carmail_tui.i18n import _, visible
from carmail_tui.i18n.import_words import field_word
from carmail_tui.reading.columns import Field
from carmail_tui.recipients.folding import fold
from carmail_tui.ui.screens.frame import Box
from carmail_tui.ui.widgets.lines import Plain
from carmail_tui.ui.widgets.options import Options

_UNUSED = "-"


class FieldChooser(Box[str]):
    """Typing narrows, Enter chooses. The answer: the name of a field, empty for none."""

    CSS = "FieldChooser OptionList { height: 12; }"

    def __init__(self, column: str) -> None:
        super().__init__()
        self._column = column

    def content(self) -> ComposeResult:
        with Vertical(classes="box"):
            words = _("What is the column “{name}”?").format(name=visible(self._column, 40))
            yield Plain(words, classes="heading")
            yield Input(compact=True)
            yield Options()
            yield Plain(_("Type to find   Enter: choose   Escape: back"))

    def on_mount(self) -> None:
        self._narrow("")
        self.query_one(Input).focus()

    def _narrow(self, typed: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        shown = [(_UNUSED, _("(not used)")), *((field.value, field_word(field.value)) for field in Field)]
        found = [(name, words) for name, words in shown if fold(typed) in fold(words)]
        # "famille" before "nom de famille", for who types "fam".
        for name, words in sorted(found, key=lambda one: not fold(one[1]).startswith(fold(typed))):
            options.add_option(Option(Content(f" {words}"), id=name))
        if options.option_count:
            options.highlighted = 0

    def on_input_changed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self._choose(options.get_option_at_index(options.highlighted).id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._choose(event.option_id)

    def on_key(self, event: events.Key) -> None:
        options = self.query_one(OptionList)
        if event.key in {"up", "down"}:
            event.stop()
            options.action_cursor_up() if event.key == "up" else options.action_cursor_down()

    def _choose(self, name: str | None) -> None:
        if name is not None:
            self.dismiss("" if name == _UNUSED else name)
