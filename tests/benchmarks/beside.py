"""What a key costs while a delivery is under way on the same machine."""

from collections.abc import Callable
from statistics import quantiles

from carmail_tui.demo.garage import DemoGarage
from carmail_tui.settings.file import set_values
from carmail_tui.store.store import Store
from tests.benchmarks.delivery import mails, queue
from tests.benchmarks.figures import Figure, Section
from tests.benchmarks.garage import CARMAIL, Garages, environment
from tests.benchmarks.process import started
from tests.benchmarks.sink import Sink
from tests.benchmarks.terminal import Terminal

_MAILS = 16_000
_KEYS = 1_000
_HOW = """\
A pseudo-terminal of 80x24 with the progress screen of a mailing open, and {keys:,} keys: F1 opens the
help over it, Escape closes it again (a terminal program waits a moment after Escape, for it may begin
another key). From writing the key to the end of the first frame after it. Once with the mailing paused
and no delivery, once while `carmail deliver` takes its {mails:,} letters over ten connections to a
server that answers each packet after 50 ms; at least 10,000 of them go out meanwhile. One round."""


def measure(garages: Garages, _rounds: int) -> list[Section]:
    """The section."""
    with Sink(pipelining=True, delay=0.05) as sink:
        garage = garages.copy(sink.port)
        set_values(garage.config_path, {"smtp.connections": "10"})
        queue(garage, mails(_MAILS, pdf=False))
        _pause(garage, True)
        alone = _pressed(garage)
        _pause(garage, False)
        with started([*CARMAIL, "deliver"], environment(garage)):
            beside = _pressed(garage)
        assert sink.end() >= 10_000
    figures = [
        Figure(f"a key beside a delivery, {name}", "ms", (of(beside),), "without one", (of(alone),))
        for name, of in (("p50", _percentile(50)), ("p95", _percentile(95)), ("p99", _percentile(99)))
    ]
    how = _HOW.format(keys=_KEYS, mails=_MAILS)
    return [Section("A key while mails go out", how, figures)]


def _pressed(garage: DemoGarage) -> list[float]:
    terminal = Terminal(CARMAIL, environment(garage))
    try:
        terminal.wait("Entretien")
        terminal.press("Enter")
        terminal.wait("Waiting|Under way|Paused")
        return [terminal.press(key) * 1000 for _pair in range(_KEYS // 2) for key in ("F1", "Escape")]
    finally:
        terminal.close()


def _pause(garage: DemoGarage, paused: bool) -> None:
    store = Store(garage.database_url, garage.folder)
    store.outbox.pause(store.messages.latest(1)[0].id, paused)
    store.close()


def _percentile(percent: int) -> Callable[[list[float]], float]:
    return lambda values: quantiles(values, n=100)[percent - 1]
