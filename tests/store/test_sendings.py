"""What became of each document: its sendings, refusals and bounces, told by the outbox."""

from datetime import date

import pytest

from carmail_tui.delivery.policy import Reason
from carmail_tui.documents.document import Party, Refusal, SendingState
from carmail_tui.documents.listing import LedgerFilters
from carmail_tui.recipients.client import SuppressionReason
from carmail_tui.store import models
from carmail_tui.store.rows import milliseconds
from tests.store.books import NOON, TODAY, Books, books

__all__ = ("books",)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), SendingState.UNSENT),
        (("queued",), SendingState.UNDER_WAY),
        (("claimed",), SendingState.UNDER_WAY),
        (("talking",), SendingState.UNDER_WAY),
        (("committing",), SendingState.UNDER_WAY),
        (("deferred",), SendingState.UNDER_WAY),
        (("held",), SendingState.UNDER_WAY),
        (("sent",), SendingState.SENT),
        (("in_doubt",), SendingState.IN_DOUBT),
        (("refused",), SendingState.FAILED),
        (("expired",), SendingState.FAILED),
        (("blocked",), SendingState.FAILED),
        (("invalid",), SendingState.FAILED),
        (("cancelled",), SendingState.UNSENT),
        (("sent", "cancelled"), SendingState.SENT),
        (("refused", "sent"), SendingState.SENT),
        (("sent", "queued"), SendingState.UNDER_WAY),
        (("sent", "refused"), SendingState.FAILED),
    ],
)
def test_the_latest_sending_that_was_not_taken_back_decides(
    books: Books, states: tuple[str, ...], expected: SendingState
) -> None:
    document = books.document("1")
    for state in states:
        books.message(state, document)
    line = books.line(document)
    assert line.state is expected
    assert (line.sent_at is not None) == ("sent" in states)
    unsent = expected in {SendingState.UNSENT, SendingState.FAILED}
    assert books.numbers(LedgerFilters(unsent=True)) == (["1"] if unsent else [])
    found = books.ledger.get(document)
    assert found is not None and (found.state, found.sendings) == (expected, len(states))


def test_the_day_and_the_address_are_those_of_the_last_acceptance(books: Books) -> None:
    document = books.document("1")
    books.message("sent", document, to="first@b.example")
    books.message("refused", document, to="second@b.example", at=NOON.replace(day=20))
    line = books.line(document)
    assert (line.sent_at, line.sent_to) == (NOON, "first@b.example")
    other = books.document("2")
    books.message("queued", other, to="third@b.example")
    assert (books.line(other).sent_at, books.line(other).sent_to) == (None, "third@b.example")


@pytest.mark.parametrize("reason", Reason)
def test_a_refusal_of_the_address_is_kept_until_that_mailbox_takes_the_document(
    books: Books, reason: Reason
) -> None:
    document = books.document("1")
    books.message("refused", document, to="Gone@b.example", reason=reason.value)
    books.message("refused", document, to="other@b.example", reason=Reason.REFUSED_BY_POLICY.value)
    found = books.ledger.get(document)
    of_the_address = reason in {Reason.UNKNOWN_ADDRESS, Reason.NEEDS_SMTPUTF8}
    expected = (Refusal("gone@b.example", NOON, reason.value),) if of_the_address else ()
    assert found is not None and found.refusals == expected
    books.message("sent", document, to="gone@b.example")
    found = books.ledger.get(document)
    assert found is not None and found.refusals == ()


def test_a_test_mail_and_a_letter_send_no_document(books: Books) -> None:
    document = books.document("1")
    books.message("sent", document, intent="test")
    books.message("sent", document, intent="mailing")
    assert books.line(document).state is SendingState.UNSENT
    assert books.numbers(LedgerFilters(unsent=True)) == ["1"]


@pytest.mark.parametrize(
    ("since", "reason", "expected"),
    [
        (date(2026, 11, 20), SuppressionReason.BOUNCED, SendingState.BOUNCED),
        (date(2026, 11, 18), SuppressionReason.BOUNCED, SendingState.BOUNCED),
        (date(2026, 11, 17), SuppressionReason.BOUNCED, SendingState.SENT),
        (date(2026, 11, 20), SuppressionReason.BY_HAND, SendingState.SENT),
    ],
)
def test_a_bounce_that_comes_later_changes_the_ledger(
    books: Books, since: date, reason: SuppressionReason, expected: SendingState
) -> None:
    document = books.document("1")
    books.message("sent", document, to="Dead@B.example")
    books.suppress("dead@b.example", since, reason)
    assert books.line(document).state is expected
    assert books.numbers(LedgerFilters(unsent=True)) == (["1"] if expected is SendingState.BOUNCED else [])


def test_sending_to_another_address_after_a_bounce_is_a_sending_again(books: Books) -> None:
    document = books.document("1")
    books.message("sent", document, to="dead@b.example")
    books.suppress("dead@b.example", date(2026, 11, 20))
    books.message("sent", document, to="alive@b.example", at=NOON.replace(day=21))
    assert books.line(document).state is SendingState.SENT
    assert books.line(document).sent_to == "alive@b.example"
    assert books.numbers(LedgerFilters(unsent=True)) == []


def test_no_address_is_said_where_there_is_none_that_is_written_to(books: Books) -> None:
    books.suppress("dead@b.example", TODAY)
    expected = {
        books.document("1", books.client("Nobody")): False,
        books.document("2", books.client("Malformed", "none")): False,
        books.document("3", books.client("Dead", "dead@b.example")): False,
        books.document("4", books.client("Dead but one", "dead@b.example", "x@b.example")): True,
        books.document("5", buyer=Party("Buyer", email="buyer@b.example")): True,
        books.document("6", buyer=Party("Dead buyer", email="Dead@b.example")): False,
        books.document("7", books.client("By document"), buyer=Party(email="buyer@b.example")): True,
        books.document("8"): False,
    }
    assert {line.id: line.has_address for line in books.ledger.lines(list(expected))} == expected


def test_the_history_tells_every_sending_with_the_servers_words_and_the_bounce(books: Books) -> None:
    document, other = books.document("1"), books.document("2")
    refused = books.message(
        "refused",
        document,
        to="first@b.example",
        code=550,
        enhanced="5.1.1",
        reply="unknown",
        reason="mailbox",
    )
    models.Attempt.create(
        message=refused,
        at=milliseconds(NOON),
        phase="rcpt",
        outcome="refused",
        code=550,
        enhanced="5.1.1",
        reply="unknown",
    )
    books.message("sent", document, other, to="second@b.example", at=NOON.replace(day=19))
    books.suppress("second@b.example", date(2026, 11, 20))
    last, first = books.ledger.history(document)
    assert (first.to, first.outbox_state, first.code, first.reply) == (
        "first@b.example",
        "refused",
        550,
        "unknown",
    )
    assert [(a.phase, a.outcome, a.at) for a in first.attempts] == [("rcpt", "refused", NOON)]
    assert (first.accepted_at, first.bounce, first.documents) == (None, None, 1)
    assert (last.to, last.accepted_at, last.documents) == ("second@b.example", NOON.replace(day=19), 2)
    assert last.bounce is not None and last.bounce.since == date(2026, 11, 20)
