"""The import screen: what will change is seen before anything is written, and all of it can be undone."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from carmail_tui.recipients.criteria import Criteria
from carmail_tui.ui.screens.clients import ClientsRoom
from carmail_tui.ui.screens.import_clients import ClientPreview
from carmail_tui.ui.screens.import_documents import DocumentPreview
from carmail_tui.ui.screens.importing import ImportDialog
from carmail_tui.ui.screens.ledger import LedgerRoom
from carmail_tui.ui.widgets.menu import Menu
from tests.reading.garage_layouts import scan
from tests.reading.garage_pdfs import samples
from tests.reading.invoices import PDF, ubl
from tests.ui.conftest import Clerk, Furnished, address, at_work

LIST = (
    "Code client;Nom;Prénom;CP;Téléphone;E-mail;Remarques\n"
    "D300;Dubois;Pierre;4500;04 123 45 67;p.dubois@courriel.example;bon client\n"
    "Z1;Georges;Pascal;4900;;pascal@;\n"
    ";;;;;;personne\n"
)


@pytest.fixture
def clients(furnished: Furnished) -> Furnished:
    """Dubois, whose telephone somebody corrected, and Maes."""
    dubois = furnished.client("Dubois, Pierre", code="D300", phone="04 999 99 99")
    furnished.client("Maes BV", address("boekhouding@maes.example"), code="M400")
    card = furnished.store.clients.get(dubois)
    assert card is not None
    furnished.store.cards.correct(card, frozenset({"phone"}))
    return furnished


def names(furnished: Furnished) -> list[str]:
    garage = furnished.garage
    return [c.name for c in garage.store.clients.many(garage.store.clients.ids(Criteria(), garage.today))]


def written(folder: Path, text: str = LIST) -> Path:
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    path = inbox / "liste.csv"
    path.write_text(text, encoding="utf-8")
    return path


async def choose(clerk: Clerk, path: Path, room: str = "f2") -> None:
    """From a room, `i` and a path."""
    await clerk.press(room, "i")
    screen = clerk.app.screen
    assert isinstance(screen, ImportDialog)
    screen.path.value = ""
    await clerk.type(str(path))
    await clerk.press("enter")


async def test_a_list_is_looked_at_brought_in_and_undone(clients: Furnished, tmp_path: Path) -> None:
    async with at_work(clients.garage) as clerk:
        await choose(clerk, written(tmp_path))
        assert isinstance(clerk.app.screen, ClientPreview)
        await clerk.until(r"3 rows")
        seen = clerk.sees()
        for words in ("Code client", "client code", "Remarques", "(not used)", "D300, Z1"):
            assert words in seen
        assert names(clients) == ["Dubois, Pierre", "Maes BV"]
        await clerk.press("f6")
        await clerk.until(r"u takes it back")
        assert names(clients) == ["Dubois, Pierre", "Georges, Pascal", "Maes BV"]
        await clerk.press("u")
        await clerk.until(r"Taken back: 1 removed, 1 as before")
        assert names(clients) == ["Dubois, Pierre", "Maes BV"]


async def test_each_group_tells_its_rows(clients: Furnished, tmp_path: Path) -> None:
    async with at_work(clients.garage, size=(100, 30)) as clerk:
        await choose(clerk, written(tmp_path))
        await clerk.until(r"3 rows")
        await clerk.press("tab", "down", "enter")
        assert "Changed: 1" in clerk.sees() and "by client code" in clerk.sees()
        await clerk.press("enter")
        seen = clerk.sees()
        assert "Line 2 of liste.csv" in seen and "corrected by hand, stays: telephone" in seen
        await clerk.press("escape", "escape", "down", "enter")
        assert "4 " in clerk.sees() and "no name and no address" in clerk.sees()
        await clerk.press("escape", "down", "enter")
        assert "not an e-mail address: pascal@" in clerk.sees()


async def test_a_column_that_was_changed_is_remembered(clients: Furnished, tmp_path: Path) -> None:
    path = written(tmp_path)
    async with at_work(clients.garage) as clerk:
        await choose(clerk, path)
        await clerk.press("end", "enter")
        await clerk.type("fam")
        await clerk.press("enter")
        await clerk.until(r"Remarques +family")
        await clerk.until(r"3 rows")
        await clerk.press("f6")
        await clerk.until(r"u takes it back")
    (found,) = [c for c in clients.store.clients.many([1]) if c.code == "D300"]
    assert found.family == "bon client"
    path.write_text(LIST.replace("bon client", "ami"), encoding="utf-8")
    async with at_work(clients.garage) as clerk:
        await choose(clerk, path)
        await clerk.until(r"3 rows")
        assert "family" in clerk.sees()


async def test_columns_that_nobody_can_name_are_named(clients: Furnished, tmp_path: Path) -> None:
    path = written(tmp_path, "A;B\nGeorges;g@g.example\n")
    async with at_work(clients.garage) as clerk:
        await choose(clerk, path)
        await clerk.until(r"No column is the name")
        await clerk.press("f6")
        assert names(clients) == ["Dubois, Pierre", "Maes BV"]
        await clerk.press("enter")
        await clerk.type("name")
        await clerk.press("enter")
        await clerk.until(r"Nothing is written yet")
        await clerk.press("f6")
        await clerk.until(r"u takes it back")
    assert "Georges" in names(clients)


async def test_a_stopped_import_leaves_nothing(
    clients: Furnished, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third batch waits until the clerk has pressed x."""
    monkeypatch.setattr("carmail_tui.store.imports._BATCH", 1)
    rows = "".join(f"N{number};Nouveau {number};;4000;;;\n" for number in range(5))
    path = written(tmp_path, LIST.partition("\n")[0] + "\n" + rows)
    stopped, reached = threading.Event(), threading.Event()
    from carmail_tui.ui.importing import Job

    go_on = Job.go_on

    def wait(job: Job, count: int = 1) -> None:
        if importing and job.done == 2:
            reached.set()
            assert stopped.wait(20)
        go_on(job, count)

    importing = False
    monkeypatch.setattr(Job, "go_on", wait)
    async with at_work(clients.garage) as clerk:
        await choose(clerk, path)
        await clerk.until(r"5 rows")
        importing = True
        clerk.strike("f6")
        while not reached.is_set():
            await clerk.pilot.pause(0.01)
        clerk.strike("escape", "x")
        await clerk.pilot.pause(0.1)
        importing = False
        stopped.set()
        await clerk.settle()
        assert names(clients) == ["Dubois, Pierre", "Maes BV"]
        assert clients.store.imports.latest() == []
        assert isinstance(clerk.app.screen, ClientPreview)


async def test_an_undo_that_leaves_something_says_what(clients: Furnished, tmp_path: Path) -> None:
    async with at_work(clients.garage) as clerk:
        await choose(clerk, written(tmp_path))
        await clerk.until(r"3 rows")
        await clerk.press("f6")
        await clerk.until(r"u takes it back")
        garage = clients.garage
        clients.store.lists.save("Golf", garage.store.clients.ids(Criteria(), garage.today, "Georges"))
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, ImportDialog)
        await clerk.press("shift+tab", "shift+tab", "u")
        assert "Georges, Pascal" in clerk.sees() and "in a client list" in clerk.sees()
        await clerk.press("escape")
        assert "undone" in clerk.sees()
    assert names(clients) == ["Dubois, Pierre", "Georges, Pascal", "Maes BV"]


async def test_an_import_is_undone_after_a_restart(clients: Furnished, tmp_path: Path) -> None:
    async with at_work(clients.garage) as clerk:
        await choose(clerk, written(tmp_path))
        await clerk.until(r"3 rows")
        await clerk.press("f6")
        await clerk.until(r"u takes it back")
    async with at_work(clients.garage) as clerk:
        await clerk.press("f2", "i", "ctrl+z")
        await clerk.until(r"Taken back: 1 removed")
    assert names(clients) == ["Dubois, Pierre", "Maes BV"]


async def test_a_folder_is_walked_by_keys_alone(clients: Furnished, tmp_path: Path) -> None:
    written(tmp_path)
    async with at_work(clients.garage) as clerk:
        await clerk.press("f2", "i")
        clerk.app.screen.query_one("#path", Input).value = ""
        await clerk.type(f"{tmp_path}/inb")
        await clerk.press("down", "enter")
        assert "liste.csv" in clerk.sees()
        await clerk.press("down", "enter")
        assert isinstance(clerk.app.screen, ClientPreview)
        await clerk.press("escape", "escape")
        assert isinstance(clerk.app.screen, ClientsRoom)


async def test_a_file_that_is_no_list_says_why(clients: Furnished, tmp_path: Path) -> None:
    path = tmp_path / "no.csv"
    path.write_bytes(b"\x00\x01\x02")
    async with at_work(clients.garage) as clerk:
        await choose(clerk, path)
        assert isinstance(clerk.app.screen, ImportDialog)
        assert "no.csv" in clerk.message()


# -- documents ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One of ours with its PDF, one of somebody else, one that is damaged, a PDF alone."""
    found = tmp_path / "factures"
    found.mkdir()
    ours = ubl(seller="Garage Lambert", attachment=("2026-1851.pdf", "application/pdf", PDF))
    (found / "a.xml").write_bytes(ours)
    (found / "b.xml").write_bytes(ubl(seller="Autre SA", seller_vat="BE0417497106"))
    (found / "c.xml").write_bytes(b"<a>")
    (found / "d.pdf").write_bytes(PDF)
    return found


async def test_documents_are_looked_at_brought_in_and_undone(furnished: Furnished, folder: Path) -> None:
    async with at_work(furnished.garage) as clerk:
        await choose(clerk, folder, "f4")
        assert isinstance(clerk.app.screen, DocumentPreview)
        await clerk.until(r"1 document has no client")
        seen = clerk.sees()
        for words in ("New documents", "Not ours", "Cannot be read"):
            assert words in seen
        await clerk.press("shift+tab", "right")
        await clerk.until(r"Nothing is written yet\. F6")
        await clerk.press("tab", "enter")
        assert "2026-1851" in clerk.sees() and "card made from the buyer" in clerk.sees()
        await clerk.press("escape")
        assert len(furnished.store.ledger.ids()) == 0
        await clerk.press("f6")
        await clerk.until(r"u takes it back")
        assert (len(furnished.store.ledger.ids()), names(furnished)) == (1, ["Transports Lambert"])
        await clerk.press("u")
        await clerk.until(r"Taken back: 2 removed")
        assert (len(furnished.store.ledger.ids()), names(furnished)) == (0, [])
        await clerk.press("escape", "escape")
        assert isinstance(clerk.app.screen, LedgerRoom)


async def test_what_was_read_from_pages_comes_in_after_a_yes(furnished: Furnished, tmp_path: Path) -> None:
    truth, content = next((truth, content) for truth, content in samples() if truth.name == "classic-fr")
    company = replace(furnished.garage.settings.company, vat=truth.seller_vat)
    furnished.garage.settings = replace(furnished.garage.settings, company=company)
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "a.pdf").write_bytes(content)
    (scans / "b.pdf").write_bytes(scan())
    async with at_work(furnished.garage) as clerk:
        await choose(clerk, scans, "f4")
        await clerk.until(r"read from its pages: look first")
        assert "Scans: to fill in" in clerk.sees()
        await clerk.press("enter")
        assert truth.number in clerk.sees()
        await clerk.press("escape", "f6")
        assert len(furnished.store.ledger.ids()) == 0
        await clerk.press("shift+tab", "shift+tab", "right")
        await clerk.until(r"New documents")
        await clerk.press("f6")
        await clerk.until(r"u takes it back")
        (line,) = furnished.store.ledger.lines(furnished.store.ledger.ids())
        assert line.number == truth.number


async def test_reasons_of_files_that_are_left(furnished: Furnished, folder: Path) -> None:
    async with at_work(furnished.garage) as clerk:
        await choose(clerk, folder, "f4")
        await clerk.until(r"no client")
        assert clerk.app.screen.query_one(Menu).stand_on("rejected")
        await clerk.press("enter")
        assert "c.xml" in clerk.sees() and "damaged XML" in clerk.sees()


# -- export ------------------------------------------------------------------------------------------------


async def test_the_lists_are_exported(clients: Furnished, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    client = clients.client("=cmd", code="C9")
    clients.document("2026-1", client)
    async with at_work(clients.garage) as clerk:
        await clerk.press("f2", "x", "ctrl+u")
        await clerk.type(str(path))
        await clerk.press("enter")
        assert "3 lines written" in clerk.message()
        assert path.read_text(encoding="utf-8-sig").split("\n")[1].split(";")[1] == "'=cmd"
        await clerk.press("f4", "x", "ctrl+u")
        await clerk.type(str(path))
        await clerk.press("enter")
        assert "there already" in clerk.sees()
        await clerk.press("enter")
        assert "Client code" in path.read_text(encoding="utf-8-sig")
        await clerk.press("x", "ctrl+u")
        await clerk.type(str(path))
        await clerk.press("enter", "y")
        assert "1 line written" in clerk.message()
        assert "2026-1;" in path.read_text(encoding="utf-8-sig")


async def test_the_selection_and_a_client_list_are_exported(clients: Furnished, tmp_path: Path) -> None:
    async with at_work(clients.garage) as clerk:
        await clerk.press("f3", "right", "x", "ctrl+u")
        await clerk.type(str(tmp_path / "chosen.csv"))
        await clerk.press("enter")
        await clerk.until("1 line written")
        await clerk.press("l", "n")
        await clerk.type("Golf")
        await clerk.press("enter", "x", "ctrl+u")
        await clerk.type(str(tmp_path / "golf.csv"))
        await clerk.press("enter")
        await clerk.until("1 line written")
    written = [(tmp_path / name).read_text("utf-8-sig") for name in ("chosen.csv", "golf.csv")]
    assert written[0] == written[1] and "Dubois, Pierre" in written[0]
