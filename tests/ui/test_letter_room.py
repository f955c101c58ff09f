"""Letter over picker, confirmation over letter: what lies below stays as it was; a test mail arrives."""

from pathlib import Path

import pytest
from textual.screen import ModalScreen

from carmail_tui.cli.garage import Garage
from carmail_tui.ui.screens.confirmation import ConfirmationDialog
from carmail_tui.ui.screens.letter import LetterDialog
from carmail_tui.ui.screens.picker import Picker
from carmail_tui.ui.screens.preview import PreviewDialog
from tests.ui.conftest import Furnished, address, at_work
from tests.ui.picker import picker
from tests.ui.post import Post
from tests.ui.test_sending import port, post, sending, short_hold

__all__ = ("port", "post", "sending", "short_hold")


async def test_the_picker_is_found_again_as_it_was(demo: Garage) -> None:
    async with at_work(demo) as clerk:
        await clerk.press("f3", "right", "right", *["down"] * 6, "space", "down", "space", "down")
        room = picker(clerk)
        cursor, marks, seen = room.found.cursor, set(room.found.marks), clerk.sees()
        await clerk.press("at", "right", "right", "tab")
        assert isinstance(clerk.app.screen, LetterDialog) and isinstance(clerk.app.screen, ModalScreen)
        await clerk.type("Pneus")
        await clerk.press("tab", "tab", "enter")
        await clerk.type("Bonjour.")
        await clerk.press("f6")
        assert isinstance(clerk.app.screen, ConfirmationDialog) and isinstance(clerk.app.screen, ModalScreen)
        assert [type(screen) for screen in clerk.app.screen_stack[-3:]] == [
            Picker, LetterDialog, ConfirmationDialog,
        ]  # fmt: skip
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, LetterDialog) and "Bonjour." in clerk.sees()
        await clerk.press("escape")
        assert picker(clerk) is room
        assert (room.found.cursor, room.found.marks) == (cursor, marks)
        before, after = seen.split("\n")[3:-3], clerk.sees().split("\n")[3:-3]
        assert after == before


async def test_a_test_mail_is_the_letter_of_that_client_and_reaches_nobody_else(
    sending: Furnished, post: Post, short_hold: None, tmp_path: Path
) -> None:
    attachment = tmp_path / "bon.pdf"
    attachment.write_bytes(b"%PDF-1.4 bon")
    ids = [
        sending.client("Adam, Nathalie", address("adam@courriel.example"), first_name="Nathalie"),
        sending.client("Müller, Zoë", address("zoe@courriel.example"), first_name="Zoë"),
    ]
    sending.store.selection.add("sophie", ids)
    letter = {
        "purpose": "service",
        "versions": {"fr": ["Pour <PRENOM>", "Chère <PRENOM>, **bonjour**."]},
        "attachments": [str(attachment)],
    }
    sending.store.user_states.put("sophie", "letter", letter)
    async with at_work(sending.garage) as clerk:
        await clerk.press("f3", "at", "f7", "right")
        assert isinstance(clerk.app.screen, PreviewDialog) and "2 of 2: Müller, Zoë" in clerk.sees()
        await clerk.press("t")
        assert "sophie@garage-lambert.example" in clerk.sees(), "one's own address is offered"
        await clerk.press("end", "ctrl+u")
        await clerk.type("luc@garage-lambert.example")
        await clerk.press("enter")
        while not post.mails():
            await clerk.settle()
        assert isinstance(clerk.app.screen, PreviewDialog)
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, LetterDialog), "the letter goes on"
    (mail,) = post.mails().values()
    assert mail["Delivered-To"] == "luc@garage-lambert.example"
    assert [found.addr_spec for found in mail["To"].addresses] == ["luc@garage-lambert.example"]
    assert mail["Subject"] == "Pour Zoë"
    text = mail.get_body(("plain",))
    assert text is not None and text.get_content().strip() == "Chère Zoë, bonjour."
    assert [part.get_content() for part in mail.iter_attachments()] == [b"%PDF-1.4 bon"]
    assert sending.store.user_states.get("sophie", "written") is None, "a test writes to nobody"


async def test_a_mailing_that_is_confirmed_takes_the_letter_and_keeps_the_selection(
    sending: Furnished, post: Post, short_hold: None
) -> None:
    ids = [sending.client("Adam", address("adam@courriel.example"))]
    sending.store.selection.add("sophie", ids)
    draft = {"purpose": "service", "versions": {"fr": ["Pneus", "Bonjour."]}}
    sending.store.user_states.put("sophie", "letter", draft)
    async with at_work(sending.garage) as clerk:
        await clerk.press("f3", "at", "f6", "at")
        await clerk.until("1 sent, 0 not sent")
    async with at_work(sending.garage) as clerk:
        await clerk.press("f3")
        assert "was written to on" in clerk.message() and "(1 message)" in clerk.message()
        await clerk.press("at")
        assert "Pneus" not in clerk.sees(), "the letter that left is no draft any more"
    assert sending.store.selection.count("sophie") == 1


@pytest.mark.parametrize("keys", [("escape",), ("f2", "f3"), ("f4", "escape", "f3")])
async def test_a_draft_is_not_lost_by_leaving_in_any_way(furnished: Furnished, keys: tuple[str, ...]) -> None:
    furnished.store.selection.add("sophie", [furnished.client("Adam", address("a@courriel.example"))])
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f3", "at", "right", "right", "tab")
        await clerk.type("Voeux")
        await clerk.press(*keys, "f6")
        assert isinstance(clerk.app.screen, LetterDialog) and "Voeux" in clerk.sees()
