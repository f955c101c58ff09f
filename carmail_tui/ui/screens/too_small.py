"""What stands where the window is too small for anything else."""

from textual.app import ComposeResult
from textual.screen import ModalScreen

from carmail_tui.i18n import _
from carmail_tui.ui.terminal import MINIMUM_HEIGHT, MINIMUM_WIDTH
from carmail_tui.ui.widgets.lines import Plain


class TooSmall(ModalScreen[None]):
    """One sentence, until there is more room."""

    def compose(self) -> ComposeResult:
        words = _("The window is too small: {width} columns and {height} lines at least.")
        yield Plain(words.format(width=MINIMUM_WIDTH, height=MINIMUM_HEIGHT))
