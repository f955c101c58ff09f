"""CSV files of any make: the encoding, the delimiter, and where the header stands."""

from pathlib import Path

import pytest

from carmail_tui.reading.client_list import ReadClient
from carmail_tui.reading.clients import read_clients
from carmail_tui.reading.tables import TableError, TableFault

LINES = "Code;Nom;Prénom;Localité\r\n17;Müller-Élysée;Zoë;Liège\r\n18;Ørsted;François;Gedinne\r\n"


def names(path: Path) -> list[str]:
    return [row.client.name for row in read_clients(path).rows if isinstance(row, ReadClient)]


def written(folder: Path, content: bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "cp850", "mac_roman"],
)
def test_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, LINES.encode(encoding))
    assert names(path) == ["Müller-Élysée, Zoë", "Ørsted, François"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter(tmp_path: Path, delimiter: str) -> None:
    text = LINES.replace("Liège", '"Liège, ;|\t"').replace(";", delimiter)
    assert names(written(tmp_path, text.encode())) == ["Müller-Élysée, Zoë", "Ørsted, François"]


def test_lines_before_the_header_and_line_numbers(tmp_path: Path) -> None:
    before = "Export of 24/11/2026;;\n;;\nCLIENTS;;\n"
    text = before + 'Nom;Adresse;E-mail\n"Dumont";"Rue Haute\n12";a@b.be\n\nLambert;;\n'
    found = read_clients(written(tmp_path, text.encode()))
    assert found.table.header.line == 4
    assert [(row.line, row.client.name) for row in found.rows if isinstance(row, ReadClient)] == [
        (5, "Dumont"),
        (8, "Lambert"),
    ]
    first = found.rows[0]
    assert isinstance(first, ReadClient)
    assert first.client.street == "Rue Haute 12"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", TableFault.EMPTY),
        (b"\xef\xbb\xbf\r\n", TableFault.EMPTY),
        (b"Nom;Email\n", TableFault.NO_ROWS),
        (b"1;2;3\n4;5;6\n", TableFault.NO_HEADER),
        (b"Nom;Email\nA\x00;b\n", TableFault.BINARY),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", TableFault.BINARY),
        (b"PK\x03\x04 a spreadsheet", TableFault.DAMAGED),
        (b"%PDF-1.7 named .csv", TableFault.BINARY),
        (b"Nom;Email\nA;" + b"x" * 4_200_000, TableFault.LONG_LINE),
    ],
)
def test_what_gives_no_table_says_why(tmp_path: Path, content: bytes, fault: TableFault) -> None:
    with pytest.raises(TableError) as raised:
        read_clients(written(tmp_path, content))
    assert raised.value.fault is fault
    assert "list.csv" in raised.value.sentence()


@pytest.mark.parametrize("name", ["nothing.csv", ""])
def test_what_cannot_be_opened(tmp_path: Path, name: str) -> None:
    with pytest.raises(TableError) as raised:
        read_clients(tmp_path / name)
    assert raised.value.fault is TableFault.CANNOT_OPEN
