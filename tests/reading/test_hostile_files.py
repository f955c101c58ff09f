"""Files that are damaged, hostile or of another kind: each is answered, and none stops the others."""

import os
from pathlib import Path

import pytest

from carmail_tui.reading.documents import (
    ReadDocument,
    Unread,
    Unreadable,
    Verdict,
    read_content,
    read_document,
    read_documents,
)
from carmail_tui.reading.names import clean_name
from tests.reading.invoices import PDF, ubl

BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">&b;</Invoice>"""
EXTERNAL = b"""<!DOCTYPE x [<!ENTITY passwords SYSTEM "file:///etc/passwd">]><x>&passwords;</x>"""


@pytest.mark.parametrize(
    ("content", "verdict", "reason"),
    [
        (b"", Verdict.REJECT, Unreadable.EMPTY),
        (b"  \r\n ", Verdict.REJECT, Unreadable.EMPTY),
        (BOMB, Verdict.REJECT, Unreadable.DOCTYPE),
        (BOMB.decode().encode("utf-16"), Verdict.REJECT, Unreadable.DOCTYPE),
        (EXTERNAL, Verdict.REJECT, Unreadable.DOCTYPE),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', Verdict.REJECT, Unreadable.ENCODING),
        ("<a/>".encode("utf-32"), Verdict.REJECT, Unreadable.ENCODING),
        (b"<a>" * 61 + b"</a>" * 61, Verdict.REJECT, Unreadable.TOO_DEEP),
        (b"<a>" * 100_000, Verdict.REJECT, Unreadable.TOO_DEEP),
        (b"<a " + b" ".join(b'a%d=""' % n for n in range(300_000)), Verdict.REJECT, Unreadable.MALFORMED),
        (b"<a/>" * 1_600_000, Verdict.REJECT, Unreadable.TOO_LARGE),
        (ubl()[:-20], Verdict.REJECT, Unreadable.MALFORMED),
        (ubl().replace(b"Garage", b"Gar\x00age"), Verdict.REJECT, Unreadable.MALFORMED),
        (b"<html><body>404</body></html>", Verdict.NOT_A_DOCUMENT, Unreadable.FOREIGN_XML),
        (b"<!DOCTYPE html><html></html>", Verdict.NOT_A_DOCUMENT, Unreadable.FOREIGN_XML),
        (b'<Order xmlns="urn:x"/>', Verdict.NOT_A_DOCUMENT, Unreadable.FOREIGN_XML),
        (b'<Invoice xmlns="urn:mine"/>', Verdict.NOT_READ_YET, Unreadable.OTHER_INVOICE),
        (PDF, Verdict.REJECT, Unreadable.PDF_DAMAGED),
        (b"UNA:+.? 'UNB+UNOC:3", Verdict.NOT_READ_YET, Unreadable.OTHER_INVOICE),
        (b"a;b;c\n1;2;3\n", Verdict.NOT_A_DOCUMENT, Unreadable.FOREIGN_FILE),
        (b"\x00\x01\x02\x03", Verdict.NOT_A_DOCUMENT, Unreadable.FOREIGN_FILE),
    ],
)
def test_each_has_its_answer(content: bytes, verdict: Verdict, reason: Unreadable) -> None:
    found = read_content(Path("some.pdf"), content)
    assert isinstance(found, Unread)
    assert (found.verdict, found.reason) == (verdict, reason)


def test_a_damaged_file_says_on_which_line() -> None:
    found = read_content(Path("some.xml"), b"<a>\n<b>\n</a>")
    assert isinstance(found, Unread)
    assert found.line == 3


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "holiday.jpg"
    path.write_bytes(ubl())
    found = read_document(path)
    assert isinstance(found, ReadDocument)
    assert (found.verdict, found.name) == (Verdict.INVOICE, "holiday.jpg.xml")


def test_a_large_attachment_is_no_hostile_text() -> None:
    """libxml2 stops at ten megabytes of text unless it is told otherwise."""
    found = read_content(
        Path("a.xml"), ubl(attachment=("1851.pdf", "application/pdf", PDF + b"0" * 12_000_000))
    )
    assert isinstance(found, ReadDocument)
    assert len(found.printed[0].content) > 12_000_000


@pytest.mark.fault(80)
def test_one_bad_file_does_not_stop_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(BOMB)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "invoice.xml").write_bytes(ubl())
    (tmp_path / ".hidden.xml").write_bytes(ubl())
    os.mkfifo(tmp_path / "c.xml")
    (tmp_path / "d.xml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "e").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "f.xml").symlink_to(tmp_path / "b" / "invoice.xml")
    found = {
        read.path.name: read.verdict for read in read_documents([tmp_path, tmp_path / "b" / "invoice.xml"])
    }
    assert found == {
        "a.xml": Verdict.REJECT,
        "invoice.xml": Verdict.INVOICE,
        "c.xml": Verdict.REJECT,
        "d.xml": Verdict.REJECT,
    }


def test_what_is_not_there_is_answered_too(tmp_path: Path) -> None:
    found = list(read_documents([tmp_path / "nothing.xml", tmp_path / ("x" * 300)]))
    assert [read.verdict for read in found] == [Verdict.REJECT, Verdict.REJECT]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\invoice.pdf", "invoice.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        ("a\x1b[2Jb\u202e.pdf", "a[2Jb.pdf"),
        ("", ""),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_a_long_name_keeps_its_ending() -> None:
    cleaned = clean_name("é" * 200 + ".pdf")
    assert len(cleaned.encode()) <= 120
    assert cleaned.endswith("é.pdf")
