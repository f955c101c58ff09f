"""Queueing a plan: what reaches the outbox, and which line is stopped by what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from carmail_tui.documents.document import Document, DocumentFile, DocumentKind, Party, SendingState
from carmail_tui.documents.plan import Obstacle, Plan, PlanLine, make_plan
from carmail_tui.documents.seatbelt import Against, Found
from carmail_tui.documents.send import LoadedFile, SendingTools, Stop, queue_plan
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client


@dataclass
class Mail:
    """What the test's composer makes of a line."""

    to: str
    numbers: tuple[str, ...]
    contents: tuple[bytes, ...]
    intent: int


class NoPhraseError(Exception):
    """A fault of the phrase, as letters would raise it."""

    def sentence(self) -> str:
        """The words for the user."""
        return "The phrase has a hole."


@dataclass
class Office:
    """A ledger, files and an outbox, in memory, with the faults that a test puts in."""

    ledger: dict[int, Document] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    fault: Callable[[PlanLine], Exception | None] = lambda line: None
    outbox: list[Mail] = field(default_factory=list)

    def tools(self) -> SendingTools[Mail]:
        """The tools over this office."""
        return SendingTools(self._current, self._read, self._look, self._compose, self._queue)

    def _current(self, ids: Sequence[int]) -> list[Document]:
        return [self.ledger[number] for number in ids if number in self.ledger]

    def _read(self, file: DocumentFile) -> bytes:
        if file.name in self.missing:
            raise FileNotFoundError(file.name)
        return file.name.encode()

    def _look(self, file: DocumentFile, content: bytes) -> Found | None:
        assert content == file.name.encode()
        return self.found.get(file.name)

    def _compose(self, line: PlanLine, files: Sequence[LoadedFile], intent: int) -> Mail:
        if fault := self.fault(line):
            raise fault
        assert line.chosen is not None
        numbers = tuple(document.number for document in line.documents)
        return Mail(line.chosen.email, numbers, tuple(loaded.content for loaded in files), intent)

    def _queue(self, mails: Sequence[Mail]) -> list[int | None]:
        ids: list[int | None] = []
        for mail in mails:
            ids.append(None if mail in self.outbox else len(self.outbox) + 1)
            if mail not in self.outbox:
                self.outbox.append(mail)
        return ids


def client(number: int, name: str, email: str = "") -> Client:
    book = (Address(email, AddressSource.CARD, mailbox(email)),) if email else ()
    return Client(name, id=number, addresses=book)


DUMONT = client(1, "Transports Dumont SA", "compta@dumont.example")
HENRARD = client(2, "Henrard, Julie", "julie.h@courriel.example")
DUBOIS = client(3, "Dubois, Pierre")
EVERYONE = (DUMONT, HENRARD, DUBOIS)


def document(number: int, owner: Client | None, **more: object) -> Document:
    found = Document(
        DocumentKind.INVOICE,
        f"2026-{number}",
        date(2026, 11, 24),
        Decimal("100.00"),
        buyer=Party(owner.name if owner else "Somebody"),
        files=(DocumentFile(f"{number}.pdf", "application/pdf", ""),),
        client_id=owner.id if owner else None,
        id=number,
    )
    return replace(found, **more)  # type: ignore[arg-type]


def office(*documents: Document) -> tuple[Office, Plan]:
    return Office({d.id: d for d in documents if d.id}), make_plan(documents, EVERYONE)


def test_each_line_is_queued_with_its_own_files_to_its_own_address() -> None:
    there, plan = office(document(1, DUMONT), document(2, HENRARD), document(3, DUMONT))
    outcomes = queue_plan(plan, there.tools())
    assert [outcome.message for outcome in outcomes] == [1, 2]
    assert there.outbox == [
        Mail("compta@dumont.example", ("2026-1", "2026-3"), (b"1.pdf", b"3.pdf"), 1),
        Mail("julie.h@courriel.example", ("2026-2",), (b"2.pdf",), 1),
    ]


def test_a_contradiction_stops_its_line_alone_and_shows_both_sides() -> None:
    there, plan = office(document(1, DUMONT), document(2, HENRARD))
    there.found["1.pdf"] = Found("1.pdf", number="2026-2", total=Decimal("100.00"))
    there.found["2.pdf"] = Found("2.pdf", number="2026-2", buyer=Party("Julie Henrard"))
    stopped, queued = queue_plan(plan, there.tools())
    assert stopped.stop is Stop.CONTRADICTION and queued.message == 1
    (contradiction,) = stopped.contradictions
    assert (contradiction.against, contradiction.expected, contradiction.found) == (
        Against.NUMBER,
        "2026-1",
        "2026-2",
    )
    assert [mail.to for mail in there.outbox] == ["julie.h@courriel.example"]


def test_an_obstacle_a_lost_file_and_a_fault_of_the_phrase_stop_their_lines_alone() -> None:
    there, plan = office(
        document(1, DUBOIS),
        document(2, DUMONT),
        document(3, HENRARD),
        document(4, None, buyer=Party("X", email="x@y.example")),
    )
    there.missing = {"2.pdf"}
    there.fault = lambda line: NoPhraseError() if line.client is HENRARD else None
    outcomes = queue_plan(plan, there.tools())
    assert [outcome.stop for outcome in outcomes] == [
        Stop.OBSTACLE,
        Stop.FILE_UNREADABLE,
        Stop.NOT_COMPOSED,
        None,
    ]
    assert outcomes[0].obstacle is Obstacle.NO_ADDRESS
    assert outcomes[1].detail == "2.pdf"
    assert outcomes[2].detail == "The phrase has a hole."
    assert [mail.to for mail in there.outbox] == ["x@y.example"]


def test_a_defect_of_the_program_is_not_taken_for_a_fault_of_the_line() -> None:
    there, plan = office(document(1, DUMONT))
    there.fault = lambda line: KeyError("defect")
    with pytest.raises(KeyError):
        queue_plan(plan, there.tools())


def test_what_was_sent_goes_again_only_where_that_was_asked_for() -> None:
    moment = datetime(2026, 11, 18, tzinfo=UTC)
    sent = document(
        1, DUMONT, state=SendingState.SENT, sent_at=moment, sent_to="old@dumont.example", sendings=1
    )
    there, plan = office(sent)
    (asked,) = queue_plan(plan, there.tools())
    assert asked.stop is Stop.ALREADY_SENT
    assert [(e.at, e.to) for e in asked.earlier] == [(moment, "old@dumont.example")]
    assert there.outbox == []
    (again,) = queue_plan(plan, there.tools(), again=True)
    assert again.message == 1 and there.outbox[0].intent == 2


def test_a_held_key_that_confirms_twice_sends_once() -> None:
    for again in (False, True):
        there, plan = office(document(1, DUMONT))
        queue_plan(plan, there.tools(), again=again)
        (second,) = queue_plan(plan, there.tools(), again=again)
        assert second.stop is Stop.ALREADY_QUEUED
        assert len(there.outbox) == 1


def test_after_a_failure_the_same_document_can_be_queued_anew() -> None:
    there, plan = office(document(1, DUMONT))
    queue_plan(plan, there.tools())
    failed = document(1, DUMONT, state=SendingState.FAILED, sendings=1)
    there.ledger[1] = failed
    (outcome,) = queue_plan(make_plan([failed], EVERYONE), there.tools())
    assert outcome.message == 2


def test_what_someone_else_sent_since_the_plan_was_made_is_not_sent_a_second_time() -> None:
    there, plan = office(document(1, DUMONT))
    there.ledger[1] = replace(there.ledger[1], state=SendingState.UNDER_WAY, sent_to="other@dumont.example")
    (outcome,) = queue_plan(plan, there.tools())
    assert outcome.stop is Stop.ALREADY_SENT and there.outbox == []


def test_a_document_given_to_another_client_since_the_plan_was_made_is_stopped() -> None:
    there, plan = office(document(1, DUMONT))
    there.ledger[1] = replace(there.ledger[1], client_id=HENRARD.id)
    (outcome,) = queue_plan(plan, there.tools(), again=True)
    assert outcome.stop is Stop.CHANGED and there.outbox == []


@pytest.mark.fault(92)
def test_an_empty_plan_queues_nothing() -> None:
    assert queue_plan(Plan(), Office().tools()) == ()
