"""The letter file, and the draft."""

from pathlib import Path

import pytest

from carmail_tui.letters.errors import LetterError
from carmail_tui.letters.letter import (
    Letter,
    Version,
    letter_from_plain,
    letter_to_plain,
    parse_letter,
    read_letter,
)
from carmail_tui.recipients.reach import Purpose

TWO = """Subject: Pneus hiver : -10 %
Purpose: promotion

Bonjour <NOM>,

A bientôt.
---
Subject: Winterbanden
Language: nl

Dag <NOM>
"""


def test_a_file_in_two_languages() -> None:
    letter = parse_letter(TWO)
    assert letter.purpose is Purpose.PROMOTION
    assert letter.versions == {
        "fr": Version("Pneus hiver : -10 %", "Bonjour <NOM>,\n\nA bientôt."),
        "nl": Version("Winterbanden", "Dag <NOM>"),
    }
    assert (letter.language_for("nl"), letter.language_for("de")) == ("nl", "fr")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "lettre.md"
    file.write_bytes(b"\xef\xbb\xbf" + TWO.replace("\n", "\r\n").encode())
    assert read_letter(str(file)) == parse_letter(TWO)


def test_names_and_values_of_headers_ignore_case() -> None:
    letter = parse_letter("subject: S\nPURPOSE: Service\nLanguage: NL\n\nx")
    assert letter == Letter(Purpose.SERVICE, {"nl": Version("S", "x")})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("Bonjour,\n\nx", 1),
        ("Subject: S\nBonjour\n\nx", 2),
        ("Purpose: service\n\nx", 1),
        ("Subject: S\nPurpose: advertising\n\nx", 1),
        ("Subject: S\nLanguage: xx\n\nx", 1),
        ("Subject: S\n\nx\n---\nSubject: T\n\ny", 4),
        ("Subject: S\n\nx\n---\nSubject: T\nLanguage: fr\n\ny", 4),
        ("Subject: S\n\nx\n---\n", 4),
    ],
)
def test_a_faulty_file_says_the_line(text: str, line: int) -> None:
    with pytest.raises(LetterError) as error:
        parse_letter(text)
    assert error.value.line in {line, line + 1}
    assert str(error.value.line) in error.value.sentence()


def test_a_file_that_is_not_utf8_or_not_there_is_a_sentence(tmp_path: Path) -> None:
    latin = tmp_path / "latin.md"
    latin.write_bytes("Subject: été\n\nx".encode("latin-1"))
    for path in (latin, tmp_path / "none.md", tmp_path):
        with pytest.raises(LetterError) as error:
            read_letter(str(path))
        assert path.name in error.value.sentence()


def test_a_draft_comes_back_as_it_was_left() -> None:
    for letter in (
        Letter(),
        Letter(None, {"fr": Version("", "commencé")}),
        Letter(Purpose.PROMOTION, {"nl": Version("S", "x"), "fr": Version("T", "y")}, ("a.pdf", "b c.pdf")),
    ):
        assert letter_from_plain(letter_to_plain(letter)) == letter
