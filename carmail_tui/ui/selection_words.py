"""What a move of the selection did, in one sentence."""

from carmail_tui.i18n import _, ngettext
from carmail_tui.i18n.format import format_count
from carmail_tui.recipients.listing import Moved


def moved_words(moved: Moved, name: str = "") -> str:
    """How many entered or left; `name` where it was one client."""
    if name and moved.entered:
        return _("{name} added. u takes it back.").format(name=name)
    if name and moved.left:
        return _("{name} taken out. u takes it back.").format(name=name)
    if moved.entered:
        words = ngettext(
            "{count} client added. u takes it back.", "{count} clients added. u takes it back.", moved.entered
        )
        return words.format(count=format_count(moved.entered))
    if moved.left:
        words = ngettext(
            "{count} client taken out. u takes it back.",
            "{count} clients taken out. u takes it back.",
            moved.left,
        )
        return words.format(count=format_count(moved.left))
    return _("Nothing changed.")


def matching_words(moved: Moved, found: int, unreached: int) -> str:
    """What a double arrow did to all that are found."""
    return _(
        "{found} found: {entered} added, {already} already chosen, "
        "{unreached} will not receive. u takes it back."
    ).format(
        found=format_count(found),
        entered=format_count(moved.entered),
        already=format_count(moved.already),
        unreached=format_count(unreached),
    )
