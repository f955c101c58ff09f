"""Several connections at once, and several messages in a row over one of them."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from carmail_tui.delivery.policy import REFUSALS_IN_A_ROW, Reason
from carmail_tui.delivery.process import Report
from tests.post_office import PostOffice, prepared
from tests.smtp_server import Action, Conversation, SmtpServer, hang_up, meanwhile, say

ANNE, BART, CHLOE, DIRK = (f"{name}@client.example" for name in ("anne", "bart", "chloe", "dirk"))
NAMES = [f"client{number}@client.example" for number in range(12)]
_SECONDS = 30


@pytest.mark.parametrize("extensions", [(), ("PIPELINING",)], ids=["one by one", "pipelined"])
def test_several_connections_work_at_once_and_each_message_goes_once(
    office: PostOffice, server: SmtpServer, extensions: tuple[str, ...]
) -> None:
    server.extensions = extensions
    together = threading.Barrier(4)
    server.always("dot", meanwhile(lambda: together.wait(_SECONDS)))
    office.change(connections=4)
    office.queue(*NAMES)
    assert office.deliver() == Report(sent=12)
    assert sorted(server.recipients) == sorted(NAMES)
    assert server.sessions == 4


@pytest.mark.fault(22)
def test_a_wrong_password_is_tried_once_whatever_the_number_of_connections(
    office: PostOffice, server: SmtpServer
) -> None:
    server.accounts = {"sophie": "another"}
    office.log_in("sophie")
    office.change(connections=4)
    office.queue(*NAMES)
    assert office.deliver() == Report(held=Reason.PASSWORD_REFUSED)
    assert server.count("AUTH") == 1
    assert set(office.states().values()) == {"queued"}


def test_all_connections_together_keep_to_the_rate(office: PostOffice, server: SmtpServer) -> None:
    office.change(connections=4, per_minute=3)
    office.queue(*NAMES)
    delivery = office.delivery()
    taken = threading.Semaphore(0)

    async def until_three_went() -> Report:
        running = asyncio.create_task(delivery.run())
        for _message in range(3):
            await asyncio.to_thread(taken.acquire, timeout=_SECONDS)
        delivery.stop()
        return await running

    server.always("dot", meanwhile(taken.release))
    assert asyncio.run(until_three_went()) == Report(sent=3)
    assert server.count("MAIL") == 3


def test_a_server_that_takes_two_connections_gets_everything_over_two(
    office: PostOffice, server: SmtpServer
) -> None:
    together = threading.Barrier(2)
    server.on("dot", *[meanwhile(lambda: together.wait(_SECONDS))] * 2)
    server.on("greeting", *[meanwhile(bool)] * 2)
    server.always("greeting", hang_up(last_words="421 4.7.0 too many connections"))
    office.change(connections=4)
    office.queue(*NAMES)
    assert office.deliver() == Report(sent=12)
    assert not office.store.messages.latest()[0].account.held
    assert sorted(server.recipients) == sorted(NAMES)


def _beside(seen: list[bytes]) -> Action:
    def action(talk: Conversation, usually: Callable[[], None]) -> None:
        seen.append(talk.ahead)
        usually()

    return action


def test_the_next_envelope_goes_along_with_the_dot_where_the_server_pipelines(
    office: PostOffice, server: SmtpServer
) -> None:
    seen: list[bytes] = []
    server.always("dot", _beside(seen))
    office.queue(ANNE, BART)
    assert office.deliver() == Report(sent=2)
    assert [ahead.split(b"\r\n")[1:] for ahead in seen] == [
        [f"RCPT TO:<{BART}>".encode(), b"DATA", b""],
        [],
    ]


@pytest.mark.parametrize("reply", ["550 5.7.1 looks like spam", "451 4.3.0 later"])
def test_a_dot_that_is_refused_takes_nothing_along(
    office: PostOffice, server: SmtpServer, reply: str
) -> None:
    server.on("dot", say(reply))
    office.queue(ANNE, BART)
    assert office.deliver().sent == 1
    assert server.recipients == [BART]
    assert server.sessions == 1


@pytest.mark.parametrize("last_words", ["", "421 4.3.0 closing"])
def test_a_line_that_ends_at_the_dot_costs_the_next_message_no_try(
    office: PostOffice, server: SmtpServer, last_words: str
) -> None:
    server.on("dot", hang_up(last_words=last_words))
    office.queue(ANNE, BART)
    assert office.deliver().sent == 1
    assert server.recipients == [BART]
    assert office.line(BART).attempts == 1


def test_a_next_message_that_cannot_be_said_does_not_hinder_the_one_before_it(
    office: PostOffice, server: SmtpServer
) -> None:
    office.queue(ANNE, prepared("a b@client.example"), BART)
    assert office.deliver() == Report(sent=2, refused=1)
    assert server.recipients == [ANNE, BART]


def test_taking_back_reaches_the_message_whose_envelope_went_along(
    office: PostOffice, server: SmtpServer
) -> None:
    mailing = office.queue(ANNE, BART, CHLOE)
    server.on("dot", meanwhile(lambda: office.store.outbox.take_back(mailing)))
    assert office.deliver() == Report(sent=1)
    assert office.states() == {ANNE: "sent", BART: "cancelled", CHLOE: "cancelled"}
    assert server.recipients == [ANNE]


# -- the breaker ---------------------------------------------------------------------------------------------


def test_a_mailing_refused_as_spam_again_and_again_pauses_and_documents_go_on(
    office: PostOffice, server: SmtpServer
) -> None:
    server.on("dot", *[say("554 5.7.1 spam")] * REFUSALS_IN_A_ROW)
    mailing = office.queue(*NAMES)
    assert office.deliver().refused == REFUSALS_IN_A_ROW
    progress = office.store.messages.progress(mailing)
    assert progress is not None
    assert (progress.paused, progress.paused_reason) == (True, Reason.REFUSED_BY_POLICY)
    assert progress.waiting == len(NAMES) - REFUSALS_IN_A_ROW
    office.queue(ANNE)
    assert office.deliver() == Report(sent=1)
    office.store.outbox.pause(mailing, False)
    again = office.store.messages.progress(mailing)
    assert again is not None and not again.paused_reason
    assert office.deliver().sent == len(NAMES) - REFUSALS_IN_A_ROW


def test_refusals_that_do_not_follow_each_other_pause_nothing(office: PostOffice, server: SmtpServer) -> None:
    spam, well = say("554 5.7.1 spam"), meanwhile(bool)
    server.on("dot", spam, spam, well, spam, spam)
    office.queue(*NAMES)
    assert office.deliver() == Report(sent=8, refused=4)
