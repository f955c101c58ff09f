"""A message on its way: what goes over the wire, and what each answer makes of it."""

import asyncio
import smtplib
from collections.abc import Callable
from datetime import timedelta

import pytest

from carmail_tui.delivery.policy import BACKOFF, FAILURES_IN_A_ROW, LONGEST_REST, MAXIMUM_ATTEMPTS, Reason
from carmail_tui.delivery.process import Report
from carmail_tui.letters.prepared import Intent
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import (
    Address,
    AddressSource,
    Client,
    Consent,
)
from carmail_tui.settings.errors import PasswordError
from carmail_tui.store.models import Client as ClientTable
from carmail_tui.store.models import Suppression
from tests.post_office import SENDER, PostOffice, letter, prepared
from tests.smtp_server import SmtpServer, hang_up, meanwhile, say

ANNE, BART, CHLOE, DIRK = (f"{name}@client.example" for name in ("anne", "bart", "chloe", "dirk"))

BODIES = {
    "dots": b".\r\n..\r\n.a line\r\nend .\r\n.\r\n",
    "one dot at the end": b"text\r\n.\r\n",
    "long": b"x" * 300_000 + b"\r\n",
    "8 bit": "déjà vu\r\n".encode(),
    "bare line ends": b"a\nb\rc\n.\nd\r\n",
}


@pytest.mark.fault(52)
@pytest.mark.parametrize("extensions", [(), ("PIPELINING", "8BITMIME", "SIZE 1000000")])
@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
def test_the_bytes_arrive_as_they_were_frozen(
    office: PostOffice, server: SmtpServer, extensions: tuple[str, ...], body: bytes
) -> None:
    server.extensions = extensions
    whole = prepared(ANNE, head=letter(ANNE, b""), blobs=(body,))
    first_dot = prepared(BART, head=b".", blobs=(body,))
    office.queue(whole, first_dot)
    assert office.deliver() == Report(sent=2)
    assert [entry.content for entry in server.ledger] == [letter(ANNE, body), b"." + body]
    assert [(entry.sender, entry.recipients) for entry in server.ledger] == [
        (SENDER, (ANNE,)),
        (SENDER, (BART,)),
    ]
    assert server.sessions == 1
    line = office.line(ANNE)
    assert (line.state.value, line.code, line.enhanced, line.attempts) == ("sent", 250, "2.0.0", 1)
    assert line.reply == "2.0.0 queued as 4711"


def test_what_the_server_offers_is_used_and_nothing_else(office: PostOffice, server: SmtpServer) -> None:
    office.queue(prepared(ANNE, head=letter(ANNE, "é\r\n".encode())))
    server.extensions = ("8BITMIME", "SIZE")
    office.deliver()
    size = len(server.ledger[0].content)
    assert f"MAIL FROM:<{SENDER}> SIZE={size} BODY=8BITMIME" in server.heard
    server.extensions = ()
    office.queue(prepared(BART, head=letter(BART, "é\r\n".encode())))
    office.deliver()
    assert f"MAIL FROM:<{SENDER}>" in server.heard


@pytest.mark.fault(30, 34, 48)
@pytest.mark.parametrize("extensions", [(), ("PIPELINING",)])
@pytest.mark.parametrize("phase", ["rcpt", "data", "dot"])
@pytest.mark.parametrize(
    ("reply", "state", "reason"),
    [
        ("550 5.1.1 no such user", "refused", Reason.UNKNOWN_ADDRESS),
        ("451 4.3.0 later", "deferred", Reason.TRY_LATER),
        ("421 4.3.2 closing", "deferred", Reason.TRY_LATER),
    ],
)
def test_an_explicit_no_is_of_one_message_alone(
    office: PostOffice,
    server: SmtpServer,
    extensions: tuple[str, ...],
    phase: str,
    reply: str,
    state: str,
    reason: Reason,
) -> None:
    server.extensions = extensions
    server.on(phase, hang_up(last_words=reply) if reply.startswith("421") else say(reply))
    office.queue(ANNE, BART)
    office.deliver()
    assert office.states() == {ANNE: state, BART: "sent"}
    line = office.line(ANNE)
    assert (line.reason, line.code, line.attempts) == (reason, int(reply[:3]), 1)
    assert server.recipients == [BART]
    (attempt,) = office.store.messages.attempts(line.id)
    assert (attempt.phase, attempt.outcome, attempt.code) == (phase, state, int(reply[:3]))


@pytest.mark.parametrize("extensions", [(), ("PIPELINING",)])
def test_a_refusal_stands_though_the_line_drops_behind_it(
    office: PostOffice, server: SmtpServer, extensions: tuple[str, ...]
) -> None:
    server.extensions = extensions
    server.on("rcpt", hang_up(last_words="550 5.1.1 no such user"))
    office.queue(ANNE, BART)
    office.deliver()
    assert office.states() == {ANNE: "refused", BART: "sent"}


@pytest.mark.fault(31)
def test_a_deferred_message_is_tried_when_it_is_due_and_sent_once(
    office: PostOffice, server: SmtpServer
) -> None:
    server.on("rcpt", say("451 4.7.1 greylisted"), say("451 4.7.1 greylisted"))
    office.queue(ANNE)
    assert office.deliver() == Report(deferred=1)
    assert office.line(ANNE).not_before is not None
    office.clock.go_on(seconds=BACKOFF[0].total_seconds() - 1)
    assert office.deliver() == Report()
    office.clock.go_on(seconds=1)
    assert office.deliver() == Report(deferred=1)
    office.clock.go_on(seconds=BACKOFF[1].total_seconds())
    assert office.deliver() == Report(sent=1)
    assert office.line(ANNE).attempts == 3
    assert server.recipients == [ANNE]


@pytest.mark.fault(32)
def test_trying_ends_with_its_lifetime_and_begins_anew_when_asked(
    office: PostOffice, server: SmtpServer
) -> None:
    server.always("rcpt", say("452 4.2.2 mailbox full"))
    office.queue(ANNE)
    outcomes = []
    for _day in range(3):
        outcomes.append(office.deliver())
        office.clock.go_on(hours=24, minutes=1)
    assert outcomes == [Report(deferred=1), Report(refused=1), Report()]
    line = office.line(ANNE)
    assert (line.state.value, line.reason) == ("expired", Reason.TOO_MANY_TRIES)
    assert "full" in line.reply
    assert office.store.outbox.retry([line.id]) == 1
    assert office.line(ANNE).created == line.created
    assert office.deliver() == Report(deferred=1)
    assert office.line(ANNE).attempts == 1


def test_trying_ends_after_so_many_tries(office: PostOffice, server: SmtpServer) -> None:
    server.always("rcpt", say("451 4.3.0 later"))
    office.queue(ANNE)
    for _try in range(MAXIMUM_ATTEMPTS):
        office.deliver()
        office.clock.go_on(hours=1)
    assert office.states() == {ANNE: "expired"}
    assert server.count("RCPT") == MAXIMUM_ATTEMPTS


def test_a_mailing_paused_over_days_does_not_expire_by_that(office: PostOffice, server: SmtpServer) -> None:
    mailing = office.queue(ANNE)
    office.store.outbox.pause(mailing, True)
    office.clock.go_on(days=5)
    assert office.deliver() == Report()
    office.store.outbox.pause(mailing, False)
    assert office.deliver() == Report(sent=1)


def test_what_rested_for_too_long_waits_for_a_person(office: PostOffice, server: SmtpServer) -> None:
    office.queue(ANNE)
    office.clock.go_on(seconds=LONGEST_REST.total_seconds() + 60)
    office.deliver()
    assert office.states() == {ANNE: "expired"}
    assert server.ledger == []


# -- the account ---------------------------------------------------------------------------------------------


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


# -- who receives, asked once more ---------------------------------------------------------------------------


@pytest.mark.fault(89)
def test_a_suppression_that_came_after_queueing_blocks(office: PostOffice, server: SmtpServer) -> None:
    office.queue(ANNE, BART)
    with office.store.database.connection_context():
        Suppression.create(mailbox=mailbox(ANNE.upper()), reason="bounced", since="2026-11-24")
    assert office.deliver() == Report(sent=1)
    assert office.states() == {ANNE: "blocked", BART: "sent"}
    assert office.line(ANNE).reason == Reason.SUPPRESSED


@pytest.mark.fault(89)
@pytest.mark.parametrize("kind", ["promotion", "service"])
def test_consent_that_was_withdrawn_after_queueing_blocks_promotions(
    office: PostOffice, server: SmtpServer, kind: str
) -> None:
    book = (Address(ANNE, AddressSource.CARD, mailbox(ANNE)),)
    client = office.store.cards.add(Client("Anne", addresses=book, consent=Consent(True)))
    office.queue(prepared(ANNE, client_id=client), kind=kind)
    with office.store.database.connection_context():
        ClientTable.update(promotions=False).execute()
    office.deliver()
    blocked = kind == "promotion"
    assert office.states() == {ANNE: "blocked" if blocked else "sent"}
    assert office.line(ANNE).reason == (Reason.NO_CONSENT if blocked else "")


@pytest.mark.fault(53)
@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("zoé@client.example", Reason.NEEDS_SMTPUTF8),
        ("a@b.example>\r\nRCPT TO:<c@d.example", Reason.UNKNOWN_ADDRESS),
        ("a b@client.example", Reason.UNKNOWN_ADDRESS),
    ],
)
def test_an_address_that_cannot_be_said_is_invalid_and_not_said(
    office: PostOffice, server: SmtpServer, to: str, reason: Reason
) -> None:
    office.queue(prepared(to, head=letter("x")), BART)
    assert office.deliver() == Report(sent=1, refused=1)
    assert (office.line(to).state.value, office.line(to).reason) == ("invalid", reason)
    assert server.count("RCPT") == 1


def test_an_address_in_utf_8_goes_to_a_server_that_takes_it(office: PostOffice, server: SmtpServer) -> None:
    server.extensions = ("SMTPUTF8", "PIPELINING")
    office.queue(prepared("zoé@client.example", head=letter("x")))
    assert office.deliver() == Report(sent=1)
    assert server.recipients == ["zoé@client.example"]


@pytest.mark.fault(28)
def test_a_message_over_the_announced_size_is_refused_before_it_is_transmitted(
    office: PostOffice, server: SmtpServer
) -> None:
    server.extensions = ("SIZE 1000",)
    office.queue(prepared(ANNE, blobs=(b"x" * 2000,)), BART)
    assert office.deliver() == Report(sent=1, refused=1)
    assert office.line(ANNE).reason == Reason.TOO_BIG
    assert server.count("MAIL") == 1


@pytest.mark.fault(54)
@pytest.mark.parametrize("size", ["SIZE ²", "SIZE 0", "SIZE", "SIZE -1", "SIZE lots"])
def test_a_size_that_is_none_limits_nothing(office: PostOffice, server: SmtpServer, size: str) -> None:
    server.extensions = (size,)
    office.queue(ANNE)
    assert office.deliver() == Report(sent=1)


# -- hold, take back, pause, stop ----------------------------------------------------------------------------


def test_nothing_leaves_before_the_hold_is_over(office: PostOffice, server: SmtpServer) -> None:
    mailing = office.queue(ANNE, hold_until=office.clock() + timedelta(seconds=10))
    assert office.deliver() == Report()
    assert office.store.outbox.take_back(mailing) == 1
    office.clock.go_on(seconds=10)
    assert office.deliver() == Report()
    office.queue(BART, hold_until=office.clock() + timedelta(seconds=10))
    office.clock.go_on(seconds=10)
    assert office.deliver() == Report(sent=1)
    assert server.recipients == [BART]


STOPS: dict[str, tuple[Callable[[PostOffice, int], object], str]] = {
    "take back": (lambda office, mailing: office.store.outbox.take_back(mailing), "cancelled"),
    "pause": (lambda office, mailing: office.store.outbox.pause(mailing, True), "queued"),
}


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("phase", ["ehlo", "mail", "rcpt", "data"])
def test_taking_back_and_pausing_are_exact_to_the_dot(
    office: PostOffice, server: SmtpServer, stop: str, phase: str
) -> None:
    act, state = STOPS[stop]
    mailing = office.queue(ANNE, BART)
    server.on(phase, meanwhile(lambda: act(office, mailing)))
    assert office.deliver().sent == 0
    assert office.states() == {ANNE: state, BART: state}
    assert server.ledger == []
    assert {line.attempts for line in office.lines().values() if state == "queued"} <= {0}
    if stop == "pause":
        office.store.outbox.pause(mailing, False)
        assert office.deliver() == Report(sent=2)
        assert server.recipients == [ANNE, BART]


@pytest.mark.parametrize("stop", STOPS)
def test_what_has_reached_its_dot_is_past_stopping(office: PostOffice, server: SmtpServer, stop: str) -> None:
    act, state = STOPS[stop]
    mailing = office.queue(ANNE, BART)
    server.on("dot", meanwhile(lambda: act(office, mailing)))
    assert office.deliver() == Report(sent=1)
    assert office.states() == {ANNE: "sent", BART: state}


def test_ending_the_process_lets_the_message_under_way_finish(office: PostOffice, server: SmtpServer) -> None:
    delivery = office.delivery()
    server.on("rcpt", meanwhile(delivery.stop))
    office.queue(ANNE, BART)
    assert asyncio.run(delivery.run()) == Report(sent=1)
    assert office.states() == {ANNE: "sent", BART: "queued"}


def test_tests_go_before_documents_and_documents_before_mailings(
    office: PostOffice, server: SmtpServer
) -> None:
    office.queue(ANNE)
    office.queue(prepared(BART, intent=Intent.DOCUMENTS))
    office.queue(prepared(CHLOE, intent=Intent.TEST))
    office.deliver()
    assert server.recipients == [CHLOE, BART, ANNE]


def test_the_rate_of_the_account_holds_from_one_process_to_the_next(
    office: PostOffice, server: SmtpServer
) -> None:
    office.change(per_minute=2)
    office.queue(ANNE, BART, CHLOE)
    delivery = office.delivery()
    server.on("dot", meanwhile(bool), meanwhile(delivery.stop))
    asyncio.run(delivery.run())
    assert server.recipients == [ANNE, BART]
    again = office.delivery()
    office.clock.go_on(seconds=58)

    async def until_it_waits() -> Report:
        running = asyncio.create_task(again.run())
        await asyncio.sleep(0)
        again.stop()
        return await running

    assert asyncio.run(until_it_waits()) == Report()
    office.clock.go_on(seconds=4)
    assert office.deliver() == Report(sent=1)


def test_a_mailing_as_large_as_the_rate_ends_with_its_last_message(
    office: PostOffice, server: SmtpServer
) -> None:
    office.change(per_minute=2)
    office.queue(ANNE, BART)
    assert office.deliver() == Report(sent=2)


def test_the_server_is_one_that_the_standard_library_understands(server: SmtpServer) -> None:
    with server, smtplib.SMTP("127.0.0.1", server.port) as client:
        client.sendmail(SENDER, [ANNE, BART], b".hidden\r\n")
    assert server.ledger[0].recipients == (ANNE, BART)
    assert server.ledger[0].content == b".hidden\r\n"
