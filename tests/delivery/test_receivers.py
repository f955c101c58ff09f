"""Who receives, asked once more when the message leaves; what cannot be said to a server."""

import pytest

from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.process import Report
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import (
    Address,
    AddressSource,
    Client,
    Consent,
)
from carmail_tui.store.models import Client as ClientTable
from carmail_tui.store.models import Suppression
from tests.post_office import PostOffice, letter, prepared
from tests.smtp_server import SmtpServer

ANNE, BART, CHLOE, DIRK = (f"{name}@client.example" for name in ("anne", "bart", "chloe", "dirk"))


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
