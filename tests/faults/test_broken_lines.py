"""A server that hangs up, stalls, floods or speaks nonsense.

Before the dot it is tried again, after it nobody knows, and nothing is in doubt that cannot have arrived.
"""

import pytest

from carmail_tui.delivery.policy import FAILURES_IN_A_ROW, Reason
from carmail_tui.delivery.process import Report
from tests.post_office import PostOffice, deadlines, prepared
from tests.smtp_server import Action, SmtpServer, drip, hang_up, say

ANNE, BART = "anne@client.example", "bart@client.example"

PIPELINING = pytest.mark.parametrize("extensions", [(), ("PIPELINING",)], ids=["one by one", "pipelined"])
BEFORE_MAIL = ["greeting", "ehlo", "auth"]
BEFORE_DOT = ["mail", "rcpt", "data"]

NONSENSE = {
    "no code": b"hello\r\n",
    "code of no class": b"999 what\r\n",
    "a line of 10 kB": b"250 " + b"x" * 10_000 + b"\r\n",
    "no line end": b"2" * 10_000,
    "lines that disagree": b"250-yes\r\n550 no\r\n",
    "200,000 lines": b"250-and so on\r\n" * 200_000,
    "NUL": b"\0\0\0\r\n",
    "half a reply": b"250-first\r\n250 sec",
}


@pytest.mark.fault(26)
@PIPELINING
@pytest.mark.parametrize("phase", BEFORE_DOT)
def test_a_line_that_drops_before_the_dot_costs_a_try_and_nothing_else(
    office: PostOffice, server: SmtpServer, extensions: tuple[str, ...], phase: str
) -> None:
    server.extensions = extensions
    server.on(phase, hang_up())
    office.queue(ANNE, BART)
    assert office.deliver() == Report(sent=1, deferred=1)
    assert server.recipients == [BART]
    assert office.line(ANNE).reason == Reason.LINE_DROPPED
    office.clock.go_on(minutes=1)
    assert office.deliver() == Report(sent=1)
    assert server.recipients == [BART, ANNE]


@pytest.mark.fault(13)
@pytest.mark.parametrize("phase", BEFORE_MAIL)
def test_a_line_that_drops_before_a_message_is_said_is_the_accounts_affair(
    office: PostOffice, server: SmtpServer, phase: str
) -> None:
    server.accounts = {"sophie": "secret"}
    office.log_in("sophie")
    server.on(phase, hang_up())
    office.queue(ANNE)
    assert office.deliver() == Report(held=Reason.LINE_DROPPED)
    assert (office.line(ANNE).state.value, office.line(ANNE).attempts) == ("queued", 0)
    office.clock.go_on(minutes=1)
    assert office.deliver() == Report(sent=1)


@pytest.mark.fault(37, 38)
@PIPELINING
@pytest.mark.parametrize("keeping", [True, False])
def test_a_line_that_drops_between_dot_and_reply_is_in_doubt_until_somebody_decides(
    office: PostOffice, server: SmtpServer, extensions: tuple[str, ...], keeping: bool
) -> None:
    server.extensions = extensions
    server.on("dot", hang_up(keeping=keeping))
    office.queue(ANNE, BART)
    assert office.deliver() == Report(sent=1, in_doubt=1)
    line = office.line(ANNE)
    assert (line.state.value, line.reason) == ("in_doubt", Reason.NO_REPLY_TO_DOT)
    for _day in range(3):
        office.clock.go_on(days=1)
        assert office.deliver() == Report()
    assert server.recipients.count(ANNE) == keeping


@pytest.mark.fault(35)
@pytest.mark.parametrize("last_words", ["", "552 5.3.4 too big"])
def test_a_line_that_drops_within_the_body_costs_a_try_and_nothing_else(
    office: PostOffice, server: SmtpServer, last_words: str
) -> None:
    server.on("body", hang_up(last_words=last_words))
    office.queue(prepared(ANNE, blobs=(b"x" * 20_000_000,)))
    assert office.deliver() == Report(deferred=1)
    assert server.ledger == []


@pytest.mark.fault(8)
@pytest.mark.parametrize("phase", ["greeting", *BEFORE_DOT, "dot"])
def test_a_dripping_server_is_left_at_the_deadline(
    office: PostOffice, server: SmtpServer, phase: str
) -> None:
    server.extensions = ()
    server.on(phase, drip("250 ok"))
    office.queue(ANNE)
    report = office.deliver(seconds=deadlines(**{phase: 0.2}))
    assert report == {
        "greeting": Report(held=Reason.LINE_DROPPED),
        "dot": Report(in_doubt=1),
    }.get(phase, Report(deferred=1))


@pytest.mark.fault(36)
def test_a_server_that_stops_reading_is_left_at_the_deadline_of_a_block(
    office: PostOffice, server: SmtpServer
) -> None:
    server.on("body", lambda talk, usually: talk.server.closing.wait(30))
    office.queue(prepared(ANNE, blobs=(b"x" * 20_000_000,)))
    assert office.deliver(seconds=deadlines(body=0.3)) == Report(deferred=1)


@pytest.mark.fault(10, 11, 45, 46)
@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=list(NONSENSE))
@pytest.mark.parametrize("phase", ["ehlo", "mail", "rcpt", "data", "dot"])
def test_nonsense_is_never_taken_for_an_answer(
    office: PostOffice, server: SmtpServer, phase: str, nonsense: bytes
) -> None:
    server.extensions = ()
    server.on(phase, hang_up(last_words=nonsense))
    office.queue(ANNE)
    office.deliver(seconds=deadlines(**{phase: 2.0}))
    state = {"ehlo": "queued", "dot": "in_doubt"}.get(phase, "deferred")
    assert office.states() == {ANNE: state}
    assert server.ledger == []


@pytest.mark.fault(47)
@pytest.mark.parametrize("phase", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("after", [b"250 2.0.0 kept it\r\n", b"250 ", b"550 5.1.1 no\r\n"])
def test_a_reply_that_comes_before_its_command_answers_nothing(
    office: PostOffice, server: SmtpServer, phase: str, after: bytes
) -> None:
    usual = b"354 go on\r\n" if phase == "data" else b"250 ok\r\n"
    server.extensions = ()
    server.on(phase, say(usual + after))
    office.queue(ANNE)
    assert office.deliver() == Report(deferred=1)
    assert "out of turn" in office.line(ANNE).reply
    assert server.ledger == []


@pytest.mark.fault(12)
def test_odd_bytes_in_a_reply_are_kept_as_text(office: PostOffice, server: SmtpServer) -> None:
    server.on("rcpt", say(b"550 5.1.1 \xff\xfe\x1b[2J\0no\r\n"))
    office.queue(ANNE)
    office.deliver()
    assert office.states() == {ANNE: "refused"}
    assert office.line(ANNE).reply == "5.1.1 ��\x1b[2J�no"


def test_a_server_that_takes_data_without_a_recipient_gets_no_body(
    office: PostOffice, server: SmtpServer
) -> None:
    refusals: list[Action] = [say("550 5.1.1 no such user")] * (FAILURES_IN_A_ROW + 1)
    server.on("rcpt", *refusals)
    names = [f"client{number}@client.example" for number in range(FAILURES_IN_A_ROW + 2)]
    office.queue(*names)
    assert office.deliver() == Report(sent=1, refused=FAILURES_IN_A_ROW + 1)
    assert server.recipients == names[-1:]


@pytest.mark.fault(45)
def test_replies_of_several_lines_are_read_whole(office: PostOffice, server: SmtpServer) -> None:
    server.on("dot", say("250-2.0.0 thank you\n250-2.0.0 for this\n250 2.0.0 mail"))
    office.queue(ANNE)
    assert office.deliver() == Report(sent=1)
    assert office.line(ANNE).reply == "2.0.0 thank you\n2.0.0 for this\n2.0.0 mail"
