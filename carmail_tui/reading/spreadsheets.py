"""Spreadsheets (XLSX, XLSB, XLS, ODS): the rows of the first sheet that is a list."""

import json
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from carmail_tui.reading.dialects import SAMPLE, Guess
from carmail_tui.reading.records import Record
from carmail_tui.reading.splitting import Dialect
from carmail_tui.reading.table_faults import TableError, TableFault

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_UNPACKED = 600_000_000
"""Bytes that a spreadsheet may unpack to: a million clients take about 400 MB."""
_MOST_FILES = 5000


def is_spreadsheet(start: bytes) -> bool:
    """Whether a file that begins like this is a spreadsheet, or says so."""
    return start.startswith((_ZIP, _OLE))


class SheetSource:
    """The records of a spreadsheet. Another process opens it, with bounded memory and time: one that is
    made to exhaust or to crash its reader ends that process, and a sentence says so."""

    encoding = ""
    share = 0.0

    def __init__(self, path: Path) -> None:
        self.path = path
        _refuse_bombs(path)
        self._sample = list(islice(self._all(), SAMPLE))

    def guesses(self) -> list[Guess]:
        """One: the width that most rows have."""
        widths = Counter(len(record.cells) for record in self._sample if not record.blank)
        if not widths:
            raise TableError(self.path, TableFault.EMPTY)
        return [Guess(Dialect(""), max(widths), 1.0)]

    def sample(self, guess: Guess) -> list[Record]:
        """The first records that hold something."""
        return [record for record in self._sample if not record.blank]

    def records(self, guess: Guess) -> Iterator[Record]:
        """All records, the empty ones too."""
        return self._all()

    def _all(self) -> Iterator[Record]:
        words = [sys.executable, "-m", "carmail_tui.reading.sheet_process", str(self.path.absolute())]
        with subprocess.Popen(  # noqa: S603 - our own module, with a path
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdout
            try:
                for line in process.stdout:
                    number, cells = json.loads(line)
                    yield Record(number, tuple(cells))
                status = process.wait()
            finally:
                process.kill()
        if status:
            raise TableError(self.path, TableFault.DAMAGED if status == 1 else TableFault.BOMB)


def _refuse_bombs(path: Path) -> None:
    """Refuse a file that says itself that it unpacks to far too much; the process sees to those that lie."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        return
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise TableError(path, TableFault.BOMB)
