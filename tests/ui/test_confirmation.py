"""The last check of a mailing: what leaves, who not and why, mended on the spot; and only @ sends."""

import asyncio
import csv
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from carmail_tui.recipients.client import Consent, Suppression, SuppressionReason
from carmail_tui.settings.model import Smtp
from carmail_tui.ui.screens.confirmation import ConfirmationDialog, _duration_words
from carmail_tui.ui.screens.left_out import LeftOutDialog
from carmail_tui.ui.screens.letter import LetterDialog
from carmail_tui.ui.screens.preview import PreviewDialog
from carmail_tui.ui.screens.progress import ProgressScreen
from carmail_tui.ui.widgets.menu import Menu
from tests.ui.conftest import Clerk, Furnished, address, at_work

LETTER = {"purpose": "service", "versions": {"fr": ["Pneus hiver", "Bonjour <NOMCLIENT>."]}}


@pytest.fixture
def checking(furnished: Furnished) -> Furnished:
    """A letter that is ready, and a selection in which four of six will receive nothing."""
    ids = [
        furnished.client("Adam", address("adam@courriel.example"), phone="0400 00 00 01"),
        furnished.client("Bastin", address("bastin@courriel.example")),
        furnished.client("=Gillet", phone="+32 400 00 00 02"),
        furnished.client("Noël"),
        furnished.client("Evrard", address("evrard@courriel.example")),
        furnished.client("Wauters", address("adam@courriel.example")),
    ]
    bounced = Suppression("evrard@courriel.example", SuppressionReason.BOUNCED, date(2026, 11, 20))
    furnished.store.cards.suppress(bounced)
    furnished.store.selection.add("sophie", ids)
    furnished.store.user_states.put("sophie", "letter", LETTER)
    return furnished


async def confirm(clerk: Clerk) -> ConfirmationDialog:
    """Open the last check."""
    await clerk.press("f3", "at", "f6")
    assert isinstance(clerk.app.screen, ConfirmationDialog)
    return clerk.app.screen


async def test_what_leaves_and_who_not(checking: Furnished) -> None:
    async with at_work(checking.garage) as clerk:
        await confirm(clerk)
        seen = clerk.sees()
        assert "2 messages will leave   from sophie@garage-lambert.example" in seen
        assert "4 clients will receive nothing" in seen
        groups = [" ".join(line.split()) for line in seen.split("\n") if line.rstrip().endswith("Enter")]
        assert groups == [
            "No address 2 =Gillet; Noël Enter",
            "Address that bounced 1 Evrard Enter",
            "Same mailbox as another 1 Wauters Enter",
        ]
        assert "@ sends 2 messages" in seen and "10 seconds to take everything back" in clerk.message()


async def test_the_focus_is_on_going_back_and_enter_never_sends(checking: Furnished, patient: None) -> None:
    async with at_work(checking.garage) as clerk:
        screen = await confirm(clerk)
        assert screen.query_one(Menu).current == "back"
        await clerk.press("enter")
        assert isinstance(clerk.app.screen, LetterDialog) and checking.mails() == []
        await clerk.press("f6", "up", "enter")
        assert isinstance(clerk.app.screen, LeftOutDialog) and checking.mails() == []


async def test_only_the_sign_sends(checking: Furnished, patient: None, launches: list[str]) -> None:
    async with at_work(checking.garage) as clerk:
        await confirm(clerk)
        await clerk.press("space", "s", "x", "v", "y")
        assert checking.mails() == []
        await clerk.press("at")
        assert isinstance(clerk.app.screen, ProgressScreen)
        assert [to for to, _subject, _state in checking.mails()] == [
            "adam@courriel.example", "bastin@courriel.example",
        ]  # fmt: skip
        assert launches == [checking.garage.database_url]
        assert checking.store.user_states.get("sophie", "letter") is None


async def test_a_held_key_does_not_confirm_its_own_question(
    checking: Furnished, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It repeats for as long as it is held; only one that comes after a moment of rest is an answer."""
    clock = Clock()
    monkeypatch.setattr("carmail_tui.ui.deaf.time", clock)
    async with at_work(checking.garage) as clerk:
        await confirm(clerk)
        for _ in range(40):
            clock.now += 0.05
            await clerk.press("f6")
        assert isinstance(clerk.app.screen, ConfirmationDialog) and checking.mails() == []
        clock.now += 1.0
        await clerk.press("f6")
        assert len(checking.mails()) == 2


class Clock:
    """A clock that goes on by hand."""

    now = 0.0

    def monotonic(self) -> float:
        """Seconds."""
        return self.now


async def test_sending_twice_queues_once(checking: Furnished, patient: None) -> None:
    async with at_work(checking.garage) as clerk:
        await confirm(clerk)
        clerk.strike("at", "at", "at")
        await clerk.settle()
        assert len(checking.mails()) == 2


async def test_an_address_is_mended_on_the_spot(checking: Furnished, patient: None) -> None:
    async with at_work(checking.garage) as clerk:
        screen = await confirm(clerk)
        screen.query_one(Menu).stand_on("no_address")
        await clerk.press("enter", "down", "enter")
        await clerk.type("noel@courriel.example")
        await clerk.press("enter")
        assert "now noel@courriel.example" in clerk.sees()
        await clerk.press("escape")
        assert "3 messages will leave" in clerk.sees()
        assert screen.query_one(Menu).current != "", "the cursor is somewhere"
        await clerk.press("at")
        assert "noel@courriel.example" in [to for to, _subject, _state in checking.mails()]


async def test_what_no_address_would_help(checking: Furnished) -> None:
    async with at_work(checking.garage) as clerk:
        screen = await confirm(clerk)
        screen.query_one(Menu).stand_on("same_mailbox")
        await clerk.press("enter", "enter")
        assert "No address would help: same mailbox as Adam." in clerk.message()


async def test_the_left_out_are_exported_without_formulas(checking: Furnished, tmp_path: Path) -> None:
    file = tmp_path / "telephone.csv"
    async with at_work(checking.garage) as clerk:
        screen = await confirm(clerk)
        screen.query_one(Menu).stand_on("no_address")
        await clerk.press("enter", "x", "home", "ctrl+k")
        await clerk.type(str(file))
        await clerk.press("enter")
        assert "2 lines written into" in clerk.message()
    with file.open(encoding="utf-8-sig", newline="") as read:
        _header, *rows = csv.reader(read, delimiter=";")
    assert [row[0] for row in rows] == ["'=Gillet", "Noël"]
    assert rows[0][4] == "'+32 400 00 00 02"


async def test_a_file_that_cannot_be_written_says_so(checking: Furnished, tmp_path: Path) -> None:
    async with at_work(checking.garage) as clerk:
        screen = await confirm(clerk)
        screen.query_one(Menu).stand_on("no_address")
        await clerk.press("enter", "x", "home", "ctrl+k")
        await clerk.type(str(tmp_path / "no folder" / "x.csv"))
        await clerk.press("enter")
        assert "cannot be written" in clerk.message()


async def test_leaving_the_incomplete_ones_out(checking: Furnished, patient: None) -> None:
    letter = {"purpose": "service", "versions": {"fr": ["Pneus <PRENOM>", "Bonjour."]}}
    checking.store.user_states.put("sophie", "letter", letter)
    named = checking.client("Zeller, Anne", address("anne@courriel.example"), first_name="Anne")
    checking.store.selection.add("sophie", [named])
    async with at_work(checking.garage) as clerk:
        screen = await confirm(clerk)
        assert "Nothing leaves: empty fields for 2 clients (<PRENOM>)." in clerk.sees()
        screen.query_one(Menu).stand_on("problems")
        await clerk.press("enter")
        assert isinstance(clerk.app.screen, PreviewDialog) and "1 of 3: Adam" in clerk.sees()
        await clerk.press("escape", "at")
        assert checking.mails() == [] and "s sends without them" in clerk.message()
        await clerk.press("S")
        assert "1 message will leave" in clerk.sees()
        await clerk.press("at")
        assert [(to, subject) for to, subject, _state in checking.mails()] == [
            ("anne@courriel.example", "Pneus Anne")
        ]


async def test_a_promotion_reaches_those_who_agreed(checking: Furnished) -> None:
    checking.store.user_states.put("sophie", "letter", {**LETTER, "purpose": "promotion"})
    accepts, refuses = (Consent(answer, date(2026, 3, 14), "counter") for answer in (True, False))
    adam, bastin = sorted(checking.store.selection.ids("sophie"))[:2]
    checking.store.cards.set_consent(adam, refuses)
    checking.store.cards.set_consent(bastin, accepts)
    async with at_work(checking.garage) as clerk:
        await confirm(clerk)
        seen = clerk.sees()
        assert "1 message will leave" in seen
        assert "Refused promotions" in seen and "Never asked about promotions" in seen


async def test_the_preview_from_the_last_check(checking: Furnished) -> None:
    async with at_work(checking.garage) as clerk:
        await confirm(clerk)
        await clerk.press("f7")
        assert isinstance(clerk.app.screen, PreviewDialog) and "Bonjour Adam." in clerk.sees()
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, ConfirmationDialog)


async def test_nobody_to_send_to(furnished: Furnished, patient: None) -> None:
    furnished.store.selection.add("sophie", [furnished.client("Noël")])
    furnished.store.user_states.put("sophie", "letter", LETTER)
    async with at_work(furnished.garage) as clerk:
        await confirm(clerk)
        await clerk.press("at")
        assert "There is nobody to send to." in clerk.message() and furnished.mails() == []


@pytest.mark.parametrize(
    ("count", "limits", "words"),
    [
        (57, (30, 0, 0), "Duration: 2 min, the provider's limit is 30 a minute"),
        (57, (0, 0, 0), "Duration: at once, no limit is set"),
        (1, (30, 300, 0), "Duration: 1 min, the provider's limit is 30 a minute, 300 an hour"),
        (1000, (0, 100, 0), "Duration: 9 h, the provider's limit is 100 an hour"),
        (1000, (0, 0, 400), "Duration: 2 days, the provider's limit is 400 a day"),
    ],
)
def test_how_long_it_takes(count: int, limits: tuple[int, int, int], words: str) -> None:
    per_minute, per_hour, per_day = limits
    smtp = Smtp(per_minute=per_minute, per_hour=per_hour, per_day=per_day)
    assert _duration_words(count, smtp) == words


async def test_escape_while_the_messages_are_made_does_not_lead_back_to_a_letter_that_leaves(
    furnished: Furnished, monkeypatch: pytest.MonkeyPatch, patient: None
) -> None:
    client = furnished.client("Adam", address("adam@a.example"))
    furnished.store.selection.add("sophie", [client])
    draft = {"purpose": "service", "versions": {"fr": ["Pneus", "Bonjour."]}}
    furnished.store.user_states.put("sophie", "letter", draft)
    begun, made = threading.Event(), threading.Event()
    queue = furnished.store.outbox.queue

    def slow(*arguments: Any, **named: Any) -> Any:
        begun.set()
        made.wait(20)
        return queue(*arguments, **named)

    monkeypatch.setattr(furnished.store.outbox, "queue", slow)
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f3", "f6", "f6")
        assert isinstance(clerk.app.screen, ConfirmationDialog)
        clerk.strike("at", "escape", "enter")
        await asyncio.to_thread(begun.wait, 20)
        await clerk.pilot.pause()
        await clerk.pilot.pause()
        made.set()
        await clerk.settle()
        assert isinstance(clerk.app.screen, ProgressScreen)
    assert [to for to, _subject, _state in furnished.mails()] == ["adam@a.example"]
