"""Cells as people fill them: days, yes and no, languages, countries, e-mail addresses."""

import re
from datetime import date
from functools import lru_cache

from carmail_tui.recipients.client import Language
from carmail_tui.recipients.folding import fold

_DAY_FIRST = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/. -]?([0-9]{2})[/. -]?([0-9]{2})(?:[ T].*)?")
_YES = frozenset({"oui", "o", "yes", "y", "ja", "j", "true", "vrai", "waar", "wahr", "1", "x", "ok"})
_NO = frozenset({"non", "n", "no", "nee", "neen", "nein", "false", "faux", "onwaar", "falsch", "0"})
_LANGUAGES = {
    Language.FRENCH: "f fr fra fre francais french frans franzosisch",
    Language.DUTCH: "n nl nld dut neerlandais dutch nederlands niederlandisch",
    Language.GERMAN: "d de deu ger allemand german duits deutsch",
    Language.ENGLISH: "e en eng anglais english engels englisch",
}
_BY_WORD = {word: language for language, words in _LANGUAGES.items() for word in words.split()}
_COUNTRIES = {
    "b": "BE",
    "f": "FR",
    "d": "DE",
    "l": "LU",
    "nl": "NL",
    "uk": "GB",
    "usa": "US",
    "england": "GB",
}
_NO_ADDRESS = frozenset(
    {"", "x", "na", "n a", "neant", "nihil", "aucun", "aucune", "none", "null", "geen", "keine", "inconnu"}
    | {"pas de mail", "pas d email", "pas d e mail", "pas de mail connu", "sans", "non", "no", "unknown"}
)
_NAMED = re.compile(r"""(?:"([^"]*)" ?|([^<>;,|\r\n"]*))< ?([^<>\s]+@[^<>\s]+) ?>""")
_PARTS = re.compile(r"[;,|\r\n]+| (?=[^\s@]+@)|(?<=\S) ?/ ?(?=[^\s@/]+@)")
_BLANKS = re.compile(r"[^\S\r\n]+")
_LONGEST_CELL = 2000


def day_of(text: str) -> date | None:
    """The day in `15/11/2024`, `15.11.24`, `2024-11-15` or `20241115`, a time behind it dropped; else None.

    The day stands before the month, as in all of Belgium, unless only the other way gives a day.
    """
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if match := _DAY_FIRST.fullmatch(text):
        return _day(_year(match[3]), match[2], match[1]) or _day(_year(match[3]), match[1], match[2])
    return None


def _year(digits: str) -> str:
    if len(digits) == 4:
        return digits
    return f"20{digits}" if int(digits) < 70 else f"19{digits}"


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def yes_or_no(text: str) -> bool | None:
    """Yes, no, or None where the cell says neither."""
    word = fold(text)
    if word in _YES:
        return True
    return False if word in _NO else None


def language_of(text: str) -> Language | None:
    """The language in `F`, `fr-BE`, `Néerlandais`, `Deutsch`; else None."""
    words = fold(text).split()
    return _BY_WORD.get(words[0]) if words else None


def country_of(text: str) -> str:
    """The code (ISO 3166) of a country written as a code, or by its name in one of the four languages."""
    word = fold(text)
    if word in _COUNTRIES:
        return _COUNTRIES[word]
    if len(text.strip()) == 2 and text.strip().isascii() and text.strip().isalpha():
        return text.strip().upper()
    return _country_names().get(word, "")


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    from babel.core import Locale

    names: dict[str, str] = {}
    for language in Language:
        for code, name in Locale(language.value).territories.items():
            if len(code) == 2 and code.isalpha():
                names.setdefault(fold(str(name)), code)
    return names


_ONE_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]*[A-Za-z]")
"""A cell as nearly all are: one address and nothing else."""


def emails_of(text: str) -> tuple[tuple[str, str], ...]:
    """The addresses in a cell, each with the name written beside it: `Jean <j@a.be>; k@b.be`.

    Several may stand in one cell. What is no address is given as it stands, so that a person sees and mends
    it; a cell that says that there is none gives nothing.
    """
    if len(text) < _LONGEST_CELL and _ONE_ADDRESS.fullmatch(text):
        return ((text, ""),)
    # The patterns take a long row of blanks badly, and a cell is hostile until it is short.
    text = _BLANKS.sub(" ", text[:_LONGEST_CELL])
    if "@" not in text:
        return () if fold(text) in _NO_ADDRESS else ((text.strip(), ""),)
    found: dict[str, tuple[str, str]] = {}

    def named(match: re.Match[str]) -> str:
        email = _trimmed(match[3])
        found.setdefault(email.casefold(), (email, (match[1] or match[2] or "").strip(" '\t")))
        return ";"

    rest = _NAMED.sub(named, text)
    for email in (_trimmed(part) for part in _PARTS.split(rest) if "@" in part):
        found.setdefault(email.casefold(), (email, ""))
    return tuple(found.values())


def _trimmed(email: str) -> str:
    """An address without what pasting leaves around it: quotes, brackets, `mailto:`, a final full stop."""
    trimmed = email.strip(" \"'<>()[]\u00a0\u200b\ufeff").strip()
    return trimmed.removeprefix("mailto:").removeprefix("MAILTO:").rstrip(".").strip()
