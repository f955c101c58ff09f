"""The outbox as delivery sees it, on SQLite and on PostgreSQL: steps, claims, recovery."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest

from carmail_tui.delivery.errors import TakenOverError
from carmail_tui.delivery.policy import Phase, Reason
from carmail_tui.delivery.process import Report
from carmail_tui.delivery.queue import Transition
from carmail_tui.delivery.states import STEPS, State
from carmail_tui.store.models import Message
from carmail_tui.store.transitions import take
from tests.post_office import PostOffice
from tests.smtp_server import SmtpServer, meanwhile, say
from tests.store.by_hand import OTHER, OWNER, claim, put_into, take_step

ANNE, BART, CHLOE = (f"{name}@client.example" for name in ("anne", "bart", "chloe"))


_OF_DELIVERY = sorted(set(STEPS) - {"claim", "cancel", "retry", "it_arrived", "send_again", "give_up"})


def test_delivery_takes_the_steps_of_the_table_and_no_other(office: PostOffice) -> None:
    office.queue(ANNE)
    for step, state in product(_OF_DELIVERY, State):
        message = put_into(office, state)
        taken = take_step(office, message, step)
        assert taken == (state in STEPS[step].sources), (step, state)
        assert office.line(ANNE).state is (STEPS[step].target if taken else state)


def test_a_step_is_its_owners_alone(office: PostOffice) -> None:
    office.queue(ANNE)
    for step in _OF_DELIVERY:
        for state in STEPS[step].sources:
            message = put_into(office, state)
            assert not take_step(office, message, step, OTHER, phase=Phase.DOT)
            assert office.line(ANNE).state is state
    assert office.store.messages.attempts(message) == []


def test_people_take_the_steps_of_the_table_and_no_other(office: PostOffice) -> None:
    outbox = office.store.outbox
    office.queue(ANNE)
    acts = {
        "cancel": lambda ids: outbox.cancel(ids),
        "retry": lambda ids: outbox.retry(ids),
        "it_arrived": lambda ids: outbox.resolve(ids, "it_arrived", "sophie"),
        "send_again": lambda ids: outbox.resolve(ids, "send_again", "sophie"),
        "give_up": lambda ids: outbox.resolve(ids, "give_up", "sophie"),
    }
    for (step, act), state in product(acts.items(), State):
        message = put_into(office, state)
        taken = act([message]) == 1
        assert taken == (state in STEPS[step].sources), (step, state)
        assert office.line(ANNE).state is (STEPS[step].target if taken else state)


def test_what_delivery_had_begun_is_no_longer_its_own_once_cancelled(office: PostOffice) -> None:
    office.queue(ANNE)
    office.store.dispatch.recover(office.smtp.account, OWNER)
    message = claim(office)
    assert take_step(office, message.id, "begin")
    assert office.store.outbox.cancel([message.id]) == 1
    assert not take_step(office, message.id, "commit")


def test_a_paused_mailing_does_not_come_to_its_dot(office: PostOffice) -> None:
    mailing = office.queue(ANNE)
    office.store.dispatch.recover(office.smtp.account, OWNER)
    message = claim(office)
    assert take_step(office, message.id, "begin")
    office.store.outbox.pause(mailing, True)
    assert not take_step(office, message.id, "commit")
    assert take_step(office, message.id, "release")
    assert office.line(ANNE).attempts == 0
    assert claim(office) is None
    office.store.outbox.pause(mailing, False)
    assert claim(office).envelope_to == ANNE


# -- claims and recovery -------------------------------------------------------------------------------------


def test_recovery_parts_what_cannot_have_arrived_from_what_may_have(office: PostOffice) -> None:
    states = list(State)
    office.queue(*(f"{state}@client.example" for state in states))
    with office.store.database.connection_context():
        for state in states:
            to = f"{state}@client.example"
            Message.update(state=state.value, owner=OTHER, updated=1234).where(
                Message.envelope_to == to
            ).execute()
    assert office.store.dispatch.recover(office.smtp.account, OWNER) == (2, 1)
    after = {to.partition("@")[0]: state for to, state in office.states().items()}
    moved = {"claimed": "queued", "talking": "queued", "committing": "in_doubt"}
    assert after == {state.value: moved.get(state.value, state.value) for state in states}
    doubt = office.line("committing@client.example")
    assert doubt.reason == Reason.INTERRUPTED
    assert doubt.updated.timestamp() == 1.234, "when it may have gone, not when somebody noticed"
    assert office.store.dispatch.recover("another@server:25", OWNER) == (0, 0)


def test_whoever_was_taken_over_from_claims_nothing_more(office: PostOffice) -> None:
    office.queue(ANNE, BART)
    dispatch, account = office.store.dispatch, office.smtp.account
    dispatch.recover(account, OWNER)
    message = claim(office)
    assert take_step(office, message.id, "begin")
    dispatch.recover(account, OTHER)
    with pytest.raises(TakenOverError):
        claim(office)
    assert not take_step(office, message.id, "commit")
    assert claim(office, OTHER).envelope_to == ANNE


def test_a_process_that_was_taken_over_from_ends_by_itself(office: PostOffice, server: SmtpServer) -> None:
    office.queue(ANNE, BART)
    account = office.smtp.account
    server.on("rcpt", meanwhile(lambda: office.store.dispatch.recover(account, OTHER)))
    assert office.deliver() == Report()
    assert server.ledger == []
    assert office.states() == {ANNE: "queued", BART: "queued"}


def test_next_due_is_the_later_of_hold_and_retry_and_the_earliest_of_all(office: PostOffice) -> None:
    dispatch, account, now = office.store.dispatch, office.smtp.account, office.clock()
    assert dispatch.next_due(account) is None
    office.queue(ANNE, hold_until=now + timedelta(hours=2))
    later = office.queue(BART, hold_until=now + timedelta(hours=1))
    with office.store.database.connection_context():
        milliseconds = int((now + timedelta(hours=3)).timestamp() * 1000)
        Message.update(not_before=milliseconds).where(Message.envelope_to == BART).execute()
    due = dispatch.next_due(account)
    assert due is not None
    assert abs(due - (now + timedelta(hours=2))) < timedelta(seconds=1)
    office.store.outbox.take_back(office.line(ANNE).mailing_id or 0)
    due = dispatch.next_due(account)
    assert due is not None
    assert abs(due - (now + timedelta(hours=3))) < timedelta(seconds=1)
    office.store.outbox.pause(later, True)
    assert dispatch.next_due(account) is None


@pytest.mark.fault(67)
def test_the_account_lock_is_taken_once(office: PostOffice) -> None:
    account = office.smtp.account
    with office.store.account_lock(account) as first:
        assert first.take()
        with office.store.account_lock(account) as second, office.store.account_lock("another") as another:
            assert not second.take()
            assert another.take()
    with office.store.account_lock(account) as again:
        assert again.take()


def test_a_whole_delivery(office: PostOffice, server: SmtpServer) -> None:
    server.on("rcpt", say("550 5.1.1 no\0such user"), say("451 4.3.0 later"))
    office.queue(ANNE, BART, CHLOE)
    assert office.deliver() == Report(sent=1, refused=1, deferred=1)
    assert office.states() == {ANNE: "refused", BART: "deferred", CHLOE: "sent"}
    office.clock.go_on(minutes=1)
    assert office.deliver() == Report(sent=1)
    progress = office.store.messages.latest()[0]
    assert (progress.sent, progress.unsuccessful, progress.ended) == (2, 1, True)


@pytest.mark.fault(59)
def test_the_dot_is_on_the_disk_before_it_is_on_the_wire(
    office: PostOffice, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = office.store.database
    question = "PRAGMA synchronous" if "sqlite" in office.store.url else "SHOW synchronous_commit"
    levels: dict[str, str] = {}

    def watched(of: Any, owner: str, transitions: Sequence[Transition], now: datetime) -> list[bool]:
        level = str(database.execute_sql(question).fetchone()[0])
        levels.update({transition.step: level for transition in transitions})
        return take(of, owner, transitions, now)

    monkeypatch.setattr("carmail_tui.store.dispatch.take", watched)
    seen: list[str] = []
    server.on("dot", meanwhile(lambda: seen.append(office.line(ANNE).state.value)))
    office.queue(ANNE)
    assert office.deliver() == Report(sent=1)
    full = "2" if "sqlite" in office.store.url else "on"
    assert (levels["commit"], levels["accept"]) == (full, full)
    assert seen == ["committing"]
