"""Encryption: verified always, and no password and no mail over a line that is not."""

import asyncio
import ssl
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from carmail_tui.delivery.connecting import verifying_context
from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.process import Report
from carmail_tui.delivery.session import Session, Terms
from carmail_tui.settings.model import Security
from tests.post_office import PostOffice, opened
from tests.smtp_server import SmtpServer, hang_up, say

ANNE = "anne@client.example"
PAST, FUTURE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trust(authority: trustme.CA) -> ssl.SSLContext:
    context = verifying_context.__wrapped__()
    authority.configure_trust(context)
    return context


def _offering(leaf: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    return context


@pytest.fixture
def server(authority: trustme.CA) -> SmtpServer:
    good = _offering(authority.issue_cert("127.0.0.1"))
    return SmtpServer(tls=good, accounts={"sophie": "secret"})


@pytest.fixture
def office(tmp_path: Path, server: SmtpServer, trust: ssl.SSLContext) -> Iterator[PostOffice]:
    account = {"login": "sophie", "security": Security.STARTTLS}
    with opened(f"sqlite:///{tmp_path / 'garage.db'}", tmp_path, server, **account) as found:
        found.context = trust
        found.queue(ANNE)
        yield found


def test_starttls_encrypts_before_the_password_and_the_mail(office: PostOffice, server: SmtpServer) -> None:
    assert office.deliver() == Report(sent=1)
    assert b"STARTTLS" in server.raw
    assert b"AUTH" not in server.raw
    assert b"MAIL" not in server.raw
    assert server.count("EHLO") == 2


def test_implicit_tls_encrypts_from_the_first_byte(
    tmp_path: Path, server: SmtpServer, trust: ssl.SSLContext
) -> None:
    server.implicit = True
    url = f"sqlite:///{tmp_path / 'garage.db'}"
    with opened(url, tmp_path, server, login="sophie", security=Security.TLS) as office:
        office.context = trust
        office.queue(ANNE)
        assert office.deliver() == Report(sent=1)
    assert b"EHLO" not in server.raw


CERTIFICATES: dict[str, Callable[[trustme.CA], trustme.LeafCert]] = {
    "self-signed": lambda authority: trustme.CA().issue_cert("127.0.0.1"),
    "of another host": lambda authority: authority.issue_cert("mail.elsewhere.example"),
    "expired": lambda authority: authority.issue_cert("127.0.0.1", not_after=PAST),
    "not valid yet": lambda authority: authority.issue_cert("127.0.0.1", not_before=FUTURE),
}


@pytest.mark.fault(17, 18, 19, 20)
@pytest.mark.parametrize("kind", CERTIFICATES)
@pytest.mark.parametrize("implicit", [False, True])
def test_a_certificate_that_cannot_be_trusted_holds_the_account(
    tmp_path: Path, authority: trustme.CA, trust: ssl.SSLContext, kind: str, implicit: bool
) -> None:
    server = SmtpServer(
        tls=_offering(CERTIFICATES[kind](authority)), implicit=implicit, accounts={"sophie": "secret"}
    )
    security = Security.TLS if implicit else Security.STARTTLS
    url = f"sqlite:///{tmp_path / 'garage.db'}"
    with opened(url, tmp_path, server, login="sophie", security=security) as office:
        office.context = trust
        office.queue(ANNE)
        assert office.deliver(patience=5) == Report(held=Reason.TLS_FAILED)
        assert office.states() == {ANNE: "queued"}
        assert office.store.messages.latest()[0].account.retry_at is None
    assert server.count("AUTH") == 0
    assert server.ledger == []


@pytest.mark.fault(21)
@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
def test_an_encryption_that_is_no_longer_safe_holds_the_account(
    office: PostOffice, server: SmtpServer, version: str
) -> None:
    assert server.tls is not None
    # Otherwise the server's OpenSSL would refuse it, and the client would not be asked.
    server.tls.set_ciphers("DEFAULT:@SECLEVEL=0")
    assert office.context is not None
    with warnings.catch_warnings(action="ignore"):
        server.tls.minimum_version = server.tls.maximum_version = ssl.TLSVersion[version]
        assert office.deliver() == Report(held=Reason.TLS_FAILED)
        assert (office.states(), server.count("AUTH")) == ({ANNE: "queued"}, 0)
        office.context.set_ciphers("DEFAULT:@SECLEVEL=0")
        office.context.minimum_version = ssl.TLSVersion[version]
        asyncio.run(_log_in(office))
    assert server.count("AUTH") == 1, "the server does speak it"


async def _log_in(office: PostOffice) -> None:
    session = await Session.open(office.smtp, "secret", Terms(context=office.context))
    await session.close()


@pytest.mark.fault(14)
def test_encryption_that_was_stripped_off_holds_the_account(office: PostOffice, server: SmtpServer) -> None:
    server.on("ehlo", say("250-test.example\n250 AUTH PLAIN LOGIN"))
    assert office.deliver() == Report(held=Reason.TLS_MISSING)
    assert b"AUTH" not in server.raw
    assert b"STARTTLS" not in server.raw


@pytest.mark.fault(16)
def test_a_reply_smuggled_in_before_tls_is_noticed(office: PostOffice, server: SmtpServer) -> None:
    server.on("starttls", say("220 2.0.0 ready\n250-test.example\n250 AUTH PLAIN"))
    assert office.deliver() == Report(held=Reason.TLS_FAILED)
    assert b"AUTH" not in server.raw


@pytest.mark.fault(15)
@pytest.mark.parametrize("reply", ["454 4.7.0 not now", "502 5.5.1 not here"])
def test_starttls_refused_sends_nothing_in_the_clear(
    office: PostOffice, server: SmtpServer, reply: str
) -> None:
    server.on("starttls", say(reply))
    temporary = reply.startswith("4")
    assert office.deliver().held is (Reason.SERVER_REFUSES if temporary else Reason.TLS_MISSING)
    assert b"AUTH" not in server.raw
    assert (office.store.messages.latest()[0].account.retry_at is not None) == temporary


def test_a_line_that_drops_in_the_handshake_is_tried_again(office: PostOffice, server: SmtpServer) -> None:
    server.on("starttls", hang_up(last_words="220 2.0.0 ready"))
    assert office.deliver() == Report(held=Reason.SERVER_UNREACHABLE)
    office.clock.go_on(minutes=1)
    assert office.deliver() == Report(sent=1)


def test_what_was_offered_before_tls_is_forgotten(office: PostOffice, server: SmtpServer) -> None:
    server.on("ehlo", say("250-test.example\n250-STARTTLS\n250 SIZE 1"))
    assert office.deliver() == Report(sent=1)


def test_no_mail_goes_unencrypted_to_another_machine(office: PostOffice) -> None:
    office.change(server="mail.client.example", security=Security.NONE)
    office.queue("bart@client.example")
    assert office.deliver() == Report(held=Reason.NOT_LOOPBACK)
