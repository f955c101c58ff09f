"""Files of documents: what each one is, decided by its content and never by its name."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from carmail_tui.documents.document import DocumentKind
from carmail_tui.reading.apart import Apart, ApartError, Team
from carmail_tui.reading.einvoice import Attachment, EInvoice, Syntax
from carmail_tui.reading.names import clean_name
from carmail_tui.reading.pdf import PdfError, looks_like_pdf
from carmail_tui.reading.xml import MAXIMUM_BYTES, XmlError, XmlFault, looks_like_xml, parse


class Verdict(StrEnum):
    """What a file is."""

    INVOICE = "invoice"
    CREDIT = "credit"
    INCOMPLETE = "incomplete"
    """A document that lacks its number or its date."""
    NOT_A_DOCUMENT = "not-a-document"
    REJECT = "reject"
    """Damaged, or hostile: not read any further."""
    OPAQUE_PDF = "opaque-pdf"
    """A sound PDF of which too little was read: a scan, say. A person must fill it in."""
    NOT_READ_YET = "not-read-yet"
    """Of a kind that this version does not read: a person must enter it."""


class Unreadable(StrEnum):
    """Why nothing was read from a file."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    DOCTYPE = "doctype"
    ENCODING = "encoding"
    MALFORMED = "malformed"
    CANNOT_OPEN = "cannot_open"
    NOT_A_FILE = "not_a_file"
    FOREIGN_XML = "foreign_xml"
    FOREIGN_FILE = "foreign_file"
    PDF_DAMAGED = "pdf_damaged"
    PDF_ENCRYPTED = "pdf_encrypted"
    PDF_SCAN = "pdf_scan"
    """Pages without a text."""
    PDF_UNCLEAR = "pdf_unclear"
    """Pages of which nothing is surely that of an invoice."""
    OTHER_INVOICE = "other_invoice"
    CRASHED = "crashed"
    """What reads it did not survive it."""
    TIMED_OUT = "timed_out"
    NO_MEMORY = "no_memory"


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A file that is an invoice or a credit note, complete or not, with its bytes.

    `attachments` of `invoice` that are printed invoices are files of the document too, beside the XML itself.
    """

    path: Path
    content: bytes
    sha256: str
    invoice: EInvoice

    @property
    def name(self) -> str:
        """The clean base name of the file, which says what it is: XML or PDF, by its content."""
        name, ending = clean_name(self.path.name), ".pdf" if self.is_pdf else ".xml"
        return name if name.casefold().endswith(ending) else f"{name or 'document'}{ending}"

    @property
    def is_pdf(self) -> bool:
        """Whether the file is a PDF, with XML in it or without."""
        return looks_like_pdf(self.content)

    @property
    def plain(self) -> bool:
        """Whether what it says was read from the text of its pages, and so is not certain."""
        return self.invoice.syntax is Syntax.PLAIN_PDF

    @property
    def verdict(self) -> Verdict:
        """Invoice or credit note, or incomplete."""
        if not self.invoice.number or self.invoice.date is None:
            return Verdict.OPAQUE_PDF if self.plain else Verdict.INCOMPLETE
        return Verdict.CREDIT if self.invoice.kind is DocumentKind.CREDIT_NOTE else Verdict.INVOICE

    @property
    def printed(self) -> tuple[Attachment, ...]:
        """The printed invoices that the XML carries. Its other attachments travel inside it; a PDF is one."""
        if self.is_pdf:
            return ()
        return tuple(attachment for attachment in self.invoice.attachments if attachment.printed)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that is no document, or cannot be read; `detail` holds the words of whoever refused it."""

    path: Path
    verdict: Verdict
    reason: Unreadable
    detail: str = ""
    line: int | None = None


_FOREIGN_INVOICES = frozenset({"FatturaElettronica", "M_INVOIC", "Invoice", "CreditNote", "Facturae"})


def read_document(path: Path) -> ReadDocument | Unread:
    """What the file at `path` is. Never raises for what is in the file."""
    try:
        with open(path, "rb", opener=_not_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return Unread(path, Verdict.REJECT, Unreadable.NOT_A_FILE)
            if status.st_size > MAXIMUM_BYTES:
                return Unread(path, Verdict.REJECT, Unreadable.TOO_LARGE)
            content = file.read(MAXIMUM_BYTES + 1)
    except (OSError, ValueError) as error:
        words = error.strerror if isinstance(error, OSError) else str(error)
        return Unread(path, Verdict.REJECT, Unreadable.CANNOT_OPEN, words or "")
    return read_content(path, content)


def _not_waiting(path: str, flags: int) -> int:
    """Opens a named pipe without waiting for whoever writes to it."""
    return os.open(path, flags | os.O_NONBLOCK)


def read_content(path: Path, content: bytes) -> ReadDocument | Unread:
    """What these bytes of the file at `path` are."""
    if not content.strip():
        return Unread(path, Verdict.REJECT, Unreadable.EMPTY)
    if looks_like_xml(content):
        return _read_xml(path, content)
    if looks_like_pdf(content):
        return _read_pdf(path, content)
    if content.lstrip().startswith((b"UNA", b"UNB+")):
        return Unread(path, Verdict.NOT_READ_YET, Unreadable.OTHER_INVOICE, "EDIFACT")
    return Unread(path, Verdict.NOT_A_DOCUMENT, Unreadable.FOREIGN_FILE)


def _read_xml(path: Path, content: bytes) -> ReadDocument | Unread:
    from carmail_tui.reading.syntaxes import read_root

    try:
        root = parse(content)
    except XmlError as error:
        if error.fault is XmlFault.DOCTYPE and b"<html" in content[:2048].lower():
            return Unread(path, Verdict.NOT_A_DOCUMENT, Unreadable.FOREIGN_XML, "html")
        return Unread(path, Verdict.REJECT, Unreadable(error.fault.value), error.detail, error.line)
    invoice = read_root(root)
    if invoice is None:
        return _foreign(path, str(root.tag))
    return ReadDocument(path, content, hashlib.sha256(content).hexdigest(), invoice)


def _read_pdf(path: Path, content: bytes) -> ReadDocument | Unread:
    from carmail_tui.reading.invoice_pdf import read_pdf

    try:
        found = read_pdf(content)
    except PdfError as error:
        return Unread(path, Verdict.REJECT, Unreadable(error.fault.value), error.detail)
    if found.invoice is not None:
        return ReadDocument(path, content, hashlib.sha256(content).hexdigest(), found.invoice)
    if found.foreign:
        return Unread(path, Verdict.NOT_A_DOCUMENT, Unreadable.FOREIGN_XML, found.foreign)
    reason = Unreadable.PDF_UNCLEAR if found.has_text else Unreadable.PDF_SCAN
    return Unread(path, Verdict.OPAQUE_PDF, reason)


def _foreign(path: Path, tag: str) -> Unread:
    """XML of another root: an invoice in a syntax that is not read yet, or none."""
    root = tag.rpartition("}")[2]
    if root in _FOREIGN_INVOICES:
        return Unread(path, Verdict.NOT_READ_YET, Unreadable.OTHER_INVOICE, root)
    return Unread(path, Verdict.NOT_A_DOCUMENT, Unreadable.FOREIGN_XML, root)


def read_documents(
    paths: Iterable[Path], apart: Apart | Team | None = None
) -> Iterator[ReadDocument | Unread]:
    """What the files at `paths` are; folders stand for all that is in them, hidden files apart, by name.

    A file that is named twice is read once. Links out of a folder are not followed into other folders. With
    `apart` they are read in its process: one that a parser does not survive is refused, and the rest goes on.
    """
    if apart is None:
        yield from map(read_document, _once(paths))
        return
    for path, answer in apart.each(read_document, _once(paths)):
        yield _lost(path, answer) if isinstance(answer, Exception) else answer


def _lost(path: Path, error: Exception) -> Unread:
    """A file whose reader did not come back. Whatever it raised is the answer to this file alone."""
    if isinstance(error, ApartError):
        return Unread(path, Verdict.REJECT, Unreadable(error.fault.value))
    return Unread(path, Verdict.REJECT, Unreadable.CRASHED, f"{type(error).__name__}: {error}"[:200])


def _once(paths: Iterable[Path]) -> Iterator[Path]:
    """Each file under `paths` once, under whatever names it is reached."""
    seen: set[tuple[int, int]] = set()
    for path in paths:
        for file in _files(path):
            try:
                status = file.stat()
            except (OSError, ValueError):
                # Whoever reads it will say why it cannot be.
                yield file
                continue
            if (status.st_dev, status.st_ino) not in seen:
                seen.add((status.st_dev, status.st_ino))
                yield file


def _files(path: Path) -> Iterator[Path]:
    """The files under a path; a folder that cannot be listed stands for itself, and is refused as such."""
    try:
        is_folder = path.is_dir()
        entries = sorted(os.scandir(path), key=lambda entry: entry.name) if is_folder else None
    except (OSError, ValueError):
        entries = None
    if entries is None:
        yield path
        return
    for entry in entries:
        linked_folder = entry.is_symlink() and entry.is_dir()
        if entry.name.startswith(".") or linked_folder:
            continue
        if entry.is_dir():
            yield from _files(Path(entry.path))
        else:
            yield Path(entry.path)
