"""Words for the typed answers of the documents room; an enum's value is what they are looked up by."""

from collections.abc import Sequence
from datetime import datetime

from carmail_tui.i18n.format import short_moment
from carmail_tui.i18n.language import N_, _

_KINDS = {"invoice": N_("Invoice"), "credit_note": N_("Credit note")}

_STATES = {
    "unsent": N_("no"),
    "under_way": N_("under way"),
    "in_doubt": N_("in doubt"),
    "bounced": N_("bounced"),
    "failed": N_("failed"),
}

_SOURCES = {
    "card": N_("card"),
    "financial": N_("financial tab"),
    "contact": N_("contact"),
    "document": N_("document"),
}

_RULES = {
    "remembered": N_("always this one"),
    "financial": N_("financial tab"),
    "receives_documents": N_("contact for documents"),
    "card": N_("card"),
    "document": N_("address in the document"),
    "only_one": N_("the only address known"),
    "by_hand": N_("chosen by hand"),
}

_OBSTACLES = {
    "no_address": N_("no e-mail address"),
    "malformed": N_("the e-mail address is not one"),
    "bounced": N_("the address bounced"),
    "suppressed": N_("the address is not written to"),
    "refused": N_("the address was refused"),
    "to_choose": N_("several contacts: choose an address"),
    "no_file": N_("a document without a file"),
}

_STOPS = {
    "already_sent": N_("already sent"),
    "file_unreadable": N_("a file cannot be read"),
    "contradiction": N_("a file contradicts the ledger or the client"),
    "not_composed": N_("the mail cannot be made"),
    "already_queued": N_("the same mail is in the outbox already"),
    "changed": N_("a document was given to another client in the meantime"),
}

_AGAINST = {
    "number": N_("the number"),
    "kind": N_("the kind"),
    "amount": N_("the amount"),
    "currency": N_("the currency"),
    "buyer": N_("the buyer in the ledger"),
    "client": N_("the client"),
}


_UNCHECKED = {
    "no_text": N_("{file} is a picture without text: what it shows was not checked"),
    "not_read": N_("{file} cannot be read: what it holds was not checked"),
}

_NOT_FOUND = {
    "number": N_("the number"),
    "amount": N_("the amount"),
    "buyer": N_("the buyer"),
}


def gap_sentence(file: str, why: str, what: Sequence[str]) -> str:
    """What could not be checked in a file, and why."""
    if why in _UNCHECKED:
        return _(_UNCHECKED[why]).format(file=file)
    named = ", ".join(_(_NOT_FOUND[one]) for one in what)
    return _("{file}: not found in it, and so not checked: {what}").format(file=file, what=named)


def kind_word(kind: str) -> str:
    """Invoice or credit note, for a column."""
    return _(_KINDS[kind])


def sent_word(state: str, has_address: bool, sent_at: datetime | None) -> str:
    """The column `Sent` of the ledger: when, or what became of it."""
    if state == "sent":
        return short_moment(sent_at)
    if state == "unsent" and not has_address:
        return _("no, no @")
    return _(_STATES[state])


def source_word(source: str, label: str = "") -> str:
    """Where an address comes from; of a contact with a name, who it is."""
    if source == "contact" and label:
        return _("contact: {name}").format(name=label)
    return _(_SOURCES[source])


def rule_word(rule: str) -> str:
    """Why a document goes to that address."""
    return _(_RULES[rule])


def obstacle_word(obstacle: str) -> str:
    """What keeps a line of a plan from leaving."""
    return _(_OBSTACLES[obstacle])


def stop_word(stop: str) -> str:
    """Why a line of a plan was not queued; an obstacle has words of its own."""
    return _(_STOPS[stop])


def contradiction_sentence(against: str, file: str, expected: str, found: str) -> str:
    """Both sides of what the seat belt found."""
    if not found:
        return _("{file}: {what} should be {expected}, and is nowhere in the file").format(
            file=file, what=_(_AGAINST[against]), expected=expected
        )
    return _("{file}: {what} should be {expected}, the file says {found}").format(
        file=file, what=_(_AGAINST[against]), expected=expected, found=found
    )
