"""A message on its way: what goes over the wire, and what each answer makes of it."""

import pytest

from carmail_tui.delivery.policy import BACKOFF, LONGEST_REST, MAXIMUM_ATTEMPTS, Reason
from carmail_tui.delivery.process import Report
from tests.post_office import SENDER, PostOffice, letter, prepared
from tests.smtp_server import SmtpServer, hang_up, say

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
