"""`carmail import` and `carmail inspect documents`, as a person types them."""

from pathlib import Path

import pytest

from carmail_tui.settings.file import set_values
from tests.cli.conftest import Counter
from tests.reading.garage_layouts import scan
from tests.reading.invoices import PDF, ubl

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(
    not DATA.exists(), reason="the shared real files are not beside this repository"
)


@pytest.fixture
def garage(counter: Counter) -> Counter:
    set_values(counter.config, {"company.vat": "BE0403170701"})
    return counter


def test_importing_clients_tells_what_came_in_and_what_did_not(garage: Counter) -> None:
    good = garage.write("good.csv", "Nom;Email\nDubois;d@d.example\nLambert;no address\n;;\n")
    bad = garage.write("bad.csv", b"\x00\x01")
    answer = garage.run("import", "clients", good, bad, "--json")
    assert answer.status == 1
    assert [record["outcome"] for record in answer.records] == ["new", "new", "refused"]
    assert answer.records[0] == {"path": good, "line": 2, "outcome": "new", "name": "Dubois"}
    assert answer.records[1]["notes"] == [
        {"fault": "address_malformed", "field": "email", "text": "no address"}
    ]
    assert (answer.records[2]["path"], answer.records[2]["reason"]) == (bad, "binary")
    assert "bad.csv is no text" in answer.err
    again = garage.run("import", "clients", good)
    assert again.status == 0
    assert "unchanged 2" in again.err


def test_a_dry_run_of_clients(garage: Counter) -> None:
    path = garage.write("list.csv", "Nom;Email\nDubois;d@d.example\n")
    answer = garage.run("import", "clients", path, "--dry-run")
    assert answer.status == 0
    assert "Nothing was changed" in answer.err
    assert garage.run("import", "clients", path, "--json").records[0]["outcome"] == "new"


def test_columns_named_by_hand(garage: Counter) -> None:
    path = garage.write("list.csv", "A;B\nDubois;d@d.example\n")
    assert garage.run("import", "clients", path).status == 3
    assert garage.run("import", "clients", path, "--map", "name=A", "--map", "email=2").status == 0
    named = garage.write("named.csv", "Nom;Email\nDubois;d@d.example\n")
    for wrong in ("nom=A", "name", "name=Z"):
        assert garage.run("import", "clients", named, "--map", wrong).status == 2


def test_importing_documents(garage: Counter) -> None:
    folder = garage.folder / "inbox"
    folder.mkdir()
    (folder / "a.xml").write_bytes(ubl(attachment=("2026-1851.pdf", "application/pdf", PDF)))
    (folder / "b.pdf").write_bytes(PDF)
    answer = garage.run("import", "documents", str(folder), "--create-clients", "--json")
    assert answer.status == 1
    new, unread = answer.records
    assert {key: new[key] for key in ("outcome", "number", "date", "client", "amount", "currency")} == {
        "outcome": "new",
        "number": "2026-1851",
        "date": "2026-11-20",
        "client": "Transports Lambert",
        "amount": "121.00",
        "currency": "EUR",
    }
    assert new["files"] == ["a.xml", "2026-1851.pdf"]
    assert (new["created"], new["address_added"]) == (True, "compta@lambert.example")
    assert (unread["outcome"], unread["reason"]) == ("rejected", "pdf_damaged")
    (folder / "b.pdf").unlink()
    again = garage.run("import", "documents", str(folder))
    assert (again.status, "unchanged 1" in again.err) == (0, True)


def test_names_from_outside_do_not_reach_the_terminal_as_commands(garage: Counter) -> None:
    path = garage.write("list.csv", "Nom;Email\n\x1b[2JDubois\u202e;d@d.example\n")
    answer = garage.run("import", "clients", path)
    assert "\x1b" not in answer.out + answer.err
    assert "\u202e" not in answer.out + answer.err
    invoice = garage.write("a.xml", ubl(buyer="\u202eevil"))
    assert "\u202e" not in garage.run("import", "documents", invoice).out


def test_it_must_be_known_which_documents_are_ours(garage: Counter) -> None:
    set_values(garage.config, {"company.vat": "", "company.name": ""})
    path = garage.write("a.xml", ubl())
    answer = garage.run("import", "documents", path)
    assert (answer.status, "company.vat" in answer.err) == (2, True)
    assert garage.run("import", "documents", path, "--any-seller").status == 0


def test_inspecting_needs_no_database(garage: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARMAIL_DATABASE", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.chdir(garage.folder)
    garage.write("a.xml", ubl())
    garage.write("b.xml", b"<a>")
    answer = garage.run("inspect", "documents", "a.xml", "b.xml")
    assert answer.status == 1
    first, second = answer.records
    assert (first["path"], first["verdict"], first["total"], first["buyer_email"]) == (
        *("a.xml", "invoice", "121.00", "compta@lambert.example"),
    )
    assert (second["verdict"], second["error"].startswith("malformed")) == ("reject", True)


def test_a_scan_is_filled_in_by_hand(garage: Counter) -> None:
    path = garage.folder / "scan.pdf"
    path.write_bytes(scan())
    words = ("import", "documents", str(path))
    answer = garage.run(*words, "--json")
    assert (answer.status, [record["outcome"] for record in answer.records]) == (3, ["to_fill_in"])
    said = ("number=118", "date=02/09/2026", "total=121,00", "buyer=Jean Dupont")
    filled = garage.run(*words, *(word for pair in said for word in ("--fill", pair)), "--json")
    (record,) = filled.records
    assert (filled.status, record["outcome"], record["number"]) == (0, "new", "118")
    assert (record["date"], record["amount"], record["buyer"]) == ("2026-09-02", "121.00", "Jean Dupont")
    assert record["files"] == ["scan.pdf"]
    for wrong in ("number", "date=soon", "total=much", "colour=red"):
        assert garage.run(*words, "--fill", wrong).status == 2
    (garage.folder / "a.xml").write_bytes(ubl())
    assert garage.run("import", "documents", str(garage.folder / "a.xml"), "--fill", "number=1").status == 2


@needs_data
def test_the_real_client_lists(garage: Counter) -> None:
    lists = [str(DATA / "invoiceninja" / name) for name in ("clients.csv", "zoho_contacts.csv")]
    answer = garage.run("import", "clients", *lists)
    assert (answer.status, "Imported: new 25." in answer.err) == (0, True)
    assert "Imported: unchanged 25." in garage.run("import", "clients", *lists).err
    suppliers = garage.run("import", "clients", str(DATA / "invoiceninja" / "wave_vendors.csv"))
    assert (suppliers.status, "suppliers" in suppliers.err) == (3, True)


@needs_data
def test_the_real_belgian_documents(garage: Counter) -> None:
    set_values(garage.config, {"company.vat": "BE0000000196", "company.name": ""})
    answer = garage.run("import", "documents", str(DATA / "ublbe"), "--json")
    outcomes = [record["outcome"] for record in answer.records]
    assert (outcomes.count("new"), outcomes.count("not_ours"), len(outcomes)) == (17, 2, 19)
    three = next(record for record in answer.records if record["number"] == "V01/15000001")
    assert (len(three["paths"]), len(three["files"])) == (3, 5)
    assert all(record["date"] and record["buyer"] and record["amount"] for record in answer.records)
    again = garage.run("import", "documents", str(DATA / "ublbe"))
    assert (again.status, "unchanged 17, not ours 2" in again.err) == (0, True)


def test_columns_that_were_named_are_remembered(garage: Counter) -> None:
    path = garage.write("list.csv", "Nom;Mot\nDubois;gentil\n")
    assert garage.run("import", "clients", path, "--map", "name=Nom", "--map", "family=Mot").status == 0
    other = garage.write("other.csv", "NOM;mot\nLambert;rapide\n")
    assert garage.run("import", "clients", other).status == 0
    found = garage.run("clients", "--json").records
    assert [(one["name"], one["family"]) for one in found] == [("Dubois", "gentil"), ("Lambert", "rapide")]


def test_an_import_is_taken_back(garage: Counter) -> None:
    path = garage.write("list.csv", "Nom;Email\nDubois;d@d.example\nLambert;l@l.example\n")
    answer = garage.run("import", "clients", path)
    assert "carmail import undo 1" in answer.err
    assert garage.run("import", "list", "--json").records[0]["counts"] == {"new": 2}
    garage.run("list", "save", "Golf")
    undone = garage.run("import", "undo")
    assert undone.status == 1
    assert "Dubois: stays: in a client list" in undone.out and "2 stay" in undone.err
    garage.run("list", "delete", "Golf")
    assert garage.run("import", "undo").status == 3
    assert garage.run("import", "undo", "77").status == 3
    garage.run("import", "clients", path)
    (line,) = garage.run("import", "list").out.splitlines()
    assert line.endswith("(undone)")


def test_a_dry_run_is_no_import(garage: Counter) -> None:
    path = garage.write("list.csv", "Nom;Email\nDubois;d@d.example\n")
    assert "import undo" not in garage.run("import", "clients", path, "--dry-run").err
    assert garage.run("import", "list").out == ""
