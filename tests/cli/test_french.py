"""The command line in French: no help of any command is left in English."""

import argparse
import re

from carmail_tui.cli.main import build_parser
from carmail_tui.cli.parser_words import translate_parser
from carmail_tui.i18n import use_language

SAME_IN_BOTH = re.compile(r"options|[a-z_]+(, [a-z_]+)*")
"""A word that is French too, and the states as scripts read them."""


def texts(language: str) -> dict[str, str]:
    """Everything that the help of every command says, by where it stands."""
    use_language(language)
    translate_parser()
    found: dict[str, str] = {}

    def walk(parser: argparse.ArgumentParser, path: str) -> None:
        found[f"{path}: description"] = parser.description or ""
        for number, group in enumerate(parser._action_groups):
            found[f"{path}: group {number}"] = group.title or ""
        for action in parser._actions:
            if action.help != argparse.SUPPRESS:
                found[f"{path} {action.dest}"] = action.help or ""
            if isinstance(action, argparse._SubParsersAction):
                for listed in action._choices_actions:
                    found[f"{path}: command {listed.dest}"] = listed.help or ""
                for name, inner in action.choices.items():
                    walk(inner, f"{path} {name}")

    walk(build_parser(), "carmail")
    return found


def test_the_help_of_every_command_is_french() -> None:
    try:
        french, english = texts("fr"), texts("en")
    finally:
        use_language("en")
        translate_parser()
    assert len(french) > 200
    same = [f"{place}: {text}" for place, text in french.items() if text and text == english[place]]
    assert [text for text in same if not SAME_IN_BOTH.fullmatch(text.rpartition(": ")[2])] == []
