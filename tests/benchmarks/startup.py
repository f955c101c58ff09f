"""From the command to a usable screen, and to the help."""

import sys
from functools import partial

from tests.benchmarks.figures import Figure, Section, alternated
from tests.benchmarks.garage import CARMAIL, TODAY_SHOWS, Garages, environment, with_postgres
from tests.benchmarks.process import seconds
from tests.benchmarks.terminal import Terminal

EMPTY_APP = [sys.executable, "-m", "tests.benchmarks.rivals.empty_app"]
EMPTY_APP_SHOWS = "Nothing here"

_HOW = """\
A pseudo-terminal of 80x24; from the start of the process until the words are drawn that Today shows only
once it has looked into the database ("{words}"). The empty app draws one line of text. `carmail demo` makes
its 2,000 clients, 2,600 vehicles and 3,000 documents and starts its mail server first. `--help` and the
bare interpreter are timed from start to exit."""


def measure(garages: Garages, rounds: int) -> list[Section]:
    """The section."""
    named = environment(garages.copy())
    interface = partial(_milliseconds_to, CARMAIL, TODAY_SHOWS, named)
    multi_user = partial(_milliseconds_to, CARMAIL, TODAY_SHOWS, with_postgres(named))
    demo = partial(_milliseconds_to, [*CARMAIL, "demo"], TODAY_SHOWS, named)
    empty = partial(_milliseconds_to, EMPTY_APP, EMPTY_APP_SHOWS, named)
    for warm in (interface, multi_user, empty):
        warm()
    opened, empty_app, multi, made = alternated(rounds, interface, empty, multi_user, demo)
    helped, bare = alternated(rounds, _help, _bare)
    figures = [
        Figure("`carmail` to Today, 2,000 clients", "ms", opened, "an empty Textual app", empty_app),
        Figure(
            "the same with the extra `postgres` installed", "ms", multi, "an empty Textual app", empty_app
        ),
        Figure("`carmail demo` from nothing to Today", "ms", made, "an empty Textual app", empty_app),
        Figure("`carmail --help`", "ms", helped, "`python -c pass`", bare),
    ]
    return [Section("To a usable screen", _HOW.format(words=TODAY_SHOWS), figures)]


def _milliseconds_to(command: list[str], words: str, named: dict[str, str]) -> float:
    terminal = Terminal(command, named)
    try:
        return terminal.wait(words) * 1000
    finally:
        terminal.close()


def _help() -> float:
    return seconds([*CARMAIL, "--help"]) * 1000


def _bare() -> float:
    return seconds([sys.executable, "-c", "pass"]) * 1000
