"""What the terminal can do: whether it is one, its glyphs, its colours."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from carmail_tui.i18n import _

MINIMUM_WIDTH, MINIMUM_HEIGHT = 60, 16


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The drawing characters: a CP437 console font has these few, an ASCII terminal has none."""

    rule: str = "─"
    vertical: str = "│"
    full: str = "█"
    empty: str = "░"
    ellipsis: str = "…"
    arrows: Mapping[str, str] | None = None

    def key(self, shown: str) -> str:
        """How a footer writes a key."""
        for arrow, plain in (self.arrows or {}).items():
            shown = shown.replace(arrow, plain)
        return shown


UNICODE = Glyphs()
ASCII = Glyphs("-", "|", "#", ".", "...", {"→": "->", "←": "<-", "↑": "Up", "↓": "Dn"})


@dataclass(frozen=True, slots=True)
class Terminal:
    """The terminal in use."""

    ascii: bool
    ansi: bool

    @property
    def glyphs(self) -> Glyphs:
        """The glyphs that it can show."""
        return ASCII if self.ascii else UNICODE


def look(environment: Mapping[str, str] | None = None, *, ascii_asked: bool = False) -> Terminal:
    """What the terminal can do, as far as its environment tells."""
    environment = os.environ if environment is None else environment
    term = environment.get("TERM", "")
    plain = term == "linux" or term.startswith("vt")
    few_colours = plain or term in {"xterm", "screen", "ansi"} or "NO_COLOR" in environment
    return Terminal(ascii=ascii_asked or plain or not _takes_utf8(environment), ansi=few_colours)


def _takes_utf8(environment: Mapping[str, str]) -> bool:
    """Whether the locale says so. Python's own encoding says UTF-8 in a C locale too (PEP 540)."""
    if sys.platform == "win32":
        return True
    named = (environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    return "utf" in next(filter(None, named), "").lower()


def refusal(environment: Mapping[str, str] | None = None) -> str | None:
    """The sentence for a place where the interface cannot run; None where it can."""
    environment = os.environ if environment is None else environment
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
        return _(
            "The interface needs a terminal. Over SSH, ask for one with ssh -t; "
            "for scripts there are commands: carmail --help."
        )
    if environment.get("TERM", "") in {"", "dumb"}:
        return _(
            "The terminal (TERM={term}) cannot place text on the screen. "
            "Use another one, or the commands: carmail --help."
        ).format(term=environment.get("TERM", ""))
    return None
