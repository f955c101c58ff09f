"""Days, moments, amounts and counts as a language writes them (CLDR, through babel)."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from carmail_tui.i18n.language import current_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from babel.core import Locale

_LOCALES = {"fr": "fr_BE", "nl": "nl_BE", "de": "de_BE", "en": "en_GB"}
_SHORT_DAY = {"fr": "dd/MM/yyyy", "nl": "dd/MM/yyyy", "de": "dd.MM.yyyy", "en": "dd/MM/yyyy"}


@lru_cache
def _locale(language: str) -> "Locale":
    from babel.core import Locale

    return Locale.parse(_LOCALES.get(language, "en_GB"))


def _language(language: str | None) -> str:
    return language or current_language()


def format_day(
    day: date | None, language: str | None = None, style: Literal["short", "long"] = "short"
) -> str:
    """A day: `02/12/2026`, or `2 décembre 2026` as in a sentence. Empty for None.

    `language` is ISO 639-1; None means the language in use.
    """
    from babel.dates import format_date

    if day is None:
        return ""
    code = _language(language)
    return str(
        format_date(day, _SHORT_DAY.get(code, "dd/MM/yyyy") if style == "short" else "long", _locale(code))
    )


def format_moment(moment: datetime | None, language: str | None = None) -> str:
    """A moment to the minute in local time: `24/11/2026 08:45`. Empty for None."""
    if moment is None:
        return ""
    local = moment.astimezone() if moment.tzinfo else moment
    return f"{format_day(local.date(), language)} {local:%H:%M}"


def format_amount(amount: Decimal, currency: str = "EUR", language: str | None = None) -> str:
    """An amount of money: `1 284,60 €` in French, `€ 1.284,60` in Dutch.

    `currency` is an ISO 4217 code. The spaces within do not break a line.
    """
    from babel.numbers import format_currency

    shown = str(format_currency(amount, currency, locale=_locale(_language(language))))
    # Many fonts of terminals and mail programs lack the narrow no-break space that CLDR uses.
    return shown.replace("\u202f", "\u00a0")


def format_count(count: int, language: str | None = None) -> str:
    """A whole number with its thousands parted: `2 000`."""
    from babel.numbers import format_decimal

    return str(format_decimal(count, locale=_locale(_language(language)))).replace("\u202f", "\u00a0")


def format_tenths(number: float, language: str | None = None) -> str:
    """A number with one decimal: `0,8`."""
    from babel.numbers import format_decimal

    return str(format_decimal(number, "0.0", _locale(_language(language))))


def format_list(items: "Sequence[str]", language: str | None = None) -> str:
    """Several things as one phrase: `2026-1851, 2026-1852 et 2026-1853`."""
    from babel.lists import format_list as join

    return str(join(list(items), locale=_locale(_language(language)))) if items else ""


_WEEKDAYS = {
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def short_day(day: date | None, *, year: bool = True) -> str:
    """A day in a list: `05/01/27`, the form that all the languages of Belgium read."""
    return day.strftime("%d/%m/%y" if year else "%d/%m") if day else ""


def short_moment(moment: datetime | None) -> str:
    """A moment in a list, in local time: `23/11 17:40`."""
    return moment.astimezone().strftime("%d/%m %H:%M") if moment else ""


def short_amount(amount: Decimal, language: str) -> str:
    """An amount in a list, without its currency; without locale data, which a list would ask often."""
    whole, _point, cents = f"{abs(amount):.2f}".partition(".")
    point, separator = {"en": (".", ","), "fr": (",", " ")}.get(language, (",", "."))
    groups: list[str] = []
    while whole:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    return ("-" if amount < 0 else "") + separator.join(groups) + point + cents


def format_title_moment(now: datetime, language: str) -> str:
    """The day and the time of line 1: `mar. 24/11   08:45`."""
    return f"{_WEEKDAYS[language][now.weekday()]} {now:%d/%m}   {now:%H:%M}"
