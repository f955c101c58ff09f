"""Cells as people fill them: days, yes and no, languages, countries, e-mail addresses."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from carmail_tui.recipients.client import Language
from carmail_tui.recipients.folding import fold

_DAY_FIRST = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/. -]?([0-9]{2})[/. -]?([0-9]{2})(?:[ T].*)?")
_NAMED_MONTH = re.compile(
    r"(?:[a-z]+ )?(?:([0-9]{1,2})(?:er|e|st|nd|rd|th)? ([a-z]{3,10}) ([0-9]{4}|[0-9]{2})"
    r"|([a-z]{3,10}) ([0-9]{1,2})(?:st|nd|rd|th)? ([0-9]{4}))"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan", "feb fev", "mar mrt maa", "apr avr", "mai may mei", "jun juin", "jul juil", "aug aou",
            "sep", "oct okt", "nov", "dec dez",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTHS |= {"juin": 6, "juil": 7, "marz": 3}
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
_PARTS = re.compile(r":::|[;,|\r\n]+| (?=[^\s@]+@)|(?<=\S) ?/ ?(?=[^\s@/]+@)")
_MAILTO = re.compile(r"(?i)(?<![a-z])mailto:(?=[^\s@]+@)|\?subject=[^\s>;,]*")
_FULL_WIDTH = re.compile("[\uff01-\uff5e\u3000\ufe52\ufe6b]+")
_BLANKS = re.compile(r"[^\S\r\n]+")
_LONGEST_CELL = 2000


def day_order(text: str) -> str:
    """`day` or `month` by what stands first in a date that can only be read in one way; else empty."""
    match = _DAY_FIRST.fullmatch(text)
    if match is None or (int(match[1]) > 12) == (int(match[2]) > 12):
        return ""
    return "day" if int(match[1]) > 12 else "month"


def day_of(text: str, *, month_first: bool = False) -> date | None:
    """The day in `15/11/2024`, `15.11.24`, `2024-11-15` or `20241115`, a time behind it dropped; else None.

    The day stands before the month, as in all of Belgium, unless only the other way gives a day, or the list
    is known to write `month_first`. Months may be named (`3 mars 2021`, `Jan 28 2021`).
    """
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if match := _DAY_FIRST.fullmatch(text):
        first, second = (match[1], match[2]) if month_first else (match[2], match[1])
        return _day(_year(match[3]), first, second) or _day(_year(match[3]), second, first)
    if match := _NAMED_MONTH.fullmatch(fold(text[:60])):
        day, month, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        number = _MONTHS.get(month[:4]) or _MONTHS.get(month[:3])
        return _day(_year(year), str(number), day) if number else None
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
    # Odoo's external names: base.be.
    text = text.strip().removeprefix("base.")
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
    text = text[:_LONGEST_CELL]
    if not text.isascii():
        # Full-width letters and signs, as some keyboards write them.
        text = _FULL_WIDTH.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _BLANKS.sub(" ", _MAILTO.sub(" ", text))
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
    return trimmed.rstrip(".:;,").strip()
