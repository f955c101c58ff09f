"""The smallest Textual app that shows something."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class EmptyApp(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        yield Static("Nothing here")


if __name__ == "__main__":
    EmptyApp().run()
