"""Client lists that are made to exhaust who reads them: a sentence each, soon, and the others go on."""

import os
import resource
from pathlib import Path

import pytest

from carmail_tui.reading.client_list import ReadClient, SkippedRow, SkipReason
from carmail_tui.reading.clients import read_clients
from carmail_tui.reading.tables import TableError, TableFault


def fault(path: Path) -> TableFault:
    with pytest.raises(TableError) as raised:
        list(read_clients(path).rows)
    assert raised.value.sentence()
    return raised.value.fault


def sparse(path: Path, start: bytes, size: int) -> Path:
    with path.open("wb") as file:
        file.write(start)
        file.truncate(size)
    return path


def test_files_of_two_gigabytes(tmp_path: Path) -> None:
    assert fault(sparse(tmp_path / "a.csv", b"Nom;Email\n", 2_000_000_000)) is TableFault.TOO_LARGE


def test_a_line_of_many_megabytes_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"Nom;Email\nA;a@b.example\n")
        for _each in range(300):
            file.write(b"x;" * 500_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert fault(path) is TableFault.LONG_LINE
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    """It costs its own row at most, and none of those below."""
    path = tmp_path / "a.csv"
    rows = "".join(f"Client {n};c{n}@b.example;Rue {n}\n" for n in range(2000))
    path.write_text('Nom;Email;Adresse\n"Dupont;d@b.example;Rue 1\n' + rows)
    found = [row.client.name for row in read_clients(path).rows if isinstance(row, ReadClient)]
    assert found[-1] == "Client 1999"
    assert len(found) >= 2000


def test_quotes_everywhere_are_soon_done_with(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nom;Email;Adresse\n" + '"a"b;"c";"";"x"";\n' * 4_000)
    assert sum(1 for _row in read_clients(path).rows) == 4_000


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"Nom;Email\nA;a@b.example\n" * 100_000 + b"B\x00;b", TableFault.BINARY),
        (bytes(range(256)) * 50, TableFault.BINARY),
        (b"\xff\xd8\xff\xe0 a picture", TableFault.BINARY),
        (b"\x1f\x8b\x08 packed", TableFault.BINARY),
        (b"\x01\x02\x03\x04\x05 controls", TableFault.BINARY),
        (b"\xff\xfe", TableFault.EMPTY),
        (b"just one column\nwith words\n", TableFault.NO_HEADER),
        (b"<html><body><table><tr><td>Nom</td></tr></table></body></html>", TableFault.NO_HEADER),
        (b"[" * 100_000, TableFault.NO_HEADER),
    ],
)
def test_what_is_no_list(tmp_path: Path, content: bytes, expected: TableFault) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    assert fault(path) is expected


def test_a_name_with_slashes_and_controls_is_shown_harmless(tmp_path: Path) -> None:
    path = tmp_path / "..\\..\\etc\x1b[2Jlist.csv"
    path.write_text("a;b\n")
    with pytest.raises(TableError) as raised:
        read_clients(path)
    assert "\x1b" not in raised.value.sentence()


def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert fault(tmp_path / "a.csv") is TableFault.CANNOT_OPEN


def test_remarks_below_a_list_are_no_clients(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Nom;Email;CP\nTotal Energies;t@b.example;1000\nTotal SA;;1000\nPage Dominique;;\n"
        "Dupont;d@b.example;4000\n\n"
        "Total : 4 clients;;\nImprimé le 24/11/2026;;\nPage 1/1;;\nNombre de clients;4;\n"
    )
    rows = list(read_clients(path).rows)
    assert [row.client.name for row in rows if isinstance(row, ReadClient)] == [
        "Total Energies", "Total SA", "Page Dominique", "Dupont",
    ]  # fmt: skip
    assert [row.reason for row in rows if isinstance(row, SkippedRow)] == [SkipReason.FOOTER] * 4
