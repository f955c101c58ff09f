"""File names from outside."""

import os
import unicodedata
from pathlib import Path

_BYTES = 120


def clean_name(name: str) -> str:
    """`name` without folders, control characters and leading dots, at most 120 bytes with its ending."""
    base = name.replace("\\", "/").replace("\x00", "").rsplit("/", 1)[-1]
    shown = base
    if not (base.isascii() and base.isprintable()):
        shown = "".join(c for c in base if unicodedata.category(c)[0] != "C")
    shown = shown.strip().lstrip(".")
    stem, point, ending = shown.rpartition(".")
    if len(shown.encode()) <= _BYTES:
        return shown
    if not point or len(ending.encode()) > 10:
        return shown.encode()[:_BYTES].decode(errors="ignore")
    room = _BYTES - len(f".{ending}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore')}.{ending}"


def shown_path(path: Path) -> str:
    """A path as JSON can hold it: what is no UTF-8 in it is replaced."""
    return os.fsencode(path).decode("utf-8", "replace")
