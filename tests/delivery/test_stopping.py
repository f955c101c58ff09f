"""Hold, take back, pause, stop; who goes first, and how many a minute."""

import asyncio
import smtplib
from collections.abc import Callable
from datetime import timedelta

import pytest

from carmail_tui.delivery.process import Report
from carmail_tui.letters.prepared import Intent
from tests.post_office import SENDER, PostOffice, prepared
from tests.smtp_server import SmtpServer, meanwhile

ANNE, BART, CHLOE, DIRK = (f"{name}@client.example" for name in ("anne", "bart", "chloe", "dirk"))


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
