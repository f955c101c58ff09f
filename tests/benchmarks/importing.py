"""Client lists brought in: their speed beside csv and SQLite's own `.import`, and the memory they take."""

import csv
import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.figures import Figure, Section, alternated
from tests.benchmarks.garage import Garages

_ROWS = 100_000
_MANY = 1_000_000
_ROUNDS = 3
_SYLLABLES = [
    "ba",
    "bo",
    "bu",
    "da",
    "de",
    "di",
    "do",
    "ka",
    "ke",
    "ki",
    "ko",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "ni",
    "no",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "so",
    "ta",
    "to",
]
_HOW = f"""\
A client list of {_ROWS:,} rows and twelve columns (code, name, first name, street, postcode, town, telephone,
e-mail, family, language, plate, make) into an empty database, then the same list with other telephone numbers
into that. Ours reads, recognises, looks for each client by code, VAT number, address and name, and writes
card, address, vehicle, their indexes and what undo needs, in batches of 2,000 rows, each fsynced; each import
is a process of its own, its start left out. The rivals read the same file: `csv.reader` alone, and SQLite's
own `.import` into one table of text without an index (without the command `sqlite3`: `executemany` of the raw
rows). "Without undo" writes down nothing that undo needs. The peak is the largest resident set of the
process; beyond its start it holds one batch, SQLite's page cache (64 MB at most) and one bit a client. Each
figure is of {_ROUNDS} rounds at most, those with {_MANY:,} rows of one."""

_OURS = """
import json, os, sys, time
from pathlib import Path
from tests.benchmarks.process import peak_megabytes
from carmail_tui.reading.opened import open_list
from carmail_tui.store.imports import ImportRuns
from carmail_tui.store.store import Store

path, database, undo = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
store = Store(f"sqlite:///{database}", Path(database).parent / "files")
if undo == "without":
    ImportRuns.note = lambda *arguments: None
rows = 0
def seen(answers):
    global rows
    rows += len(answers)
started = time.perf_counter()
store.imports.clients_by_batches(open_list(path).rows(), seen)
seconds = time.perf_counter() - started
peak = peak_megabytes(os.getpid())
print(json.dumps({"rows": rows, "seconds": seconds, "peak": peak}))
"""


def measure(garages: Garages, rounds: int) -> list[Section]:
    """The section."""
    rounds = min(rounds, _ROUNDS)
    first, other = garages.file("clients.csv"), garages.file("other.csv")
    write_clients(first, _ROWS, "04")
    write_clients(other, _ROWS, "05")
    before = garages.file("before.db")
    _bring(first, before)
    new, read, raw = alternated(
        rounds,
        lambda: _cost(first, garages.file("new.db")),
        lambda: _csv_cost(first),
        lambda: _raw_cost(first, garages.file("raw.db")),
    )
    changed, without = alternated(
        rounds,
        lambda: _cost(other, _copy(before, garages)),
        lambda: _cost(other, _copy(before, garages), undo="without"),
    )
    many = garages.file("many.csv")
    write_clients(many, _MANY, "04")
    large, small = _bring(many, garages.file("many.db")), _bring(first, garages.file("few.db"))
    unit, csv_alone, raw_rows = "µs a row", "`csv.reader` alone", "SQLite's `.import`"
    figures = [
        Figure("new clients", unit, new, csv_alone, read),
        Figure("new clients", unit, new, raw_rows, raw),
        Figure("every client changed", unit, changed, "without undo", without),
        Figure(
            f"{_MANY:,} new clients",
            unit,
            (large["seconds"] / _MANY * 1e6,),
            raw_rows,
            (_raw_cost(many, garages.file("raw.db")),),
        ),
        Figure(f"peak, {_MANY:,} rows", "MB", (large["peak"],), f"{_ROWS:,} rows", (small["peak"],)),
    ]
    return [Section("Importing clients", _HOW, figures)]


def write_clients(path: Path, count: int, phone: str) -> None:
    """A list of invented clients, always the same ones; `phone` begins their telephone numbers."""
    chance = random.Random(5)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(
            [
                "Code client",
                "Nom",
                "Prénom",
                "Rue",
                "Code postal",
                "Localité",
                "Téléphone",
                "E-mail",
                "Famille",
                "Langue",
                "Plaque",
                "Marque",
            ]
        )
        for number in range(count):
            writer.writerow(_client(number, chance, phone))


def _client(number: int, chance: random.Random, phone: str) -> list[str]:
    last = "".join(chance.choice(_SYLLABLES) for _ in range(4)).capitalize()
    first = ("Marc", "Sophie", "Benoît", "Anne", "Éric", "Julie")[number % 6]
    letters = "".join(chr(65 + number // 26**place % 26) for place in range(3))
    return [
        *(f"C{number:07d}", last, first, f"Rue du Moulin {number % 300}", str(4000 + number % 1000)),
        *(("Liège", "Namur", "Huy", "Verviers")[number % 4], f"{phone}{chance.randrange(10**8):08d}"),
        *(f"{last.lower()}.{number}@courriel.example", ("Particuliers", "Sociétés")[number % 3 == 0]),
        *(
            ("fr", "nl")[number % 5 == 0],
            f"1-{letters}-{number % 1000:03d}",
            ("VW", "Opel", "Audi")[number % 3],
        ),
    ]


def _bring(path: Path, database: Path, undo: str = "with") -> dict[str, float]:
    command = [sys.executable, "-c", _OURS, str(path), str(database), undo]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, float] = json.loads(found.stdout)
    return answer


def _cost(path: Path, database: Path, undo: str = "with") -> float:
    answer = _bring(path, database, undo)
    assert answer["rows"] == _ROWS
    return answer["seconds"] / answer["rows"] * 1e6


def _csv_cost(path: Path) -> float:
    started = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        count = sum(1 for _row in csv.reader(file, delimiter=";"))
    return (time.perf_counter() - started) / count * 1e6


def _raw_cost(path: Path, database: Path) -> float:
    with path.open(encoding="utf-8") as file:
        count = sum(1 for _line in file) - 1
    started = time.perf_counter()
    if shutil.which("sqlite3"):
        commands = [".mode csv", ".separator ;", f".import {path} t"]
        subprocess.run(["sqlite3", str(database), *commands], check=True, capture_output=True)
    else:
        _executemany(path, database)
    return (time.perf_counter() - started) / count * 1e6


def _executemany(path: Path, database: Path) -> None:
    import sqlite3

    with path.open(encoding="utf-8", newline="") as file, sqlite3.connect(database) as connection:
        rows = csv.reader(file, delimiter=";")
        header = next(rows)
        connection.execute(f"CREATE TABLE t ({', '.join(f'c{n}' for n in range(len(header)))})")
        connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(header))})", rows)


def _copy(database: Path, garages: Garages) -> Path:
    copied = garages.file("copy.db")
    shutil.copy(database, copied)
    return copied
