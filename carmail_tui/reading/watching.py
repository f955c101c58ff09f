"""A folder into which an invoicing program writes: which of its files are there, and whole."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".filepart")
"""How programs call a file while they write it (Firefox, Chrome, Safari, WinSCP); then they rename it."""
_OLD_SECONDS = 60.0
_DEEPEST = 20


class Seen(NamedTuple):
    """A file as a look at the folder found it: size in bytes, last change in nanoseconds since 1970."""

    path: str
    size: int
    changed_ns: int


def look_at(folder: Path) -> list[Seen]:
    """The files in the folder and in those within, by name; hidden and unfinished ones apart.

    Links out of the folder are not followed into other folders. Raises OSError where the folder itself
    cannot be listed; one within that cannot be is passed over.
    """
    return sorted(_files(os.fspath(folder), 0))


def _files(folder: str, depth: int) -> Iterator[Seen]:
    inner: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "~$")):
                continue
            if entry.is_dir(follow_symlinks=False):
                inner.append(entry.path)
            elif not entry.name.casefold().endswith(_UNFINISHED):
                yield from _file(entry)
    for path in inner if depth < _DEEPEST else ():
        try:
            yield from _files(path, depth + 1)
        except OSError:
            continue


def _file(entry: "os.DirEntry[str]") -> Iterator[Seen]:
    try:
        if entry.is_file():
            status = entry.stat()
            yield Seen(entry.path, status.st_size, status.st_mtime_ns)
    except OSError:
        # It went away between two system calls.
        return


@dataclass(slots=True)
class Stillness:
    """Which files are whole: those that two looks found the same, and those that are old.

    A file that is being copied grows, or its time changes; the next look decides.
    """

    _before: frozenset[Seen] = frozenset()

    def whole(self, seen: Iterable[Seen], now: float) -> list[Seen]:
        """Of what was seen `now` (seconds since 1970), what is whole and not empty."""
        found = list(seen)
        before, self._before = self._before, frozenset(found)
        return [one for one in found if one.size and (one in before or _is_old(one, now))]


def _is_old(seen: Seen, now: float) -> bool:
    return now - seen.changed_ns / 1e9 > _OLD_SECONDS
