"""The shared real files through the command line: every field of what comes in, and nothing else comes in."""

import csv
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from carmail_tui.settings.file import set_values
from tests.cli.conftest import Counter
from tests.cli.test_imports import DATA, needs_data

pytestmark = needs_data

THREE = "V01/15000001"


def dump(counter: Counter) -> list[str]:
    """Everything in the database, as text."""
    with sqlite3.connect(counter.folder / "garage.db") as connection:
        return list(connection.iterdump())


def truth(folder: str) -> dict[str, dict[str, str]]:
    """The table of truth of a folder, by number: its invoices and credit notes in UBL and CII."""
    with (DATA / "documents_truth.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["path"].startswith(f"{folder}/")]
    return {row["number"]: row for row in rows if row["verdict"] in {"invoice", "credit"}}


@pytest.fixture
def belgian(counter: Counter) -> Counter:
    """A garage that is the seller of the Belgian files."""
    set_values(counter.config, {"company.vat": "BE0000000196", "company.name": ""})
    return counter


def test_each_belgian_document_is_as_the_table_of_truth_says(belgian: Counter) -> None:
    answer = belgian.run("import", "documents", str(DATA / "ublbe"), "--json")
    assert answer.status == 0
    known = truth("ublbe")
    ours = [record for record in answer.records if record["outcome"] == "new"]
    others = [record for record in answer.records if record["outcome"] == "not_ours"]
    assert (len(ours), len(others), len(answer.records)) == (17, 2, 19)
    for record in answer.records:
        row = known[record["number"]]
        assert (record["date"], record["currency"]) == (row["date"], row["currency"])
        assert record["buyer"] == " ".join(row["buyer"].split())
        sign = -1 if record["kind"] == "credit_note" else 1
        assert abs(Decimal(record["amount"])) == abs(Decimal(row["total"]))
        assert Decimal(record["amount"]) * sign >= 0
    for record in ours:
        kinds = sorted(Path(name).suffix for name in record["files"])
        assert kinds == ([".pdf"] * 2 + [".xml"] * 3 if record["number"] == THREE else [".pdf", ".xml"])
        assert len(record["paths"]) == (3 if record["number"] == THREE else 1)
    assert {record["number"] for record in others} == {"V01/15000020", "V01/15000022"}
    listed = {line["number"]: line for line in belgian.run("documents", "--json").records}
    assert set(listed) == {record["number"] for record in ours}
    assert all(line["files"] == record["files"] for record in ours for line in [listed[record["number"]]])


def test_importing_twice_changes_nothing_at_all(belgian: Counter) -> None:
    words = ("import", "documents", str(DATA / "ublbe"), "--create-clients")
    assert belgian.run(*words).status == 0
    rows, files = dump(belgian), sorted((belgian.folder).rglob("*"))
    again = belgian.run(*words, "--json")
    assert {record["outcome"] for record in again.records} == {"unchanged", "not_ours"}
    assert (dump(belgian), sorted((belgian.folder).rglob("*"))) == (rows, files)


def test_each_document_has_a_client_or_is_offered_one(belgian: Counter) -> None:
    folder = str(DATA / "ublbe")
    first = belgian.run("import", "documents", folder, "--json").records
    assert not any("client" in record for record in first), "nobody is known yet"
    lacking = belgian.run("documents", "--json").records
    assert {line["matched"] for line in lacking} == {False} and all(line["client"] for line in lacking)
    said = belgian.run("import", "documents", folder).err
    assert "17 documents have no client yet" in said and "--create-clients" in said
    # A card with one of their VAT numbers gets its documents; the same name without it is offered.
    with_number = next(line for line in lacking if line["client"] == "My Customer Company")
    vat = truth("ublbe")[with_number["number"]]["buyer_vat"]
    belgian.client("My Customer Company", vat=vat)
    belgian.client("Juan Delgado")
    again = {r["number"]: r for r in belgian.run("import", "documents", folder, "--json").records}
    matched = [record for record in again.values() if record.get("client") == "My Customer Company"]
    assert len(matched) >= 10 and {record["matched_by"] for record in matched} == {"vat"}
    offered = [r for r in again.values() if r["buyer"] == "Juan Delgado" and r["outcome"] != "not_ours"]
    assert len(offered) == 2 and all(r.get("candidates") or r.get("client") for r in offered)


def test_a_credit_note_of_them_is_one(belgian: Counter) -> None:
    belgian.run("import", "documents", str(DATA / "ublbe"))
    notes = belgian.run("documents", "--kind", "credit_note", "--json").records
    credits = {number for number, row in truth("ublbe").items() if row["verdict"] == "credit"}
    assert {line["number"] for line in notes} == credits and credits
    assert all(Decimal(line["amount"]) < 0 for line in notes)


def test_cii_and_zugferd_are_read_in_files_of_their_own_and_in_pdfs(counter: Counter) -> None:
    answer = counter.run("import", "documents", str(DATA / "factur-x"), "--any-seller", "--json")
    assert answer.status == 0
    outcomes = {
        Path(path).name: (record["outcome"], record.get("reason"))
        for record in answer.records
        for path in record["paths"]
    }
    on_disk = {path.name for path in (DATA / "factur-x").rglob("*") if path.suffix in {".xml", ".pdf"}}
    assert set(outcomes) == on_disk, "no file is lost"
    assert {outcome for outcome, _reason in outcomes.values()} <= {"new", "joined", "not_a_document"}
    assert {outcomes[name][0] for name in ("invoice_EN16931.pdf", "zugferd-basic.xml")} == {"new"}


def test_the_exports_come_in_whole(counter: Counter) -> None:
    folder = DATA / "invoiceninja"
    names = ("clients.csv", "zoho_contacts.csv")
    assert counter.run("import", "clients", *(str(folder / name) for name in names)).status == 0
    records = counter.run("clients", "--json").records
    rows = [row for name in names for row in csv.reader((folder / name).open(encoding="utf-8-sig"))]
    # Above the first list stand two titles, an empty line and a header; above the second a header.
    assert len(records) == len(rows) - 4 - 1 == 25
    assert all(record["name"] for record in records)
    addresses = {cell.casefold() for row in rows for cell in row if "@" in cell}
    usable = {record["email"].casefold() for record in records if record["email"]}
    assert len(usable) > 15 and usable <= addresses
    before = dump(counter)
    counter.run("import", "clients", *(str(folder / name) for name in names))
    assert dump(counter) == before
