"""Reading apart: a reader that crashes, hangs or eats memory is an answer, and the next file is read."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from carmail_tui.reading.apart import Apart, ApartError, ApartFault, Team


class OddError(Exception):
    """An exception whose class takes other arguments than its message."""

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(f"{path} is odd")
        self.path = path
        self.line = line


def read(path: Path) -> str:
    """A reader that does what the name of the file says."""
    match path.name:
        case "hang":
            while True:
                pass
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "eat":
            return "x" * 3_000_000_000
        case "odd":
            raise OddError(path, 7)
        case "print":
            os.write(1, b"not an answer")
            print("nor this")
        case "large":
            return "x" * 5_000_000
    return path.name


def process() -> int:
    return os.getpid()


@pytest.fixture
def apart() -> Iterator[Apart]:
    with Apart(seconds=1) as found:
        yield found


def test_it_is_another_process_and_stays_the_same(apart: Apart) -> None:
    first = apart.call(process)
    assert first != os.getpid()
    assert apart.call(process) == first
    assert len(apart.call(read, Path("large"))) == 5_000_000
    assert apart.call(read, Path("print")) == "print"


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("hang", ApartFault.TIMED_OUT),
        ("crash", ApartFault.CRASHED),
        ("eat", ApartFault.NO_MEMORY),
    ],
)
def test_what_a_reader_does_not_survive_is_an_answer(apart: Apart, name: str, fault: ApartFault) -> None:
    with pytest.raises(ApartError) as raised:
        apart.call(read, Path(name))
    assert raised.value.fault is fault
    assert apart.call(read, Path("next")) == "next"


def test_what_a_reader_raises_is_raised_here(apart: Apart) -> None:
    with pytest.raises(OddError, match="is odd") as raised:
        apart.call(read, Path("odd"))
    assert (raised.value.path, raised.value.line) == (Path("odd"), 7)


def test_the_rest_of_a_folder_goes_on(apart: Apart) -> None:
    names = ["a", "crash", "b", "odd", "hang", "eat", "large", "c"]
    answers = {path.name: answer for path, answer in apart.each(read, map(Path, names))}
    assert list(answers) == names
    told = {name: getattr(answer, "fault", type(answer)) for name, answer in answers.items()}
    assert told == {
        "a": str,
        "crash": ApartFault.CRASHED,
        "b": str,
        "odd": OddError,
        "hang": ApartFault.TIMED_OUT,
        "eat": ApartFault.NO_MEMORY,
        "large": str,
        "c": str,
    }
    assert answers["c"] == "c"


@pytest.mark.parametrize("count", [0, 1, 2, 101])
def test_a_team_answers_in_order_and_survives_the_end_of_a_member(count: int) -> None:
    names = ["crash" if number % 40 == 7 else f"file {number}" for number in range(count)]
    with Team() as team:
        answers = list(team.each(read, map(Path, names)))
    assert [path.name for path, _answer in answers] == names
    for path, answer in answers:
        assert isinstance(answer, ApartError) if path.name == "crash" else answer == path.name


def test_who_stops_in_between_gets_no_stale_answer(apart: Apart) -> None:
    for _path, _answer in apart.each(read, map(Path, "abcdef")):
        break
    assert apart.call(read, Path("fresh")) == "fresh"


def test_a_process_that_somebody_ended_is_started_anew(apart: Apart) -> None:
    before = apart.call(process)
    os.kill(before, signal.SIGKILL)
    assert apart.call(process) != before


def test_it_ends_with_us(apart: Apart) -> None:
    running = apart.call(process)
    apart.close()
    with pytest.raises(ProcessLookupError):
        os.kill(running, 0)


def test_it_ends_by_itself_where_nobody_ends_it() -> None:
    """Its parent was killed while a parser went round in circles."""
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom carmail_tui.reading.apart import Apart\n"
        "from tests.reading.test_apart import process, read\napart = Apart(seconds=1)\n"
        "os.write(1, str(apart.call(process)).encode())\napart._ask(read, (Path('hang'),))\nos._exit(0)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    try:
        orphan = os.pidfd_open(int(told))
    except ProcessLookupError:
        return
    ended = select.poll()
    ended.register(orphan, select.POLLIN)
    assert ended.poll(60_000), "it is still there"
    os.close(orphan)
