"""The outbox as people use it, on SQLite and on PostgreSQL: what is queued, changed and shown."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from peewee import IntegrityError

from carmail_tui.delivery.policy import Phase, Reason, Reply
from carmail_tui.delivery.process import Report
from carmail_tui.delivery.queue import utc_now
from carmail_tui.delivery.states import State
from carmail_tui.letters.prepared import Intent
from carmail_tui.store.models import Account, Attempt, Blob, Mailing, Message
from carmail_tui.store.outbox import Queued
from tests.post_office import PostOffice, prepared
from tests.smtp_server import SmtpServer, say
from tests.store.by_hand import put_into, take_step

ANNE, BART, CHLOE = (f"{name}@client.example" for name in ("anne", "bart", "chloe"))


# -- queueing ------------------------------------------------------------------------------------------------


def test_a_message_is_queued_once_and_a_new_intent_is_another(office: PostOffice) -> None:
    first = prepared(ANNE, dedupe_key="one")
    outbox, account = office.store.outbox, office.smtp.account

    def queue(*messages: Any) -> Queued:
        return outbox.queue(messages, account=account, title="Test", kind="documents")

    assert queue(first).count == 1
    again = queue(first, prepared(BART), prepared(BART, dedupe_key="one"))
    assert [id_ is not None for id_ in again.ids] == [False, True, False]
    assert queue(first).count == 0
    assert len(office.store.messages.latest()) == 2, "a mailing without a message is none"


@pytest.mark.fault(63)
def test_two_counters_that_queue_the_same_at_once_queue_it_once(office: PostOffice) -> None:
    together, counts, errors = Barrier(2), [], []

    def counter() -> None:
        messages = [prepared(ANNE, dedupe_key="same"), prepared(BART)]
        together.wait()
        try:
            found = office.store.outbox.queue(
                messages, account=office.smtp.account, title="Test", kind="documents"
            )
            counts.append(found.count)
        except IntegrityError as error:
            errors.append(error)

    threads = [Thread(target=counter) for _counter in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(counts) == [1, 2]


def test_what_cannot_be_queued_whole_is_not_queued_in_part(office: PostOffice) -> None:
    with pytest.raises(IntegrityError):
        office.queue(prepared(ANNE), prepared(BART, document_ids=(4711,)))
    assert office.states() == {}
    assert office.store.messages.latest() == []


def test_the_bytes_that_messages_share_are_kept_once(office: PostOffice) -> None:
    shared, own = b"shared " * 1000, b"\0\xff\r\n.\r\n"
    office.queue(prepared(ANNE, blobs=(shared, own)), prepared(BART, blobs=(own, shared, own)))
    heads = [prepared(to).head for to in (ANNE, BART)]
    found = [office.store.outbox.content(office.line(to).id) for to in (ANNE, BART)]
    assert found == [heads[0] + shared + own, heads[1] + own + shared + own]
    with office.store.database.connection_context():
        assert Blob.select().count() == 2


# -- what people change --------------------------------------------------------------------------------------


def test_a_doubt_that_turns_out_well_was_sent_when_it_came_up(office: PostOffice) -> None:
    office.queue(ANNE)
    message = put_into(office, State.IN_DOUBT)
    with office.store.database.connection_context():
        Message.update(updated=1234).execute()
    office.store.outbox.resolve([message], "it_arrived", "sophie")
    line = office.line(ANNE)
    assert (line.state.value, line.reason, line.updated.timestamp()) == ("sent", "by sophie", 1.234)


def test_what_is_retried_counts_again_and_starts_anew(office: PostOffice, server: SmtpServer) -> None:
    server.on("rcpt", say("550 5.1.1 no such user"))
    office.queue(ANNE)
    office.deliver()
    message = office.line(ANNE).id
    office.store.outbox.settle([message])
    assert office.store.messages.unfinished() == []
    assert office.store.outbox.retry([message]) == 1
    line = office.line(ANNE)
    assert (line.state.value, line.attempts, line.reason, line.settled) == ("queued", 0, "", False)
    assert len(office.store.messages.attempts(message)) == 1, "history stays"
    assert office.deliver() == Report(sent=1)


def test_what_waits_goes_to_the_account_that_the_settings_name_now(office: PostOffice) -> None:
    office.queue(ANNE, BART)
    office.queue("carl@client.example", user="another")
    sent = office.line(BART).id
    with office.store.database.connection_context():
        Message.update(state="sent").where(Message.id == sent).execute()
    former, new = office.smtp.account, "new@server:587"
    assert office.store.outbox.former_accounts(new, office.user) == [former]
    assert office.store.outbox.move_account(former, new, office.user) == 1
    assert office.store.outbox.former_accounts(new, office.user) == []
    assert office.store.dispatch.next_due(new) is not None
    assert office.store.dispatch.next_due(former) is not None, "what waits for another user stays theirs"


def test_a_held_account_is_shown_until_it_works_and_its_failures_count(office: PostOffice) -> None:
    dispatch, account = office.store.dispatch, office.smtp.account
    for _failure in range(2):
        dispatch.hold(account, Reason.SERVER_UNREACHABLE, "no route", utc_now())
    state = dispatch.account(account)
    assert (state.reason, state.reply, state.failures) == (Reason.SERVER_UNREACHABLE, "no route", 2)
    assert state.held
    dispatch.free(account)
    assert not dispatch.account(account).held
    assert dispatch.account(account).failures == 0
    with office.store.database.connection_context():
        assert Account.select().count() == 1


def test_when_messages_went_out_counts_what_may_have_gone(office: PostOffice) -> None:
    office.queue(ANNE, BART, CHLOE)
    now = utc_now()
    with office.store.database.connection_context():
        for to, state in ((ANNE, "sent"), (BART, "in_doubt"), (CHLOE, "refused")):
            at = int(now.timestamp() * 1000) - 1000
            Message.update(state=state, updated=at).where(Message.envelope_to == to).execute()
    dispatch, account = office.store.dispatch, office.smtp.account
    assert len(dispatch.sent_since(account, now - timedelta(minutes=1))) == 2
    assert dispatch.sent_since(account, now) == []


# -- reading -------------------------------------------------------------------------------------------------


def test_lists_find_messages_by_state_mailing_client_and_words(office: PostOffice) -> None:
    messages = office.store.messages
    one = office.queue(prepared(ANNE, client_name="Anne Dupont", client_id=7), prepared(BART))
    office.queue(prepared(CHLOE, subject="Contrôle technique", intent=Intent.DOCUMENTS))
    _one, _two, three = sorted(messages.ids())
    assert list(messages.ids()) == sorted(messages.ids(), reverse=True)
    assert len(messages.ids(mailing=one)) == 2
    assert len(messages.ids(client=7)) == 1
    assert list(messages.ids(search="technique chloe")) == [three]
    assert len(messages.ids(search="dupont")) == 1
    assert list(messages.ids(states=[State.SENT])) == []
    assert [line.id for line in messages.lines([three, 4711, _one])] == [three, _one]


def test_the_newest_mailing_stands_first_in_whatever_order_they_came(office: PostOffice) -> None:
    older, newer = office.queue(ANNE), office.queue(BART)
    with office.store.database.connection_context():
        Mailing.update(created=Mailing.created + 1000).where(Mailing.id == older).execute()
    assert [progress.id for progress in office.store.messages.latest()] == [older, newer]
    assert [progress.id for progress in office.store.messages.latest(1)] == [older]


def test_a_try_is_noted_with_what_the_server_said(office: PostOffice) -> None:
    office.queue(ANNE)
    message = put_into(office, State.TALKING)
    again = utc_now() + timedelta(minutes=5)
    assert take_step(
        office,
        message,
        "defer",
        phase=Phase.RCPT,
        reason=Reason.TRY_LATER,
        reply=Reply(451, "4.7.1 greylisted"),
        not_before=again,
    )
    (attempt,) = office.store.messages.attempts(message)
    assert (attempt.phase, attempt.outcome, attempt.code, attempt.enhanced, attempt.reply) == (
        "rcpt",
        "deferred",
        451,
        "4.7.1",
        "4.7.1 greylisted",
    )
    progress = office.store.messages.latest()[0]
    assert progress.next_try is not None
    assert abs(progress.next_try - again) < timedelta(milliseconds=2)
    with office.store.database.connection_context():
        assert Attempt.select().count() == 1
