"""A garage for the tests of the interface: a real SQLite file, documents, and a mail account on loopback."""

import asyncio
import re
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from carmail_tui.cli.garage import Garage
from carmail_tui.demo.files import maker
from carmail_tui.demo.garage import DemoGarage, make_garage
from carmail_tui.documents.document import Document, DocumentFile, DocumentKind
from carmail_tui.i18n import use_language
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client
from carmail_tui.settings.file import load
from carmail_tui.settings.model import Company, Security, Sender, Settings, Smtp
from carmail_tui.store import models
from carmail_tui.store.document_rows import document_columns, document_file_columns
from carmail_tui.store.store import Store
from carmail_tui.ui.app import CarmailApp
from carmail_tui.ui.terminal import Terminal
from carmail_tui.ui.widgets.lines import Plain

SETTINGS = Settings(
    smtp=Smtp("127.0.0.1", 9, Security.NONE, per_minute=0, per_hour=0),
    sender=Sender("Sophie Dupuis", "sophie@garage-lambert.example"),
    company=Company("Garage Lambert", "BE0403170701"),
)


@dataclass
class Furnished:
    """A garage with a way to put clients and documents into it."""

    garage: Garage

    @property
    def store(self) -> Store:
        """Its store."""
        return self.garage.store

    def client(self, name: str, *addresses: Address, **more: Any) -> int:
        """A client with these addresses; the id."""
        return self.store.cards.add(replace(Client(name, addresses=addresses), **more))

    def document(self, number: str, client: int | None, total: str = "100.00", **more: Any) -> int:
        """A document of today, or another day, with one file; the id."""
        more = {"kind": DocumentKind.INVOICE, "date": date.today(), **more}
        files = more.pop("files", {f"{number}.pdf": f"%PDF-1.4 {number}".encode()})
        found = Document(number=number, total=Decimal(total), client_id=client, **more)
        with self.store.database.connection_context():
            row = models.Document.create(**document_columns(found))
            for name, content in files.items():
                path, digest, size = self.store.files.put(content)
                media = "application/xml" if name.endswith(".xml") else "application/pdf"
                file = DocumentFile(name, media, path, digest, size)
                models.DocumentFile.create(**document_file_columns(file, row.id))
        return int(row.id)

    def mails(self) -> list[tuple[str, str, str]]:
        """Each message of the outbox, the first one first: recipient, subject, state."""
        lines = self.store.messages.lines(list(reversed(self.store.messages.ids())))
        return [(line.envelope_to, line.subject, line.state.value) for line in lines]


def address(email: str, source: AddressSource = AddressSource.CARD, **more: Any) -> Address:
    """An address of an address book."""
    return Address(email, source, mailbox(email), **more)


TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def demo_made(tmp_path_factory: pytest.TempPathFactory) -> DemoGarage:
    """A demo garage of 300 clients as it is on `TODAY`, made once."""
    return make_garage(tmp_path_factory.mktemp("demo"), clients=300, documents=120, today=TODAY)


@pytest.fixture
def demo(demo_made: DemoGarage, tmp_path: Path, launches: list[str]) -> Iterator[Garage]:
    """A copy of the demo garage, on the day `TODAY`."""
    use_language("en")
    copied = DemoGarage(tmp_path / "garage")
    shutil.copytree(demo_made.folder, copied.folder)
    store = Store(copied.database_url, copied.folder / "files")
    settings = load(copied.config_path)
    store.files.maker = maker(store.ledger, store.clients, settings.company)
    yield Frozen(settings, copied.config_path, copied.database_url, store, settings.user)
    store.close()


class Frozen(Garage):
    """A garage in which it is always the same day."""

    @property
    def today(self) -> date:
        """The day."""
        return TODAY


@pytest.fixture
def launches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The databases for which delivery was started. It is not: a process would outlive the test."""
    started: list[str] = []
    for module in _LAUNCHING:
        monkeypatch.setattr(f"carmail_tui.{module}.launch", lambda url, config: started.append(url))
    return started


_LAUNCHING = (
    "ui.documents",
    "ui.mailing",
    "ui.resuming",
    "ui.screens.doubt",
    "ui.screens.progress",
    "ui.screens.result",
    "delivery.launch",  # the last one: a module that is imported while it is changed keeps the change
)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clerk who waits before answering a question."""
    monkeypatch.setattr("carmail_tui.ui.deaf._SECONDS", 0.0)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clerk who holds a key down."""
    monkeypatch.setattr("carmail_tui.ui.deaf._SECONDS", 3600.0)


def mails(garage: Garage) -> list[tuple[str, str]]:
    """Each message of the outbox, the first one first: recipient and state."""
    return [(to, state) for to, _subject, state in Furnished(garage).mails()]


@pytest.fixture
def furnished(made: dict[str, Path], tmp_path: Path, launches: list[str]) -> Iterator[Furnished]:
    """An empty garage with a mail account on loopback."""
    with opened(made["empty"], tmp_path) as found:
        yield found


@pytest.fixture
def garage(made: dict[str, Path], tmp_path: Path, launches: list[str]) -> Iterator[Garage]:
    """A garage with five clients and seven documents: see `furnish`."""
    with opened(made["furnished"], tmp_path) as found:
        yield found.garage


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both garages, made once: each test has a copy."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("empty", "furnished")}
    for name, folder in folders.items():
        with opened(folder, folder) as found:
            found.garage.config_path.write_text("")
            if name == "furnished":
                furnish(found)
    return folders


@contextmanager
def opened(template: Path, folder: Path) -> Iterator[Furnished]:
    """The garage of `template`, copied into `folder` where that is another one."""
    use_language("en")
    if template != folder:
        shutil.copytree(template, folder, dirs_exist_ok=True)
    url = f"sqlite:///{folder}/garage.db"
    store = Store(url, folder / "files")
    try:
        yield Furnished(Garage(SETTINGS, folder / "carmail.toml", url, store, "sophie"))
    finally:
        store.close()


def furnish(furnished: Furnished) -> None:
    """Dumont with three addresses, Henrard with one, Dubois with none; documents of three days."""
    dumont = furnished.client(
        "Transports Dumont SA",
        address("info@dumont.example"),
        address("compta@dumont.example", AddressSource.FINANCIAL),
        address("luc.dumont@dumont.example", AddressSource.CONTACT, label="Luc"),
        code="D100",
        vat="BE0428759497",
    )
    henrard = furnished.client("Henrard, Julie", address("julie.h@courriel.example"), code="H200")
    dubois = furnished.client("Dubois, Pierre", code="D300")
    furnished.client("Maes BV", address("boekhouding@maes.example"), code="M400")
    furnished.client("Adam, Nathalie", address("nathalie@courriel.example"), code="A500")
    today = date.today()
    furnished.document("2026-1852", dumont, "1284.60")
    furnished.document("2026-1851", dumont, "312.18")
    furnished.document("2026-1850", henrard, "189.00")
    furnished.document("2026-1849", dubois, "268.90")
    earlier = today.replace(day=1) if today.day > 1 else today.replace(month=1, day=1)
    credit = DocumentKind.CREDIT_NOTE
    furnished.document("2026-0093", henrard, "48.40", kind=credit, date=earlier)
    furnished.document("2026-1700", dumont, "77.44", date=earlier, paid=True)
    furnished.document("2026-1600", None, "15.00", date=date(2026, 1, 15))


def shown(app: CarmailApp) -> str:
    """What stands on the screen, line by line."""
    # The compositor has no public way to the text; a snapshot would compare colours too.
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


_CHARACTERS = {
    "space": " ", "at": "@", "plus": "+", "minus": "-", "asterisk": "*", "slash": "/", "full_stop": ".",
    "question_mark": "?", "less_than_sign": "<", "greater_than_sign": ">",
}  # fmt: skip
"""What the keys type that have a name."""
_PATIENCE_SECONDS = 20.0


class Clerk:
    """Someone at the keyboard."""

    def __init__(self, app: CarmailApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press these keys, and wait for what each of them begins."""
        for key in keys:
            self.strike(key)
            await self.settle()

    def strike(self, *keys: str) -> None:
        """Press these keys at once, as a slow line delivers them, and wait for nothing."""
        for key in keys:
            self.app.post_message(events.Key(key, _CHARACTERS.get(key, key if len(key) == 1 else None)))

    async def type(self, text: str) -> None:
        """Type into a field."""
        for character in text:
            key = character if character.isalnum() else _character_to_key(character)
            self.app.post_message(events.Key("enter" if character == "\n" else key, character))
        await self.settle()

    async def settle(self) -> None:
        """Wait until no key is under way and nothing is being fetched any more."""
        quiet, last = 0, time.monotonic() + _PATIENCE_SECONDS
        while quiet < 2 and self.app.is_running:
            assert time.monotonic() < last, "the interface does not come to rest"
            await self.pilot.pause(0)
            busy = self._typing or any(not worker.is_finished for worker in self.app.workers)
            quiet = 0 if busy else quiet + 1
            await asyncio.sleep(0.002)

    async def until(self, pattern: str) -> None:
        """Wait until this (a regular expression) stands on the screen."""
        last = time.monotonic() + _PATIENCE_SECONDS
        while not re.search(pattern, self.sees()):
            assert time.monotonic() < last, f"{pattern!r} did not appear on:\n{self.sees()}"
            await asyncio.sleep(0.02)
            await self.settle()

    @property
    def _typing(self) -> bool:
        """Whether the app has keys that it has not dealt with."""
        app = self.app
        return bool(app._keys or app._key_under_way)

    def sees(self) -> str:
        """The screen as text."""
        return shown(self.app)

    def message(self) -> str:
        """The message line."""
        return self.app.screen.query_one("#message", Plain).text.strip()


@asynccontextmanager
async def at_work(
    garage: Garage, *, ascii_glyphs: bool = False, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Clerk]:
    """The interface on a garage, in a terminal of 80x24."""
    app = CarmailApp(garage, Terminal(ascii=ascii_glyphs, ansi=False))
    async with app.run_test(size=size) as pilot:
        clerk = Clerk(app, pilot)
        await clerk.settle()
        yield clerk
