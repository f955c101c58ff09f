"""Why a file gives no client list, and the sentence that says so."""

from enum import StrEnum
from pathlib import Path

from carmail_tui.i18n import N_, _, visible


class TableFault(StrEnum):
    """Why a file gives no client list."""

    CANNOT_OPEN = "cannot_open"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    BINARY = "binary"
    LONG_LINE = "long_line"
    NO_HEADER = "no_header"
    NO_ROWS = "no_rows"
    MALFORMED = "malformed"
    SUPPLIERS = "suppliers"
    INVOICES = "invoices"
    NO_SUCH_COLUMN = "no_such_column"
    DAMAGED = "damaged"
    """A spreadsheet or cards that cannot be opened as what they say they are."""
    NO_CARDS = "no_cards"
    BOMB = "bomb"
    """A spreadsheet that would unpack to far more than it shows."""


class TableError(ValueError):
    """A file that gives no client list; `detail` holds the words of whoever refused it, or of who asked."""

    def __init__(self, path: Path, fault: TableFault, detail: str = "") -> None:
        super().__init__(f"{path}: {fault.value} {detail}".rstrip())
        self.path = path
        self.fault = fault
        self.detail = detail

    def sentence(self) -> str:
        """What to tell the user."""
        return _(_SENTENCES[self.fault]).format(file=visible(self.path.name), detail=visible(self.detail))


_SENTENCES = {
    TableFault.CANNOT_OPEN: N_("{file} cannot be opened: {detail}."),
    TableFault.EMPTY: N_("{file} is empty."),
    TableFault.TOO_LARGE: N_("{file} is too large to be a client list (more than 1 GB)."),
    TableFault.BINARY: N_("{file} is no text. Export the list as CSV."),
    TableFault.LONG_LINE: N_("{file} is no list: line {detail} is longer than four million characters."),
    TableFault.NO_HEADER: N_(
        "{file} has no line with the names of the columns. Name them: --map name=2 --map email=5."
    ),
    TableFault.NO_ROWS: N_("{file} has a header and nothing below it."),
    TableFault.MALFORMED: N_("{file} cannot be read as a table ({detail}). Nothing of it was imported."),
    TableFault.SUPPLIERS: N_(
        "{file} is a list of suppliers: nobody to write to. If it is one of clients after all, "
        "say where the name is: --map name=COLUMN."
    ),
    TableFault.INVOICES: N_(
        "{file} is a list of invoices, not of clients. If it is one of clients after all, "
        "say where the name is: --map name=COLUMN."
    ),
    TableFault.NO_SUCH_COLUMN: N_("{file} has no column “{detail}”."),
    TableFault.DAMAGED: N_(
        "{file} is damaged and cannot be opened. Open it in its own program and save it again."
    ),
    TableFault.NO_CARDS: N_("{file} holds no cards."),
    TableFault.BOMB: N_("{file} would unpack to far more than a client list holds, and was not opened."),
}
