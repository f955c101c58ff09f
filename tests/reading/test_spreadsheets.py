"""Client lists in spreadsheets, and spreadsheets that are made to exhaust who opens them."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from carmail_tui.reading.client_list import ReadClient
from carmail_tui.reading.clients import read_clients
from carmail_tui.reading.tables import TableError, TableFault
from tests.reading.workbooks import Cell, open_document, sheet, workbook

LIST: list[list[Cell]] = [
    ["Clients of the garage"],
    [],
    ["Code", "Nom", "CP", "Localité", "E-mail", "Dernière visite", "GSM"],
    [17.0, "Élysée", 4000.0, "Liège", "e@elysee.example", "d:45611", "0470 12 34 56"],
    ["18", "Ørsted <&>", 5555.0, "Gedinne", None, None, 470123457.0],
]


def clients(path: Path) -> list[ReadClient]:
    return [row for row in read_clients(path).rows if isinstance(row, ReadClient)]


def test_the_sheet_that_is_a_list(tmp_path: Path) -> None:
    """Not the hidden one, not the empty one, not the one with remarks; dates and numbers as in a list."""
    sheets = {
        "old": sheet([["Nom", "E-mail"], ["Nobody", "n@nobody.example"]]),
        "empty": sheet([]),
        "remarks": sheet([["Do not print"], ["Ask Luc"]]),
        "list": sheet(LIST),
    }
    first, second = clients(workbook(tmp_path / "list.xlsx", sheets, hidden=["old"]))
    assert (first.line, first.client.code, first.client.name, first.client.postcode) == (
        4,
        "17",
        "Élysée",
        "4000",
    )
    assert first.client.last_visit == date(2024, 11, 15)
    assert [address.email for address in first.client.addresses] == ["e@elysee.example"]
    assert (second.line, second.client.name, second.client.phone) == (5, "Ørsted <&>", "470123457")


def test_whatever_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.csv", {"list": sheet(LIST)})
    assert len(clients(path)) == 2


def test_an_open_document(tmp_path: Path) -> None:
    rows = [["Naam", "E-mail", "Postcode"], ["Peeters BV", "info@peeters.example", "9000"]]
    (found,) = clients(open_document(tmp_path / "list.ods", rows))
    assert (found.client.name, found.client.postcode) == ("Peeters BV", "9000")


def test_an_empty_spreadsheet(tmp_path: Path) -> None:
    with pytest.raises(TableError) as raised:
        read_clients(workbook(tmp_path / "list.xlsx", {"list": sheet([])}))
    assert raised.value.fault is TableFault.EMPTY


def bomb(path: Path, name: str, content: bytes, times: int) -> None:
    """Add a part that is `times` the content, which packs to next to nothing."""
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w") as part,
    ):
        for _each in range(times):
            part.write(content)


def test_a_bomb_that_says_its_size(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", {"list": sheet(LIST)})
    bomb(path, "xl/sharedStrings.xml", b" " * 1_000_000, 700)
    with pytest.raises(TableError) as raised:
        read_clients(path)
    assert raised.value.fault is TableFault.BOMB
    assert "bomb.xlsx" in raised.value.sentence()


def test_a_sheet_of_two_cells_as_far_apart_as_can_be(tmp_path: Path) -> None:
    """Who lays it out as a rectangle takes 17 thousand million cells: it is refused."""
    far = sheet(LIST).replace(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    with pytest.raises(TableError) as raised:
        list(read_clients(workbook(tmp_path / "far.xlsx", {"list": far})).rows)
    assert raised.value.fault is TableFault.BOMB


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04" + b"\x00" * 500,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ],
)
def test_what_only_says_that_it_is_a_spreadsheet(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    with pytest.raises(TableError) as raised:
        read_clients(path)
    assert raised.value.fault is TableFault.DAMAGED


def test_a_truncated_spreadsheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", {"list": sheet(LIST)})
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(TableError) as raised:
        read_clients(path)
    assert raised.value.fault is TableFault.DAMAGED


def test_xml_with_entities(tmp_path: Path) -> None:
    """A million laughs in the sheet: no text grows out of them."""
    laughs = '<!DOCTYPE worksheet [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    content = laughs + "]>" + sheet([*LIST, ["19", "LAUGH"]]).replace("LAUGH", "&j;")
    path = workbook(tmp_path / "laughs.xlsx", {"list": content})
    try:
        names = [found.client.name for found in clients(path)]
    except TableError as error:
        assert error.fault in (TableFault.DAMAGED, TableFault.BOMB)
    else:
        assert all(len(name) < 100 for name in names)
