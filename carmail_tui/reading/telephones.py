"""Telephone numbers as people write them, in the one form that compares (E.164)."""

import re
from functools import lru_cache

from carmail_tui.reading.kinds import Kind, kind_of

_ALL_ZERO_BUT_PREFIX = re.compile(r"\(0\)")
_FORM = re.compile(r"\+?[0-9(][0-9 ()./\\,:-]*")
_FEWEST, _MOST = 7, 15
"""Digits of a number (ITU-T E.164 section 6 for the most)."""


@lru_cache(maxsize=16_384)
def number_of(text: str, country: str = "BE") -> str | None:
    """The number in `04/223.45.67`, `+32 (0)470 12 34 56` or `0032 4 223 45 67`; None where it is none.

    `country` (ISO 3166) is that of numbers written without a country. What stands behind a number (`x89`,
    "bureau") is no part of it. A number that the plan of its country does not have is none.
    """
    written = text.strip()
    digits = sum(character.isdigit() for character in written)
    if digits < _FEWEST or digits > _MOST + 6 or len(written) > 60 or kind_of(written) is Kind.DATE:
        return None
    import phonenumbers

    try:
        found = phonenumbers.parse(_ALL_ZERO_BUT_PREFIX.sub("", written), country or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(found):
        return None
    return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


def is_written_as_number(text: str) -> bool:
    """Whether a text has the form of a telephone number, of whatever plan."""
    digits = sum(character.isdigit() for character in text)
    return _FEWEST <= digits <= _MOST and bool(_FORM.fullmatch(text.strip()))
