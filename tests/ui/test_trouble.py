"""Delivery in trouble, as the screens show it: a real process that is killed, a server that breaks off."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from carmail_tui.i18n import use_language
from carmail_tui.ui.screens.doubt import DoubtDialog
from carmail_tui.ui.screens.progress import ProgressScreen
from carmail_tui.ui.screens.result import ResultScreen
from tests.smtp_server import Pause, SmtpServer, hang_up, say
from tests.ui.conftest import Clerk, Furnished, at_work
from tests.ui.post import real_delivery
from tests.ui.test_sending import ready, short_hold, states

__all__ = ("short_hold",)

ADAM, BASTIN = "adam@courriel.example", "bastin@courriel.example"


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    """A server that the test scripts."""
    found = SmtpServer()
    with found:
        yield found


@pytest.fixture
def sending(
    tmp_path: Path, server: SmtpServer, patient: None, short_hold: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Furnished]:
    """A garage that sends to the server at once: a letter to Adam and Bastin is ready."""
    use_language("en")
    with real_delivery(tmp_path, server.port, monkeypatch) as found:
        ready(found, ADAM, BASTIN)
        yield found


async def send(clerk: Clerk) -> None:
    """The letter leaves."""
    await clerk.press("f3", "at", "f6", "at")
    assert isinstance(clerk.app.screen, ProgressScreen | ResultScreen)


async def kill_delivery_at(pause: Pause) -> None:
    """Wait until the conversation is there, and kill the process that talks."""
    await asyncio.to_thread(pause.wait)
    found = [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if _is_our_delivery(folder)]
    assert len(found) == 1
    os.kill(found[0], signal.SIGKILL)


def _is_our_delivery(process: Path) -> bool:
    try:
        parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
        return parent == str(os.getpid()) and b"deliver\0--detached" in (process / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        # It ended while we looked.
        return False


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data"])
async def test_killed_before_the_dot_everything_is_sent_once_and_nothing_is_in_doubt(
    sending: Furnished, server: SmtpServer, phase: str
) -> None:
    pause = Pause()
    server.on(phase, pause)
    async with at_work(sending.garage) as clerk:
        await send(clerk)
        await kill_delivery_at(pause)
        pause.go_on.set()
    async with at_work(sending.garage) as clerk:
        await clerk.press("f5", "enter")
        await clerk.until("2 sent, 0 not sent")
        await clerk.press("escape", "escape")
        assert "in doubt" not in clerk.sees()
    assert sorted(server.recipients) == [ADAM, BASTIN]


async def test_a_delivery_that_is_killed_while_one_looks_goes_on(
    sending: Furnished, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carmail_tui.ui.screens.today._GO_ON_SECONDS", 1.5)
    pause = Pause()
    server.on("mail", pause)
    async with at_work(sending.garage) as clerk:
        await send(clerk)
        await kill_delivery_at(pause)
        pause.go_on.set()
        await clerk.until("2 sent, 0 not sent")
    assert sorted(server.recipients) == [ADAM, BASTIN]


@pytest.mark.parametrize("arrived", [True, False])
async def test_killed_after_the_dot_it_is_in_doubt_and_a_person_decides(
    sending: Furnished, server: SmtpServer, arrived: bool
) -> None:
    pause = Pause(keeping=arrived)
    server.on("dot", pause)
    async with at_work(sending.garage) as clerk:
        await send(clerk)
        await kill_delivery_at(pause)
    async with at_work(sending.garage) as clerk:
        await clerk.until("1 in doubt")
        assert "To settle" in clerk.sees()
        while "queued" in states(sending):
            await clerk.settle()
        await clerk.press("home", "enter")
        assert isinstance(clerk.app.screen, DoubtDialog)
        seen = clerk.sees()
        assert "1 message: nobody can say whether it arrived" in seen
        assert "adam@courriel.example" in seen and "it may arrive twice" in seen
        assert "Delivery ended while the mail was being handed over." in " ".join(seen.split())
        before = list(server.ledger)
        await clerk.press("a" if arrived else "b", "enter")
        while states(sending) != {"sent"}:
            await clerk.settle()
        await clerk.press("f5", "enter")
        await clerk.until("2 sent, 0 not sent")
    assert sorted(server.recipients) == [ADAM, BASTIN]
    assert len(server.ledger) == len(before) + (not arrived)
    pause.go_on.set()


async def test_a_server_that_breaks_off_after_the_dot_leaves_a_doubt_that_blocks_nobody(
    sending: Furnished, server: SmtpServer
) -> None:
    server.on("dot", hang_up(keeping=True))
    async with at_work(sending.garage) as clerk:
        await send(clerk)
        await clerk.until("In doubt: nobody can say|In doubt +1")
        while states(sending) != {"in_doubt", "sent"}:
            await clerk.settle()
        await clerk.press("f5", "enter")
        await clerk.until("In doubt: nobody can say whether it arrived +1")
        assert "1 sent, 1 not sent" in clerk.sees()
        await clerk.press("home", "enter")
        assert isinstance(clerk.app.screen, DoubtDialog)
        assert "the line dropped before the server's answer." in " ".join(clerk.sees().split())
        await clerk.press("f5", "escape")
        assert "1 in doubt" in clerk.sees()


async def test_a_server_that_breaks_off_before_the_dot_is_tried_again_by_itself(
    sending: Furnished, server: SmtpServer
) -> None:
    server.on("rcpt", hang_up())
    async with at_work(sending.garage) as clerk:
        await send(clerk)
        await clerk.until(r"Put off +1|1 sent, 1 not sent")
        while server.recipients != [BASTIN]:
            await clerk.settle()
        await clerk.press("f5", "enter")
        await clerk.until("next try at|To try again")
        if isinstance(clerk.app.screen, ProgressScreen):
            await clerk.press("enter")
        await clerk.press("r")
        assert "1 message is tried again." in clerk.message()
        await clerk.until("2 sent, 0 not sent")
    assert sorted(server.recipients) == [ADAM, BASTIN]


async def test_a_server_that_is_full_up_holds_the_account_and_says_when_it_goes_on(
    sending: Furnished, server: SmtpServer
) -> None:
    server.on("rcpt", say("550 5.4.5 Daily sending limit exceeded"))
    async with at_work(sending.garage) as clerk:
        await send(clerk)
        await clerk.until("Waiting: ")
        await clerk.press("question_mark")
        assert "Daily sending limit exceeded" in clerk.message()
        assert states(sending) <= {"queued", "deferred"} and server.ledger == []
        await clerk.press("r")
        await clerk.until("2 sent, 0 not sent")
