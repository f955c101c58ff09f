"""The watched folder: what is new comes in once, what was refused is told once; on both databases."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from carmail_tui.documents.folder import FolderFault, FolderLook, FolderNews
from carmail_tui.reading.imported import DocumentOutcome
from carmail_tui.settings.model import Company, Documents, Settings
from carmail_tui.store.folder_watch import FolderWatch
from carmail_tui.store.store import Store
from tests.postgres import database_url, postgres
from tests.reading.invoices import ubl
from tests.reading.pdf_files import invoice_page, printed

__all__ = ("database_url", "postgres")

OLD = time.time() - 3600
US = Company("Garage Dumont", "BE0403170701")


@dataclass
class Watched:
    """A folder, the garage that watches it, and its watch."""

    folder: Path
    store: Store
    company: Company = US
    watch: FolderWatch = field(init=False)

    def __post_init__(self) -> None:
        self.watch = FolderWatch(self.store)

    def put(self, name: str, content: bytes, *, changed: float = OLD) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        os.utime(path, (changed, changed))
        return path

    def look(self) -> int:
        """Look until nothing more is waiting; how many files were dealt with."""
        settings = Settings(company=self.company, documents=Documents(str(self.folder)))
        look = self.watch.look(settings)
        count = look.read
        while look.more:
            look = self.watch.go_on(settings)
            count += look.read
        return count

    def fault(self) -> FolderFault | None:
        return self.watch.look(Settings(company=self.company, documents=Documents(str(self.folder)))).fault

    def numbers(self) -> list[str]:
        return sorted(document.number for document in self.store.ledger.many(self.store.ledger.ids()))

    def outcomes(self) -> dict[str, DocumentOutcome]:
        return {Path(entry.path).name: entry.outcome for entry in self.store.watched.report()}

    def started_anew(self) -> "Watched":
        """The interface is closed and opened again."""
        return Watched(self.folder, self.store, self.company)


@pytest.fixture
def watched(tmp_path: Path, database_url: str) -> Iterator[Watched]:
    (tmp_path / "inbox").mkdir()
    found = Watched(tmp_path / "inbox", Store(database_url, tmp_path / "files"))
    yield found
    found.store.close()


def test_what_is_new_is_in_the_ledger_and_what_was_not_read_is_told(watched: Watched) -> None:
    for number in ("1", "2", "3"):
        watched.put(f"{number}.xml", ubl(number))
    watched.put("broken.xml", b"<Invoice")
    watched.put("theirs.xml", ubl("9", seller="Other", seller_vat="BE0417497106"))
    watched.put("notes.txt", b"hello")
    assert watched.look() == 6
    assert watched.numbers() == ["1", "2", "3"]
    assert watched.store.watched.news() == FolderNews(new=3, left_out=1)
    assert watched.outcomes() == {
        **dict.fromkeys(("1.xml", "2.xml", "3.xml"), DocumentOutcome.NEW),
        "broken.xml": DocumentOutcome.REJECTED,
        "theirs.xml": DocumentOutcome.NOT_OURS,
        "notes.txt": DocumentOutcome.NOT_A_DOCUMENT,
    }


def test_nothing_is_read_twice_and_nothing_told_twice(watched: Watched) -> None:
    watched.put("1.xml", ubl("1"))
    watched.put("broken.xml", b"<Invoice")
    assert watched.look() == 2
    assert watched.look() == 0 and watched.started_anew().look() == 0
    watched.store.watched.mark_shown()
    assert watched.store.watched.news() == FolderNews()
    watched.put("copy of 1.xml", ubl("1"))
    (watched.folder / "broken.xml").rename(watched.folder / "renamed.xml")
    again = watched.started_anew()
    assert again.look() == 2 and again.look() == 0
    assert watched.store.watched.news() == FolderNews() and watched.numbers() == ["1"]
    assert watched.outcomes()["renamed.xml"] is DocumentOutcome.REJECTED


def test_a_file_that_was_changed_is_another_one(watched: Watched) -> None:
    watched.put("1.xml", b"<Invoice")
    watched.look()
    watched.put("1.xml", ubl("1"), changed=OLD + 60)
    assert watched.look() == 1 and watched.numbers() == ["1"]
    watched.put("1.xml", ubl("1", total="999.00", gross="999.00"), changed=OLD + 120)
    assert watched.look() == 1
    (entry,) = watched.store.watched.report()
    assert entry.outcome is DocumentOutcome.CONFLICT and not entry.shown
    assert entry.told["conflict"] == [["total", "121.00", "999.00"]]


def test_a_file_that_is_being_written_waits_for_the_next_look(watched: Watched) -> None:
    path = watched.put("1.xml", ubl("1")[:200], changed=time.time())
    assert watched.look() == 0
    path.write_bytes(ubl("1"))
    assert watched.look() == 0
    assert watched.look() == 1 and watched.numbers() == ["1"]


def test_an_invoice_and_its_print_are_one_news(watched: Watched) -> None:
    watched.put("1.xml", ubl("1"))
    watched.put("1b.xml", ubl("1", due=""))
    watched.put("f1.pdf", printed(*invoice_page("F-1", "Dumont", "121,00"), xml=ubl("F-1")))
    watched.look()
    assert watched.numbers() == ["1", "F-1"]
    assert watched.store.watched.news() == FolderNews(new=2)


def test_a_large_folder_is_read_in_parts(watched: Watched) -> None:
    for number in range(60):
        watched.put(f"{number}.xml", ubl(str(number)))
    settings = Settings(company=US, documents=Documents(str(watched.folder)))
    assert watched.watch.look(settings) == FolderLook(25, more=True)
    assert watched.watch.go_on(settings) == FolderLook(25, more=True)
    assert watched.watch.go_on(settings) == FolderLook(10, more=False)
    assert len(watched.numbers()) == 60


def test_with_our_right_number_what_was_not_ours_is_read_again(watched: Watched) -> None:
    watched.company = Company("Garage Dumont", "BE0417497106")
    watched.put("1.xml", ubl("1"))
    watched.look()
    assert watched.numbers() == []
    watched.company = US
    assert watched.started_anew().look() == 1 and watched.numbers() == ["1"]


def test_what_was_left_out_is_read_again_where_a_person_asks(watched: Watched) -> None:
    watched.put("broken.xml", b"<Invoice")
    watched.put("1.xml", ubl("1"))
    watched.look()
    assert watched.watch.forget_left_out() == 1
    assert watched.look() == 1
    assert watched.outcomes() == {"broken.xml": DocumentOutcome.REJECTED, "1.xml": DocumentOutcome.NEW}


def test_why_nothing_is_read_is_told(watched: Watched) -> None:
    watched.put("1.xml", ubl("1"))
    watched.company = Company()
    assert watched.fault() is FolderFault.COMPANY
    watched.company = US
    watched.folder = watched.folder / "not mounted"
    assert watched.fault() is FolderFault.FOLDER
    assert FolderWatch(watched.store).look(Settings(company=US)) == FolderLook()


def test_two_interfaces_on_one_folder_bring_in_each_document_once(watched: Watched) -> None:
    other = watched.started_anew()
    for number in range(30):
        watched.put(f"{number}.xml", ubl(str(number)))
    settings = Settings(company=US, documents=Documents(str(watched.folder)))
    first, second = watched.watch.look(settings), other.watch.look(settings)
    while first.more or second.more:
        first, second = watched.watch.go_on(settings), other.watch.go_on(settings)
    assert len(watched.numbers()) == len(set(watched.numbers())) == 30
    assert watched.store.watched.news() == FolderNews(new=30)


def test_hostile_names_and_bytes_are_only_names_and_bytes(watched: Watched) -> None:
    watched.put("[b]\x1b]0;x\x07 '; DROP TABLE document; --.xml", ubl("1"))
    watched.put("\u202egnp.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    (watched.folder / os.fsdecode(b"bad\xff.xml")).write_bytes(ubl("2"))
    os.utime(watched.folder / os.fsdecode(b"bad\xff.xml"), (OLD, OLD))
    assert watched.look() == 3
    assert watched.numbers() == ["1", "2"] and watched.look() == 0
