"""Looking into the files of a mail in a process apart: one that breaks its reader stops nothing else."""

import atexit
from threading import Lock

from carmail_tui.documents.document import DocumentFile
from carmail_tui.documents.seatbelt import Found
from carmail_tui.reading import inside
from carmail_tui.reading.apart import Apart

_one_at_a_time = Lock()
_reader = Apart()
"""Started by the first file, and kept: the next plan is looked at within the same minute."""

atexit.register(_reader.close)


def look_apart(file: DocumentFile, content: bytes) -> Found | None:
    """As `look_inside`; None as well where the file takes its reader with it, or all the time it is given."""
    with _one_at_a_time:
        return inside.look_apart(_reader, file, content)
