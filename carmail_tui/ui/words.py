"""How the screens word what the rooms answer: criteria as a sentence, reasons in two or twelve words."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from carmail_tui.i18n import N_, _
from carmail_tui.i18n.format import short_day
from carmail_tui.recipients.client import Client, Language
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.listing import CriterionValue
from carmail_tui.recipients.makes import make_name
from carmail_tui.recipients.reach import LeftOut, LeftOutReason, Purpose
from carmail_tui.recipients.regions import REGIONS

CRITERIA = {
    "families": N_("Family"),
    "types": N_("Type"),
    "languages": N_("Language"),
    "postcodes": N_("Postcode"),
    "regions": N_("Region"),
    "makes": N_("Make of vehicle"),
    "vehicle_types": N_("Type of vehicle"),
    "inspection": N_("Next inspection"),
    "came_since": N_("Came since"),
    "promotions": N_("Accepts promotions"),
}
"""The criteria in the order of their panel."""

LANGUAGES = {
    Language.FRENCH: N_("French"),
    Language.DUTCH: N_("Dutch"),
    Language.GERMAN: N_("German"),
    Language.ENGLISH: N_("English"),
}

PURPOSES = {Purpose.PROMOTION: N_("promotion"), Purpose.SERVICE: N_("service")}

NOTES = {
    LeftOutReason.NO_ADDRESS: N_("no @"),
    LeftOutReason.MALFORMED: N_("bad @"),
    LeftOutReason.BOUNCED: N_("bounced"),
    LeftOutReason.SUPPRESSED: N_("refused"),
    LeftOutReason.REFUSED_PROMOTIONS: N_("no promo"),
    LeftOutReason.NO_CONSENT: N_("unasked"),
    LeftOutReason.SAME_MAILBOX: N_("double"),
}
"""Why a client will receive nothing, in the nine cells of the right pane."""

GROUPS = {
    LeftOutReason.NO_ADDRESS: N_("No address"),
    LeftOutReason.MALFORMED: N_("Address that is none"),
    LeftOutReason.BOUNCED: N_("Address that bounced"),
    LeftOutReason.SUPPRESSED: N_("Refuses mail from us"),
    LeftOutReason.REFUSED_PROMOTIONS: N_("Refused promotions"),
    LeftOutReason.NO_CONSENT: N_("Never asked about promotions"),
    LeftOutReason.SAME_MAILBOX: N_("Same mailbox as another"),
}
"""The groups of those left out."""


def named(client: Client) -> str:
    """What a sentence calls a client, the one without a name too."""
    return client.name.strip() or _("(no name) {code}").format(code=client.code)


def left_out_words(left_out: LeftOut) -> str:
    """Why this client will receive nothing, as a sentence without its full stop."""
    since = short_day(left_out.since)
    words = {
        LeftOutReason.NO_ADDRESS: _("no address"),
        LeftOutReason.MALFORMED: _("{email} is not an address"),
        LeftOutReason.BOUNCED: _("{email} bounced on {since}"),
        LeftOutReason.SUPPRESSED: _("{email} is not written to since {since}"),
        LeftOutReason.REFUSED_PROMOTIONS: _("refused promotions on {since}"),
        LeftOutReason.NO_CONSENT: _("never asked whether promotions are welcome"),
        LeftOutReason.SAME_MAILBOX: _("same mailbox as {other}"),
    }[left_out.reason]
    return words.format(email=left_out.email, since=since, other=left_out.other)


def language_name(code: str) -> str:
    """A language by its name in the language in use."""
    return _(LANGUAGES[Language(code)])


def value_words(criteria: Criteria, kind: str, today: date, labels: Mapping[str, str]) -> str:
    """What is asked for one criterion, as its panel shows it; empty where nothing is.

    `labels` gives the usual spelling of a key, where the database knows one.
    """
    value = getattr(criteria, kind)
    if value in ((), None):
        return ""
    if kind == "postcodes":
        return ", ".join(str(span) for span in value)
    if kind == "promotions":
        return _("yes") if value else _("no")
    if kind == "inspection":
        return _days_words(value.ahead(today), _("from {first}"), _("by {last}"))
    if kind == "came_since":
        return _days_words(value.back(today), _("since {first}"), _("until {last}"))
    return ", ".join(_label(kind, key, labels) for key in value)


def _days_words(bounds: tuple[date | None, date | None], from_words: str, until_words: str) -> str:
    first, last = bounds
    words = _("from {first} to {last}") if first and last else from_words if first else until_words
    return words.format(first=short_day(first), last=short_day(last))


def _label(kind: str, key: str, labels: Mapping[str, str]) -> str:
    if kind == "languages":
        return language_name(key)
    if kind == "regions":
        return _(REGIONS[key][0])
    if kind == "makes":
        return make_name(key, labels.get(key, ""))
    return labels.get(key, key.capitalize())


def criteria_sentence(criteria: Criteria, today: date, labels: Mapping[str, str]) -> str:
    """The whole filter as a sentence."""
    if criteria.empty:
        return _("All clients; f chooses criteria")
    parts = []
    for kind in CRITERIA:
        words = value_words(criteria, kind, today, labels)
        if not words:
            continue
        if kind == "inspection":
            words = _("inspection {when}").format(when=words)
        elif kind == "came_since":
            words = _("came {when}").format(when=words)
        elif kind == "promotions":
            words = _("promotions accepted") if criteria.promotions else _("promotions not accepted")
        else:
            words = _(" or ").join(words.split(", "))
        parts.append(words)
    return ", ".join(parts)


class Valued(Protocol):
    """What knows the values of a criterion: `store.clients.Clients`."""

    def values(self, kind: str, criteria: Criteria, today: date) -> list[CriterionValue]:
        """The values, each with how it is usually spelled."""
        ...


def usual_labels(clients: Valued, today: date) -> dict[str, str]:
    """The usual spelling of each family, type, vehicle type and make."""
    kinds = ("families", "types", "vehicle_types", "makes")
    return {value.key: value.label for kind in kinds for value in clients.values(kind, Criteria(), today)}
