"""One table, spoiled in one way at a time, as exports and people do it: it is read as if it were whole."""

from collections.abc import Callable
from pathlib import Path

import pytest

from carmail_tui.reading.clients import known_names
from carmail_tui.reading.tables import Table, inspect_table

HEADER = ["Ref", "Date", "Hour", "Client", "Remark", "Amount", "Link", "Note"]
COUNT = 40


def row(number: int) -> list[str]:
    """Some texts hold a comma, some a quote; the last cell is empty."""
    remark = ['Oil, filter and 2" clamp', 'Four tyres, 17" rims', "Timing belt"][number % 3]
    amount = f"€ {number},5{number % 10}"
    link = f"https://garage.example/{number}"
    date, hour = f"{1 + number % 28:02}/03/2024", f"{8 + number % 9:02}:15"
    return [f"AB-{1000 + number}", date, hour, f"Garage Maes {number}",
            remark, amount, link, ""]  # fmt: skip


ROWS = [row(number) for number in range(COUNT)]


def quoted(cell: str, quote: str = '"', escape: str = "", special: str = ',"') -> str:
    if special and not any(character in cell for character in special):
        return cell
    return quote + cell.replace(quote, (escape or quote) + quote) + quote


def text(
    rows: list[list[str]] = ROWS, delimiter: str = ",", quote: str = '"', escape: str = "", end: str = "\r\n"
) -> str:
    lines = [HEADER, *rows]
    special = delimiter + quote + ("," if delimiter != ";" else "")
    return "".join(delimiter.join(quoted(c, quote, escape, special) for c in line) + end for line in lines)


PLAIN = text()
LINES = PLAIN.splitlines(keepends=True)


def line_of(number: int) -> str:
    return LINES[number + 1]


def with_line(number: int, change: Callable[[str], str]) -> str:
    lines = list(LINES)
    lines[number + 1] = change(lines[number + 1])
    return "".join(lines)


def otherwise(number: int, **how: str) -> str:
    """The table with one row written in another way."""
    return with_line(number, lambda line: text([ROWS[number]], **how).splitlines(keepends=True)[1])


def read(tmp_path: Path, content: str | bytes) -> tuple[Table, list[list[str]]]:
    path = tmp_path / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    table = inspect_table(path, known_names)
    return table, [list(row.cells) for row in table.rows]


WHOLE = {
    "as it is": PLAIN,
    "semicolon": text(delimiter=";"),
    "tab": text(delimiter="\t"),
    "bar": text(delimiter="|"),
    "comma and blank": text(delimiter=", "),
    "two tabs": text(delimiter="\t\t"),
    "two bars": text(delimiter="||"),
    "a backslash and a t": text(delimiter="\\t"),
    "caret": text(delimiter="^"),
    "tilde": text(delimiter="~"),
    "unit separator": text(delimiter="\x1f"),
    "line feeds": text(end="\n"),
    "carriage returns": text(end="\r"),
    "no end of the last line": PLAIN.rstrip("\r\n"),
    "two ends of the last line": PLAIN + "\r\n",
    "lines of delimiters at the end": PLAIN + ",,,,,,,\r\n" * 5,
    "backslash before quotes": text(escape="\\"),
    "quotes not doubled": PLAIN.replace('""', '"'),
    "apostrophes for quotes": text(quote="'"),
    "each cell quoted": "".join(",".join(quoted(c, special="") for c in r) + "\n" for r in [HEADER, *ROWS]),
    "each line quoted": "".join('"' + line.rstrip().replace('"', '""') + '"\r\n' for line in LINES),
    "a first line for Excel": "sep=;\r\n" + text(delimiter=";"),
    "blank lines within": "".join(line + ("\r\n" if n % 7 == 0 else "") for n, line in enumerate(LINES)),
    "titles above": "Garage Maes\r\nClients of 2024\r\n\r\n" + PLAIN,
    "titles with delimiters above": "Garage Maes,,,,,,,\r\n,,,,,,,\r\nClients of 2024,,,,,,,\r\n" + PLAIN,
    "a title over two lines above": '"Garage Maes\r\nClients of 2024",,,,,,,\r\n' + PLAIN,
    "the header three times": LINES[0] * 2 + PLAIN,
    "the header again on a second page": "".join(
        [*LINES[:20], ",,,,,,,\r\n", "Page 2,,,,,,,\r\n", LINES[0], *LINES[20:]]
    ),
    "an empty column at the end": "".join(line.rstrip("\r\n") + ",,\r\n" for line in LINES),
    "one line ended otherwise": with_line(10, lambda line: line.replace("\r\n", "\n")),
    "one line ended by a return": with_line(10, lambda line: line.replace("\r\n", "\r")),
    "one line with semicolons": otherwise(5, delimiter=";"),
    "the first with semicolons": otherwise(0, delimiter=";"),
    "the last with semicolons": otherwise(COUNT - 1, delimiter=";"),
    "one line with apostrophes": otherwise(6, quote="'"),
    "one line with backslashes": otherwise(6, escape="\\"),
    "the first with backslashes": otherwise(0, escape="\\"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WHOLE)
def test_a_table_spoiled_in_one_way(tmp_path: Path, kind: str) -> None:
    table, rows = read(tmp_path, WHOLE[kind])
    assert list(table.header.cells)[:8] == HEADER
    assert [row[:8] for row in rows] == ROWS


@pytest.mark.parametrize(
    "encoding",
    ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "cp850", "mac_roman"],
)
def test_a_table_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    named = PLAIN.replace("Garage Maes", "Élysée Müller à Liège").replace("€", "EUR")
    table, rows = read(tmp_path, named.encode(encoding))
    assert rows[0][3] == "Élysée Müller à Liège 0"
    assert (len(rows), len(table.header.cells)) == (COUNT, 8)


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1250", "Wójcik Małgorzata, Łódź, Kraków, Gdańsk, Zielińska Świętosława, Częstochowa"),
        ("cp1251", "Иванов Сергей, Москва, Петрова Наталья, Санкт-Петербург, Улица Ленина"),
        ("cp1253", "Παπαδόπουλος Γεώργιος, Αθήνα, Θεσσαλονίκη, Οδός Ερμού"),
    ],
)
def test_names_of_other_countries(tmp_path: Path, encoding: str, names: str) -> None:
    all_names = names.split(", ")
    named = [
        [*row[:3], all_names[n % len(all_names)], *row[4:5], "1,50", *row[6:]] for n, row in enumerate(ROWS)
    ]
    _table, rows = read(tmp_path, text(named).encode(encoding))
    assert rows == named


def test_a_file_put_together_from_two_sources(tmp_path: Path) -> None:
    both = PLAIN.replace("Maes", "Müller").encode() + line_of(0).replace("Maes", "Müller").encode("cp1252")
    _table, rows = read(tmp_path, both)
    assert rows[0][3] == rows[-1][3] == "Garage Müller 0"


def test_windows_quotes_written_as_if_they_were_latin(tmp_path: Path) -> None:
    _table, rows = read(tmp_path, PLAIN.replace("Maes", "\x91Maes\x92"))
    assert rows[0][3] == "Garage ‘Maes’ 0"


def test_no_header(tmp_path: Path) -> None:
    table, rows = read(tmp_path, "".join(LINES[1:]))
    assert not table.named
    assert (rows, table.width) == (ROWS, 8)


@pytest.mark.parametrize("end", ["", "\r\n", "\r\n\r\n"])
def test_a_header_alone(tmp_path: Path, end: str) -> None:
    table, rows = read(tmp_path, LINES[0].rstrip() + end)
    assert (list(table.header.cells), rows) == (HEADER, [])


def test_one_row(tmp_path: Path) -> None:
    table, rows = read(tmp_path, "".join(LINES[:2]))
    assert (list(table.header.cells), rows) == (HEADER, ROWS[:1])


def test_one_column(tmp_path: Path) -> None:
    table, rows = read(tmp_path, "Client\nJan Peeters\nAn Maes\nLuc Du Bois\n")
    assert (table.header.cells, rows) == (("Client",), [["Jan Peeters"], ["An Maes"], ["Luc Du Bois"]])


@pytest.mark.parametrize("place", [0, 10, COUNT - 1])
@pytest.mark.parametrize("column", range(7))
def test_a_quote_too_much_before_a_cell(tmp_path: Path, place: int, column: int) -> None:
    """The row keeps its cells, and those below it theirs."""

    def spoil(line: str) -> str:
        cells = [quoted(cell) for cell in ROWS[place]]
        cells[column] = '"' + cells[column]
        return ",".join(cells) + "\r\n"

    _table, rows = read(tmp_path, with_line(place, spoil))
    assert len(rows) == COUNT
    assert [row for n, row in enumerate(rows) if n != place] == [
        row for n, row in enumerate(ROWS) if n != place
    ]
    if column != 4:
        assert [cell for n, cell in enumerate(rows[place]) if n != column] == [
            cell for n, cell in enumerate(ROWS[place]) if n != column
        ]


@pytest.mark.parametrize("place", [0, 10, COUNT - 1])
@pytest.mark.parametrize("change", [lambda c: [*c, "x", "y"], lambda c: c[:4], lambda c: c[:2] + c[3:]])
def test_ragged_rows(tmp_path: Path, place: int, change: Callable[[list[str]], list[str]]) -> None:
    """A row with cells too many or too few spoils neither those around it nor their number."""
    ragged = change(list(ROWS[place]))
    changed = ",".join(map(quoted, ragged)) + "\r\n"
    _table, rows = read(tmp_path, with_line(place, lambda line: changed))
    assert len(rows) == COUNT
    assert rows[place][: len(ragged)] == ragged
    assert [row for n, row in enumerate(rows) if n != place] == [
        row for n, row in enumerate(ROWS) if n != place
    ]


def test_blanks_between_cells_and_within_one(tmp_path: Path) -> None:
    """A list separated by blanks in which no text is quoted."""
    names = ["Jan Peeters", "An van den Berg", "Luc", "Eva De Smet"]
    plain = "".join(f'AB-{n} 0{n}/03/2024 08:15 {names[n % 4]} "Oil, filter" €{n},50\n' for n in range(1, 9))
    table, rows = read(tmp_path, 'Ref Date Hour Client "Remark" Amount\n' + plain)
    assert table.header.cells == ("Ref", "Date", "Hour", "Client", "Remark", "Amount")
    assert [row[3] for row in rows] == [names[n % 4] for n in range(1, 9)]
    assert rows[0] == ["AB-1", "01/03/2024", "08:15", "An van den Berg", "Oil, filter", "€1,50"]


def test_line_breaks_within_cells(tmp_path: Path) -> None:
    broken = [[*row[:4], "First line\nsecond, line", *row[5:]] for row in ROWS]
    plain = "".join(",".join(quoted(c, special=',"\n') for c in line) + "\r\n" for line in [HEADER, *broken])
    _table, rows = read(tmp_path, plain)
    assert rows == broken


def test_names_in_two_lines(tmp_path: Path) -> None:
    plain = "Client;Address;;;Amount\n;Street;Postcode;Town;\n" + "".join(
        f"Maes {n};Kerkstraat {n};{4000 + n};Gent;{n},50\n" for n in range(9)
    )
    table, rows = read(tmp_path, plain)
    assert table.header.cells == ("Client", "Address Street", "Address Postcode", "Address Town", "Amount")
    assert len(rows) == 9


def test_many_columns(tmp_path: Path) -> None:
    names = [f"Column {n}x" for n in range(17_000)]
    plain = ",".join(names) + "\n" + "\n".join(",".join(["1.5"] * 17_000) for _n in range(3))
    table, rows = read(tmp_path, plain)
    assert (table.width, len(rows)) == (17_000, 3)


def test_a_name_of_half_a_million_letters(tmp_path: Path) -> None:
    table, rows = read(tmp_path, PLAIN.replace("Client", "HEADER" * 100_000, 1))
    assert (table.header.cells[3][:12], rows) == ("HEADERHEADER", ROWS)
