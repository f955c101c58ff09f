"""PDF files: the files that they carry, and their texts with the places where they stand.

PDFium reads them (C++, tried with random files for years by the makers of Chrome); nothing in them is run.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_WITHIN = 1024
_MOST_FILES = 100
_LARGEST_FILE = 40_000_000
_FIRST_PAGES, _LAST_PAGES = 4, 3
_MOST_CHARACTERS = 20_000
"""On one page; a page of an invoice holds two or three thousand."""
_MOST_PIECES = 1500
_LONGEST_PIECE = 400
"""Letters. What is more than this on one page or in one piece of it is made to keep its reader busy."""

_SAME_LINE = 0.45
_COLUMN_GAP = 1.2
_WORD_GAP = 0.2
_PASSWORD, _SECURITY = 4, 5
"""FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of PDFium's fpdfview.h."""


class PdfFault(StrEnum):
    """Why a PDF is not read."""

    DAMAGED = "pdf_damaged"
    ENCRYPTED = "pdf_encrypted"


class PdfError(ValueError):
    """A PDF that is not read, with PDFium's words."""

    def __init__(self, fault: PdfFault, detail: str = "") -> None:
        super().__init__(f"{fault.value}: {detail}")
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file in a PDF, under the name that it has there."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of one line, and where it stands: points from the upper left corner of its page.

    `y` is the middle of the line, `size` its height. A gap as wide as a letter is high ends a piece, so that
    the columns of a table are pieces of their own.
    """

    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float


def looks_like_pdf(content: bytes) -> bool:
    """Whether `%PDF-` stands in the first 1024 bytes (ISO 32000-1, Annex H.3, note 13)."""
    return b"%PDF-" in content[:_WITHIN]


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    """The PDF, to be handed to the functions of this module. Raises PdfError."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        locked = error.err_code in {_PASSWORD, _SECURITY}
        raise PdfError(PdfFault.ENCRYPTED if locked else PdfFault.DAMAGED, str(error)) from error
    try:
        yield document
    finally:
        document.close()


def embedded_files(document: Any) -> list[EmbeddedFile]:
    """The files that the PDF carries; one that cannot be unpacked is empty."""
    from pypdfium2 import raw

    count = min(raw.FPDFDoc_GetAttachmentCount(document), _MOST_FILES)
    attachments = [raw.FPDFDoc_GetAttachment(document, index) for index in range(count)]
    attachments += [] if attachments else _pinned(document)
    return [EmbeddedFile(_name(attachment), _unpacked(attachment)) for attachment in attachments]


def _pinned(document: Any) -> list[Any]:
    """The files that are pinned to the first pages as notes: some programs know no other way."""
    from pypdfium2 import PdfiumError, raw

    found = []
    for number in range(min(len(document), _FIRST_PAGES)):
        try:
            page = document[number]
        except PdfiumError:
            continue
        for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_FILES)):
            note = raw.FPDFPage_GetAnnot(page, index)
            if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_FILEATTACHMENT:
                found.append(raw.FPDFAnnot_GetFileAttachment(note))
            raw.FPDFPage_CloseAnnot(note)
    return [attachment for attachment in found if attachment]


def _name(attachment: Any) -> str:
    from pypdfium2 import raw

    size = raw.FPDFAttachment_GetName(attachment, None, 0)
    letters = ctypes.create_string_buffer(size)
    wide = ctypes.cast(letters, ctypes.POINTER(raw.FPDF_WCHAR))
    raw.FPDFAttachment_GetName(attachment, wide, size)
    return letters.raw[:-2].decode("utf-16-le", "replace")


def _unpacked(attachment: Any) -> bytes:
    """The bytes of a file; none where it is damaged or larger than any invoice."""
    from pypdfium2 import raw

    size = ctypes.c_ulong()
    raw.FPDFAttachment_GetFile(attachment, None, 0, ctypes.byref(size))
    if not 0 < size.value <= _LARGEST_FILE:
        return b""
    # PDFium fills no buffer of another size than the file.
    content = ctypes.create_string_buffer(size.value)
    got = raw.FPDFAttachment_GetFile(attachment, content, size.value, ctypes.byref(size))
    return content.raw if got else b""


def texts(document: Any) -> list[Text]:
    """The texts of the first and the last pages, in the order in which the PDF holds them."""
    from pypdfium2 import PdfiumError

    count = len(document)
    found: list[Text] = []
    for number in sorted({*range(min(count, _FIRST_PAGES)), *range(max(0, count - _LAST_PAGES), count)}):
        try:
            page = document[number]
            found += _texts_of(page, number)
        except PdfiumError:
            # One page is damaged; what stands on the others is read.
            continue
    return found


@dataclass(slots=True)
class _Piece:
    letters: str
    x0: float
    x1: float
    bottom: float
    top: float

    def takes(self, x0: float, bottom: float, top: float) -> bool:
        """Whether a letter at this place goes on with the piece."""
        size = max(self.top - self.bottom, 1.0)
        level = abs((bottom + top) - (self.bottom + self.top)) / 2 < _SAME_LINE * size
        return level and -1.2 * size < x0 - self.x1 < _COLUMN_GAP * size


def _texts_of(page: Any, number: int) -> list[Text]:
    height = page.get_height()
    pieces: list[_Piece] = []
    blank = False
    for letter, (x0, bottom, x1, top) in _letters(page):
        if letter.isspace():
            blank = True
            continue
        last = pieces[-1] if pieces else None
        if last is not None and len(last.letters) < _LONGEST_PIECE and last.takes(x0, bottom, top):
            apart = blank or x0 - last.x1 > _WORD_GAP * (last.top - last.bottom)
            last.letters += f" {letter}" if apart else letter
            last.x1 = max(last.x1, x1)
        else:
            if len(pieces) == _MOST_PIECES:
                break
            pieces.append(_Piece(letter, x0, x1, bottom, top))
        blank = False
    return [
        Text(
            piece.letters,
            number,
            piece.x0,
            piece.x1,
            height - (piece.bottom + piece.top) / 2,
            piece.top - piece.bottom,
        )
        for piece in pieces
    ]


def _letters(page: Any) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """The letters of a page, each with its box: left, bottom, right, top."""
    from pypdfium2 import raw

    text = page.get_textpage()
    box = raw.FS_RECTF()
    for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, index)
        if code and raw.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)):
            yield chr(code), (box.left, box.bottom, box.right, box.top)
