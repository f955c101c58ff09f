"""Text files in any encoding: which one it is, and its lines, one after another in bounded memory."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from carmail_tui.reading.table_faults import TableError, TableFault

MAXIMUM_BYTES = 1_000_000_000
LONGEST_LINE = 4_000_000
"""Characters of a line: a header of a million and seventeen thousand columns pass, two gigabytes do not."""

_CHUNK = 1 << 20
_TOLD_EVERY = 256
_LOOKED_AT = 2_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN_ENCODINGS = ("cp1252", "cp850", "mac_roman")
_WESTERN = frozenset("àâäáãåçéèêëíìîïñóòôöõøœæúùûüÿßÀÂÄÁÅÇÉÈÊËÎÏÑÓÔÖØŒÆÙÛÜŸ€°’‘“”«»–—…§£\u00a0")
_OTHER_ENCODINGS = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1257", "cp852", "cp866", "koi8_r", "gb18030",
    "shift_jis", "big5", "euc_kr",
]  # fmt: skip
"""What statistics choose from, where the letters are not Western: the usual ones of each script."""
_SIGN_IN_WORD = re.compile("[a-z][³¹¿¥¯¼¾][a-z]|(?<![\\w])[£¯][a-zóñ]{2}").search
"""Signs within words: Polish or Czech that is read as if it were Western."""
_SURE = 0.8
"""The share of expected letters from which an encoding is believed."""
_MOSTLY = 0.9
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e\x1f"))
_FOREIGN = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"MZ\x90")
_C1 = {
    code: character
    for code in range(0x80, 0xA0)
    if (character := bytes([code]).decode("cp1252", "ignore")) and ord(character) > 0xFF
}
"""Windows' own characters that a program wrote as if it were Latin-1: U+0091 is meant as a quotation mark."""
_HAS_C1 = re.compile("[\x80-\x9f]").search
_ASCII = bytes(range(0x80))


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    broken = error.object[error.start : error.end]
    return broken.decode("cp1252", "replace"), error.end


codecs.register_error("carmail-windows", _as_windows)


@dataclass(slots=True)
class TextFile:
    """A file that holds text, and the encoding that it is in (a name that Python knows).

    `share` says how much of it was read, from 0 to 1, by whoever read its lines last.
    """

    path: Path
    encoding: str
    share: float = 0.0

    def lines(self) -> Iterator[str]:
        """Its lines with their ends: CR, LF or both, mixed as they may be. Raises TableError.

        A byte that is no UTF-8 in a file that is UTF-8 nearly everywhere is taken as Windows' (files put
        together from two sources).
        """
        errors = "carmail-windows" if self.encoding.startswith("utf-8") else "replace"
        number, size = 0, max(self.path.stat().st_size, 1)
        try:
            with self.path.open("rb") as raw:
                file = io.TextIOWrapper(raw, self.encoding, errors, newline="")
                while line := file.readline(LONGEST_LINE + 1):
                    number += 1
                    if number % _TOLD_EVERY == 0:
                        self.share = raw.tell() / size
                    if len(line) > LONGEST_LINE:
                        raise TableError(self.path, TableFault.LONG_LINE, str(number))
                    yield line if line.isascii() or not _HAS_C1(line) else line.translate(_C1)
            self.share = 1.0
        except OSError as error:
            raise TableError(self.path, TableFault.CANNOT_OPEN, error.strerror or "") from error
        except UnicodeError as error:
            raise TableError(self.path, TableFault.BINARY) from error


def text_file(path: Path) -> TextFile:
    """The file and its encoding: by its mark, else UTF-8 where it is, else the likeliest of the old ones.

    Raises TableError where it cannot be opened, is empty, too large, or holds no text.
    """
    start = beginning(path)
    if not start.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise TableError(path, TableFault.EMPTY)
    if start.startswith(_FOREIGN):
        raise TableError(path, TableFault.BINARY)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    if marked is not None and marked != "utf-8-sig":
        return TextFile(path, marked)
    if b"\x00" in start:
        wide = _utf_16(start[:4096])
        if wide is None:
            raise TableError(path, TableFault.BINARY)
        return TextFile(path, wide)
    return TextFile(path, marked or _unmarked(path, start))


def beginning(path: Path) -> bytes:
    """The first two million bytes of a file. Raises TableError where it cannot be opened or is too large."""
    try:
        if path.exists() and not path.is_file():
            raise TableError(path, TableFault.CANNOT_OPEN)
        if path.stat().st_size > MAXIMUM_BYTES:
            raise TableError(path, TableFault.TOO_LARGE)
        with path.open("rb") as file:
            return file.read(_LOOKED_AT)
    except OSError as error:
        raise TableError(path, TableFault.CANNOT_OPEN, error.strerror or "") from error


def _unmarked(path: Path, start: bytes) -> str:
    if len(start.translate(None, _CONTROLS)) < len(start) * 0.99:
        raise TableError(path, TableFault.BINARY)
    telling = _scan(path)
    if telling is None:
        return "utf-8"
    valid = len(telling.decode("utf-8", "ignore").encode())
    if valid > len(telling) * _MOSTLY:
        return "utf-8"
    return _legacy(start, telling)


def _scan(path: Path) -> bytes | None:
    """None where the whole file is UTF-8; else its first bytes that are not ASCII. Raises TableError."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid, telling = True, bytearray()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\x00" in chunk:
                raise TableError(path, TableFault.BINARY)
            if len(telling) < _LOOKED_AT and not chunk.isascii():
                telling += chunk.translate(None, _ASCII)
            if valid:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    valid = False
    return None if valid and not _open_ended(decoder) else bytes(telling)


def _open_ended(decoder: codecs.IncrementalDecoder) -> bool:
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return True
    return False


def _utf_16(start: bytes) -> str | None:
    """UTF-16 without a mark: nearly every other byte of Western text is zero."""
    if len(start) < 8:
        return None
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) * 0.4 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) * 0.4 and odd == 0 else None


def _legacy(start: bytes, telling: bytes) -> str:
    """The old encoding under which what is not ASCII makes letters of Western Europe; else the likeliest.

    Statistics take a short list of names in cp1252 for Polish: the letters that names here have tell better.
    """
    shares = {name: _western_share(telling.decode(name, "replace")) for name in _WESTERN_ENCODINGS}
    best = max(_WESTERN_ENCODINGS, key=lambda name: shares[name])
    if (
        shares[best] >= _SURE
        and not _other_script(start)
        and not _SIGN_IN_WORD(start.decode(best, "replace"))
    ):
        return best
    from charset_normalizer import from_bytes

    found = from_bytes(start[:100_000], cp_isolation=_OTHER_ENCODINGS).best()
    return found.encoding if found is not None else best


def _other_script(start: bytes) -> bool:
    """Whether the letters beyond ASCII stand side by side, as in Greek and Cyrillic: accents stand alone."""
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", start)]
    return sum(run for run in runs if run > 2) > sum(runs) / 2


def _western_share(text: str) -> float:
    return sum(character in _WESTERN for character in text) / len(text)
