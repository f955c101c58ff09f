"""A demo garage in a real database: whole, the same each time, and read back through the rooms."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from carmail_tui.demo.garage import COMPANY, DemoGarage, make_garage, write_settings
from carmail_tui.demo.guard import DemoLeavesError, refuse_outside
from carmail_tui.demo.hostile import HOSTILE_NAMES
from carmail_tui.documents.document import DocumentKind, SendingState
from carmail_tui.documents.listing import LedgerFilters, LedgerLine
from carmail_tui.i18n import use_language
from carmail_tui.recipients.vat import is_vat
from carmail_tui.settings.file import load, set_value
from carmail_tui.settings.model import Settings, Smtp
from carmail_tui.store import models
from carmail_tui.store.bulk import is_demo
from carmail_tui.store.clients import Clients
from carmail_tui.store.database import open_database
from carmail_tui.store.documents import Ledger

TODAY = date(2026, 11, 24)
CLIENTS, DOCUMENTS = 260, 300


@dataclass
class Made:
    """A garage, opened."""

    garage: DemoGarage
    ledger: Ledger
    clients: Clients
    lines: list[LedgerLine]


@pytest.fixture(scope="module")
def garage(tmp_path_factory: pytest.TempPathFactory) -> DemoGarage:
    return make_garage(tmp_path_factory.mktemp("demo"), clients=CLIENTS, documents=DOCUMENTS, today=TODAY)


@pytest.fixture
def made(garage: DemoGarage) -> Iterator[Made]:
    database = open_database(garage.database_url)
    ledger = Ledger(database)
    yield Made(garage, ledger, Clients(database), ledger.lines(ledger.ids()))
    database.close()


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def content(garage: DemoGarage) -> str:
    """A digest of all rows."""
    database = open_database(garage.database_url)
    found = hashlib.sha256()
    with database.connection_context():
        for table in models.TABLES:
            rows = sorted(table.select().tuples(), key=repr)
            found.update(repr(rows).encode())
    database.close()
    return found.hexdigest()


def test_the_same_arguments_make_the_same_garage(tmp_path: Path) -> None:
    digests = [
        content(make_garage(tmp_path / name, clients=80, documents=120, today=day))
        for name, day in (("a", TODAY), ("b", TODAY), ("c", TODAY + timedelta(days=1)))
    ]
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


def test_it_is_whole_and_marked(made: Made) -> None:
    assert made.garage.made
    assert models.Client.select().count() == CLIENTS
    assert len(made.lines) == DOCUMENTS
    assert not DemoGarage(made.garage.folder / "elsewhere").made


def test_what_is_interrupted_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_database: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("carmail_tui.demo.garage.mark_demo", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make_garage(tmp_path, clients=30, documents=30, today=TODAY)
    monkeypatch.undo()
    assert not DemoGarage(tmp_path).made
    garage = make_garage(tmp_path, clients=30, documents=30, today=TODAY)
    assert garage.made
    open_database(garage.database_url)
    assert models.Client.select().count() == 30


def test_numbers_follow_the_dates_of_eighteen_months(made: Made) -> None:
    invoices = [line for line in reversed(made.lines) if line.kind is DocumentKind.INVOICE]
    this_year = [line for line in invoices if line.number.startswith("2026-")]
    assert [int(line.number[5:]) for line in this_year] == list(range(1, len(this_year) + 1))
    days = [line.date for line in invoices if line.date]
    assert days == sorted(days)
    assert days[-1] == TODAY
    assert timedelta(days=530) < days[-1] - days[0] < timedelta(days=560)
    assert any(line.kind is DocumentKind.CREDIT_NOTE and line.amount < 0 for line in made.lines)


def test_old_documents_are_sent_those_of_today_are_not_and_two_came_back(made: Made) -> None:
    today = [line for line in made.lines if line.date == TODAY]
    assert len(today) > 5
    assert {line.state for line in today} == {SendingState.UNSENT}
    assert sum(line.state is SendingState.BOUNCED for line in made.lines) == 2
    old = [line for line in made.lines if line.date and line.date < TODAY - timedelta(days=60)]
    assert {line.state for line in old} == {SendingState.SENT}
    assert all(line.sent_at and line.sent_at.date() == line.date and line.sent_to for line in old)
    unsent = made.ledger.ids(LedgerFilters(unsent=True))
    assert len(today) < len(unsent) < len(today) + 20


def test_the_history_of_a_sent_document_names_its_address(made: Made) -> None:
    line = next(line for line in made.lines if line.state is SendingState.SENT)
    (sending,) = made.ledger.history(line.id)
    assert (sending.to, sending.outbox_state) == (line.sent_to, "sent")
    client = made.clients.get(line.client_id or 0)
    assert client
    used = [address for address in client.addresses if address.email == line.sent_to]
    assert used[0].last_used is not None


def test_every_hostile_client_has_a_document_and_some_of_these_are_unsent(made: Made) -> None:
    hostile = [line for line in made.lines if line.client in HOSTILE_NAMES]
    assert {line.client for line in hostile} == set(HOSTILE_NAMES)
    assert sum(line.state is SendingState.UNSENT for line in hostile) >= 2


def test_the_first_page_of_the_ledger_is_that_of_any_garage(made: Made) -> None:
    assert not [line.client for line in made.lines[:15] if line.client in HOSTILE_NAMES]


def test_what_the_walk_through_needs_is_unsent_today(made: Made) -> None:
    today = [line for line in made.lines if line.date == TODAY]
    dumont = [line for line in today if line.client == "Transports Dumont SA"]
    assert {line.kind for line in dumont} == set(DocumentKind)
    assert len(dumont) == 3
    client = made.clients.get(dumont[0].client_id or 0)
    assert client and len(client.addresses) == 3
    assert any(not line.has_address for line in today)


def test_the_documents_are_those_of_the_garage(made: Made) -> None:
    document = made.ledger.get(made.lines[0].id)
    assert document
    assert (document.seller.name, document.seller.vat) == (COMPANY.name, COMPANY.vat)
    assert is_vat(COMPANY.vat)
    assert load(made.garage.config_path).company.vat == COMPANY.vat


def test_settings_of_a_demo_go_to_loopback_and_keep_what_was_changed(tmp_path: Path) -> None:
    garage = DemoGarage(tmp_path)
    write_settings(garage, 2525)
    set_value(garage.config_path, "sender.name", "Luc")
    set_value(garage.config_path, "smtp.server", "smtp.example")
    write_settings(garage, 2526)
    settings = load(garage.config_path)
    assert (settings.smtp.server, settings.smtp.port, settings.sender.name) == ("127.0.0.1", 2526, "Luc")
    assert settings.mail_ready
    assert settings.smtp.per_minute == settings.smtp.per_hour == 0


def test_a_demo_refuses_a_server_elsewhere(made: Made, tmp_path: Path) -> None:
    open_database(made.garage.database_url)
    refuse_outside(Settings(Smtp("127.0.0.1")))
    refuse_outside(Settings(Smtp("localhost")))
    with pytest.raises(DemoLeavesError) as refused:
        refuse_outside(Settings(Smtp("smtp.provider.example")))
    assert "smtp.provider.example" in refused.value.sentence()
    real = open_database(f"sqlite:///{tmp_path / 'real.db'}")
    assert not is_demo(real)
    refuse_outside(Settings(Smtp("smtp.provider.example")))


@pytest.mark.parametrize(("clients", "documents"), [(1, 0), (1, 5), (5, 1), (30, 40)])
def test_any_size_can_be_made(tmp_path: Path, clients: int, documents: int) -> None:
    garage = make_garage(tmp_path, clients=clients, documents=documents, today=TODAY)
    open_database(garage.database_url)
    counts = models.Client.select().count(), models.Document.select().count()
    assert counts == (clients, documents)


def test_an_imported_client_follows_the_invented_ones(tmp_path: Path) -> None:
    garage = make_garage(tmp_path, clients=20, documents=10, today=TODAY)
    open_database(garage.database_url)
    assert models.Client.create(name="Nouveau", name_key="nouveau").id == 21
