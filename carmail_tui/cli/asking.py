"""Speaking with the person at the terminal: sentences, and the question before mails leave."""

import sys

from carmail_tui.i18n import ngettext

_YES = frozenset({"y", "yes", "o", "oui", "j", "ja"})


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
