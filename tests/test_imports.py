"""What a command loads: the interface's libraries only where the interface starts."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import json, sys
from carmail_tui.cli.main import main
try:
    status = main(sys.argv[1:])
except SystemExit as stopped:
    status = stopped.code or 0
print(json.dumps([status, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def loaded(folder: Path, *words: str) -> set[str]:
    """The top-level modules that `carmail` has loaded when it ends, which must be well."""
    environment = {
        **os.environ,
        "CARMAIL_CONFIG": str(folder / "settings.toml"),
        "CARMAIL_DATABASE": f"sqlite:///{folder / 'garage.db'}",
    }
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *words], env=environment, capture_output=True, text=True, check=True
    )
    status, names = json.loads(ran.stderr.splitlines()[-1])
    assert status == 0, ran.stderr
    return set(names)


@pytest.mark.parametrize("words", [["--help"], ["mailing", "--help"], ["outbox", "--help"]])
def test_help_loads_neither_textual_nor_peewee_nor_jinja(tmp_path: Path, words: list[str]) -> None:
    names = loaded(tmp_path, *words)
    assert not names & {"textual", "peewee", "jinja2", "babel", "lxml", "markdown_it"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["outbox", "--json"], ["clients", "--json"], ["list"]])
def test_lists_load_no_textual_and_no_jinja(tmp_path: Path, words: list[str]) -> None:
    names = loaded(tmp_path, *words)
    assert "peewee" in names
    assert not names & {"textual", "jinja2"}
