"""The catalogue in use: gettext, looked up when a text is shown, so that the language may change."""

import gettext
import os
from pathlib import Path

LANGUAGES = ("fr", "en")
"""The languages whose catalogue is complete. English is the language of the source."""

_LOCALE = Path(__file__).parent / "locale"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use_language(language: str | None = None) -> str:
    """Use `language` from now on, else the one of the environment, else French; return the one in use."""
    global _catalogue, _language  # noqa: PLW0603 - one program, one language at a time
    _language = language if language in LANGUAGES else _language_of_the_environment()
    if _language == "en":
        _catalogue = gettext.NullTranslations()
    else:
        _catalogue = gettext.translation("carmail", str(_LOCALE), [_language])
    return _language


def current_language() -> str:
    """The language in use (ISO 639-1)."""
    return _language


def _language_of_the_environment() -> str:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        language = os.environ.get(name, "").split(":")[0][:2].lower()
        if language in LANGUAGES:
            return language
    return "fr"


def N_(message: str) -> str:
    """Mark a text for the catalogue without translating it yet."""
    return message


def _(message: str) -> str:
    """The text in the language in use."""
    return _catalogue.gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the text that fits `count`, in the language in use."""
    return _catalogue.ngettext(one, many, count)
