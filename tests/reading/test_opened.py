"""Client lists of any size: opened by their beginning, read as they come, with the columns confirmed."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from carmail_tui.reading.client_list import ReadClient, SkippedRow
from carmail_tui.reading.columns import Field
from carmail_tui.reading.opened import by_number, from_plain, open_list, shape_of
from carmail_tui.reading.tables import TableError, TableFault

HEADER = "Code client;Nom;CP;E-mail;Remarques\r\n"


def lines(count: int, name: str = "Dubois") -> Iterator[str]:
    for number in range(count):
        yield f'C{number};{name};4000;d{number}@d.example;"a; b"\r\n'


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "list.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_it_is_known_how_much_was_read(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "Liste des clients\r\n" + HEADER + "".join(lines(900, "Étienne")), encoding)
    opened = open_list(path)
    rows, shares = [], []
    for row in opened.rows():
        rows.append(row)
        shares.append(opened.share)
    assert len(rows) == 900 and opened.share == 1.0
    assert shares == sorted(shares) and len(set(shares)) > 2
    assert [row.path for row in rows] == [path] * 900


def test_the_first_accent_on_page_ten(tmp_path: Path) -> None:
    text = HEADER + "".join(lines(200)) + "C999;Noël;4000;n@n.example;\r\n"
    rows = list(open_list(written(tmp_path, text, "cp1252")).rows())
    assert isinstance(rows[-1], ReadClient) and rows[-1].client.name == "Noël"
    assert rows[-1].line == 202


def test_a_line_that_never_ends_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carmail_tui.reading.encodings.LONGEST_LINE", 10_000)
    path = written(tmp_path, HEADER + "".join(lines(20)) + "x" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(TableError) as raised:
        list(open_list(path).rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert raised.value.fault is TableFault.LONG_LINE and raised.value.path == path
    assert peak < 12_000_000


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    # What is kept of addresses already seen is full by then.
    list(open_list(written(tmp_path, HEADER + "".join(lines(5_000)))).rows())
    peaks = []
    for count in (2_000, 6_000):
        path = written(tmp_path, HEADER + "".join(lines(count)))
        tracemalloc.start()
        assert sum(1 for _row in open_list(path).rows()) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2


def test_confirmed_columns_are_the_only_ones(tmp_path: Path) -> None:
    opened = open_list(written(tmp_path, HEADER + "".join(lines(30))))
    assert opened.columns[Field.EMAIL] == (3,) and list(opened.left_out) == ["Remarques"]
    opened.confirm({Field.NAME: (1,), Field.FAMILY: (4,)})
    row = next(iter(opened.rows()))
    assert isinstance(row, ReadClient)
    assert (row.client.family, row.client.code, row.client.addresses) == ("a; b", "", ())
    assert list(opened.left_out) == ["Code client", "CP", "E-mail"]


def test_files_of_one_shape_share_their_columns(tmp_path: Path) -> None:
    asked = []

    def remembered(shape: str) -> dict[Field, tuple[int, ...]]:
        asked.append(shape)
        return {Field.NAME: (1,), Field.TYPE: (4,)}

    opened = open_list(written(tmp_path, HEADER + "".join(lines(1))), remembered=remembered)
    assert opened.columns == {Field.NAME: (1,), Field.TYPE: (4,)}
    assert asked == [shape_of(["CODE CLIENT", "nom", "cp", "E mail", "Remarques"])]
    assert shape_of(["Nom", "CP"]) != shape_of(["CP", "Nom"])
    assert from_plain(by_number(opened.columns)) == opened.columns
    said = open_list(tmp_path / "list.csv", {Field.NAME: "Nom"}, remembered=remembered)
    assert Field.TYPE not in said.columns


def test_what_was_remembered_for_more_columns_is_not_taken(tmp_path: Path) -> None:
    path = written(tmp_path, "Nom;CP\r\nDubois;4000\r\n")
    opened = open_list(path, remembered=lambda shape: {Field.NAME: (7,)})
    assert opened.columns[Field.NAME] == (0,)


def test_columns_without_names_are_opened_for_a_person(tmp_path: Path) -> None:
    path = written(tmp_path, "A;B\r\nDubois;4000\r\n")
    with pytest.raises(TableError):
        open_list(path)
    opened = open_list(path, unnamed=True)
    assert opened.columns == {} and opened.header == ("A", "B")
    assert all(isinstance(row, SkippedRow) for row in opened.rows())
    opened.confirm({Field.NAME: (0,)})
    (row,) = opened.rows()
    assert isinstance(row, ReadClient) and row.client.name == "Dubois"


def test_a_cell_that_an_export_guarded(tmp_path: Path) -> None:
    path = written(tmp_path, "Nom;Tel\r\n't Hooft;'+32 4 1\r\n'=x;'04\r\n")
    names = [
        (row.client.name, row.client.phone) for row in open_list(path).rows() if isinstance(row, ReadClient)
    ]
    assert names == [("'t Hooft", "+32 4 1"), ("=x", "'04")]
