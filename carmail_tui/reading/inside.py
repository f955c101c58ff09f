"""What a file says of itself, for the seat belt."""

from carmail_tui.documents.document import DocumentFile
from carmail_tui.documents.seatbelt import Found


def look_inside(file: DocumentFile, content: bytes) -> Found | None:
    """Number, kind, buyer and amount inside the file; None where it is of a kind that cannot be read."""
    return None
