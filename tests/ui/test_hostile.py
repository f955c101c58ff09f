"""Text from outside on every screen: nothing reaches the terminal that steers it, and nothing is markup."""

import logging
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.delivery.states import State
from carmail_tui.i18n import harmless
from carmail_tui.recipients.client import AddressSource, Consent, Vehicle
from carmail_tui.settings.model import Company
from carmail_tui.store import models
from carmail_tui.ui.widgets.menu import Menu
from tests.ui.conftest import Clerk, Furnished, address, at_work
from tests.ui.test_doubt import doubtful
from tests.ui.tour import tour

__all__ = ("doubtful",)

STEERING = frozenset(
    [chr(code) for code in [*range(0x20), *range(0x7F, 0xA0)]]
    + [chr(code) for code in [*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]]
)
HOSTILE = "[/b]\x1b]0;title\x07\x1b[31m[red]\x9bx\u202egarage\u2066 {{ 7*7 }} <b>" + "e\u0301" * 20


def steering(clerk: Clerk) -> set[str]:
    """The characters on the screen that a terminal would obey, line by line."""
    strips = clerk.app.screen._compositor.render_strips()
    return {character for strip in strips for segment in strip for character in segment.text} & STEERING


@pytest.fixture(autouse=True)
def no_defects(caplog: pytest.LogCaptureFixture) -> None:
    """A defect that was logged is a defect."""
    caplog.set_level(logging.ERROR, "carmail.ui")


async def test_the_demo_garage_on_every_screen(
    demo: Garage, patient: None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    attachment = tmp_path / "[b] bon.pdf"
    attachment.write_bytes(b"%PDF-1.4")
    async with at_work(demo, size=(132, 50)) as clerk:

        def look(name: str) -> None:
            assert not steering(clerk), name
            lines = clerk.sees().split("\n")
            assert len(lines) == 50 and lines[0].strip() and lines[-1].strip(), name

        await tour(clerk, look, attachment)
    assert caplog.records == []


@pytest.fixture
def hostile(furnished: Furnished) -> Furnished:
    """A garage in which everything that comes from outside is hostile."""
    soon = Vehicle(HOSTILE, make=HOSTILE, model=HOSTILE, fuel=HOSTILE, next_inspection=date.today())
    first = furnished.client(
        HOSTILE,
        address(f"a{HOSTILE}@courriel.example"),
        address("good@courriel.example", AddressSource.CONTACT, label=HOSTILE),
        code=HOSTILE, company=HOSTILE, family=HOSTILE, type=HOSTILE, street=HOSTILE, postcode=HOSTILE,
        town=HOSTILE, phone=HOSTILE, vat=HOSTILE, vehicles=(soon,),
        consent=Consent(True, date.today(), HOSTILE),
    )  # fmt: skip
    furnished.document(HOSTILE, first)
    furnished.document("B2", first, date=date.today() - timedelta(days=40))
    furnished.store.lists.save(HOSTILE, [first])
    furnished.store.selection.add("sophie", [first])
    furnished.store.user_states.put(
        "sophie", "letter", {"purpose": "service", "versions": {"fr": [f"Sujet [/b] {HOSTILE}", "[red]x"]}}
    )
    garage = furnished.garage
    garage.settings = replace(garage.settings, company=Company(HOSTILE, "BE0403170701"))
    return furnished


@pytest.mark.parametrize(
    "walk",
    [
        {("f2",): "ClientsRoom", ("enter",): "CardDialog", ("down", "enter"): "AskText",
         ("escape", "end"): "CardDialog", ("p",): "AskText"},
        {("f3",): "Picker", ("question_mark",): "WhyBox", ("escape", "l"): "ListsDialog",
         ("delete",): "ListsDialog", ("n",): "AskText", ("escape", "escape", "escape", "left"): "Picker"},
        {("f3", "f"): "CriteriaDialog", **{("down",) * steps: "CriteriaDialog" for steps in range(1, 5)},
         ("tab",): "CriteriaDialog"},
        {("f3", "at"): "LetterDialog", ("f7",): "PreviewDialog", ("escape", "f6"): "ConfirmationDialog",
         ("home", "enter"): "PreviewDialog"},
        {("f4",): "LedgerRoom", ("enter",): "DocumentHistory", ("escape", "m"): "ClientChooser",
         ("escape", "at"): "LedgerRoom", ("u", "home", "insert", "insert", "at"): "PlanDialog",
         ("f7",): "DocumentPreview", ("escape", "enter"): "AddressChooser"},
        {(): "Today", ("f5",): "OutboxRoom", ("f9",): "SettingsRoom", ("f1",): "Help",
         ("escape", "ctrl+p"): "Palette"},
    ],
    ids=["clients", "picker", "criteria", "letter", "ledger", "rooms"],
)  # fmt: skip
async def test_each_screen(
    hostile: Furnished, walk: dict[tuple[str, ...], str], caplog: pytest.LogCaptureFixture
) -> None:
    """Each step leads to the screen that it names: a walk that goes astray would find nothing."""
    async with at_work(hostile.garage) as clerk:
        for keys, screen in walk.items():
            await clerk.press(*keys)
            assert type(clerk.app.screen).__name__ == screen, keys
            assert not steering(clerk), keys
    assert caplog.records == []


async def test_a_hostile_address_in_the_field_that_corrects_it(hostile: Furnished) -> None:
    async with at_work(hostile.garage) as clerk:
        await clerk.press("f2", "enter")
        screen = clerk.app.screen
        name = next(item.name for item in screen.query_one(Menu).items if item.name.startswith("address"))
        screen.query_one(Menu).stand_on(name)
        await clerk.press("enter")
        assert not steering(clerk)


@pytest.mark.parametrize("state", [State.REFUSED, State.DEFERRED, State.IN_DOUBT, State.QUEUED])
async def test_what_servers_answer(doubtful: Furnished, state: State) -> None:
    with doubtful.store.database.connection_context():
        models.Message.update(
            state=state.value,
            reason="refused_by_policy",
            subject=HOSTILE,
            client_name=HOSTILE,
            envelope_to=f"x{HOSTILE}@courriel.example",
        ).execute()
        models.Mailing.update(title=HOSTILE).execute()
        for message in models.Message.select():
            models.Attempt.create(
                message=message, at=message.created, phase="dot", outcome="refused", code=550, reply=HOSTILE
            )
    async with at_work(doubtful.garage) as clerk:
        assert not steering(clerk)
        for keys in (("f5",), ("enter",), ("down", "question_mark"), ("escape",), ("enter",)):
            await clerk.press(*keys)
            assert not steering(clerk), keys
            assert "[/b]" in clerk.sees() or keys == ("escape",)


async def test_what_holds_an_account(doubtful: Furnished) -> None:
    account = doubtful.garage.settings.smtp.account
    with doubtful.store.database.connection_context():
        models.Message.update(state="queued").execute()
        models.Account.insert(
            key=account,
            held_reason="password_refused",
            held_reply=HOSTILE,
            held_since=1,
            retry_at=0,
            failures=1,
        ).on_conflict_replace().execute()
    async with at_work(doubtful.garage) as clerk:
        await clerk.press("f5", "enter", "question_mark")
        assert "[/b]" in clerk.message() and not steering(clerk)


async def test_a_hostile_search_and_paste(hostile: Furnished) -> None:
    from textual import events

    async with at_work(hostile.garage) as clerk:
        await clerk.press("f3", "slash")
        clerk.app.post_message(events.Paste(HOSTILE))
        await clerk.settle()
        assert not steering(clerk)
        await clerk.press("enter")
        assert not steering(clerk)
        await clerk.press("at")
        clerk.app.screen.query_one("#text").focus()
        await clerk.settle()
        clerk.app.post_message(events.Paste(HOSTILE))
        await clerk.settle()
        assert not steering(clerk)


def test_a_field_keeps_every_letter_and_line() -> None:
    assert harmless("Été\r\n\t株式会社 👩\u200d🔧\x1b[31m\x9b\u202eb") == "Été\n 株式会社 👩\u200d🔧[31mb"
