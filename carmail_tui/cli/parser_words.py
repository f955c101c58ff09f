"""What the parser of arguments says by itself, in the language in use."""

import argparse

from carmail_tui.i18n import N_, _, ngettext

WORDS = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("not allowed with argument %s"),
    N_("unrecognized arguments: %s"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("ignored explicit argument %r"),
)
"""The texts of argparse that a user of the commands can meet; the others are defects of the program."""


def translate_parser() -> None:
    """Let argparse look its words up where the program does: it has no other way to be told a language."""
    vars(argparse).update(_=_, ngettext=ngettext)
