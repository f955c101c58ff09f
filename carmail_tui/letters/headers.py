"""Header values that hold nothing but their text."""

import re
import unicodedata
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from carmail_tui.i18n import _
from carmail_tui.letters.errors import HeaderError

_ENCODED_WORD = re.compile(r"=\?[^?\s]*\?[bqBQ]\?")
_UNFOLDED = 60
"""Characters of a text that fits on the line of its header (RFC 5322 section 2.1.1: 78 with the name)."""
_LINE_SEPARATORS = {"\u2028", "\u2029"}


def clean(text: str) -> str:
    """`text` without control and bidi characters, for the body of a mail; line ends stay."""
    return "".join(
        character
        for character in text.replace("\r\n", "\n").replace("\r", "\n")
        if character in "\n\t" or not _is_control(character)
    )


def header_text(text: str) -> str:
    """`text` as the value of a header: folded, and encoded by RFC 2047 where it is not short and ASCII.

    Raises HeaderError for control characters and for what a reader would decode (RFC 2047 encoded words):
    through either, a name could add a header of its own.
    """
    plain = _plain(text)
    return plain if _stands_as_it_is(plain) else _encoded(plain)


def mailbox_header(name: str, email: str) -> str:
    """A From, To or Reply-To value (RFC 5322 section 3.4). Raises HeaderError."""
    spec = envelope_address(email)
    display = _plain(name)
    if not display:
        return spec
    # An encoded word may not stand in quotes (RFC 2047 section 5), and all else must: commas part addresses.
    if _stands_as_it_is(display):
        display = '"' + display.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        display = _encoded(display)
    last = display.rpartition("\r\n")[2]
    return f"{display}\r\n <{spec}>" if len(last) + len(spec) > 62 else f"{display} <{spec}>"


def _plain(text: str) -> str:
    if any(character in _LINE_SEPARATORS or unicodedata.category(character) == "Cc" for character in text):
        raise HeaderError(_("a line break or control character stands in a name or subject"))
    plain = "".join(character for character in text if not _is_control(character)).strip()
    if _ENCODED_WORD.search(plain):
        raise HeaderError(_("text of the form =?...? stands in a name or subject"))
    return plain


def _stands_as_it_is(plain: str) -> bool:
    return plain.isascii() and len(plain) <= _UNFOLDED


def _encoded(plain: str) -> str:
    return Header(plain, "utf-8", maxlinelen=75, header_name="Reply-To").encode(linesep="\r\n")


def envelope_address(email: str) -> str:
    """The address for MAIL and RCPT: its domain in ASCII (RFC 5890). Raises HeaderError."""
    from carmail_tui.recipients.address import mailbox

    if mailbox(email) is None:
        raise HeaderError(_("{email} is not an e-mail address").format(email=email))
    local, _at, domain = email.strip().rpartition("@")
    return f"{local}@{domain if domain.isascii() else _ascii_domain(domain)}"


def date_header(moment: datetime) -> str:
    """A Date value (RFC 5322 section 3.3) in local time."""
    return format_datetime(moment.astimezone())


def _ascii_domain(domain: str) -> str:
    import idna

    return idna.encode(domain, uts46=True).decode("ascii")


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or character in (
        "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u2028\u2029"
    )
