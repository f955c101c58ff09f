"""The criteria as options of commands."""

import argparse

from carmail_tui.i18n import N_, _

__all__ = ("CRITERIA_OPTIONS", "add_criteria")

CRITERIA_OPTIONS = {
    "family": ("F", N_("of this family")),
    "type": ("T", N_("of this client type")),
    "language": ("L", N_("written to in this language: fr, nl, de, en")),
    "postcode": ("RANGE", N_("in these postcodes: 4000-4999 5000")),
    "region": ("R", N_("in this province: liege, hainaut, brussels ...")),
    "vehicle-type": ("T", N_("with a vehicle of this type")),
    "make": ("M", N_("with a vehicle of this make")),
}
"""The options that may be given several values: the name of a value, and what it asks of a client."""


def add_criteria(parser: argparse.ArgumentParser) -> None:
    """Add the options of the criteria. Several kinds add up, several values of one kind are alternatives."""
    group = parser.add_argument_group(_("criteria"), _("Several kinds add up; none means all clients."))
    for name, (metavar, meaning) in CRITERIA_OPTIONS.items():
        group.add_argument(
            f"--{name}", nargs="+", action="extend", default=[], metavar=metavar, help=_(meaning)
        )
    group.add_argument("--promotions", choices=("yes", "no"), help=_("who accepts promotions, or does not"))
    group.add_argument(
        "--inspection", metavar="WINDOW", help=_("whose inspection is due: 6w, 3m, 05/01, 01/12-05/01")
    )
    group.add_argument("--since", metavar="WINDOW", help=_("who came since: 6w, 3m, 2a, 05/01"))
