"""Tables made at random, in all usual dialects: nearly all are read as they were made."""

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

from carmail_tui.reading.clients import known_names
from carmail_tui.reading.tables import inspect_table

_WORDS = [
    "garage",
    "client",
    "pneu",
    "huile",
    "filtre",
    "frein",
    "Liège",
    "Gent",
    "Namur",
    "service",
    "facture",
    "avant",
    "arrière",
    "moteur",
]
_NAMES = [
    "Name",
    "Date",
    "Amount",
    "Reference",
    "Town",
    "Description",
    "Total",
    "Qty",
    "Remark",
    "Status",
    "Contact",
]
_TYPED = ("number", "decimal", "date", "code", "email", "money", "time", "url")
_COUNT = 300

Random = random.Random


def _columns(chance: Random) -> dict[str, Callable[[int], str]]:
    def word() -> str:
        return chance.choice(_WORDS)

    return {
        "number": lambda n: str(chance.randint(0, 9999)),
        "decimal": lambda n: f"{chance.randint(0, 999)},{chance.randint(10, 99)}",
        "date": lambda n: f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/20{chance.randint(10, 25)}",
        "code": lambda n: f"{chance.choice('ABC')}X-{chance.randint(100, 999)}",
        "email": lambda n: f"client{n}@a.example",
        "money": lambda n: f"€ {chance.randint(1, 9999)}.{chance.randint(10, 99)}",
        "time": lambda n: f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}",
        "url": lambda n: f"https://a.example/{n}",
        "word": lambda n: word(),
        "name": lambda n: f"{word().title()} {word().title()}",
        "comma": lambda n: f"{word()}, {word()} {word()}",
        "inches": lambda n: f'{word()} 5" {word()}',
        "seldom": lambda n: chance.choice(["", "", word()]),
    }


def _written(chance: Random) -> tuple[str, list[str] | None, list[list[str]]]:
    """The text of a table, its header or None, and its rows."""
    columns = _columns(chance)
    kinds = [chance.choice(list(columns)) for _n in range(chance.choice([2, 3, 4, 6, 9, 12]))]
    kinds[chance.randrange(len(kinds))] = chance.choice(_TYPED)
    rows = [[columns[kind](n) for kind in kinds] for n in range(chance.choice([2, 5, 10, 60]))]
    names = [f"{chance.choice(_NAMES)} {chr(97 + n)}" for n in range(len(kinds))]
    header = names if chance.random() < 0.85 else None
    text = io.StringIO()
    delimiter = chance.choice(",;\t|")
    all_quoted = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer = chance.choice([csv.writer(text, delimiter=delimiter), all_quoted])
    for _title in range(chance.choice([0, 0, 1, 2]) if header else 0):
        writer.writerow([f"Garage {chance.choice(_WORDS)} 2026", *[""] * chance.choice([0, len(kinds) - 1])])
    writer.writerows([*([header] if header else []), *rows])
    return text.getvalue(), header, rows


def test_nearly_all_are_read_as_they_were_made(tmp_path: Path) -> None:
    chance = random.Random(5)
    wrong = []
    for _number in range(_COUNT):
        text, header, rows = _written(chance)
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8", newline="")
        table = inspect_table(path, known_names)
        read = [list(row.cells) for row in table.rows]
        if (
            read != [row for row in rows if any(row)]
            or (list(table.header.cells) if table.named else None) != header
        ):
            wrong.append(text[:200])
    assert len(wrong) <= 0.02 * _COUNT, wrong
