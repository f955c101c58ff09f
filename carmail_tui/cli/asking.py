"""Speaking with the person at the terminal: sentences, and the question before mails leave."""

import sys
from collections.abc import Sequence

from carmail_tui.i18n import ngettext, visible

_YES = frozenset({"y", "yes", "o", "oui", "j", "ja"})
_LISTED = 8


def say(*sentences: str) -> None:
    """Tell a person, on standard error."""
    for sentence in sentences:
        print(sentence, file=sys.stderr)


def confirmed(count: int) -> bool:
    """Whether a person at a terminal says that so many mails may leave; False where nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    question = ngettext("Send {count} mail? [y/N] ", "Send {count} mails? [y/N] ", count).format(count=count)
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in _YES


def nearest(name: str, known: Sequence[str]) -> list[str]:
    """Of the known names those that are like `name`, else the first of them; as they may be shown."""
    import difflib

    from carmail_tui.recipients.folding import fold

    names = {fold(one): visible(one, 60) for one in known}
    near = difflib.get_close_matches(fold(name), names, n=3, cutoff=0.5) or list(names)[:_LISTED]
    return [names[key] for key in near]
