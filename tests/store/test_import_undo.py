"""Taking an import back: all of it goes, but for what was changed or used since."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from carmail_tui.letters.prepared import Intent, PreparedMessage
from carmail_tui.reading.client_list import ReadClient
from carmail_tui.reading.clients import read_clients
from carmail_tui.reading.documents import read_documents
from carmail_tui.reading.import_history import Kept, RunState, Undone
from carmail_tui.reading.imported import ImportedClient
from carmail_tui.recipients.client import AddressSource, Client, Consent
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.store import models
from carmail_tui.store.store import Store
from tests.postgres import database_url, postgres
from tests.reading.invoices import PDF, ubl
from tests.store.importing import US, Garage, garage

__all__ = ("database_url", "garage", "postgres")

OLD = (
    "Code;Nom;CP;Tel;Email;Plaque\n1;Dubois;4500;111;a@d.example;1-AAA-111\n2;Lambert;4000;222;b@l.example;\n"
)
NEW = (
    "Code;Nom;CP;Tel;Email;Plaque\n"
    "1;Dubois;4000;112;new@d.example;1-AAA-111\n"
    "2;Lambert;4000;222;b@l.example;\n"
    "3;Maes;5000;333;c@m.example;1-CCC-333\n"
)


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    found = Store(database_url, tmp_path / "files")
    yield found
    found.close()


def bring(store: Store, folder: Path, text: str) -> int:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    run = store.imports.clients(read_clients(path).rows, source=path.name).run
    assert run is not None
    return run


def cards(store: Store) -> list[Client]:
    """All cards, without the ids of what is in them: what is put back has others."""
    found = store.clients.many(store.clients.ids(Criteria(), date(2026, 11, 24)))
    return [
        replace(
            card,
            addresses=tuple(replace(address, id=None) for address in card.addresses),
            vehicles=tuple(replace(vehicle, id=None) for vehicle in card.vehicles),
        )
        for card in found
    ]


def undo(store: Store, run: int) -> Undone:
    undone = store.imports.undo(run)
    assert undone is not None
    return undone


def test_all_is_as_before(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, OLD)
    before = cards(store)
    run = bring(store, tmp_path, NEW)
    assert len(cards(store)) == 3
    undone = undo(store, run)
    assert (undone.removed, undone.restored, undone.left) == (1, 1, ())
    assert cards(store) == before
    assert store.imports.undo(run) is None
    states = [line.state for line in store.imports.latest()]
    assert states == [RunState.UNDONE, RunState.DONE]


def test_the_list_can_come_in_again(store: Store, tmp_path: Path) -> None:
    run = bring(store, tmp_path, NEW)
    before = cards(store)
    undo(store, run)
    assert cards(store) == []
    bring(store, tmp_path, NEW)
    assert [replace(card, id=None) for card in cards(store)] == [replace(card, id=None) for card in before]


def test_a_row_a_vehicle_in_two_batches_is_one_change(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carmail_tui.store.imports._BATCH", 1)
    bring(store, tmp_path, "Code;Nom;Plaque\n1;Dubois;1-AAA-111\n")
    before = cards(store)
    text = (
        "Code;Nom;Tel;Plaque\n"
        "1;Dubois;5;1-BBB-222\n1;Dubois;6;1-CCC-333\n"
        "2;Maes;7;1-DDD-444\n2;Maes;7;1-EEE-555\n"
    )
    run = bring(store, tmp_path, text)
    assert [len(card.vehicles) for card in cards(store)] == [3, 2]
    assert (undo(store, run).left, cards(store)) == ((), before)


def test_what_a_person_corrected_since_stays(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, OLD)
    run = bring(store, tmp_path, NEW)
    dubois, _lambert, maes = cards(store)
    store.cards.correct(replace(dubois, phone="999"), frozenset({"phone"}))
    assert maes.id is not None
    store.cards.set_consent(maes.id, Consent(False, date(2026, 11, 24), "téléphone"))
    undone = undo(store, run)
    assert {(one.name, one.reason) for one in undone.left} == {
        ("Dubois", Kept.CORRECTED),
        ("Maes", Kept.CORRECTED),
    }
    dubois, _lambert, maes = cards(store)
    assert (dubois.phone, dubois.postcode, maes.phone) == ("999", "4500", "333")


def test_who_was_written_to_stays(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, OLD)
    run = bring(store, tmp_path, NEW)
    for card in cards(store):
        write_to(store, card)
    undone = undo(store, run)
    assert {(one.name, one.reason) for one in undone.left} == {
        ("Dubois", Kept.WRITTEN_TO),
        ("Maes", Kept.WRITTEN_TO),
    }
    assert cards(store)[0].addresses[0].email == "new@d.example"


def write_to(store: Store, card: Client) -> None:
    email = card.addresses[0].email
    message = PreparedMessage(
        intent=Intent.MAILING,
        dedupe_key=f"letter {card.id}",
        message_id=f"<{card.id}@garage.example>",
        date=datetime.now(UTC),
        envelope_from="sophie@garage.example",
        envelope_to=email,
        subject="Bonjour",
        head=b"Subject: Bonjour\r\n\r\n",
        client_id=card.id,
        client_name=card.name,
    )
    store.outbox.queue([message], account="a", title="Bonjour", kind="service")


def test_who_has_a_document_or_stands_in_a_list_stays(store: Store, tmp_path: Path) -> None:
    run = bring(store, tmp_path, NEW)
    dubois, lambert, _maes = cards(store)
    assert dubois.id is not None and lambert.id is not None
    with store.database.connection_context():
        models.Document.create(kind="invoice", number="1", client=dubois.id, total_cents=100)
    store.lists.save("Golf", [lambert.id])
    undone = undo(store, run)
    assert {(one.name, one.reason) for one in undone.left} == {
        ("Dubois", Kept.HAS_DOCUMENTS),
        ("Lambert", Kept.IN_LIST),
    }
    assert undone.removed == 1


def test_what_a_later_import_changed_stays(store: Store, tmp_path: Path) -> None:
    first = bring(store, tmp_path, OLD)
    second = bring(store, tmp_path, NEW)
    assert [(one.name, one.reason) for one in undo(store, first).left] == [("Dubois", Kept.LATER_IMPORT)]
    undo(store, second)
    assert [card.name for card in cards(store)] == ["Dubois"]


def test_a_field_that_a_later_import_changed_stays(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, OLD)
    run = bring(store, tmp_path, NEW)
    bring(store, tmp_path, "Code;Nom;Tel\n1;Dubois;113\n")
    undone = undo(store, run)
    assert [(one.name, one.reason) for one in undone.left] == [("Dubois", Kept.LATER_IMPORT)]
    assert [(card.phone, card.postcode) for card in cards(store)] == [("113", "4500"), ("222", "4000")]


def test_a_move_of_the_selection_does_not_bring_others_back(store: Store, tmp_path: Path) -> None:
    run = bring(store, tmp_path, NEW)
    store.selection.add_matching("sophie", Criteria(), date(2026, 11, 24))
    store.selection.clear("sophie")
    undo(store, run)
    bring(store, tmp_path, "Nom;CP\nAutre;4000\nEncore;4000\nTroisième;4000\n")
    store.selection.undo("sophie")
    assert store.selection.count("sophie") == 0


class Stop(Exception):
    """Whoever watches has had enough."""


def test_an_import_that_is_cancelled_leaves_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carmail_tui.store.imports._BATCH", 1)
    bring(store, tmp_path, OLD)
    before = cards(store)
    seen: list[ImportedClient] = []
    path = tmp_path / "list.csv"
    path.write_text(NEW, encoding="utf-8")

    def watch(answers: Sequence[ImportedClient]) -> None:
        seen.extend(answers)
        if len(seen) == 3:
            raise Stop

    with pytest.raises(Stop):
        store.imports.clients_by_batches(read_clients(path).rows, watch)
    assert cards(store) == before
    assert [line.counts for line in store.imports.latest()] == [{"new": 2}]


def test_others_may_write_while_a_dry_run_is_under_way(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, OLD)
    path = tmp_path / "list.csv"
    path.write_text(NEW, encoding="utf-8")

    def watch(answers: Sequence[ImportedClient]) -> None:
        other = Store(store.url, tmp_path / "files")
        other.user_states.put("sophie", "letter", {"text": "kept"})
        other.close()

    store.imports.clients_by_batches(read_clients(path).rows, watch, dry_run=True)
    assert store.user_states.get("sophie", "letter") == {"text": "kept"}
    assert len(cards(store)) == 2
    assert len(store.imports.latest()) == 1


def test_an_import_that_changed_nothing_is_not_spoken_of(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, OLD)
    rows = [row for row in read_clients(tmp_path / "list.csv").rows if isinstance(row, ReadClient)]
    assert store.imports.clients(rows).run is None
    assert len(store.imports.latest()) == 1


# -- documents ---------------------------------------------------------------------------------------------


def test_documents_are_taken_back_with_their_clients(garage: Garage) -> None:
    before = garage.dump()
    garage.put("a.xml", ubl(attachment=("2026-1851.pdf", "application/pdf", PDF)))
    run = garage.documents(US, create_clients=True).run
    assert run is not None and len(garage.ledger()) == 1
    undone = undo(garage.store, run)
    assert (undone.removed, undone.left) == (2, ())
    with garage.store.database.connection_context():
        models.ImportRun.delete().execute()
    assert garage.dump() == before


def test_files_that_joined_go_again(store: Store, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.xml").write_bytes(ubl(due=""))
    store.imports.documents(read_documents([inbox]), US)
    (before,) = store.ledger.many(store.ledger.ids())
    (inbox / "a.xml").write_bytes(ubl(attachment=("2026-1851.pdf", "application/pdf", PDF)))
    run = store.imports.documents(read_documents([inbox]), US).run
    assert run is not None
    (joined,) = store.ledger.many(store.ledger.ids())
    assert len(joined.files) == 3 and joined.due is not None
    undone = undo(store, run)
    assert (undone.removed, undone.restored, undone.left) == (0, 1, ())
    assert store.ledger.many(store.ledger.ids()) == [before]


def test_a_document_that_was_sent_stays_with_its_client(garage: Garage) -> None:
    garage.put("a.xml", ubl())
    run = garage.documents(US, create_clients=True).run
    assert run is not None
    (document,) = garage.ledger()
    with garage.store.database.connection_context():
        message = sent_message(document.client_id)
        models.DocumentMessage.create(document=document.id, message=message)
    undone = undo(garage.store, run)
    assert [one.reason for one in undone.left] == [Kept.SENT, Kept.WRITTEN_TO]
    assert [row.number for row in garage.ledger()] == [document.number]


def sent_message(client: int | None) -> Any:
    now = int(datetime.now(UTC).timestamp() * 1000)
    columns = {"account": "a", "intent": "documents", "dedupe_key": "k", "message_id": "<1@x.example>"}
    times = {"date": now, "created": now + 5000, "updated": now}
    to = {"envelope_from": "a@x.example", "envelope_to": "b@x.example", "state": "sent", "client_id": client}
    return models.Message.create(**columns, **times, **to)


def test_an_address_that_a_document_brought_goes_again(garage: Garage) -> None:
    client = garage.add("Transports Lambert", vat="BE0417497106")
    garage.put("a.xml", ubl())
    run = garage.documents().run
    assert run is not None
    assert [a.source for a in garage.card(client).addresses] == [AddressSource.DOCUMENT]
    undo(garage.store, run)
    assert garage.card(client).addresses == ()


def test_a_document_that_was_given_to_a_client_since_stays(garage: Garage) -> None:
    garage.put("a.xml", ubl())
    run = garage.documents().run
    assert run is not None
    (document,) = garage.ledger()
    client = garage.add("Somebody")
    assert document.id is not None
    garage.store.ledger.set_client(document.id, client)
    assert [one.reason for one in undo(garage.store, run).left] == [Kept.CORRECTED]
    assert [row.client_id for row in garage.ledger()] == [client]


# -- broken off --------------------------------------------------------------------------------------------


def test_an_import_that_was_killed_is_taken_back_once_it_is_silent(store: Store, tmp_path: Path) -> None:
    run = bring(store, tmp_path, NEW)
    with store.database.connection_context():
        models.ImportRun.update(state="running").execute()
    assert [line.state for line in store.imports.latest()] == [RunState.RUNNING]
    assert store.imports.undo(run) is None
    assert len(cards(store)) == 3
    with store.database.connection_context():
        models.ImportRun.update(shown=models.ImportRun.shown - 120_000).execute()
    line = store.imports.get()
    assert line is not None and line.state is RunState.BROKEN_OFF
    assert (undo(store, run).removed, cards(store)) == (3, [])
