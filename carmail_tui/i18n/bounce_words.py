"""Bounces in plain words: why a file was not read, how final a bounce is, why it came.

Keys are the values of `reading.bounces`' enumerations.
"""

from pathlib import Path

from carmail_tui.i18n.language import N_, _
from carmail_tui.i18n.visible import visible

_FAULTS = {
    "not_found": N_("{path} is not there."),
    "link": N_("{path} is a link, which may lead anywhere: it was not followed."),
    "not_a_file": N_("{path} is neither a file nor a folder."),
    "not_a_mail": N_("{path} does not begin as a mail does."),
    "empty": N_("{path} is empty."),
    "unreadable": N_("{path} cannot be read: {detail}."),
}

_KINDS = {
    "permanent": N_("for good"),
    "temporary": N_("still being tried"),
    "given-up": N_("given up"),
    "complaint": N_("complaint"),
}

_CAUSES = {
    "unknown_mailbox": N_("unknown address"),
    "mailbox_full": N_("mailbox full"),
    "policy": N_("refused by the other side"),
    "too_big": N_("too large"),
    "unreachable": N_("mail server not reached"),
    "other": N_("no reason given"),
}

_EFFECTS = {
    "suppressed": N_("not written to any more"),
    "no_promotions": N_("receives no promotions any more"),
    "shown": N_("shown, and still written to"),
    "nothing": N_("nothing changes: it is still being tried"),
    "known": N_("known already"),
    "forgiven": N_("still written to: forgiven since"),
    "stranger": N_("no card has this address"),
}


def fault_sentence(path: Path, fault: str, detail: str) -> str:
    """Why a file holds no mail that could be read."""
    return _(_FAULTS[fault]).format(path=visible(str(path), 200), detail=visible(detail, 200))


def kind_word(kind: str) -> str:
    """How final a bounce is, in a word or two."""
    return _(_KINDS[kind])


def cause_word(cause: str) -> str:
    """Why a bounce came, in a few words."""
    return _(_CAUSES[cause])


def effect_word(effect: str) -> str:
    """What a bounce changes for its address."""
    return _(_EFFECTS[effect])
