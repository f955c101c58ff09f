"""A field with a few answers side by side: `[promotion]  service`."""

from collections.abc import Sequence

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from carmail_tui.i18n import visible
from carmail_tui.ui.keys import bindings


class ChoiceLine(Widget, can_focus=True):
    """Arrows go to the next answer: a sentence typed here by mistake must not choose one."""

    BINDINGS = bindings("previous", "next")
    DEFAULT_CSS = """
    ChoiceLine { height: auto; width: 1fr; }
    ChoiceLine:focus { text-style: reverse; }
    """

    class Changed(Message):
        """Another answer is chosen."""

        def __init__(self, line: "ChoiceLine", value: str) -> None:
            super().__init__()
            self.line = line
            self.value = value

        @property
        def control(self) -> "ChoiceLine":
            return self.line

    def __init__(self, choices: Sequence[tuple[str, str]], value: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.choices = list(choices)
        self.value = value
        self.note = ""

    def render(self) -> Content:
        shown = [
            f"[{visible(label)}]" if value == self.value else f" {visible(label)} "
            for value, label in self.choices
        ]
        return Content(" ".join(shown) + (f"  {visible(self.note)}" if self.note else ""))

    def show(self, choices: Sequence[tuple[str, str]], note: str = "") -> None:
        """Show these answers."""
        self.choices = list(choices)
        self.note = note
        self.refresh(layout=True)

    def action_step(self, by: int) -> None:
        values = [value for value, _label in self.choices]
        index = values.index(self.value) + by if self.value in values else 0
        self.value = values[index % len(values)]
        self.refresh()
        self.post_message(self.Changed(self, self.value))

    def on_click(self) -> None:
        self.action_step(1)
