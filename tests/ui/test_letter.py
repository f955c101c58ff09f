"""The letter: its form, its merge fields, its draft; before it leaves, no language of it may have a hole."""

from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from carmail_tui.i18n import use_language
from carmail_tui.recipients.client import Consent, Language
from carmail_tui.recipients.reach import Purpose
from carmail_tui.ui.screens.confirmation import ConfirmationDialog
from carmail_tui.ui.screens.letter import LetterDialog
from carmail_tui.ui.screens.picker import Picker
from carmail_tui.ui.widgets.lines import Plain
from carmail_tui.ui.widgets.merge_fields import MergeInput
from tests.ui.conftest import Clerk, Furnished, address, at_work


async def test_a_language_that_was_only_begun_is_shown_and_does_not_leave(furnished: Furnished) -> None:
    client = furnished.client("Maes", address("maes@a.example"), language=Language.DUTCH)
    furnished.store.selection.add("sophie", [client])
    versions = {"fr": ["Pneus", "Bonjour."], "nl": ["Banden", ""]}
    furnished.store.user_states.put("sophie", "letter", {"purpose": "service", "versions": versions})
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f3", "f6", "f6")
        assert isinstance(clerk.app.screen, LetterDialog)
        assert "no text yet" in clerk.message()
        assert "Banden" in clerk.sees()
        assert isinstance(clerk.app.focused, TextArea)
        await clerk.type("Dag.")
        await clerk.press("f6")
        assert isinstance(clerk.app.screen, ConfirmationDialog)


# -- the form ----------------------------------------------------------------------------------------------


@pytest.fixture
def restless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft that is kept almost at once."""
    monkeypatch.setattr("carmail_tui.ui.screens.letter._REST_SECONDS", 0.01)


@pytest.fixture
def writing(furnished: Furnished) -> Furnished:
    """A garage whose user has chosen three clients: one without a first name, one who refuses promotions."""
    yes, no = Consent(True, date(2026, 3, 2), "counter"), Consent(False, date(2026, 3, 2), "counter")
    adam = furnished.client(
        "Adam, Nathalie", address("n.adam@courriel.example"), first_name="Nathalie", consent=yes
    )
    firm = furnished.client("Dumont SA", address("info@dumont.example"), consent=yes)
    refusing = furnished.client("Simon, Paul", address("p@courriel.example"), first_name="Paul", consent=no)
    furnished.store.selection.add("sophie", [adam, firm, refusing])
    return furnished


def letter(clerk: Clerk) -> LetterDialog:
    """The letter, which must be on top."""
    assert isinstance(clerk.app.screen, LetterDialog)
    return clerk.app.screen


async def write(clerk: Clerk, subject: str, text: str) -> None:
    """Open the letter and write it, as a service letter."""
    await clerk.press("f3", "at", "right", "right", "tab")
    await clerk.type(subject)
    await clerk.press("escape" if subject.endswith("<") else "tab", "tab", "enter")
    await clerk.type(text)


async def test_the_purpose_is_asked_first(writing: Furnished) -> None:
    async with at_work(writing.garage) as clerk:
        await clerk.press("f3", "at")
        assert "3 clients, 3 will receive" in clerk.sees()
        await clerk.press("tab")
        await clerk.type("Voeux")
        await clerk.press("f6")
        assert "Say first what the letter is for" in clerk.message()
        await clerk.press("right")
        assert letter(clerk).letter.purpose is Purpose.PROMOTION
        assert "3 clients, 2 will receive" in clerk.sees()
        await clerk.type("Voeux de la part")
        await clerk.press("enter")
        assert letter(clerk).letter.purpose is Purpose.PROMOTION, (
            "a sentence typed there chose another purpose"
        )
        await clerk.press("right")
        assert "3 clients, 3 will receive" in clerk.sees()


async def test_fields_are_offered_and_narrowed(writing: Furnished) -> None:
    async with at_work(writing.garage) as clerk:
        await clerk.press("f3", "at", "tab")
        await clerk.type("Votre <")
        assert "<PRENOM>" in clerk.sees() and "first name" in clerk.sees()
        await clerk.type("plaq")
        assert "<PRENOM>" not in clerk.sees()
        await clerk.press("enter")
        await clerk.type(" !")
        assert clerk.app.screen.query_one("#subject", MergeInput).value == "Votre <PLAQUE> !"


@pytest.mark.parametrize("typed", ["contr", "contrôle", "controle"])
async def test_a_field_is_found_by_what_it_means(writing: Furnished, typed: str) -> None:
    use_language("fr")
    async with at_work(writing.garage) as clerk:
        await clerk.press("f3", "at", "tab")
        await clerk.type(f"<{typed}")
        assert [line.split()[0] for line in clerk.sees().split("\n") if line.startswith("  <")] == [
            "<DATECT>"
        ]
        await clerk.press("enter")
        assert clerk.app.screen.query_one("#subject", MergeInput).value == "<DATECT>"


async def test_a_burst_takes_the_field_that_was_typed(writing: Furnished) -> None:
    async with at_work(writing.garage) as clerk:
        await clerk.press("f3", "at", "tab")
        clerk.strike(
            "less_than_sign", *"plaq", "enter", "tab", "tab", "enter", "less_than_sign", *"datec", "tab"
        )
        await clerk.settle()
        assert clerk.app.screen.query_one("#subject", MergeInput).value == "<PLAQUE>"
        assert clerk.app.screen.query_one("#text", TextArea).text == "<DATECT>"


async def test_escape_leaves_a_plain_sign_and_the_letter(writing: Furnished) -> None:
    async with at_work(writing.garage) as clerk:
        await clerk.press("f3", "at", "tab", "tab", "tab", "enter")
        await clerk.type("3 <")
        await clerk.press("escape")
        await clerk.type(" 4")
        assert isinstance(clerk.app.screen, LetterDialog)
        assert clerk.app.screen.query_one("#text", TextArea).text == "3 < 4"
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, Picker)


async def test_what_is_typed_after_escape_commands_nothing_below(writing: Furnished, hasty: None) -> None:
    async with at_work(writing.garage) as clerk:
        await write(clerk, "Pneus", "Bonjour")
        clerk.strike("escape", *"zut", "space", "at")
        await clerk.settle()
        assert isinstance(clerk.app.screen, Picker)
        assert writing.store.selection.count("sophie") == 3 and clerk.app.screen.found.marks == set()
        assert "not taken" in clerk.message()
        await clerk.press("f2")
        assert clerk.sees().startswith(" Clients")


async def test_a_moment_later_the_keys_are_heard(writing: Furnished, patient: None) -> None:
    async with at_work(writing.garage) as clerk:
        await write(clerk, "Pneus", "Bonjour")
        await clerk.press("escape", "z")
        assert writing.store.selection.count("sophie") == 0


async def test_the_cursor_chooses_among_the_fields(writing: Furnished) -> None:
    async with at_work(writing.garage) as clerk:
        await clerk.press("f3", "at", "tab", "tab", "tab", "enter", "less_than_sign", "down", "enter")
        assert clerk.app.screen.query_one("#text", TextArea).text == "<PRENOM>"


async def test_letters_at_signs_and_digits_type_where_one_writes(writing: Furnished) -> None:
    text = "q@ u? + - * / > z Z é ö"
    async with at_work(writing.garage) as clerk:
        await write(clerk, "Sujet", text)
        assert clerk.app.screen.query_one("#text", TextArea).text == text
        assert writing.mails() == [] and writing.store.selection.count("sophie") == 3


async def test_an_attachment_is_completed_added_and_taken_out(writing: Furnished, tmp_path: Path) -> None:
    file = tmp_path / "bon-controle.pdf"
    file.write_bytes(b"%PDF-1.4" + b" " * 2_000)
    async with at_work(writing.garage) as clerk:
        await clerk.press("f3", "at", "tab", "tab", "tab")
        await clerk.type(str(tmp_path / "bon-c"))
        await clerk.press("right")
        assert clerk.app.screen.query_one("#attach", Input).value == str(file)
        clerk.strike("enter", "enter")
        await clerk.settle()
        assert letter(clerk).letter.attachments == (str(file),)
        assert "bon-controle.pdf (2 KB)  path of a file" in clerk.sees()
        assert isinstance(clerk.app.focused, TextArea)
        await clerk.press("shift+tab", "backspace")
        assert letter(clerk).letter.attachments == () and "bon-controle" not in clerk.sees()


async def test_many_attachments_leave_room_for_one_more(writing: Furnished, tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"conditions-{number}.pdf").write_bytes(b"%PDF-1.4")
    async with at_work(writing.garage) as clerk:
        await clerk.press("f3", "at", "tab", "tab", "tab")
        for number in range(4):
            await clerk.type(str(tmp_path / f"conditions-{number}.pdf"))
            await clerk.press("enter")
        assert all(f"conditions-{number}.pdf" in clerk.sees() for number in range(4))
        await clerk.type("nothing.pdf")
        assert "nothing.pdf" in clerk.sees()


async def test_a_file_that_cannot_be_attached_says_so(writing: Furnished, tmp_path: Path) -> None:
    async with at_work(writing.garage) as clerk:
        await clerk.press("f3", "at", "tab", "tab", "tab")
        await clerk.type(str(tmp_path / "nothing.pdf"))
        await clerk.press("enter")
        assert "nothing.pdf" in clerk.message()
        assert letter(clerk).letter.attachments == ()
        assert clerk.app.screen.query_one("#attach", Input).value.endswith("nothing.pdf")


async def test_an_attachment_is_found_again_from_another_folder(
    writing: Furnished, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bon.pdf").write_bytes(b"%PDF-1.4")
    monkeypatch.chdir(tmp_path)
    async with at_work(writing.garage) as clerk:
        await clerk.press("f3", "at", "tab", "tab", "tab")
        await clerk.type("bon.pdf")
        await clerk.press("enter")
        assert letter(clerk).letter.attachments == (str(tmp_path / "bon.pdf"),)


async def test_the_draft_is_kept_as_one_writes(writing: Furnished, restless: None) -> None:
    async with at_work(writing.garage) as clerk:
        await write(clerk, "Voeux 2027", "Bonjour")
        await clerk.until("Draft kept")
        while writing.store.user_states.get("sophie", "letter")["versions"]["fr"][1] != "Bonjour":
            await clerk.settle()
        assert isinstance(clerk.app.screen, LetterDialog)


@pytest.mark.parametrize("way_out", ["escape", "ctrl+q", "f2"])
async def test_the_draft_survives_the_program(writing: Furnished, way_out: str) -> None:
    async with at_work(writing.garage) as clerk:
        await write(clerk, "Voeux 2027", "Bonjour")
        await clerk.press(way_out)
    async with at_work(writing.garage) as clerk:
        assert "Letter “Voeux 2027”" in clerk.sees()
        await clerk.press("f3", "at")
        assert clerk.app.screen.query_one("#subject", MergeInput).value == "Voeux 2027"
        assert clerk.app.screen.query_one("#text", TextArea).text == "Bonjour"
        assert letter(clerk).letter.purpose is Purpose.SERVICE


async def test_a_letter_that_is_empty_again_is_told(writing: Furnished, restless: None) -> None:
    async with at_work(writing.garage) as clerk:
        await write(clerk, "V", "")
        await clerk.press("shift+tab", "shift+tab", "shift+tab", "backspace")
        await clerk.until("The letter: nothing is written yet")


async def test_an_unknown_field_is_told(writing: Furnished, restless: None) -> None:
    async with at_work(writing.garage) as clerk:
        await write(clerk, "Voeux", "Bonjour <PRENOMM>,")
        problems = clerk.app.screen.query_one("#problems", Plain)
        while "PRENOMM" not in problems.text:
            await clerk.settle()
        await clerk.type(" ")
        await clerk.press("f6")
        assert isinstance(clerk.app.screen, LetterDialog)
        assert "PRENOMM" in clerk.message()


async def test_an_empty_field_is_told_and_blocks(writing: Furnished, restless: None, patient: None) -> None:
    async with at_work(writing.garage) as clerk:
        await write(clerk, "Voeux", "Bonjour <PRENOM>,")
        await clerk.until("Empty field: <PRENOM> for 1 client")
        await clerk.press("f6")
        assert isinstance(clerk.app.screen, ConfirmationDialog)
        assert "Nothing leaves: empty fields for 1 client (<PRENOM>)." in clerk.sees()
        await clerk.press("at")
        assert writing.mails() == []


async def test_the_preview_shows_each_client_and_the_next_error(writing: Furnished) -> None:
    async with at_work(writing.garage) as clerk:
        await write(clerk, "Pour <NOMCLIENT>", "Bonjour <PRENOM>,")
        await clerk.press("f7")
        assert "1 of 3: Adam, Nathalie" in clerk.sees() and "Bonjour Nathalie," in clerk.sees()
        assert "Subject: Pour Adam, Nathalie" in clerk.sees()
        await clerk.press("left")
        assert "3 of 3: Simon, Paul" in clerk.sees()
        await clerk.press("right", "e")
        assert "2 of 3: Dumont SA" in clerk.sees() and "Empty: <PRENOM>" in clerk.sees()


async def test_a_test_mail_goes_to_oneself_or_to_any_address(writing: Furnished, launches: list[str]) -> None:
    async with at_work(writing.garage) as clerk:
        await write(clerk, "Voeux", "Bonjour <PRENOM>,")
        await clerk.press("f7", "t", "enter")
        await clerk.press("t", "end", *["backspace"] * 40)
        await clerk.type("luc@garage.example")
        await clerk.press("enter")
        assert [to for to, _subject, _state in writing.mails()] == [
            "sophie@garage-lambert.example", "luc@garage.example",
        ]  # fmt: skip
        assert len(launches) == 2
        assert "luc@garage.example is on its way" in clerk.message()
        await clerk.press("t", "end", *["backspace"] * 40)
        await clerk.type("luc at garage")
        await clerk.press("enter")
        assert len(writing.mails()) == 2 and "luc at garage" in clerk.message()


async def test_languages_that_clients_speak_and_nobody_wrote_are_named_in_full(writing: Furnished) -> None:
    for number, language in enumerate((Language.DUTCH, Language.DUTCH, Language.GERMAN, Language.ENGLISH)):
        client = writing.client("Maes", address(f"maes{number}@a.example"), language=language)
        writing.store.selection.add("sophie", [client])
    use_language("fr")
    async with at_work(writing.garage) as clerk:
        await write(clerk, "Pneus", "Bonjour.")
        await clerk.press("shift+tab", "shift+tab", "right", "left")
        shown = " ".join(clerk.sees().split())
        assert (
            "[Français] Nederlands Deutsch English (pas écrit : Nederlands 2, Deutsch 1, English 1)" in shown
        )


async def test_a_letter_in_two_languages(writing: Furnished) -> None:
    client = writing.client("Maes", address("maes@a.example"), language=Language.DUTCH)
    writing.store.selection.add("sophie", [client])
    async with at_work(writing.garage) as clerk:
        await write(clerk, "Pneus", "Bonjour.")
        await clerk.press("shift+tab", "shift+tab", "right", "shift+tab")
        assert clerk.app.screen.query_one("#subject", MergeInput).value == ""
        await clerk.type("Banden")
        await clerk.press("enter")
        await clerk.type("Dag.")
        await clerk.press("f7", "left", "left")
        assert "3 of 4: Maes" in clerk.sees()
        assert "Subject: Banden" in clerk.sees()
        await clerk.press("right")
        assert "Subject: Pneus" in clerk.sees()
