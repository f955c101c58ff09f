"""The account: what makes it rest, and what goes on by itself."""

from datetime import timedelta

import pytest

from carmail_tui.delivery.policy import BACKOFF, FAILURES_IN_A_ROW, Reason
from carmail_tui.delivery.process import Report
from carmail_tui.settings.errors import PasswordError
from tests.post_office import PostOffice
from tests.smtp_server import SmtpServer, hang_up, meanwhile, say

ANNE, BART, CHLOE, DIRK = (f"{name}@client.example" for name in ("anne", "bart", "chloe", "dirk"))


@pytest.mark.fault(22)
def test_a_wrong_password_is_tried_once_and_everything_waits(office: PostOffice, server: SmtpServer) -> None:
    server.accounts = {"sophie": "another"}
    office.log_in("sophie")
    office.queue(ANNE, BART, CHLOE)
    assert office.deliver(patience=5) == Report(held=Reason.PASSWORD_REFUSED)
    assert office.deliver(patience=5) == Report(held=Reason.PASSWORD_REFUSED)
    assert server.count("AUTH") == 1
    assert set(office.states().values()) == {"queued"}
    assert {line.attempts for line in office.lines().values()} == {0}
    progress = office.store.messages.latest()[0]
    assert progress.account.reason == Reason.PASSWORD_REFUSED
    assert "535" in progress.account.reply
    server.accounts = {"sophie": "secret"}
    office.store.outbox.release_account(office.smtp.account)
    assert office.deliver() == Report(sent=3)
    assert not office.store.messages.latest()[0].account.held


def test_a_password_that_cannot_be_had_holds_the_account(office: PostOffice, server: SmtpServer) -> None:
    def locked() -> str:
        raise PasswordError("the keyring is locked")

    office.password = locked
    office.log_in("sophie")
    office.queue(ANNE)
    assert office.deliver() == Report(held=Reason.PASSWORD_MISSING)
    assert office.states() == {ANNE: "queued"}
    assert office.store.messages.latest()[0].account.reply == "the keyring is locked"


@pytest.mark.fault(51)
@pytest.mark.parametrize("phase", ["rcpt", "dot"])
def test_the_limit_of_a_provider_rests_the_account_and_goes_on_by_itself(
    office: PostOffice, server: SmtpServer, phase: str
) -> None:
    server.on("dot", meanwhile(lambda: server.on(phase, say("550 5.4.5 Daily sending limit exceeded"))))
    office.queue(ANNE, BART, CHLOE)
    assert office.deliver() == Report(sent=1, deferred=phase == "dot", held=Reason.LIMIT_REACHED)
    assert server.recipients == [ANNE]
    assert set(office.states().values()) <= {"sent", "queued", "deferred"}
    office.clock.go_on(hours=1)
    assert office.deliver() == Report(sent=2)
    assert sorted(server.recipients) == [ANNE, BART, CHLOE]


@pytest.mark.fault(7)
def test_a_server_out_of_reach_costs_no_message_a_try_and_is_asked_less_and_less(
    office: PostOffice, server: SmtpServer
) -> None:
    server.always("greeting", say("421 too busy"))
    office.queue(ANNE)
    waits = []
    for _try in range(3):
        assert office.deliver().held is Reason.SERVER_REFUSES
        retry_at = office.store.dispatch.account(office.smtp.account).retry_at
        assert retry_at is not None
        waits.append(round((retry_at - office.clock()).total_seconds()))
        office.clock.moment = retry_at + timedelta(seconds=1)
    assert waits == [wait.total_seconds() for wait in BACKOFF[:3]]
    assert office.line(ANNE).attempts == 0


def test_a_server_that_breaks_again_and_again_does_not_put_a_whole_mailing_in_doubt(
    office: PostOffice, server: SmtpServer
) -> None:
    server.always("dot", hang_up(keeping=True))
    office.queue(*(f"client{number}@client.example" for number in range(10)))
    report = office.deliver()
    assert report == Report(in_doubt=FAILURES_IN_A_ROW, held=Reason.LINE_DROPPED)
    assert list(office.states().values()).count("queued") == 10 - FAILURES_IN_A_ROW


@pytest.mark.fault(50)
def test_a_server_may_end_a_session_between_two_messages(office: PostOffice, server: SmtpServer) -> None:
    server.on("mail", meanwhile(bool), hang_up(), meanwhile(bool), hang_up(last_words="421 enough"))
    office.queue(ANNE, BART, CHLOE, DIRK)
    assert office.deliver() == Report(sent=4)
    assert sorted(server.recipients) == [ANNE, BART, CHLOE, DIRK]
    assert {line.attempts for line in office.lines().values()} == {1}


@pytest.mark.fault(43)
def test_quit_decides_nothing(office: PostOffice, server: SmtpServer) -> None:
    server.always("quit", say("421 4.3.0 I never took anything"))
    office.queue(ANNE)
    assert office.deliver() == Report(sent=1)
    assert office.states() == {ANNE: "sent"}
