"""The criteria as options of commands."""

import argparse

from carmail_tui.i18n import N_, _

__all__ = ("ANSWERED", "CRITERIA_OPTIONS", "TICKED", "TYPED", "add_criteria")

CRITERIA_OPTIONS = {
    "family": ("F", N_("of this family")),
    "type": ("T", N_("of this client type")),
    "language": ("L", N_("written to in this language: fr, nl, de, en")),
    "postcode": ("RANGE", N_("in these postcodes: 4000-4999 5000")),
    "region": ("R", N_("in this province: liege, hainaut, brussels ...")),
    "town": ("T", N_("in this town")),
    "vehicle-type": ("T", N_("with a vehicle of this type")),
    "make": ("M", N_("with a vehicle of this make")),
    "model": ("M", N_("with a vehicle of this model")),
    "fuel": ("F", N_("with a vehicle of this fuel")),
    "mailed": ("TITLE", N_("who was in the mailing of this title")),
}
"""The options that may be given several values: the name of a value, and what it asks of a client."""

TICKED = {
    "family": "families",
    "type": "types",
    "town": "towns",
    "vehicle-type": "vehicle_types",
    "make": "makes",
    "model": "models",
    "fuel": "fuels",
    "mailed": "mailings",
}
"""Those whose values must occur, each with its kind of criteria."""

ANSWERED = {
    "promotions": ("promotions", N_("who accepts promotions, or does not")),
    "address": ("has_address", N_("who has a usable address, or has none")),
    "bounced": ("bounced", N_("who has an address that bounced, or has none")),
    "unpaid": ("unpaid", N_("who has an unpaid invoice, or has none")),
}
"""The options that are yes or no: the kind of criteria, and what it asks."""

TYPED = {
    "inspection": ("inspection", "WINDOW", N_("whose inspection is due: 6w, 3m, 05/01, 01/12-05/01")),
    "since": ("came_since", "WINDOW", N_("who came since: 6w, 3m, 2a, 05/01")),
    "not-since": ("came_before", "WINDOW", N_("who came last before: 6m, 01/01/2025")),
    "registered": ("registered", "PERIOD", N_("with a vehicle registered in: 2010-2015, 10y")),
    "not-mailed": ("not_mailed", "DAYS", N_("not written to in so many days: 30, 3m")),
    "document-since": ("documents_since", "WINDOW", N_("with a document since: 6m, 01/01/2026")),
    "document-before": ("documents_before", "WINDOW", N_("whose last document is from before: 1y")),
    "spent": ("spent", "AMOUNT", N_("whose documents come to: 500, 500-2000, '500 12m' (in 12 months)")),
    "named": ("name", "TEXT", N_("whose name contains this")),
    "created-since": ("created_since", "WINDOW", N_("whose card was made since: 2w, 01/11/2026")),
}
"""The options that take one text: the kind of criteria, the name of the value, and what it asks."""


def add_criteria(parser: argparse.ArgumentParser) -> None:
    """Add the options of the criteria. Several kinds add up, several values of one kind are alternatives."""
    group = parser.add_argument_group(_("criteria"), _("Several kinds add up; none means all clients."))
    for name, (metavar, meaning) in CRITERIA_OPTIONS.items():
        group.add_argument(
            f"--{name}", nargs="+", action="extend", default=[], metavar=metavar, help=_(meaning)
        )
    for name, (_kind, meaning) in ANSWERED.items():
        group.add_argument(f"--{name}", choices=("yes", "no"), help=_(meaning))
    for name, (_kind, metavar, meaning) in TYPED.items():
        group.add_argument(f"--{name}", metavar=metavar, help=_(meaning))
    group.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="EXPRESSION",
        help=_('an own filter: "make = VW and next_inspection <= today + 6w" (docs/filters.md)'),
    )
    group.add_argument(
        "--filter", action="append", default=[], metavar="NAME", help=_("a filter that was kept")
    )
