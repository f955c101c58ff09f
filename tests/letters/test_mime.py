"""The bytes of a mail, read again by the standard library."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carmail_tui.letters.errors import AttachmentError, HeaderError
from carmail_tui.letters.mime import (
    MAXIMUM_SIZE,
    assemble,
    body_part,
    clean_name,
    make_attachment,
    read_attachment,
)
from tests.letters.garage import NOW, client, composer, content, html_of, read_again, recipient, text_of


def test_text_and_html_come_back_with_accents_umlauts_and_emoji() -> None:
    text = "Größe, été, œuvre, ﬁn, 日本, 😀🚗\n\n**Übergabe** à 17 h"
    message = read_again(composer("Été 😀 Übergabe", text).compose(recipient(), "m", NOW))
    assert message["Subject"] == "Été 😀 Übergabe"
    assert text_of(message).strip() == text.replace("**", "")
    assert "Größe, été, œuvre, ﬁn, 日本, 😀🚗" in html_of(message)
    assert "<strong>Übergabe</strong>" in html_of(message)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_a_subject_of_200_characters_comes_back_whole() -> None:
    for subject in (
        "é" * 200,
        "x" * 200,
        "Contrôle technique de votre véhicule " * 5 + "avant le 2 décembre",
    ):
        message = read_again(composer(subject).compose(recipient(), "m", NOW))
        assert message["Subject"] == subject.strip()


def test_lines_are_short_and_end_with_crlf(tmp_path: Path) -> None:
    file = tmp_path / ("é" * 50 + ".pdf")
    file.write_bytes(os.urandom(5000))
    letter = composer("S", "x" * 5000 + "\n\n" + "mot " * 1000, attachments=(str(file),))
    raw = content(letter.compose(recipient(), "m", NOW))
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.endswith(b"\r\n")


def test_lines_of_dots_and_trailing_blanks_survive() -> None:
    text = "a\n\n.\n\n..\n\n. b\n\n```\n.\nfin  \n```"
    message = read_again(composer("S", text).compose(recipient(), "m", NOW))
    lines = text_of(message).split("\n")
    assert lines[:8] == ["a", "", ".", "", "..", "", ". b", ""]
    assert ".\nfin  " in html_of(message)


def test_no_line_end_of_a_letter_is_half_of_one() -> None:
    """A server that takes a CR alone for a line end would read what follows as another command."""
    letter = composer("Tyres", "Hello {{ '\\r.\\rMAIL FROM:' }}")
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", content(letter.compose(recipient(), "m", NOW)))


def test_attachments_come_back_byte_for_byte_and_by_name(tmp_path: Path) -> None:
    contents = {
        "bon contrôle.pdf": os.urandom(70_001),
        "données.csv": b"a;b\r\n.\r\n",
        "vide.txt": b"",
        "x": b"\0\xff",
    }
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    letter = composer(attachments=tuple(str(tmp_path / name) for name in contents))
    message = read_again(letter.compose(recipient(), "m", NOW))
    found = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
    assert found == contents
    assert text_of(message).startswith("Bonjour Adam")
    assert html_of(message)


def test_the_attachments_of_a_mailing_are_the_same_blobs_for_everyone(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(os.urandom(1000))
    letter = composer(attachments=(str(file),))
    mails = [letter.compose(recipient(client(name)), "m", NOW) for name in ("Adam", "Bastin")]
    assert mails[0].blobs == mails[1].blobs
    assert mails[0].head != mails[1].head


def test_a_mail_that_is_attached_is_not_taken_for_a_part_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "ancien.eml"
    file.write_bytes(b"Subject: old\r\n\r\nbody\r\n")
    message = read_again(composer(attachments=(str(file),)).compose(recipient(), "m", NOW))
    (part,) = message.iter_attachments()
    assert part.get_payload(decode=True) == file.read_bytes()


@given(st.text(max_size=200))
def test_an_attachment_name_adds_no_header_and_comes_back(name: str) -> None:
    attachment = make_attachment(name, "application/pdf", b"x")
    head, blobs = assemble([("Subject", "s")], body_part("t", "h", "fr", "s"), [attachment])
    message = read_again(replace(composer().compose(recipient(), "m", NOW), head=head, blobs=blobs))
    (part,) = message.iter_attachments()
    assert part.keys() == ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]
    assert part.get_filename() == attachment.name
    assert len(attachment.name.encode()) <= 120


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\factures\2026.pdf", "2026.pdf"),
        ('a"b\r\nX: y.pdf', "abX y.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        (".htaccess", "htaccess"),
        ("...", "document"),
        ("", "document"),
        ("é" * 200 + ".pdf", "é" * 58 + ".pdf"),
        ("x." + "y" * 300, "x." + "y" * 118),
        ("facture.PDF ", "facture.PDF"),
        ("\xa0", "document"),
    ],
)
def test_a_file_name_is_a_name_alone(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@pytest.mark.parametrize(
    "media", ["text/html\r\nX: y", "multipart/mixed", "message/rfc822", "", "pdf", "a/b; c=d"]
)
def test_a_media_type_that_cannot_be_is_replaced(media: str) -> None:
    assert b"Content-Type: application/octet-stream\r\n" in make_attachment("a", media, b"x").part


def test_what_cannot_be_attached_is_named(tmp_path: Path) -> None:
    large = tmp_path / "film.mov"
    with large.open("wb") as file:
        file.truncate(MAXIMUM_SIZE + 1)
    for path in (tmp_path, tmp_path / "absent.pdf", large):
        with pytest.raises(AttachmentError) as error:
            read_attachment(str(path))
        assert path.name in error.value.sentence()


def test_attachments_that_are_too_large_together_stop_the_mail() -> None:
    half = make_attachment("a.bin", "application/octet-stream", bytes(MAXIMUM_SIZE // 2))
    with pytest.raises(AttachmentError):
        assemble([("Subject", "s")], body_part("t", "h", "fr", "s"), [half, half])


def test_headers_that_are_not_those_meant_are_not_let_out() -> None:
    for value in ("x\r\nBcc: y@z.example", "x\r\n\r\nbody", "x\nBcc: y@z.example", "x\rBcc: y@z.example"):
        with pytest.raises(HeaderError):
            assemble([("Subject", value), ("To", "a@b.example")], body_part("t", "h", "fr", "s"), [])
