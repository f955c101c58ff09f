"""Headers and parts as text, whatever they say of their charset."""

import html
import re
from contextlib import suppress
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

MOST_TEXT = 200_000
"""Characters that are read of a part: notices are short."""

_MOST_VALUE = 20_000


def payload_text(message: Message) -> str:
    """The text of a part, whatever it says of its charset."""
    payload = message.get_payload(decode=True)
    if not isinstance(payload, bytes):
        raw = message.get_payload()
        payload = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""
    payload = payload[: 2 * MOST_TEXT]
    charset = parameter(message, "charset")
    if b"\x1b$" in payload:
        charset = "iso-2022-jp"
    return in_charset(payload, charset)


def in_charset(payload: bytes, charset: str) -> str:
    """Bytes as text: by the charset named, else UTF-8, else Windows-1252 with what it lacks replaced."""
    for name in (charset, "utf-8"):
        try:
            if name:
                return payload.decode(name).replace("\r\n", "\n")
        except (LookupError, UnicodeError, ValueError, AttributeError):
            continue
    name = (
        charset
        if charset.isascii() and charset.lower().startswith(("iso-2022", "euc", "shift"))
        else "cp1252"
    )
    return payload.decode(name, "replace").replace("\r\n", "\n")


def decoded(value: object) -> str:
    """A header's value with its encoded words (RFC 2047) decoded, on one line."""
    text = str(value or "")[:_MOST_VALUE]
    if "=?" in text:
        with suppress(ValueError, LookupError):
            text = "".join(
                in_charset(piece, name or "") if isinstance(piece, bytes) else piece
                for piece, name in decode_header(text)
            )
    return " ".join(text.split())


def raw_values(headers: Message, name: str) -> list[str]:
    """The values of a header as they came, bytes beyond ASCII in UTF-8 where they are that (RFC 6532)."""
    return [_text(value) for known, value in headers.raw_items() if known.lower() == name]


def _text(value: object) -> str:
    raw = str(value).encode("utf-8", "surrogateescape")
    return in_charset(raw, "utf-8")


def identity(headers: Message) -> str:
    """The Message-ID of these headers, without <>."""
    found = re.search(r"<([^<>\s]{1,900})>", str(headers.get("message-id") or "")[:2000])
    return found[1] if found else ""


def addresses_in(headers: Message, *names: str) -> set[str]:
    """The addresses of these headers, in small letters."""
    values = [decoded(value) for name in names for value in raw_values(headers, name)[:20]]
    return {address.casefold() for _name, address in getaddresses(values) if "@" in address}


def parameter(message: Message, name: str) -> str:
    """A parameter of the Content-Type, in small letters; empty without it."""
    try:
        value = message.get_param(name)
    except (ValueError, TypeError, IndexError, UnicodeError):
        return ""
    return str(value[2] if isinstance(value, tuple) else value or "").strip().strip('"').lower()


_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/td|/li|/h\d|hr|p|div)\b[^>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z!][^<>@]{0,2000}>", re.IGNORECASE)


def plain_words(page: str) -> str:
    """The words of an HTML page, in lines: all that a mail server needs of it. `<a@b.example>` is no tag."""
    text = re.sub(r"\s+", " ", page[:MOST_TEXT])
    for opening, closing in (
        ("<style", "</style"),
        ("<script", "</script"),
        ("<title", "</title"),
        ("<!--", "--"),
    ):
        text = _without(text, opening, closing)
    text = _TAG.sub("", _BREAKS.sub("\n", text))
    return html.unescape(text).replace("\xa0", " ")


def _without(text: str, opening: str, closing: str) -> str:
    kept, at, small = [], 0, text.lower()
    while (start := small.find(opening, at)) >= 0 and (end := small.find(closing, start)) >= 0:
        kept.append(text[at:start])
        at = end
    return "".join([*kept, text[at:]])
