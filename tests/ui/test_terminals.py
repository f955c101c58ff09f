"""Terminals that are none, that are too small, that know no drawing characters, and that show no colours."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from carmail_tui.cli.garage import Garage
from carmail_tui.i18n import draw_ascii, use_language
from carmail_tui.ui.app import CarmailApp
from carmail_tui.ui.screens.picker import Picker
from carmail_tui.ui.screens.today import Today
from carmail_tui.ui.screens.too_small import TooSmall
from carmail_tui.ui.terminal import Terminal, look
from carmail_tui.ui.widgets.lines import KeyBar
from tests.terminal.tmux import Terminal as Tmux
from tests.terminal.tmux import missing
from tests.ui.conftest import Clerk, at_work
from tests.ui.tour import at_the_edge, tour

CARMAIL = [sys.executable, "-m", "carmail_tui"]
DRAWN = frozenset(chr(code) for code in [*range(0x2190, 0x2600), 0x2026, 0x241B, 0xB7])
"""Arrows, technical signs, boxes, blocks, geometric shapes, the ellipsis, and what stands for a control."""


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    """What a new user's process sees."""
    kept = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "TERM": "xterm-256color"}
    kept |= {
        "CARMAIL_CONFIG": str(tmp_path / "carmail.toml"),
        "CARMAIL_DATABASE": f"sqlite:///{tmp_path}/g.db",
    }
    return kept | more


# -- no terminal -------------------------------------------------------------------------------------------


def test_without_a_terminal_one_sentence_and_2(tmp_path: Path) -> None:
    done = subprocess.run(
        [*CARMAIL, "--lang", "en"], env=environment(tmp_path), stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr and "Traceback" not in done.stderr and done.stdout == ""
    assert not (tmp_path / "g.db").exists()


def test_with_its_input_closed(tmp_path: Path) -> None:
    words = " ".join([*CARMAIL, "--lang", "en"])
    done = subprocess.run(
        ["/bin/sh", "-c", f"exec {words} <&-"], env=environment(tmp_path), capture_output=True, text=True,
        timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and "needs a terminal" in done.stderr


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_place_text(tmp_path: Path, term: str) -> None:
    status, output = in_pty([*CARMAIL, "--lang", "en"], environment(tmp_path, TERM=term))
    assert status == 2
    assert "cannot place text" in output and "\x1b[" not in output


def in_pty(command: list[str], variables: dict[str, str]) -> tuple[int, str]:
    """Run a command in a terminal of its own; exit status and all that it writes."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(command[0], command, variables)
    output = b""
    while True:
        try:
            read = os.read(terminal, 4096)
        except OSError:
            break
        if not read:
            break
        output += read
    os.close(terminal)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), output.decode()


# -- a small one -------------------------------------------------------------------------------------------


@pytest.mark.fault(61)
async def test_too_small_a_window_says_so_until_it_grows(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right")
        await clerk.pilot.resize_terminal(40, 10)
        await clerk.settle()
        assert isinstance(clerk.app.screen, TooSmall)
        assert "The window is too small: 60 columns and 16 lines" in " ".join(clerk.sees().split())
        await clerk.press("right", "f4", "z", "escape", "q")
        assert isinstance(clerk.app.screen, TooSmall), "what is not seen is not done"
        assert demo.store.selection.count(demo.user) == 1
        await clerk.pilot.resize_terminal(80, 24)
        await clerk.settle()
        assert isinstance(clerk.app.screen, Picker) and "1 chosen" in clerk.sees()


async def test_the_program_can_be_left_from_too_small_a_window(demo: Garage) -> None:
    async with at_work(demo, size=(30, 8)) as clerk:
        assert isinstance(clerk.app.screen, TooSmall)
        await clerk.press("ctrl+q")
        assert not clerk.app.is_running


def keys_shown(bar: KeyBar, line: str) -> list[str]:
    """The entries of a key bar that stand on its line, of which nothing else may be left."""
    entries = [*(" ".join(entry) for entry in bar.entries() if entry[0] != "F1"), "F1 Help"]
    shown = [entry for entry in entries if entry in line]
    assert " ".join(shown).split() == line.split()
    return shown


def last_keys(bar: KeyBar) -> list[str]:
    """The entries that give way to none: those that lead on and out, and F1."""
    return [*(" ".join(entry) for entry in bar.entries() if entry[0] != "F1"), "F1 Help"][-3:]


async def test_every_screen_fits_the_smallest_window(demo: Garage, patient: None, tmp_path: Path) -> None:
    attachment = tmp_path / "bon.pdf"
    attachment.write_bytes(b"%PDF-1.4")
    async with at_work(demo, size=(60, 16)) as clerk:

        def fits(name: str) -> None:
            lines = clerk.sees().split("\n")
            assert len(lines) == 16 and all(cell_len(line) <= 60 for line in lines), name
            assert lines[0].strip() and lines[-1].strip(), name
            assert at_the_edge(clerk.app.screen) == [], name
            for bar in clerk.app.screen.query(KeyBar):
                assert keys_shown(bar, lines[-1])[-3:] == last_keys(bar), name

        await tour(clerk, fits, attachment)


# -- ASCII and no colours ----------------------------------------------------------------------------------


@pytest.fixture
def drawing() -> Iterator[None]:
    """Other tests draw as before."""
    yield
    draw_ascii(False)


async def test_ascii_draws_nothing_else(demo: Garage, patient: None, tmp_path: Path, drawing: None) -> None:
    use_language("fr")
    attachment = tmp_path / "bon.pdf"
    attachment.write_bytes(b"%PDF-1.4")
    drawn: dict[str, set[str]] = {}
    async with at_work(demo, ascii_glyphs=True) as clerk:

        def plain(name: str) -> None:
            found = set(clerk.sees()) & DRAWN
            if found:
                drawn[name] = found

        await tour(clerk, plain, attachment)
    assert drawn == {}


@pytest.mark.parametrize(
    ("variables", "ascii_asked", "found"),
    [
        ({"TERM": "linux"}, False, Terminal(ascii=True, ansi=True)),
        ({"TERM": "xterm-256color"}, False, Terminal(ascii=False, ansi=False)),
        ({"TERM": "xterm-256color"}, True, Terminal(ascii=True, ansi=False)),
        ({"TERM": "tmux-256color", "NO_COLOR": "1"}, False, Terminal(ascii=False, ansi=True)),
        ({"TERM": "vt220"}, False, Terminal(ascii=True, ansi=True)),
        ({"TERM": "xterm-256color", "LC_ALL": "C"}, False, Terminal(ascii=True, ansi=False)),
        ({"TERM": "xterm-256color", "LC_CTYPE": "fr_BE@euro"}, False, Terminal(ascii=True, ansi=False)),
    ],
)
def test_what_a_terminal_can_do(variables: dict[str, str], ascii_asked: bool, found: Terminal) -> None:
    assert look({"LANG": "fr_BE.UTF-8", **variables}, ascii_asked=ascii_asked) == found


async def test_no_colour_is_the_only_sign(demo: Garage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under NO_COLOR everything that colours show is there as a letter, in reverse or bold."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = CarmailApp(demo, Terminal(ascii=False, ansi=True))
    async with app.run_test(size=(80, 24)) as pilot:
        clerk = Clerk(app, pilot)
        await clerk.settle()
        assert isinstance(app.screen, Today)
        await clerk.press("f3", "right", "space")
        lines = clerk.sees().split("\n")
        assert any(line.startswith("  V ") for line in lines) and any(line.startswith(">*") for line in lines)
        assert reversed_text(app).startswith(">*")
        await clerk.press("f", *["down"] * 5, "tab")
        assert "[ ]" in reversed_text(app), "the value that Enter ticks"
        await clerk.press("escape", "ctrl+p")
        assert reversed_text(app).strip(), "the action that Enter does"


def reversed_text(app: CarmailApp) -> str:
    """The first text that stands out in reverse, the cursor of a field apart."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            if segment.style is not None and segment.style.reverse and len(segment.text.strip()) > 1:
                return segment.text
    return ""


@pytest.mark.terminal
@pytest.mark.skipif(missing(), reason="there is no tmux on this machine")
@pytest.mark.parametrize(
    ("variables", "options"),
    [
        ({"TERM": "linux"}, ()),
        ({"NO_COLOR": "1"}, ()),
        ({}, ("--ascii",)),
        ({"LC_ALL": "C", "LANG": "C"}, ()),
    ],
    ids=["linux", "no-color", "ascii", "c-locale"],
)
def test_in_a_real_terminal(tmp_path: Path, variables: dict[str, str], options: tuple[str, ...]) -> None:
    folder = tmp_path / "tmux"
    folder.mkdir()
    settings = environment(tmp_path, **{"LC_ALL": "C.UTF-8", **variables})
    if "TERM" not in variables:
        del settings["TERM"]
    (tmp_path / "carmail.toml").write_text(
        '[sender]\naddress = "a@garage.example"\n[smtp]\nserver = "127.0.0.1"\n'
    )
    terminal = Tmux([*CARMAIL, "--lang", "en", *options], folder, environment=settings)
    try:
        shown = terminal.wait("Nothing waits")
        terminal.press("F3")
        shown += terminal.wait("0 found")
        terminal.press("f")
        shown += terminal.wait("Esc Done")
        # Both arrive at once, as over a slow line.
        terminal.press("Escape", "/")
        shown += terminal.wait("Enter Choose")
        terminal.press("Escape", "Escape", "q")
        terminal.wait("ENDED 0")
    finally:
        terminal.close()
    if "NO_COLOR" not in variables:
        assert not DRAWN & set(shown)
