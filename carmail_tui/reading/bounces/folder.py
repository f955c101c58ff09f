"""Finding the mails of a Maildir, an mbox or a single file, without ever holding more than one of them."""

import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from carmail_tui.reading.bounces.parts import READ_BYTES

_BLOCK = 1 << 20
_FROM_LINE = re.compile(
    rb"From \S[^\r\n]{0,300}?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(?:\d{1,2} )?(?:[A-Z][a-z]{2}) +\d{0,2}"
    rb"[^\r\n]{0,60}\d{4}[^\r\n]{0,40}\r?\n"
)
"""The line before each mail of an mbox (RFC 4155), after an empty line."""
_ANNOUNCED = re.compile(rb"(?:mail|message)[^\n]{0,30}:\r?\Z", re.IGNORECASE)
"""What some programs write before the mail that they return with its own From line ("Bounced mail:")."""
_HEADER = re.compile(rb"[!-9;-~]{1,80}[ \t]*:")
_LONGEST_FROM_LINE = 512
_MOST_FILES = 1_000_000


class Fault(StrEnum):
    """Why nothing was read."""

    NOT_FOUND = "not_found"
    LINK = "link"
    NOT_A_FILE = "not_a_file"
    NOT_A_MAIL = "not_a_mail"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FoundMail:
    """A mail. `content` are its first megabytes; `number` counts in an mbox of several, from 1."""

    path: Path
    content: bytes
    number: int = 0


@dataclass(frozen=True, slots=True)
class NotRead:
    """A file that holds no mail, and why. `detail` are the words of the system."""

    path: Path
    fault: Fault
    detail: str = ""


def find_mails(paths: Iterable[Path]) -> Iterator[FoundMail | NotRead]:
    """Every mail under these paths, in the order of their names.

    A path that is given may be a link; a link found in a folder is told and not followed, since it may lead
    anywhere. In a Maildir, `tmp` holds mails that are still being written: it is passed over.
    """
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path, frozenset())
        else:
            yield from _in_file(path)


def _in_folder(folder: Path, above: frozenset[tuple[int, int]]) -> Iterator[FoundMail | NotRead]:
    try:
        known = folder.stat()
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        yield NotRead(folder, Fault.UNREADABLE, error.strerror or "")
        return
    maildir = any(entry.name == "cur" for entry in entries) and any(entry.name == "new" for entry in entries)
    for entry in entries[:_MOST_FILES]:
        if entry.is_symlink():
            yield NotRead(entry, Fault.LINK)
        elif entry.is_dir():
            inode = (known.st_dev, known.st_ino)
            if not (maildir and entry.name == "tmp") and len(above) < 50:
                yield from _in_folder(entry, above | {inode})
        elif not (entry.name.startswith(".") or (maildir and entry.name.startswith(("dovecot", "maildir")))):
            yield from _in_file(entry)


def _in_file(path: Path) -> Iterator[FoundMail | NotRead]:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            yield NotRead(path, Fault.NOT_A_FILE)
            return
        with path.open("rb") as file:
            start = file.read(_BLOCK)
            if not start.strip():
                yield NotRead(path, Fault.EMPTY)
            elif start.startswith(b"From "):
                yield from _in_mbox(path, file, start)
            elif _looks_like_a_mail(start):
                rest = file.read(READ_BYTES - len(start)) if len(start) == _BLOCK else b""
                yield FoundMail(path, start + rest)
            else:
                yield NotRead(path, Fault.NOT_A_MAIL)
    except FileNotFoundError:
        yield NotRead(path, Fault.NOT_FOUND)
    except (OSError, ValueError) as error:
        yield NotRead(path, Fault.UNREADABLE, getattr(error, "strerror", None) or "")


def _looks_like_a_mail(start: bytes) -> bool:
    """Whether the first lines are headers: of two that are not folded, both."""
    lines = [
        line for line in start.lstrip(b"\r\n")[:4000].split(b"\n")[:30] if not line.startswith((b" ", b"\t"))
    ]
    head = lines[: next((n for n, line in enumerate(lines) if not line.strip()), len(lines))]
    return bool(head) and sum(bool(_HEADER.match(line)) for line in head) >= max(1, len(head) - 2)


def _in_mbox(path: Path, file: BinaryIO, start: bytes) -> Iterator[FoundMail]:
    """The mails of an mbox. Of a mail, the first megabytes are kept; the file may have any size."""
    number, kept = 0, bytearray()
    for piece, begins in _pieces(file, start):
        if begins and kept:
            number += 1
            yield FoundMail(path, bytes(kept), number)
            kept = bytearray()
        kept += piece[: max(READ_BYTES - len(kept), 0)]
    yield FoundMail(path, bytes(kept), number + 1 if number else 0)


def _pieces(file: BinaryIO, start: bytes) -> Iterator[tuple[bytes, bool]]:
    """The bytes of the file in pieces, each with whether it begins a mail."""
    block, begins = start, True
    while block:
        more = file.read(_BLOCK)
        at = 0
        # What may be the beginning of such a line at the end of the block waits for the next one.
        limit = len(block) - _LONGEST_FROM_LINE if more else len(block)
        for found in re.finditer(rb"\n\r?\n(?=From )", block):
            if found.end() > limit or not _FROM_LINE.match(block, found.end()):
                continue
            if block[max(0, found.start() - 1) : found.start()] in {b":", b"\r"} and _ANNOUNCED.search(
                block, max(0, found.start() - 80), found.start()
            ):
                continue
            yield block[at : found.end()], begins
            at, begins = found.end(), True
        end = max(at, limit)
        if end > at:
            yield block[at:end], begins
            begins = False
        block = block[end:] + more
        if not more:
            break
