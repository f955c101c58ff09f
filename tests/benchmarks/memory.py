"""The most memory that the interface holds."""

from tests.benchmarks.figures import Figure, Section, alternated
from tests.benchmarks.garage import CARMAIL, TODAY_SHOWS, Garages, environment
from tests.benchmarks.process import peak_megabytes
from tests.benchmarks.startup import EMPTY_APP, EMPTY_APP_SHOWS
from tests.benchmarks.terminal import Terminal

_HOW = """\
The largest resident set of the process (VmHWM), 1 MB being 10^6 bytes. "Four rooms": Today, Clients, the
picker and the ledger opened one after the other, 20 pages down in each. What delivery holds stands with its
speed below."""


def measure(garages: Garages, rounds: int) -> list[Section]:
    """The section."""
    named = environment(garages.copy())
    today, rooms, empty = alternated(
        rounds, lambda: _today(named), lambda: _rooms(named), lambda: _empty(named)
    )
    rival = "an empty Textual app"
    figures = [
        Figure("the interface on Today", "MB", today, rival, empty),
        Figure("the interface after four rooms", "MB", rooms, rival, empty),
    ]
    return [Section("Memory of the interface", _HOW, figures)]


def _today(named: dict[str, str]) -> float:
    return _peak(CARMAIL, TODAY_SHOWS, named)


def _rooms(named: dict[str, str]) -> float:
    keys = [key for room in ("F2", "F3", "F4") for key in (room, *["PageDown"] * 20)]
    return _peak(CARMAIL, TODAY_SHOWS, named, keys)


def _empty(named: dict[str, str]) -> float:
    return _peak(EMPTY_APP, EMPTY_APP_SHOWS, named)


def _peak(command: list[str], words: str, named: dict[str, str], keys: list[str] | None = None) -> float:
    terminal = Terminal(command, named)
    try:
        terminal.wait(words)
        for key in keys or []:
            terminal.press(key)
        terminal.settle()
        return peak_megabytes(terminal.pid)
    finally:
        terminal.close()
