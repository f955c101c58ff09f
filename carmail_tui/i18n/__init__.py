"""Words, dates and amounts in the user's language. Every other room may import this one."""

from carmail_tui.i18n.language import LANGUAGES, N_, _, current_language, ngettext, use_language
from carmail_tui.i18n.visible import draw_ascii, harmless, visible

__all__ = (
    "LANGUAGES",
    "N_",
    "_",
    "current_language",
    "draw_ascii",
    "harmless",
    "ngettext",
    "use_language",
    "visible",
)
