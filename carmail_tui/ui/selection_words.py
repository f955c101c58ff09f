"""The selection in sentences: whom there is to choose from, what a move did, how many will receive."""

from datetime import date

from carmail_tui.i18n import _, ngettext
from carmail_tui.i18n.format import format_count, short_day
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.listing import Moved


def nobody_words(criteria: Criteria) -> str:
    """Why nobody is found, and what to do."""
    if criteria.empty:
        return _("No clients yet: F2, then i, reads a list.")
    return _("Nobody is like that; f chooses others.")


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


def undone_words(moved: Moved) -> str:
    """What taking back the last move did."""
    return _("Taken back: {entered} in, {left} out.").format(
        entered=format_count(moved.entered), left=format_count(moved.left)
    )


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


def counts_words(found: int, chosen: int, receiving: int, left_out: int) -> str:
    """How many clients are found and chosen, and how many of those will receive."""
    words = _(" {found} found   {chosen} chosen   {receiving} will receive").format(
        found=format_count(found), chosen=format_count(chosen), receiving=format_count(receiving)
    )
    if left_out:
        words += _("   ({count} not: ? tells why)").format(count=format_count(left_out))
    return words


def written_words(day: date, count: int) -> str:
    """That the selection was written to before."""
    words = ngettext(
        "This selection was written to on {day} ({count} message). z empties it, f changes it.",
        "This selection was written to on {day} ({count} messages). z empties it, f changes it.",
        count,
    )
    return words.format(day=short_day(day, year=False), count=format_count(count))
