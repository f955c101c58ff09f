"""The clock of the machine jumps: nothing goes twice, nothing waits for ever, what was frozen stays."""

from email import message_from_bytes

import pytest

from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.process import Report
from tests.post_office import PostOffice, prepared
from tests.smtp_server import SmtpServer, hang_up, say

ANNE, BART, CHLOE = (f"{name}@client.example" for name in ("anne", "bart", "chloe"))
JUMPS: dict[str, dict[str, float]] = {
    "a year on": {"days": 365},
    "a day back": {"days": -1},
    "an hour back": {"hours": -1},
}


@pytest.mark.fault(66)
@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_sends_nothing_twice(office: PostOffice, server: SmtpServer, jump: str) -> None:
    server.on("dot", hang_up(keeping=True))
    office.queue(ANNE, BART)
    assert office.deliver() == Report(sent=1, in_doubt=1)
    office.clock.go_on(**JUMPS[jump])
    for _run in range(2):
        assert office.deliver() == Report()
    assert server.recipients == [ANNE, BART]
    assert office.states() == {ANNE: "in_doubt", BART: "sent"}


@pytest.mark.fault(66)
def test_what_was_put_off_by_a_clock_that_was_ahead_does_not_wait_for_it(
    office: PostOffice, server: SmtpServer
) -> None:
    office.clock.go_on(days=6)
    server.on("rcpt", say("451 4.3.0 later"))
    office.queue(ANNE)
    assert office.deliver() == Report(deferred=1)
    office.clock.go_on(days=-6)
    assert office.deliver() == Report(sent=1)
    assert server.recipients == [ANNE]


@pytest.mark.fault(66)
def test_an_account_that_rests_by_a_clock_that_was_ahead_does_not_rest_for_ever(
    office: PostOffice, server: SmtpServer
) -> None:
    office.clock.go_on(days=6)
    server.on("greeting", say("421 4.3.2 later"))
    office.queue(ANNE)
    assert office.deliver() == Report(held=Reason.SERVER_REFUSES)
    office.clock.go_on(days=-6)
    assert office.deliver() == Report(sent=1)


@pytest.mark.fault(66)
def test_a_hold_by_a_clock_that_was_ahead_ends(office: PostOffice, server: SmtpServer) -> None:
    office.clock.go_on(days=365)
    office.queue(ANNE, hold_until=office.clock())
    office.clock.go_on(days=-365)
    assert office.deliver() == Report(sent=1)


@pytest.mark.fault(66)
@pytest.mark.parametrize("jump", JUMPS)
def test_date_and_message_id_are_those_of_its_queueing(
    office: PostOffice, server: SmtpServer, jump: str
) -> None:
    frozen = (
        "Date: Tue, 24 Nov 2026 09:30:00 +0000",
        "Message-ID: <1@garage.example>",
        "Subject: x",
        "",
        "Text",
    )
    head = "".join(f"{line}\r\n" for line in frozen).encode()
    office.queue(prepared(CHLOE, head=head))
    office.clock.go_on(**JUMPS[jump])
    office.deliver()
    if office.states() == {CHLOE: "expired"}:
        assert office.store.outbox.retry([office.line(CHLOE).id]) == 1
        office.clock.go_on(days=-365)
        assert office.deliver() == Report(sent=1)
    (taken,) = server.ledger
    assert taken.content == head
    assert message_from_bytes(taken.content)["Message-ID"] == "<1@garage.example>"
