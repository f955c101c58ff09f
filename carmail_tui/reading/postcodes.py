"""Postcodes of Belgium and its neighbours, in their usual form."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Form:
    """How a country writes its postcodes: the letters that may stand before, and the form behind them."""

    before: re.Pattern[str]
    code: re.Pattern[str]


def _before(letters: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{letters})(?:[ -]| - )?(?=[0-9])")


_FORMS = {
    # 1000 to 9992 (bpost).
    "BE": _Form(_before("B|BE"), re.compile(r"[1-9][0-9]{3}")),
    # The number of the department (01 to 95, 97 and 98 overseas; Corsica is 20) and three digits (La Poste).
    "FR": _Form(_before("F|FR"), re.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-578])\s?[0-9]{3}")),
    # Four digits from 1000 and two letters, of which SA, SD and SS are not given (PostNL).
    "NL": _Form(_before("NL"), re.compile(r"[1-9][0-9]{3}\s*(?!SA|SD|SS)[A-Z]{2}")),
    # 01001 to 99998; no area begins with 00 (Deutsche Post).
    "DE": _Form(_before("D|DE"), re.compile(r"(?:0[1-9]|[1-9][0-9])[0-9]{3}")),
    "LU": _Form(_before("L|LU"), re.compile(r"[1-9][0-9]{3}")),
}
COUNTRIES = tuple(_FORMS)
"""The countries whose postcodes are known here (ISO 3166)."""

_NOT_GIVEN = {"DE": frozenset({"99999"})}


def postcode_of(text: str, country: str) -> str | None:
    """The postcode in `B-4000`, `75 001`, `1234ab`; None where it is none of that country.

    A country whose postcodes are not known here gives what was written.
    """
    form = _FORMS.get(country)
    compact = " ".join(text.upper().split())
    if form is None:
        return compact or None
    bare = form.before.sub("", compact)
    if not bare.isascii() or not form.code.fullmatch(bare) or bare in _NOT_GIVEN.get(country, ()):
        return None
    code = bare.replace(" ", "")
    return f"{code[:4]} {code[4:]}" if country == "NL" else code


def postcode_countries(text: str) -> tuple[str, ...]:
    """The countries of which this may be a postcode."""
    return tuple(country for country in COUNTRIES if postcode_of(text, country) is not None)
