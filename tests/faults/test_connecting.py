"""A server that cannot be found, reached or logged in to: the account waits, and no message loses a try."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.process import Report
from carmail_tui.settings.model import Security
from tests.post_office import PostOffice, deadlines
from tests.smtp_server import Action, SmtpServer, drip, say

ANNE = "anne@client.example"


def _waits(office: PostOffice) -> bool:
    """Whether the account is tried again by itself; the message has lost nothing."""
    line = office.line(ANNE)
    assert (line.state.value, line.attempts) == ("queued", 0)
    return office.store.dispatch.account(office.smtp.account).retry_at is not None


def _goes_on(office: PostOffice) -> None:
    office.clock.go_on(minutes=1)
    assert office.deliver() == Report(sent=1)


@pytest.mark.fault(1)
def test_a_name_that_nobody_knows_holds_the_account(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.change(server="mail.garage.invalid", security=Security.STARTTLS)
    if _no_name_server():
        monkeypatch.setattr(socket, "getaddrinfo", _fails(socket.EAI_NONAME))
    office.queue(ANNE)
    assert office.deliver() == Report(held=Reason.SERVER_UNKNOWN)
    assert not _waits(office)


@pytest.mark.fault(2)
def test_a_name_server_that_does_not_answer_is_asked_again(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.change(server="localhost")
    office.queue(ANNE)
    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", _fails(socket.EAI_AGAIN))
        assert office.deliver() == Report(held=Reason.SERVER_UNKNOWN)
    assert _waits(office)
    _goes_on(office)


@pytest.mark.fault(3)
def test_a_refused_connection_is_tried_again(office: PostOffice, server: SmtpServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        office.change(port=closed.getsockname()[1])
    office.queue(ANNE)
    assert office.deliver() == Report(held=Reason.SERVER_UNREACHABLE)
    assert _waits(office)
    account = office.smtp.account
    office.change(port=server.port)
    office.store.outbox.move_account(account, office.smtp.account, office.user)
    assert office.smtp.account != account
    _goes_on(office)


@pytest.fixture
def full_port() -> Iterator[int]:
    """A port on which connecting hangs: its backlog is full, and nobody accepts."""
    with socket.socket() as listening, ExitStack() as waiting:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _connection in range(100):
            one = waiting.enter_context(socket.socket())
            one.settimeout(0.2)
            try:
                one.connect(listening.getsockname())
            except TimeoutError:
                yield listening.getsockname()[1]
                return
        pytest.skip("this machine takes connections that nobody accepts without an end")


@pytest.mark.fault(4)
def test_connecting_that_hangs_is_given_up_at_its_deadline(office: PostOffice, full_port: int) -> None:
    office.change(port=full_port)
    office.queue(ANNE)
    assert office.deliver(seconds=deadlines(connect=0.2)) == Report(held=Reason.SERVER_UNREACHABLE)
    assert _waits(office)


def _silence(talk: object, usually: Callable[[], None]) -> None:
    talk.server.closing.wait(30)  # type: ignore[attr-defined]


@pytest.mark.fault(5, 8)
@pytest.mark.parametrize("greeting", [_silence, drip("220 test")], ids=["silence", "dripping"])
def test_a_greeting_that_does_not_come_is_given_up_at_its_deadline(
    office: PostOffice, server: SmtpServer, greeting: Action
) -> None:
    server.on("greeting", greeting)
    office.queue(ANNE)
    assert office.deliver(seconds=deadlines(greeting=0.2)) == Report(held=Reason.LINE_DROPPED)
    assert _waits(office)
    _goes_on(office)


ANSWERS = [
    ("greeting", "554 5.3.2 not here", Reason.SERVER_REFUSES, False),
    ("greeting", "421 4.3.2 too busy", Reason.SERVER_REFUSES, True),
    ("ehlo", "502 5.5.1 what is that", Reason.SERVER_REFUSES, False),
    ("auth", "454 4.7.0 not now", Reason.SERVER_REFUSES, True),
    ("mail", "550 5.7.1 not yours", Reason.SENDER_REFUSED, False),
]


@pytest.mark.fault(6, 7, 9, 23, 29)
@pytest.mark.parametrize("extensions", [(), ("PIPELINING",)], ids=["one by one", "pipelined"])
@pytest.mark.parametrize(("phase", "reply", "reason", "by_itself"), ANSWERS)
def test_an_answer_about_the_account_costs_no_message_a_try(
    office: PostOffice,
    server: SmtpServer,
    extensions: tuple[str, ...],
    phase: str,
    reply: str,
    reason: Reason,
    by_itself: bool,
) -> None:
    server.extensions = extensions
    server.accounts = {"sophie": "secret"}
    office.log_in("sophie")
    server.on(phase, say(reply))
    office.queue(ANNE)
    assert office.deliver() == Report(held=reason)
    assert office.deliver() == Report(held=reason)
    assert server.sessions == 1, "not tried before its time"
    assert _waits(office) == by_itself
    office.store.outbox.release_account(office.smtp.account)
    assert office.deliver() == Report(sent=1)


@pytest.mark.fault(24)
def test_without_a_mechanism_in_common_no_password_is_sent(office: PostOffice, server: SmtpServer) -> None:
    server.extensions = ("AUTH CRAM-MD5 GSSAPI",)
    office.log_in("sophie")
    office.queue(ANNE)
    assert office.deliver() == Report(held=Reason.AUTH_IMPOSSIBLE)
    assert not _waits(office)
    assert server.count("AUTH") == 0


def _no_name_server() -> bool:
    try:
        socket.getaddrinfo("mail.garage.invalid", 25)
    except socket.gaierror as error:
        return error.errno != socket.EAI_NONAME
    return True


def _fails(code: int) -> Callable[..., object]:
    def getaddrinfo(*_args: object, **_more: object) -> object:
        raise socket.gaierror(code, "as the name server says")

    return getaddrinfo
