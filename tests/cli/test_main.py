"""The options of `carmail` itself, before a command and after it."""

import pytest

from carmail_tui.cli.main import build_parser, main


@pytest.mark.parametrize(
    "words",
    [
        ("--lang", "en", "--database", "sqlite:///x.db", "--ascii", "documents", "send", "--unsent"),
        ("documents", "send", "--unsent", "--lang", "en", "--database", "sqlite:///x.db", "--ascii"),
        ("--ascii", "documents", "--lang=en", "send", "--database=sqlite:///x.db", "--unsent"),
    ],
)
def test_they_stand_anywhere(words: tuple[str, ...]) -> None:
    found = build_parser().parse_args(words)
    assert (found.lang, found.database, found.ascii, found.unsent) == ("en", "sqlite:///x.db", True, True)


def test_the_last_one_counts() -> None:
    assert build_parser().parse_args(["--lang", "en", "demo", "--lang", "fr"]).lang == "fr"
    assert build_parser().parse_args(["demo"]).lang is None


@pytest.mark.parametrize(("language", "words"), [("en", "an invented garage"), ("fr", "un garage inventé")])
def test_the_help_of_a_command_is_in_the_language_named_after_it(
    language: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["demo", "--lang", language, "--help"])
    assert words in capsys.readouterr().out
