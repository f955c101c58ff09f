"""How the screens word what the rooms answer: criteria as a sentence, reasons in two or twelve words."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from carmail_tui.i18n import N_, _, current_language
from carmail_tui.i18n.format import format_amount, short_day
from carmail_tui.recipients.client import Client, Language
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.expression.printing import printed
from carmail_tui.recipients.kinds import SHAPES, Shape, Spent, typed_text
from carmail_tui.recipients.listing import CriterionValue
from carmail_tui.recipients.makes import make_name
from carmail_tui.recipients.reach import LeftOut, LeftOutReason, Purpose
from carmail_tui.recipients.regions import REGIONS
from carmail_tui.recipients.window import Window
from carmail_tui.ui.filter_words import meaning

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
    "towns": N_("Town"),
    "models": N_("Model"),
    "fuels": N_("Fuel"),
    "registered": N_("1st registration"),
    "came_before": N_("Not come since"),
    "has_address": N_("Usable address"),
    "bounced": N_("Address bounced"),
    "not_mailed": N_("Not written since"),
    "mailings": N_("Was in mailing"),
    "documents_since": N_("Document since"),
    "documents_before": N_("No document since"),
    "spent": N_("Documents, in EUR"),
    "unpaid": N_("Unpaid invoice"),
    "name": N_("Name contains"),
    "created_since": N_("Card made since"),
    "where": N_("Own filter"),
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
    match SHAPES[kind]:
        case Shape.YES_NO:
            return _("yes") if value else _("no")
        case Shape.TICKED:
            return ", ".join(_label(kind, key, labels) for key in value)
        case Shape.EXPRESSION:
            return printed(value, current_language())
    return _typed_words(kind, value, today)


def _typed_words(kind: str, value: Any, today: date) -> str:
    if kind == "inspection":
        return _days_words(value.ahead(today), _("from {first}"), _("by {last}"))
    if kind in {"came_before", "documents_before"}:
        first, last = value.back(today)
        return _days_words((None, first) if last is None else (first, last), "", _("before {last}"))
    if isinstance(value, Window):
        return _days_words(value.back(today), _("since {first}"), _("until {last}"))
    return _spent_words(value, today) if kind == "spent" else typed_text(kind, value)


def _spent_words(spent: Spent, today: date) -> str:
    least, most = (
        format_amount(amount) if amount is not None else "" for amount in (spent.least, spent.most)
    )
    if least and most:
        words = _("{least} to {most}")
    else:
        words = _("at least {least}") if least else _("at most {most}")
    amounts = words.format(least=least, most=most)
    if spent.period is None:
        return amounts
    period = _days_words(spent.period.back(today), _("since {first}"), _("until {last}"))
    return f"{amounts} {period}"


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
        if kind in _YES_NO:
            yes, no = _YES_NO[kind]
            words = _(yes) if getattr(criteria, kind) else _(no)
        elif kind == "where":
            assert criteria.where is not None
            words = meaning(criteria.where, today)
        elif kind in _SENTENCES:
            words = _(_SENTENCES[kind]).format(when=words)
        else:
            words = _(" or ").join(words.split(", "))
        parts.append(words)
    return ", ".join(parts)


_YES_NO = {
    "promotions": (N_("promotions accepted"), N_("promotions not accepted")),
    "has_address": (N_("with a usable address"), N_("without a usable address")),
    "bounced": (N_("with an address that bounced"), N_("no address that bounced")),
    "unpaid": (N_("with an unpaid invoice"), N_("without an unpaid invoice")),
}
_SENTENCES = {
    "inspection": N_("inspection {when}"),
    "came_since": N_("came {when}"),
    "registered": N_("first registered {when}"),
    "came_before": N_("last came {when}"),
    "not_mailed": N_("not written to {when}"),
    "mailings": N_("was in mailing {when}"),
    "documents_since": N_("last document {when}"),
    "documents_before": N_("last document {when}"),
    "spent": N_("documents {when}"),
    "name": N_("name contains “{when}”"),
    "created_since": N_("card made {when}"),
}
"""What the sentence of the whole filter says of these kinds."""


class Valued(Protocol):
    """What knows the values of a criterion: `store.clients.Clients`."""

    def values(self, kind: str, criteria: Criteria, today: date) -> list[CriterionValue]:
        """The values, each with how it is usually spelled."""
        ...


def usual_labels(clients: Valued, today: date, criteria: Criteria) -> dict[str, str]:
    """The usual spelling of each value that `criteria` hold by its folded form."""
    kinds = ("families", "types", "vehicle_types", "makes", "towns", "models", "fuels", "mailings")
    asked = (kind for kind in kinds if getattr(criteria, kind))
    return {value.key: value.label for kind in asked for value in clients.values(kind, Criteria(), today)}
