"""The command `carmail`: parses the arguments, and turns what goes wrong into a sentence."""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any

from carmail_tui import __version__
from carmail_tui.cli.parser_words import translate_parser
from carmail_tui.i18n import LANGUAGES, _, use_language

_COMMANDS = (
    "demo",
    "imports",
    "clients",
    "lists",
    "filters",
    "mailing",
    "documents",
    "deliver",
    "outbox",
    "bounces",
    "settings",
    "inspect",
)

ALL_DONE, DONE_IN_PART, WRONG_USE, NOTHING_DONE = range(4)


class NotDoneError(Exception):
    """A command goes no further: the sentence that says why, and the exit status."""

    def __init__(self, sentence: str, status: int = WRONG_USE) -> None:
        super().__init__(sentence)
        self.status = status


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 all done, 1 in part, 2 wrong use, 3 nothing done."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    use_language(_language_asked(words))
    translate_parser()
    parser = build_parser()
    parsed = parser.parse_args(words)
    try:
        return int(parsed.func(parsed))
    except KeyboardInterrupt:
        print(_("Interrupted. What was already done is kept."), file=sys.stderr)
        return NOTHING_DONE
    except NotDoneError as error:
        print(error, file=sys.stderr)
        return error.status
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ALL_DONE
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        from carmail_tui.cli.log import start_log

        start_log()
        logging.getLogger("carmail.cli").error("%s", error)
        print(sentence, file=sys.stderr)
        return NOTHING_DONE


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; each command's module adds its own part."""
    parser = argparse.ArgumentParser(
        prog="carmail",
        description=_(
            "Mailings and accounting documents by mail, for a garage. Without a command: the interface."
        ),
    )
    # argparse does not translate this one by itself.
    version_words = _("show program's version number and exit")
    parser.add_argument("--version", action="version", version=f"carmail {__version__}", help=version_words)
    parser.add_argument("--database", metavar="URL", help=_("sqlite:///PATH or postgresql://..."))
    parser.add_argument("--lang", choices=LANGUAGES, help=_("the language of the interface"))
    parser.add_argument("--ascii", action="store_true", help=_("draw with ASCII characters alone"))
    parser.set_defaults(func=_interface)
    commands = parser.add_subparsers(title=_("commands"), metavar="", parser_class=CommandParser)
    for name in _COMMANDS:
        importlib.import_module(f"carmail_tui.cli.{name}").add_parser(commands)
    return parser


class CommandParser(argparse.ArgumentParser):
    """The parser of one command, which takes the options of `carmail` itself too: they may stand anywhere."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # Without a default: one that is not here leaves alone what stood before the command.
        unsaid: dict[str, Any] = {"default": argparse.SUPPRESS, "help": argparse.SUPPRESS}
        self.add_argument("--database", **unsaid)
        self.add_argument("--lang", choices=LANGUAGES, **unsaid)
        self.add_argument("--ascii", action="store_true", **unsaid)


def _interface(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.interface import run

    return run(arguments)


def _language_asked(words: list[str]) -> str | None:
    """The value of --lang, needed before the parser exists because its help is translated."""
    for index, word in enumerate(words):
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang" and index + 1 < len(words):
            return words[index + 1]
    return None


def _sentence(error: Exception) -> str | None:
    """What to tell the user, for the errors that are not defects of the program."""
    from carmail_tui.i18n.errors import sentence
    from carmail_tui.store.errors import explained

    return sentence(explained(error))
