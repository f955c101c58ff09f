"""What kind of thing a cell holds, by its form alone: a number, a date, an address, a word."""

import re
from enum import StrEnum
from functools import lru_cache

_CURRENCY = r"(?:[€$£¥]|EUR|USD|GBP|CHF|kr)"


class Kind(StrEnum):
    """The kinds that tell a header from what stands below it, and a right delimiter from a wrong one."""

    EMPTY = "empty"
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    TIME = "time"
    EMAIL = "email"
    URL = "url"
    PHONE = "phone"
    CODE = "code"
    """Letters and digits in one piece: MG-8769, BE0403170701."""
    WORD = "word"
    TEXT = "text"
    ODD = "odd"


_MONTH = (
    r"(?:jan|fe[bv]|m[aä]r|mrt|maa|a[pv]r|ma[iy]|mei|ju[ilny]|aug|ao[uû]|sep|o[ck]t|nov|d[eé][ckz])[a-zéû.]*"
)
_FORMS = (
    (
        Kind.NUMBER,
        r"[+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?|[+-]?\.[0-9]+"
        r"|[+-]?[0-9]{1,3}(?:[.,' ][0-9]{3})+(?:[.,][0-9]+)?|<=?[0-9]+",
    ),
    (Kind.AMOUNT, rf"[+-]?{_CURRENCY} ?[+-]?[0-9][0-9.,' ]*-?|[+-]?[0-9][0-9.,' ]* ?(?:{_CURRENCY}|%)"),
    (
        Kind.DATE,
        r"(?:[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{4}|[0-9]{2})|[0-9]{4}[/.-][0-9]{1,2}[/.-][0-9]{1,2})"
        r"(?:[ T,]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AaPp][Mm]|Z|[+-][0-9]{2}:?[0-9]{2})?)?"
        rf"|[0-9]{{1,2}}[ -]{_MONTH}(?:[ ,-]+[0-9]{{2,4}})?"
        rf"|{_MONTH}[ -][0-9]{{1,2}}(?:,? [0-9]{{4}})?|{_MONTH}[ -][0-9]{{2,4}}",
    ),
    (Kind.TIME, r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"),
    (Kind.EMAIL, r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[A-Za-z]{2,}"),
    (Kind.URL, r"(?:https?://|www\.)[^\s;|]+"),
    (Kind.PHONE, r"(?:\+|00?)[0-9][0-9 ./()-]{6,20}|\([0-9]+\)[0-9 ./-]{5,}"),
    (Kind.CODE, r"(?=[^ ]*[0-9])[A-Za-z0-9][A-Za-z0-9_./:#-]*"),
    (Kind.WORD, r"[^\W\d_][^\W\d_'’.-]*"),
)
_PATTERNS = tuple((kind, re.compile(form, re.IGNORECASE)) for kind, form in _FORMS)
_SEPARATORS = re.compile(r"[;\t|]")
_QUOTE = re.compile(r'(?<![0-9])"')
"""A quote that is no sign for inches."""
_LONGEST = 60
TYPED = frozenset(
    {Kind.NUMBER, Kind.AMOUNT, Kind.DATE, Kind.TIME, Kind.EMAIL, Kind.URL, Kind.PHONE, Kind.CODE}
)
"""The kinds that a header has not."""


@lru_cache(maxsize=20_000)
def kind_of(cell: str) -> Kind:
    """The kind of a trimmed cell."""
    if not cell:
        return Kind.EMPTY
    if len(cell) <= _LONGEST:
        for kind, pattern in _PATTERNS:
            if pattern.fullmatch(cell):
                return kind
    elif cell.startswith(("http://", "https://")) and " " not in cell:
        return Kind.URL
    odd = _SEPARATORS.search(cell) or cell[0] == '"' or len(_QUOTE.findall(cell)) % 2
    return Kind.ODD if odd else Kind.TEXT
