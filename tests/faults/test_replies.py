"""Replies about one message: refused, put off or taken, and the others go."""

from collections.abc import Callable

import pytest

from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.process import Report
from tests.post_office import PostOffice
from tests.smtp_server import Conversation, SmtpServer, say

ANNE, BART = "anne@client.example", "bart@client.example"
PIPELINING = pytest.mark.parametrize("extensions", [(), ("PIPELINING",)], ids=["one by one", "pipelined"])


@PIPELINING
@pytest.mark.fault(27, 32, 33, 34)
@pytest.mark.parametrize(
    ("phase", "reply", "state", "reason"),
    [
        ("mail", "552 5.3.4 too big", "refused", Reason.TOO_BIG),
        ("rcpt", "251 2.1.5 will forward", "sent", ""),
        ("rcpt", "252 2.1.5 cannot verify", "sent", ""),
        ("rcpt", "452 4.5.3 too many", "deferred", Reason.TRY_LATER),
        ("data", "554 5.5.1 no valid recipients", "refused", Reason.REFUSED_BY_POLICY),
        ("data", "421 4.3.2 closing", "deferred", Reason.TRY_LATER),
    ],
)
def test_a_reply_is_of_its_message_alone(
    office: PostOffice,
    server: SmtpServer,
    extensions: tuple[str, ...],
    phase: str,
    reply: str,
    state: str,
    reason: str,
) -> None:
    server.extensions = extensions
    server.on(phase, say(reply))
    office.queue(ANNE, BART)
    office.deliver()
    assert office.states() == {ANNE: state, BART: "sent"}
    assert office.line(ANNE).reason == reason
    assert len(server.ledger) == 1 + (state == "sent")
    if state == "deferred":
        office.clock.go_on(minutes=1)
        assert office.deliver() == Report(sent=1)
        assert server.recipients == [BART, ANNE]


@PIPELINING
@pytest.mark.fault(50)
def test_a_server_that_takes_fifty_messages_a_session_gets_all_of_them(
    office: PostOffice, server: SmtpServer, extensions: tuple[str, ...]
) -> None:
    said: dict[Conversation, int] = {}

    def at_most_fifty(talk: Conversation, usually: Callable[[], None]) -> None:
        said[talk] = said.get(talk, 0) + 1
        if said[talk] <= 50:
            usually()
        else:
            talk.send("421 4.7.0 too many messages in this session")

    server.extensions = extensions
    server.always("mail", at_most_fifty)
    names = [f"client{number}@client.example" for number in range(120)]
    office.queue(*names)
    assert office.deliver() == Report(sent=120)
    assert sorted(server.recipients) == sorted(names)
    assert {line.attempts for line in office.lines().values()} == {1}
    assert server.sessions == 3
