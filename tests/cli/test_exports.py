"""Lists as CSV: a Belgian spreadsheet opens them, no cell is a formula, and an import knows them again."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from carmail_tui.i18n import use_language
from carmail_tui.i18n.spreadsheet import neutralised, write_table
from carmail_tui.reading.columns import columns_of
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Consent, Language, Vehicle
from carmail_tui.ui.exporting import _CLIENT
from tests.cli.conftest import Counter

FORMULAS = [
    "=1+1",
    "+3241234567",
    "-1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠SUM(1)",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_would_be_a_formula_is_text(cell: str) -> None:
    assert neutralised(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Adam, Nathalie", "-48,40", "-1 284,60", "a=b", "1-ABC-234", "'=1"])
def test_what_is_none_stays(cell: str) -> None:
    assert neutralised(cell) == cell


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("what was there")

    def rows() -> "list[list[str]]":
        raise ValueError

    with pytest.raises(ValueError):
        write_table(path, ["A"], (row for row in rows()))
    assert path.read_text() == "what was there"
    assert [entry.name for entry in tmp_path.iterdir()] == ["list.csv"]


def client() -> Client:
    def address(email: str, source: AddressSource) -> Address:
        return Address(email, source, mailbox(email))

    return Client(
        "Dubois, Pauline",
        code="C1",
        first_name="Pauline",
        last_name="Dubois",
        company="=Dubois SA",
        family="Particuliers",
        type="Flotte",
        language=Language.DUTCH,
        street="Rue Haute 1",
        postcode="59800",
        town="Lille",
        country="FR",
        phone="+32 4 123 45 67",
        vat="BE0417497106",
        consent=Consent(True, date(2026, 3, 2), "téléphone"),
        last_visit=date(2026, 10, 1),
        addresses=(
            address("p@d.example", AddressSource.CARD),
            address("p2@d.example", AddressSource.CARD),
            address("compta@d.example", AddressSource.FINANCIAL),
            address("luc@d.example", AddressSource.CONTACT),
        ),
        vehicles=(Vehicle("1-ABC-234", make="VW", model="Golf", next_inspection=date(2026, 12, 4)),),
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_was_exported_comes_in_again_and_changes_nothing(counter: Counter, language: str) -> None:
    counter.store.cards.add(client())
    counter.store.cards.add(replace(client(), code="C2", vat="", name="Lambert", addresses=(), vehicles=()))
    path = str(counter.folder / "clients.csv")
    answer = counter.run("--lang", language, "clients", "--csv", path)
    assert answer.status == 0 and answer.out == ""
    content = Path(path).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    again = counter.run("import", "clients", path, "--json")
    assert [record["outcome"] for record in again.records] == ["unchanged", "unchanged"]
    assert [record.get("notes") for record in again.records] == [None, None]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_import_knows_every_column_of_an_export(language: str) -> None:
    from carmail_tui.i18n import _

    use_language(language)
    header = [_(title) for title, _cell in _CLIENT]
    known = [number for numbers in columns_of(header).values() for number in numbers]
    assert [name for number, name in enumerate(header) if number not in known] == [_("E-mail in documents")]


def test_a_list_and_the_ledger(counter: Counter) -> None:
    number = counter.store.cards.add(client())
    counter.store.lists.save("Golf", [number])
    path = counter.folder / "list.csv"
    assert counter.run("list", "show", "Golf", "--csv", str(path)).status == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file, delimiter=";")
    assert row["Client name"] == "Dubois, Pauline" and row["Company"] == "'=Dubois SA"
    answer = counter.run("documents", "--csv", str(counter.folder / "ledger.csv"))
    assert answer.status == 0
    assert counter.run("clients", "--csv", str(counter.folder / "no" / "such.csv")).status == 3


def test_the_selection_and_who_is_left_out(counter: Counter) -> None:
    kept = counter.store.cards.add(client())
    counter.store.cards.add(Client("Nobody"))
    silent = counter.store.cards.add(Client("@Sans adresse", phone="+32 4"))
    counter.store.selection.add("sophie", [kept, silent])
    path = counter.folder / "selection.csv"
    assert counter.run("clients", "--selection", "--csv", str(path)).status == 0
    names = {line.split(";")[1] for line in path.read_text("utf-8-sig").splitlines()[1:]}
    assert names == {"'@Sans adresse", "Dubois, Pauline"}
    letter = counter.write("letter.md", "Subject: Bonjour\nPurpose: service\nLanguage: nl\n\nDag\n")
    words = ("mailing", "--selection", "--letter", letter, "--dry-run", "--left-out", str(path))
    assert counter.run(*words).status == 0
    header, line = path.read_text("utf-8-sig").splitlines()
    assert header.startswith("Client name;Street")
    assert line.startswith("'@Sans adresse;") and line.endswith(";no address")
