"""Mails and folders that mean harm: a sentence each, in bounded time and memory, and the rest is read."""

import os
import resource
from pathlib import Path

import pytest

from carmail_tui.reading.bounces.folder import Fault, FoundMail, NotRead, find_mails
from carmail_tui.reading.bounces.mail import read_mail
from carmail_tui.reading.bounces.parts import READ_BYTES
from carmail_tui.reading.bounces.verdict import Verdict
from tests.reading.bounces.samples import FREE_TEXT, REPORTS

_HEAD = b"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: failure notice\nTo: a@garage.example\n"
_BOUNCE = FREE_TEXT[0].content


def _addresses(content: bytes) -> list[str]:
    return [failed.address for failed in read_mail(content).recipients]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 5000,
        b"\xff\xfe" * 5000,
        b"From " * 1000,
        _HEAD + b"Content-Type: text/plain; charset=no-such-charset\n\n<\xff@\xfe>: 550 unknown user\n",
        _HEAD + b"Content-Type: text/plain; charset*=utf-8''%ff%00\n\nfailed\n",
        _HEAD + b"Content-Type: multipart/report; boundary=\n\n--\n--\n",
        _HEAD + b"Content-Type: message/rfc822\n\n" * 3000,
        _HEAD
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)),
        _HEAD + b"X-A: b\n" * 400_000,
        _HEAD + b"X-A: " + b"a" * 3_000_000,
        b"Subject: =?utf-8?q?" + b"=41" * 100_000 + b"?=\n\n",
        _HEAD + b"\n" + b"<a@b.example>:\n" * 100_000,
        _HEAD + b"\n" + b"address unknown " * 100_000,
        _HEAD + b"Content-Type: text/html\n\n" + b"<style>" * 200_000,
        _HEAD + b"Content-Type: message/delivery-status\n\n" + b"\n" * 1_000_000,
    ],
    ids=range(16),
)
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    found = read_mail(content)
    assert all("@" in failed.address for failed in found.recipients)


def test_words_of_a_server_lose_their_control_characters_and_their_length() -> None:
    words = b"550 no such user \x1b]0;owned\x07\x1b[2J\xc2\x9b31m " + b"x" * 5000
    mail = _HEAD + b"Content-Type: text/plain; charset=utf-8\n\n<luc@client.example>:\n" + words + b"\n"
    (failed,) = read_mail(mail).recipients
    assert failed.words.isprintable() and len(failed.words) <= 600


@pytest.mark.fault(93)
def test_nul_bytes_do_not_hide_a_recipient() -> None:
    assert _addresses(_BOUNCE.replace(b"A message", b"A\0 message")) == ["luc@client.example"]


def test_a_report_in_base64_is_read() -> None:
    import base64

    content = REPORTS[0].content
    start = content.index(b"Reporting-MTA")
    end = content.index(b"--=_part", start)
    encoded = base64.encodebytes(content[start:end])
    head = content[:start].removesuffix(b"\n\n")
    mail = head + b"\nContent-Transfer-Encoding: base64\n\n" + encoded + b"\n" + content[end:]
    assert _addresses(mail) == ["luc@client.example"]


@pytest.mark.fault(93)
def test_of_a_huge_mail_the_beginning_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "huge.eml"
    path.write_bytes(_BOUNCE + b"x" * (8 << 20))
    (found,) = find_mails([path])
    assert isinstance(found, FoundMail) and len(found.content) == READ_BYTES
    assert _addresses(found.content) == ["luc@client.example"]


def test_a_maildir_is_read_without_what_is_still_being_written(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.mail").write_bytes(_BOUNCE)
    (tmp_path / ".Sub" / "new").mkdir(parents=True)
    (tmp_path / ".Sub" / "new" / "2.mail").write_bytes(_BOUNCE)
    (tmp_path / "dovecot-uidlist").write_text("3 V1 N2\n")
    found = [mail.path.relative_to(tmp_path).as_posix() for mail in find_mails([tmp_path])]
    assert sorted(found) == [".Sub/new/2.mail", "cur/1.mail", "new/1.mail"]


@pytest.mark.fault(93)
def test_what_is_no_mail_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(_BOUNCE)
    (tmp_path / "b.eml").symlink_to(tmp_path / "a.eml")
    (tmp_path / "c").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "d")
    (tmp_path / "e.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "f.eml").write_bytes(b"")
    (tmp_path / "g.eml").write_bytes(_BOUNCE)
    found = list(find_mails([tmp_path, tmp_path / "gone"]))
    faults = {mail.path.name: mail.fault for mail in found if isinstance(mail, NotRead)}
    assert faults == {
        "b.eml": Fault.LINK,
        "c": Fault.LINK,
        "d": Fault.NOT_A_FILE,
        "e.png": Fault.NOT_A_MAIL,
        "f.eml": Fault.EMPTY,
        "gone": Fault.NOT_FOUND,
    }
    assert [mail.path.name for mail in found if isinstance(mail, FoundMail)] == ["a.eml", "g.eml"]


def test_an_mbox_is_parted_where_its_mails_begin(tmp_path: Path) -> None:
    path = tmp_path / "mbox"
    line = b"From MAILER-DAEMON Mon Nov 16 09:00:00 2026\n"
    quoted = b"Subject: x\n\nFrom here on the road is closed.\n\nFrom the garage, with love\n"
    path.write_bytes(line + _BOUNCE + b"\n" + line + quoted + b"\n" + line + _BOUNCE)
    found = list(find_mails([path]))
    assert [mail.number for mail in found if isinstance(mail, FoundMail)] == [1, 2, 3]
    verdicts = [read_mail(mail.content).verdict for mail in found if isinstance(mail, FoundMail)]
    assert verdicts == [Verdict.BOUNCE, Verdict.ORDINARY, Verdict.BOUNCE]


def test_a_mail_returned_with_its_own_from_line_is_no_second_mail(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    returned = b"Returned mail:\n\nFrom garage@x.example Mon Nov 16 09:00:00 2026\nSubject: x\n\nbody\n"
    path.write_bytes(
        b"From MAILER-DAEMON Mon Nov 16 09:00:00 2026\n"
        + _HEAD
        + b"\n<a@b.example>: unknown user\n\n"
        + returned
    )
    (found,) = find_mails([path])
    assert isinstance(found, FoundMail) and _addresses(found.content) == ["a@b.example"]


def test_an_mbox_of_any_size_is_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.mbox"
    line = b"From MAILER-DAEMON Mon Nov 16 09:00:00 2026\n"
    with path.open("wb") as file:
        file.write(line + _BOUNCE + b"\n" + line + b"Subject: one line\n\n")
        # A sparse gigabyte on one line.
        file.seek(1 << 30, os.SEEK_CUR)
        file.write(b"\n\n" + line + _BOUNCE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sizes = [len(mail.content) for mail in find_mails([path]) if isinstance(mail, FoundMail)]
    assert len(sizes) == 3 and max(sizes) == READ_BYTES
    # Kilobytes: a hundredth of the file.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000
