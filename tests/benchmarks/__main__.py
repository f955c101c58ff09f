"""`python -m tests.benchmarks`: measure everything, and write docs/performance.md.

    python -m tests.benchmarks [--rounds N] [NAME ...]

NAME is one of startup, memory, keys, letters, first_mail, delivery, importing, documents, beside; with
names, these are printed.
"""

import argparse
import importlib
import os
import platform
import sqlite3
import subprocess
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.figures import Section
from tests.benchmarks.garage import Garages, hide_postgres

_NAMES = (
    *("startup", "memory", "keys", "letters", "first_mail", "delivery", "importing", "documents", "beside"),
)
_PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
_HEAD = """\
# Performance

Written by `python -m tests.benchmarks`, which measures everything below in one run and takes some minutes;
names (`python -m tests.benchmarks {names}`) measure one part and print it.

Read the ratios, not the figures: a figure is the median of {rounds} rounds with the smallest and the
largest in brackets, on a machine whose cores other work shares. Ours and the rival take turns, and each
ratio is ours by the rival's of the same round. Nothing here is a promise, and no test depends on it.

Everything runs as the README installs it, without the extra `postgres`, save where a line says otherwise.

Measured on {day}, commit {commit}: {cores} cores, {system}, Python {python}, Textual {textual}, SQLite
{sqlite}.

"""


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--rounds", type=int, default=7, help="how often each is measured (7)")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(_NAMES))
    arguments = parser.parse_args()
    if unknown := set(arguments.names).difference(_NAMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    sections: list[Section] = []
    with tempfile.TemporaryDirectory(prefix="carmail-benchmarks-") as folder:
        hide_postgres(Path(folder) / "without-postgres")
        garages = Garages(Path(folder).resolve())
        for name in arguments.names or _NAMES:
            module = importlib.import_module(f"tests.benchmarks.{name}")
            found: list[Section] = module.measure(garages, arguments.rounds)
            sections += found
            print("\n".join(section.text() for section in found), flush=True)
    if not arguments.names:
        _PAGE.write_text(_head(arguments.rounds) + "\n".join(s.text() for s in sections), encoding="utf-8")


def _head(rounds: int) -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False, cwd=_PAGE.parent
    )
    return _HEAD.format(
        names="|".join(_NAMES),
        rounds=rounds,
        day=date.today().isoformat(),
        commit=found.stdout.strip() or "unknown",
        cores=os.cpu_count(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        textual=version("textual"),
        sqlite=sqlite3.sqlite_version,
    )


if __name__ == "__main__":
    main()
