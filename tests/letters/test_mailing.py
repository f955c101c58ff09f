"""Queueing a mailing into a real outbox: once for each confirmation, and all of it or nothing."""

from datetime import timedelta
from pathlib import Path

import pytest

from carmail_tui.letters.errors import HeaderError, LetterError
from carmail_tui.letters.fields import Writer
from carmail_tui.letters.mailing import IncompleteMailingError, check, new_token, queue_mailing
from carmail_tui.letters.mime import read_attachment
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client
from carmail_tui.recipients.reach import Purpose, Reach, reach
from carmail_tui.settings.model import Company, Sender
from carmail_tui.store.database import open_database
from carmail_tui.store.messages import Messages
from carmail_tui.store.models import Blob
from carmail_tui.store.outbox import Outbox, Queued
from tests.letters.garage import NOW, client, composer


def people(*names: str) -> Reach:
    """Clients of these names, each with an address of their own; Nobody has none."""
    found: list[Client] = []
    for number, name in enumerate(names, start=1):
        email = f"c{number}@courriel.example"
        book = () if name == "Nobody" else (Address(email, AddressSource.CARD, mailbox(email)),)
        found.append(client(name, id=number, addresses=book))
    return reach(found, Purpose.SERVICE)


class Office:
    """An outbox, and what a test looks at in it."""

    def __init__(self, folder: Path) -> None:
        database = open_database(f"sqlite:///{folder / 'carmail.db'}")
        self.outbox = Outbox(database)
        self.messages = Messages(database)
        self.database = database

    def queue(self, found: Reach, token: str = "t", text: str = "Bonjour <NOM>", **more: object) -> Queued:
        queued = queue_mailing(
            more.pop("composer", composer("Sujet", text)),  # type: ignore[arg-type]
            found,
            self.outbox,
            token=token,
            account="me@server:587",
            user="sophie",
            now=NOW,
            **more,  # type: ignore[arg-type]
        )
        assert isinstance(queued, Queued)
        return queued


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_everyone_in_reach_has_a_message_and_the_others_are_counted(office: Office) -> None:
    queued = office.queue(people("Adam", "Nobody", "Bastin"), hold_until=NOW + timedelta(seconds=10))
    progress = office.messages.progress(queued.mailing)
    assert progress is not None
    assert (progress.title, progress.kind, progress.user) == ("Sujet", "service", "sophie")
    assert (progress.total, progress.left_out, progress.hold_until) == (2, 1, NOW + timedelta(seconds=10))
    lines = office.messages.lines([number for number in queued.ids if number])
    assert [line.envelope_to for line in lines] == ["c1@courriel.example", "c3@courriel.example"]
    assert b"Bonjour Bastin" in office.outbox.content(lines[1].id)


def test_one_confirmation_pressed_twice_queues_once_and_a_second_one_again(office: Office) -> None:
    found, token = people("Adam", "Bastin"), new_token()
    assert office.queue(found, token).count == 2
    assert office.queue(found, token).count == 0
    assert len(office.messages.ids()) == 2
    assert len(office.messages.latest()) == 1
    assert office.queue(found, new_token()).count == 2


@pytest.mark.fault(87)
def test_an_empty_field_stops_the_whole_mailing_until_its_client_is_left_out(office: Office) -> None:
    found = people("Adam", "", "Bastin")
    with pytest.raises(IncompleteMailingError) as error:
        office.queue(found, text="Bonjour <PRENOM>")
    assert [problem.client.id for problem in error.value.problems] == [2]
    assert "<PRENOM>" in error.value.sentence()
    assert len(office.messages.ids()) == 0

    checked = check(composer("Sujet", "Bonjour <PRENOM>"), found)
    assert [recipient.client.id for recipient in checked.ready] == [1, 3]
    queued = office.queue(found, text="Bonjour <PRENOM>", without=checked.incomplete)
    progress = office.messages.progress(queued.mailing)
    assert progress is not None and (progress.total, progress.left_out) == (2, 1)


def test_neither_a_letter_without_purpose_nor_one_without_sender_is_queued(office: Office) -> None:
    with pytest.raises(LetterError):
        office.queue(people("Adam"), composer=composer(purpose=None))
    with pytest.raises(HeaderError):
        office.queue(people("Adam"), composer=composer(writer=Writer(Sender(), Company())))
    assert len(office.messages.ids()) == 0


def test_the_outbox_keeps_an_attachment_once(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "bon.pdf"
    file.write_bytes(b"%PDF" + bytes(3000))
    queued = office.queue(people("Adam", "Bastin"), composer=composer(attachments=(str(file),)))
    with office.database.connection_context():
        assert Blob.select().count() == 1
    part = read_attachment(str(file)).part
    assert all(part in office.outbox.content(number) for number in queued.ids if number)
