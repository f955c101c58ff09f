"""What is sent is what was chosen, whatever becomes of its files; and mailings to nobody and to very many."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from carmail_tui.delivery.process import Report
from carmail_tui.delivery.queue import utc_now
from carmail_tui.documents.document import DocumentFile
from carmail_tui.i18n.errors import sentence
from carmail_tui.letters.errors import AttachmentError
from carmail_tui.letters.mailing import new_token, queue_mailing
from carmail_tui.reading.documents import ReadDocument, read_content
from carmail_tui.reading.einvoice import FieldFault
from carmail_tui.recipients.reach import Purpose, reach
from carmail_tui.store.files import FileChangedError, FileGoneError, FileStore
from tests.letters.garage import NATHALIE, composer
from tests.post_office import PostOffice
from tests.reading.invoices import PDF, ubl
from tests.smtp_server import SmtpServer

ANNE = NATHALIE.addresses[0].email


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


FATES: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "changed": lambda path: path.write_bytes(b"another"),
    "cut short": lambda path: path.write_bytes(b""),
    "a FIFO": _fifo,
    "a link elsewhere": _link,
    "not readable": lambda path: path.chmod(0),
}


def _queue(office: PostOffice, *attachments: Path) -> int:
    made = composer(attachments=tuple(map(str, attachments)))
    found = reach([NATHALIE], Purpose.SERVICE)
    account = office.smtp.account
    return queue_mailing(
        made, found, office.store.outbox, token=new_token(), account=account, user="", now=utc_now()
    ).count


@pytest.mark.fault(78, 79, 80, 81)
@pytest.mark.parametrize("fate", FATES)
def test_what_becomes_of_a_file_after_queueing_changes_nothing(
    office: PostOffice, server: SmtpServer, tmp_path: Path, fate: str
) -> None:
    file = tmp_path / "bon.pdf"
    file.write_bytes(b"%PDF as it was chosen")
    assert _queue(office, file) == 1
    frozen = office.store.outbox.content(office.line(ANNE).id)
    FATES[fate](file)
    assert office.deliver() == Report(sent=1)
    assert [entry.content for entry in server.ledger] == [frozen]


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Without the rights of root, to whom every file is readable."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.mark.fault(78, 80, 81)
@pytest.mark.parametrize("fate", ["deleted", "a FIFO", "not readable"])
def test_a_file_that_cannot_be_had_stops_the_mailing_before_anything_is_queued(
    office: PostOffice, tmp_path: Path, fate: str
) -> None:
    file = tmp_path / "bon.pdf"
    file.write_bytes(b"%PDF")
    FATES[fate](file)
    rights = _as_nobody() if fate == "not readable" else nullcontext()
    with pytest.raises(AttachmentError) as refused, rights:
        composer(attachments=(str(file),))
    assert "bon.pdf" in refused.value.sentence()
    assert office.states() == {}


@pytest.mark.fault(78, 79, 80, 83)
@pytest.mark.parametrize("fate", [fate for fate in FATES if fate != "not readable"])
def test_a_document_that_is_not_the_imported_one_is_never_given_out(tmp_path: Path, fate: str) -> None:
    store = FileStore(tmp_path)
    path, digest, size = store.put(b"%PDF whole")
    FATES[fate](tmp_path / path)
    with pytest.raises((FileGoneError, FileChangedError)) as refused:
        store.read(DocumentFile("1851.pdf", "application/pdf", path, digest, size))
    assert "1851.pdf" in (sentence(refused.value) or "")


@pytest.mark.fault(82, 84)
@pytest.mark.parametrize("content", [b"", b"no pdf"])
def test_a_pdf_that_is_none_is_kept_out_and_said(content: bytes) -> None:
    found = read_content(Path("1.xml"), ubl(attachment=("2026-1851.pdf", "application/pdf", content)))
    assert isinstance(found, ReadDocument)
    assert found.printed == ()
    faults = {FieldFault.ATTACHMENT_NOT_PDF, FieldFault.ATTACHMENT_DAMAGED}
    assert faults & {fault.kind for fault in found.invoice.faults}


@pytest.mark.fault(85)
def test_an_encrypted_pdf_is_sent_as_it_is() -> None:
    content = PDF + b"\ntrailer << /Encrypt 5 0 R >>\n%%EOF"
    found = read_content(Path("1.xml"), ubl(attachment=("2026-1851.pdf", "application/pdf", content)))
    assert isinstance(found, ReadDocument)
    assert [attachment.content for attachment in found.printed] == [content]


@pytest.mark.fault(92)
def test_a_mailing_to_nobody_is_none_and_one_to_ten_thousand_is_whole(office: PostOffice) -> None:
    names = [f"client{number}@client.example" for number in range(10_000)]
    mailing = office.queue(*names)
    assert len(office.store.messages.ids(mailing=mailing)) == 10_000
    assert office.store.outbox.take_back(mailing) == 10_000
    assert office.deliver() == Report()
