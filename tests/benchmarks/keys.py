"""What a key costs in the picker."""

import sys
from statistics import median, quantiles

from tests.benchmarks.figures import Figure, Section
from tests.benchmarks.garage import CARMAIL, TODAY_SHOWS, Garages, environment
from tests.benchmarks.terminal import Terminal

_TABLE_APP = [sys.executable, "-m", "tests.benchmarks.rivals.table_app"]
_CLIENTS = 2000
_PRESSED = {"Down": 200, "PageDown": 60, "Right": 60}
_ALONE = {"Right"}
"""Keys that mean nothing to a DataTable: the arrow takes a client into the selection, and commits that."""

_HOW = """\
A pseudo-terminal of 80x24 that knows synchronized output: from writing the key to the end of the first
frame after it, the next key once nothing more is drawn. A round is 200 times down, 60 times page down, 60
times the arrow that takes a client (a durable commit), on the demo's 2,000 clients; each figure is the p50
or the p95 of a round."""

Round = dict[str, list[float]]


def measure(garages: Garages, rounds: int) -> list[Section]:
    """The section."""
    ours: list[Round] = []
    theirs: list[Round] = []
    for _round in range(rounds):
        ours.append(_picker(garages))
        theirs.append(_table(garages))
    figures = []
    for key, count in _PRESSED.items():
        for name, of in (("p50", median), ("p95", _p95)):
            mine = tuple(of(values[key]) for values in ours)
            others = () if key in _ALONE else tuple(of(values[key]) for values in theirs)
            figures.append(Figure(f"{key} {name} ({count} keys)", "ms", mine, "Textual's DataTable", others))
    return [Section("A key in the picker", _HOW, figures)]


def _picker(garages: Garages) -> Round:
    terminal = Terminal(CARMAIL, environment(garages.copy()))
    try:
        terminal.wait(TODAY_SHOWS)
        terminal.press("F3")
        terminal.wait(r"Found 2.000")
        return {key: _pressed(terminal, key) for key in _PRESSED}
    finally:
        terminal.close()


def _table(garages: Garages) -> Round:
    terminal = Terminal([*_TABLE_APP, str(_CLIENTS)], environment(garages.copy()))
    try:
        terminal.wait("Client 000001")
        return {key: _pressed(terminal, key) for key in _PRESSED if key not in _ALONE}
    finally:
        terminal.close()


def _pressed(terminal: Terminal, key: str) -> list[float]:
    return [terminal.press(key) * 1000 for _time in range(_PRESSED[key])]


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]
