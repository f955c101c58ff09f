"""What can be wrong with a letter."""

from carmail_tui.i18n import _

__all__ = ("AttachmentError", "HeaderError", "LetterError")


class LetterError(ValueError):
    """The text of a letter cannot be used: `fault`, in line `line` (0 where it is not one line's)."""

    def __init__(self, fault: str, line: int = 0) -> None:
        super().__init__(fault)
        self.fault = fault
        self.line = line

    def sentence(self) -> str:
        """What to tell the user."""
        if self.line:
            return _("The letter, line {line}: {fault}").format(line=self.line, fault=self.fault)
        return _("The letter: {fault}").format(fault=self.fault)


class HeaderError(LetterError):
    """A header holds characters that no header may hold."""


class AttachmentError(LetterError, OSError):
    """An attachment cannot be read, or is too large."""
