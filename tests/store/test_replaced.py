"""A recipient and a document count once, by the latest try: what was corrected is no failure any more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carmail_tui.delivery.states import State
from carmail_tui.documents.document import DocumentKind
from carmail_tui.letters.prepared import Intent
from carmail_tui.store.models import Document, Message
from tests.post_office import PostOffice, opened, prepared
from tests.postgres import database_url, postgres
from tests.smtp_server import SmtpServer

__all__ = ("database_url", "postgres")

ANNE, BART = "anne@client.example", "bart@client.example"


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[PostOffice]:
    with opened(database_url, tmp_path, SmtpServer()) as found:
        yield found


def end(office: PostOffice, to: str, state: str) -> None:
    """The message to this recipient has ended."""
    with office.store.database.connection_context():
        Message.update(state=state).where(Message.envelope_to == to).execute()


def failures(office: PostOffice) -> list[int]:
    """How many failures each sending has that Today counts, the newest first."""
    found = office.store.messages.unfinished()
    return list(office.store.messages.failures([progress.id for progress in found]).values())


def replaced(office: PostOffice) -> set[str]:
    """The recipients of messages in whose place another one goes."""
    messages = office.store.messages
    return {line.envelope_to for line in messages.lines(messages.ids()) if line.replaced}


def documents(office: PostOffice, *numbers: str) -> tuple[int, ...]:
    """Documents of the ledger; their ids."""
    with office.store.database.connection_context():
        kind = DocumentKind.INVOICE.value
        return tuple(Document.create(kind=kind, number=number, total_cents=100).id for number in numbers)


def test_a_corrected_recipient_counts_once(office: PostOffice) -> None:
    mailing = office.queue(prepared(ANNE, client_id=1), prepared(BART, client_id=2))
    end(office, ANNE, "refused")
    end(office, BART, "refused")
    assert failures(office) == [2]
    office.store.outbox.readdress(office.line(ANNE).id, "anne@other.example")
    assert replaced(office) == {ANNE}
    progress = office.store.messages.progress(mailing)
    assert progress is not None
    assert (progress.total, progress.replaced) == (2, 1)
    assert (progress.count(State.QUEUED), progress.unsuccessful) == (1, 1)
    end(office, "anne@other.example", "refused")
    assert (failures(office), replaced(office)) == ([2], {ANNE})


def test_what_was_taken_back_replaces_nothing(office: PostOffice) -> None:
    office.queue(prepared(ANNE, client_id=1))
    end(office, ANNE, "refused")
    office.store.outbox.readdress(office.line(ANNE).id, "anne@other.example")
    end(office, "anne@other.example", "cancelled")
    assert (failures(office), replaced(office)) == ([1], set())


def test_another_mailing_to_the_client_replaces_nothing(office: PostOffice) -> None:
    office.queue(prepared(ANNE, client_id=1))
    end(office, ANNE, "refused")
    office.queue(prepared(BART, client_id=1))
    assert (failures(office), replaced(office)) == ([1], set())


def test_documents_are_replaced_once_each_of_them_went_anew(office: PostOffice) -> None:
    one, two = documents(office, "2026-1", "2026-2")
    office.queue(prepared(ANNE, client_id=1, intent=Intent.DOCUMENTS, document_ids=(one, two)))
    end(office, ANNE, "expired")
    office.queue(prepared(BART, client_id=1, intent=Intent.DOCUMENTS, document_ids=(one,)))
    assert (failures(office), replaced(office)) == ([1], set())
    office.queue(prepared("x@client.example", client_id=1, intent=Intent.DOCUMENTS, document_ids=(two,)))
    assert (failures(office), replaced(office)) == ([], {ANNE})


def test_two_documents_of_a_client_do_not_replace_each_other(office: PostOffice) -> None:
    one, two = documents(office, "2026-1", "2026-2")
    office.queue(
        prepared(ANNE, client_id=1, intent=Intent.DOCUMENTS, document_ids=(one,)),
        prepared(BART, client_id=1, intent=Intent.DOCUMENTS, document_ids=(two,)),
    )
    end(office, ANNE, "refused")
    assert (failures(office), replaced(office)) == ([1], set())
