"""The line between the two fails: cut at any byte, reset, frozen, slow. Nothing twice, nothing lost."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest

from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.process import Delivery, Report
from carmail_tui.delivery.queue import Transition
from carmail_tui.delivery.session import Terms
from carmail_tui.store.dispatch import Dispatch
from tests.faults.proxy import CutBody, Drip, Fault, FreezeAt, HoldReply, Proxy, ResetAfterDot, between
from tests.post_office import PostOffice, deadlines, letter, opened, prepared
from tests.smtp_server import Action, SmtpServer, hang_up, say

ANNE, BART = "anne@client.example", "bart@client.example"
SIZE = len(letter(ANNE))


@pytest.fixture
def line(tmp_path: Path, server: SmtpServer) -> Iterator[tuple[PostOffice, Proxy]]:
    """A post office behind a proxy."""
    with ExitStack() as open_:
        office = open_.enter_context(opened(f"sqlite:///{tmp_path / 'garage.db'}", tmp_path, server))
        proxy = open_.enter_context(between(server.port))
        office.change(port=proxy.port)
        yield office, proxy


Line = tuple[PostOffice, Proxy]


@pytest.mark.fault(35)
@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize("count", [0, 1, SIZE // 2, SIZE - 1])
def test_a_line_that_ends_within_the_body_leaves_nothing_at_the_server(
    line: Line, server: SmtpServer, count: int, reset: bool
) -> None:
    office, proxy = line
    office.queue(ANNE)
    _deliver_after(office, proxy, CutBody(count, reset))
    assert server.ledger == []
    assert (office.line(ANNE).state.value, office.line(ANNE).reason) == ("deferred", Reason.LINE_DROPPED)
    _then_sent_once(office, proxy, server)


@pytest.mark.fault(35)
def test_a_line_that_ends_with_everything_but_the_dot_is_no_doubt(line: Line, server: SmtpServer) -> None:
    office, proxy = line
    office.queue(ANNE)
    _deliver_after(office, proxy, CutBody(SIZE))
    assert server.ledger == []
    assert office.states() == {ANNE: "deferred"}
    _then_sent_once(office, proxy, server)


class _Waiting(Dispatch):
    """The outbox, whose step to the dot waits until the line has ended."""

    ended: Event

    def take(self, owner: str, transitions: Sequence[Transition]) -> list[bool]:
        if any(transition.step == "commit" for transition in transitions):
            assert self.ended.wait(30)
        return super().take(owner, transitions)


def _deliver_after(office: PostOffice, proxy: Proxy, cut: CutBody) -> None:
    proxy.fault = cut
    dispatch = _Waiting(office.store.database, office.clock)
    dispatch.ended = cut.done
    journal = office.store.journal(office.smtp.account)
    delivery = Delivery(dispatch, office.smtp, office.password, journal, terms=Terms(), now=office.clock)
    assert asyncio.run(delivery.run()) == Report(deferred=1)


def _then_sent_once(office: PostOffice, proxy: Proxy, server: SmtpServer) -> None:
    proxy.fault = Fault()
    office.clock.go_on(minutes=1)
    assert office.deliver() == Report(sent=1)
    assert [entry.content for entry in server.ledger] == [letter(ANNE)]


@pytest.mark.fault(36)
def test_a_window_that_stays_shut_is_left_at_the_deadline_of_a_block(line: Line, server: SmtpServer) -> None:
    office, proxy = line
    proxy.fault = FreezeAt(b"Subject: Test")
    office.queue(prepared(ANNE, blobs=(b"x" * 20_000_000,)))
    assert office.deliver(seconds=deadlines(body=0.3)) == Report(deferred=1)
    assert server.ledger == []


PHASES = {
    "greeting": (b"", "queued"),
    "ehlo": (b"EHLO", "queued"),
    "auth": (b"AUTH PLAIN", "queued"),
    "mail": (b"MAIL", "deferred"),
    "rcpt": (b"RCPT", "deferred"),
    "data": (b"DATA", "deferred"),
    "dot": (b"\r\n.\r\n", "in_doubt"),
}


class _Mute(Fault):
    """Nothing passes from the beginning."""

    def down(self, line: object, data: bytes) -> None:
        line.freeze()  # type: ignore[attr-defined]


@pytest.mark.fault(42)
@pytest.mark.parametrize("passing", [False, True], ids=["not heard", "heard"])
@pytest.mark.parametrize("phase", PHASES)
def test_a_line_that_carries_nothing_any_more_is_left_at_the_deadline(
    line: Line, server: SmtpServer, phase: str, passing: bool
) -> None:
    office, proxy = line
    words, state = PHASES[phase]
    server.extensions, server.accounts = (), {"sophie": "secret"}
    office.log_in("sophie")
    proxy.fault = FreezeAt(words, passing) if words else _Mute()
    office.queue(ANNE)
    office.deliver(seconds=deadlines(**{phase: 0.3}))
    assert office.states() == {ANNE: state}
    proxy.fault = Fault()
    office.clock.go_on(minutes=1)
    doubt = state == "in_doubt"
    assert office.deliver() == (Report() if doubt else Report(sent=1))
    assert server.recipients == [ANNE] * (not doubt or passing)


@pytest.mark.fault(41)
def test_a_reset_after_the_dot_is_in_doubt(line: Line, server: SmtpServer) -> None:
    office, proxy = line
    proxy.fault = ResetAfterDot()
    office.queue(ANNE)
    assert office.deliver() == Report(in_doubt=1)
    assert server.recipients == [ANNE]
    office.clock.go_on(days=1)
    assert office.deliver() == Report()
    assert server.recipients == [ANNE]


@pytest.mark.fault(39, 40)
def test_a_reply_after_the_deadline_leaves_the_doubt_to_a_person(line: Line, server: SmtpServer) -> None:
    office, proxy = line
    held = HoldReply()
    proxy.fault = held
    office.queue(ANNE)
    assert office.deliver(seconds=deadlines(dot=0.3)) == Report(in_doubt=1)
    held.go_on.set()
    found = office.line(ANNE)
    assert found.reason == Reason.NO_REPLY_TO_DOT
    assert office.store.outbox.resolve([found.id], "it_arrived", "sophie") == 1
    assert (office.states(), office.deliver()) == ({ANNE: "sent"}, Report())
    assert server.recipients == [ANNE]


@pytest.mark.fault(8, 52)
def test_a_line_that_carries_one_byte_at_a_time_carries_all_of_them(line: Line, server: SmtpServer) -> None:
    office, proxy = line
    proxy.fault = Drip()
    office.queue(prepared(ANNE, head=letter(ANNE, b".\r\n..\r\n")), BART)
    assert office.deliver() == Report(sent=2)
    assert [entry.content for entry in server.ledger] == [letter(ANNE, b".\r\n..\r\n"), letter(BART)]


# -- after the dot -------------------------------------------------------------------------------------------

AFTER_DOT: dict[str, tuple[Action, str]] = {
    "250, then closed": (hang_up(last_words="250 2.0.0 kept", keeping=True), "sent"),
    "250 without text": (hang_up(last_words=b"250\r\n", keeping=True), "sent"),
    "250 and a blank": (hang_up(last_words=b"250 \r\n", keeping=True), "sent"),
    "250- and its last line": (hang_up(last_words=b"250-one\r\n250 two\r\n", keeping=True), "sent"),
    "250- alone": (hang_up(last_words=b"250-one\r\n", keeping=True), "in_doubt"),
    "250 without a line end": (hang_up(last_words=b"250 2.0.0 kept", keeping=True), "in_doubt"),
    "552": (say("552 5.3.4 too big"), "refused"),
    "554": (say("554 5.7.1 spam"), "refused"),
    "452": (say("452 4.3.1 no room"), "deferred"),
}


@pytest.mark.fault(44, 45, 48, 49)
@pytest.mark.parametrize("pipelining", [(), ("PIPELINING",)], ids=["one by one", "pipelined"])
@pytest.mark.parametrize("answer", AFTER_DOT)
def test_what_the_server_says_of_the_dot_decides(
    office: PostOffice, server: SmtpServer, pipelining: tuple[str, ...], answer: str
) -> None:
    action, state = AFTER_DOT[answer]
    server.extensions = pipelining
    server.on("dot", action)
    office.queue(ANNE, BART)
    office.deliver()
    assert office.states() == {ANNE: state, BART: "sent"}
    assert server.recipients.count(ANNE) == (state in {"sent", "in_doubt"})
    assert server.recipients.count(BART) == 1
