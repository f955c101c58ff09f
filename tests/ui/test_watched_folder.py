"""The watched folder in the interface: what is new is simply there, what was not read is told once."""

import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from carmail_tui.settings.file import load
from carmail_tui.settings.model import Company, Documents
from carmail_tui.store import models
from carmail_tui.ui.app import CarmailApp
from carmail_tui.ui.screens.document_history import DocumentHistory
from carmail_tui.ui.screens.folder_report import FolderReport
from carmail_tui.ui.screens.ledger import LedgerRoom
from carmail_tui.ui.screens.settings import SettingsRoom
from carmail_tui.ui.screens.today import Today
from carmail_tui.ui.terminal import Terminal
from tests.reading.invoices import ubl
from tests.ui.conftest import Clerk, Furnished, at_work
from tests.ui.test_settings import open_setting
from tests.ui.test_today import enter


@pytest.fixture
def inbox(furnished: Furnished, tmp_path: Path) -> Path:
    """The folder that is watched, every five seconds at the most often."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    settings = replace(furnished.garage.settings, company=Company("Garage Dumont", "BE0403170701"))
    furnished.garage.settings = replace(settings, documents=Documents(str(folder), seconds=1))
    return folder


def put(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (time.time() - 3600,) * 2)


def fill(folder: Path) -> None:
    for number in ("1", "2", "3"):
        put(folder, f"{number}.xml", ubl(number))
    put(folder, "broken.xml", b"<Invoice")


async def look_again(clerk: Clerk) -> None:
    """Time for another look at the folder."""
    today = clerk.app.screen_stack[1]
    assert isinstance(today, Today)
    today._look_at_folder()
    await clerk.settle()


async def test_todays_invoices_are_there_when_the_program_opens(furnished: Furnished, inbox: Path) -> None:
    fill(inbox)
    async with at_work(furnished.garage) as clerk:
        await clerk.until("3 new documents from the folder +1 not read")
        await enter(clerk, "3 new documents")
        assert isinstance(clerk.app.screen, FolderReport)
        seen = clerk.sees()
        assert "broken.xml" in seen and "damaged XML" in seen and "no client yet" in seen
        assert seen.index("broken.xml") < seen.index("1.xml")
        await clerk.press("escape")
        assert "from the folder" not in clerk.sees()
        await clerk.press("f4")
        assert isinstance(clerk.app.screen, LedgerRoom) and len(clerk.app.screen.table.ids) == 3


async def test_what_comes_meanwhile_is_told_whatever_lies_over_today(
    furnished: Furnished, inbox: Path
) -> None:
    async with at_work(furnished.garage) as clerk:
        assert "from the folder" not in clerk.sees()
        await clerk.press("f4")
        put(inbox, "1.xml", ubl("1"))
        await look_again(clerk)
        await clerk.press("escape")
        assert "1 new document from the folder" in clerk.sees()
        await look_again(clerk)
        assert "1 new document from the folder" in clerk.sees()


async def test_the_line_opens_a_document_and_reads_again_what_was_left_out(
    furnished: Furnished, inbox: Path
) -> None:
    fill(inbox)
    async with at_work(furnished.garage) as clerk:
        await clerk.until("3 new documents")
        await enter(clerk, "3 new documents")
        await clerk.press("enter")
        assert "not in the ledger" in clerk.message()
        await clerk.press("down", "enter")
        assert isinstance(clerk.app.screen, DocumentHistory)
        await clerk.press("escape", "r")
        assert "1 file is read again" in clerk.message()
        put(inbox, "broken.xml", ubl("4"))
        await clerk.press("escape")
        await look_again(clerk)
        assert "1 new document from the folder" in clerk.sees()


async def test_a_folder_that_is_gone_and_an_unknown_company_are_said(
    furnished: Furnished, inbox: Path
) -> None:
    inbox.rmdir()
    async with at_work(furnished.garage) as clerk:
        await clerk.until("The watched folder is not read +cannot be opened")
        inbox.mkdir()
        await look_again(clerk)
        assert "watched folder" not in clerk.sees()
        furnished.garage.settings = replace(furnished.garage.settings, company=Company())
        await look_again(clerk)
        assert "whose are they?" in clerk.sees()
        await enter(clerk, "The watched folder")
        assert isinstance(clerk.app.screen, SettingsRoom)


async def test_the_folder_is_set_in_the_settings(furnished: Furnished, tmp_path: Path) -> None:
    async with at_work(furnished.garage) as clerk:
        await open_setting(clerk, "documents.folder")
        await clerk.type(str(tmp_path / "nowhere"))
        await clerk.press("enter")
        assert "there is no such folder" in clerk.sees()
    assert load(furnished.garage.config_path).documents.folder == ""
    (tmp_path / "inbox").mkdir()
    async with at_work(furnished.garage) as clerk:
        await open_setting(clerk, "documents.folder")
        await clerk.type(str(tmp_path / "inbox"))
        await clerk.press("enter")
    assert load(furnished.garage.config_path).documents.folder == str(tmp_path / "inbox")


async def test_keys_are_answered_while_the_folder_is_read(
    furnished: Furnished, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that does not come back keeps nobody from the ledger."""
    begun, may_end = threading.Event(), threading.Event()

    def stuck(*_arguments: object, **_named: object) -> object:
        begun.set()
        may_end.wait(20)
        return iter(())

    monkeypatch.setattr("carmail_tui.store.folder_watch.read_documents", stuck)
    put(inbox, "1.xml", ubl("1"))
    app = CarmailApp(furnished.garage, Terminal(ascii=False, ansi=False))
    async with app.run_test(size=(80, 24)) as pilot:
        clerk = Clerk(app, pilot)
        while not begun.is_set():
            await clerk.pilot.pause(0.01)
        clerk.strike("f4")
        while not isinstance(clerk.app.screen, LedgerRoom):
            await clerk.pilot.pause(0.01)
        may_end.set()
        await clerk.settle()


async def test_hostile_names_break_no_screen(furnished: Furnished, inbox: Path) -> None:
    put(inbox, "[b]\x1b]0;x\x07\u202e.xml", b"<Invoice")
    put(inbox, "[red].xml", ubl("[/b]", buyer="\u202e[/]"))
    async with at_work(furnished.garage) as clerk:
        await clerk.until("1 not read")
        await enter(clerk, "1 new document")
        assert isinstance(clerk.app.screen, FolderReport)
        assert "\x1b" not in clerk.sees() and "\u202e" not in clerk.sees() and "[red].xml" in clerk.sees()
    with furnished.store.database.connection_context():
        assert models.WatchedFile.select().where(models.WatchedFile.shown).count() == 2
