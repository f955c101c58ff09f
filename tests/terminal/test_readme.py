"""The first command of the README, pasted into a fresh clone: it ends in the running interface.

It installs from a package index, so `.ci/run` asks for it with CARMAIL_README=1; other runs leave it out.
"""

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.terminal.tmux import Terminal

ROOT = Path(__file__).parents[2]
INSTALLING_SECONDS = 600.0

pytestmark = pytest.mark.skipif("CARMAIL_README" not in os.environ, reason="CARMAIL_README=1 asks for it")


def first_command() -> str:
    """The line that a new user pastes."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.split("<!-- demo -->")[1].split("```")[1]
    (line,) = block.removeprefix("sh").strip().splitlines()
    return line


def test_one_line_ends_in_the_running_interface(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    pasted = f"cd {shlex.quote(str(clone))} && {first_command()}"
    terminal = Terminal(["bash", "-c", pasted], tmp_path)
    try:
        shown = terminal.wait(r"Aujourd'hui|ENDED", seconds=INSTALLING_SECONDS)
        assert "Garage Lambert" in shown and "ENDED" not in shown, shown
        assert "/maildir" in terminal.wait(r"ce qui part arrive dans")
        terminal.press("F3")
        terminal.wait(r"Trouvés 2.000")
        terminal.press("F4")
        terminal.wait(r"3.000 documents")
        terminal.press("Escape", "q")
        terminal.wait(r"ENDED 0")
    finally:
        terminal.close()
