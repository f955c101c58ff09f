"""What a column of a client list becomes: one of the fields of a card, or nothing."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input
from textual.widgets.option_list import Option

from carmail_tui.i18n import _, visible
from carmail_tui.i18n.import_words import field_word
from carmail_tui.reading.columns import Field
from carmail_tui.recipients.folding import fold
from carmail_tui.ui.screens.narrowing import Narrowing
from carmail_tui.ui.widgets.lines import Plain
from carmail_tui.ui.widgets.options import Options

_UNUSED = "-"


class FieldChooser(Narrowing[str]):
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

    def offered(self, typed: str) -> Iterable[Option]:
        shown = [(_UNUSED, _("(not used)")), *((field.value, field_word(field.value)) for field in Field)]
        found = [(name, words) for name, words in shown if fold(typed) in fold(words)]
        # "famille" before "nom de famille", for who types "fam".
        found.sort(key=lambda one: not fold(one[1]).startswith(fold(typed)))
        return [Option(Content(f" {words}"), id=name) for name, words in found]

    def choose(self, name: str) -> None:
        self.dismiss("" if name == _UNUSED else name)
