"""The bytes of a mail: multipart/mixed( multipart/alternative( text, html ), attachments ).

A boundary that begins with `=_` can occur neither in quoted-printable nor in base64 (RFC 2045 section 6.7),
so all mails share theirs, and the encoded attachment of a mailing is made once.
"""

import base64
import quopri
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import MultipartInvariantViolationDefect, StartBoundaryNotFoundDefect
from email.parser import BytesParser
from email.policy import compat32
from html import escape
from pathlib import Path
from urllib.parse import quote

from carmail_tui.i18n import _
from carmail_tui.letters.errors import AttachmentError, HeaderError

MAXIMUM_SIZE = 20_000_000
"""The largest mail that is made, in bytes: most providers refuse more."""

_MIXED = "=_carmail_mixed"
_ALTERNATIVE = "=_carmail_alternative"
_NAME_BYTES, _ENDING_BYTES = 120, 20
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]')
_MEDIA_TYPE = re.compile(r"([A-Za-z0-9!#$&^_.+-]+)/[A-Za-z0-9!#$&^_.+-]+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail: its clean name and its encoded MIME part (bytes)."""

    name: str
    part: bytes
    size: int


def read_attachment(path: str) -> Attachment:
    """The attachment made of the file at `path`. Raises AttachmentError naming the file and the fault."""
    file = Path(path).expanduser()
    try:
        if not file.is_file():
            raise AttachmentError(_("{file} is not a file").format(file=file.name or path))
        if file.stat().st_size > MAXIMUM_SIZE:
            raise AttachmentError(_("{file} is too large for a mail").format(file=file.name))
        content = file.read_bytes()
    except OSError as error:
        if isinstance(error, AttachmentError):
            raise
        words = _("{file} cannot be read ({fault})").format(file=file.name, fault=error.strerror)
        raise AttachmentError(words) from error
    return make_attachment(file.name, media_type(file.name), content)


def make_attachment(name: str, media: str, content: bytes) -> Attachment:
    """The attachment of these bytes."""
    cleaned = clean_name(name)
    encoded = base64.encodebytes(content).replace(b"\n", b"\r\n")
    head = (
        f"--{_MIXED}\r\nContent-Type: {_opaque(media)}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;{_filename(cleaned)}\r\n\r\n"
    )
    return Attachment(cleaned, head.encode("ascii") + encoded, len(content))


def _opaque(media: str) -> str:
    """`media`, unless it is none, or one that may not be in base64 (RFC 2046 section 5.2.1, RFC 2045 6.4)."""
    named = _MEDIA_TYPE.fullmatch(media)
    return media if named and named[1].lower() not in {"message", "multipart"} else "application/octet-stream"


def media_type(name: str) -> str:
    """The media type of a file, by its name."""
    import mimetypes

    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def clean_name(name: str) -> str:
    """A file name that is a name alone: no path, no control character, no leading dot, at most 120 bytes."""
    base = _UNFIT.sub("", re.split(r"[/\\]", name)[-1]).strip().strip(" .")
    stem, dot, ending = base.rpartition(".")
    suffix = (dot + ending) if stem and len(ending.encode()) <= _ENDING_BYTES else ""
    room = _NAME_BYTES - len(suffix.encode())
    shortened = base.removesuffix(suffix).encode()[:room].decode("utf-8", "ignore").rstrip()
    return (shortened + suffix) or "document"


def _filename(name: str) -> str:
    """The parameter. Beside `filename*` (RFC 2231) no plain `filename`: readers would take that one."""
    return f'\r\n filename="{name}"' if name.isascii() else f"\r\n filename*=utf-8''{quote(name, safe='')}"


def body_part(text: str, html: str, language: str, subject: str) -> bytes:
    """The alternative part: the same letter as plain text and as HTML."""
    page = (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(subject)}</title></head>\n"
        f'<body style="font-family: sans-serif; line-height: 1.4">\n{html}</body></html>\n'
    )
    parts = [f'Content-Type: multipart/alternative; boundary="{_ALTERNATIVE}"\r\n\r\n'.encode("ascii")]
    for kind, content in (("plain", text), ("html", page)):
        parts.append(
            f"--{_ALTERNATIVE}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
            f"Content-Transfer-Encoding: quoted-printable\r\n\r\n".encode("ascii")
        )
        parts.append(_quoted_printable(content))
        parts.append(b"\r\n")
    parts.append(f"--{_ALTERNATIVE}--\r\n".encode("ascii"))
    return b"".join(parts)


def _quoted_printable(text: str) -> bytes:
    # A CR alone would stand in the mail as it is, which RFC 5321 section 2.3.8 forbids.
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return quopri.encodestring(lines.encode("utf-8"), quotetabs=False).replace(b"\n", b"\r\n")


def assemble(
    headers: Sequence[tuple[str, str]], body: bytes, attachments: Sequence[Attachment]
) -> tuple[bytes, tuple[bytes, ...]]:
    """Head and blobs of the mail; the blobs are the parts of the attachments.

    A header is ASCII, save for an address whose local part is not: that one needs SMTPUTF8 (RFC 6532).
    Raises AttachmentError where the mail is too large, HeaderError where the finished bytes do not hold
    exactly the headers that were meant.
    """
    size = len(body) + sum(len(attachment.part) for attachment in attachments)
    if size > MAXIMUM_SIZE:
        raise AttachmentError(
            _("with its attachments the mail takes {size} MB").format(size=size // 1_000_000)
        )
    lines = [*headers, ("MIME-Version", "1.0")]
    if attachments:
        lines.append(("Content-Type", f'multipart/mixed; boundary="{_MIXED}"'))
        body = f"--{_MIXED}\r\n".encode("ascii") + body
    else:
        kind, _colon, body_rest = body.partition(b"\r\n\r\n")
        lines.append(("Content-Type", kind.decode("ascii").partition(": ")[2]))
        body = body_rest
    head = "".join(f"{name}: {value}\r\n" for name, value in lines).encode("utf-8") + b"\r\n"
    _check_headers(head, [name for name, _value in lines])
    blobs = [attachment.part for attachment in attachments]
    if blobs:
        blobs[-1] += f"--{_MIXED}--\r\n".encode("ascii")
    return head + body, tuple(blobs)


_OF_THE_BODY = (MultipartInvariantViolationDefect, StartBoundaryNotFoundDefect)
"""Defects that some versions of the parser see in a multipart head whose body they were not given."""


def _check_headers(head: bytes, names: list[str]) -> None:
    parsed = BytesParser(policy=compat32).parsebytes(head, headersonly=True)
    found = [name.lower() for name, _value in parsed.items()]
    defects = [defect for defect in parsed.defects if not isinstance(defect, _OF_THE_BODY)]
    if found != [name.lower() for name in names] or defects:
        raise HeaderError(_("the headers of the mail would not be those that were meant"))
