"""A mail taken apart: headers, the words for people, the parts for machines, the mail that was returned."""

import re
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import compat32

from carmail_tui.reading.bounces.decoding import (
    MOST_TEXT,
    addresses_in,
    decoded,
    identity,
    parameter,
    payload_text,
    plain_words,
    raw_values,
)
from carmail_tui.reading.bounces.phrases import CUT, CUT_AT_HEADERS, SIGNATURE

READ_BYTES = 2 << 20
"""What is read of a mail. Notices stand at its beginning; behind them come, at most, our own attachments."""

_MOST_HEAD = 256 << 10
_MOST_PARTS = 80
_NESTING = re.compile(rb"boundary\s*=|message/(?:rfc822|global|partial|external-body)\b", re.IGNORECASE)
_REPORTS = re.compile(
    rb"^(content-type:[ \t\r\n]{0,8})message/((?:global-)?(?:delivery-status|disposition-notification)"
    rb"|feedback-report|x-arf)",
    re.IGNORECASE | re.MULTILINE,
)
"""The parts for machines are read as text: the standard library makes an object of each empty line in them,
and does not decode one that was sent in base64."""
_MACHINE = re.compile(
    r"mailer[-_.]?daemon|post[-_.]?master|mail\W?deliver|mail\W?(?:system|admin|server)|mdaemon|delivery\W?sub"
    r"|^system administrator$|^sys-?admin|mail deliver(?:y|er)|microsoft exchange|mail-?notification",
    re.IGNORECASE,
)
"""Who sends bounces: MAILER-DAEMON (sendmail, Postfix, Exim, qmail), postmaster (Exchange, Domino), and the
display names of the others."""


@dataclass(slots=True)
class Notice:
    """A mail as the readers of bounces see it. `text`: the words for people, without the returned mail."""

    headers: Message
    text: str = ""
    statuses: list[str] = field(default_factory=list)
    """The texts of message/delivery-status parts (RFC 3464, RFC 6533)."""
    feedback: str = ""
    """The fields of a message/feedback-report (RFC 5965)."""
    kind: str = ""
    report_type: str = ""
    receipt: bool = False
    refused: bool = False
    """Whether a receipt says that a rule deleted the mail unread."""
    returned: Message | None = None
    """The headers of the mail that was returned."""
    inner: "Notice | None" = None
    """The returned mail, where that is a report itself."""

    def header(self, name: str) -> str:
        """The value of a header, decoded, on one line; empty where it has none."""
        return decoded(next(iter(raw_values(self.headers, name)), ""))

    @property
    def subject(self) -> str:
        """The subject."""
        return self.header("subject")

    @property
    def message_id(self) -> str:
        """The Message-ID without <>."""
        return identity(self.headers)

    @property
    def original_id(self) -> str:
        """The Message-ID of the returned mail without <>; empty where the report does not hold it."""
        return identity(self.returned) if self.returned is not None else ""

    @property
    def from_machine(self) -> bool:
        """Whether a mail server wrote it, as its sender says (RFC 5321 section 4.5.5: the null path)."""
        path = self.headers.get("return-path")
        empty = path is not None and str(path).strip() in {"<>", "", "<MAILER-DAEMON>", "MAILER-DAEMON"}
        sender = self.header("from")
        named = bool(_MACHINE.search(re.sub(r"@[^\s>]+", "", sender)))
        # A postmaster may be a person who answers; James answers as one, with a reply of SMTP in the text.
        answers = self.headers.get("in-reply-to") is not None and bool(REPLY.match(self.subject))
        answers = answers and not re.search(r"^[45]\d\d[ -]", self.text[:2000], re.MULTILINE)
        return empty or (named and not answers)

    @property
    def automatic(self) -> str:
        """What RFC 3834 section 5 calls Auto-Submitted, in small letters; empty for what people send."""
        value = self.header("auto-submitted").lower()
        return "" if value.startswith("no") else value

    def own_addresses(self) -> set[str]:
        """The addresses of both ends of this mail: none of them is the one that failed."""
        found = addresses_in(self.headers, "to", "cc", "from", "reply-to", "delivered-to", "sender")
        if self.returned is not None:
            found |= addresses_in(self.returned, "from", "return-path", "sender", "reply-to")
        return found

    def original_recipients(self) -> set[str]:
        """To whom the returned mail was written."""
        if self.returned is None:
            return set()
        written = addresses_in(self.returned, "to", "cc", "x-original-to", "envelope-to")
        return written | set(self._received_for())

    def passed_on_for(self) -> list[str]:
        """The recipient in the latest Received line of the returned mail; for servers that name nobody."""
        own = self.own_addresses()
        return [address for address in self._received_for()[:1] if address not in own]

    def _received_for(self) -> list[str]:
        if self.returned is None:
            return []
        received = "\n".join(value[:2000] for value in raw_values(self.returned, "received")[:10])
        return [found.casefold() for found in re.findall(r"\sfor\s+<?([^<>\s;]+@[^<>\s;]+)>?", received)]

    @property
    def wraps_a_report(self) -> bool:
        """Whether the returned mail came from a mail server itself."""
        return self.inner is not None and self.inner.from_machine


REPLY = re.compile(r"\s*(?:re|aw|antw|sv|tr|fwd?|wg|rv|doorst|r[ée]f)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
"""How the subject of an answer or of something forwarded begins."""


def open_mail(content: bytes) -> Notice:
    """Take a mail apart. Nothing in the bytes makes it fail; what lies too deep is left out."""
    content = _bounded(content)
    content = _REPORTS.sub(rb"\1text/x-\2", content)
    try:
        message = BytesParser(policy=compat32).parsebytes(content)
    except RecursionError:
        message = BytesParser(policy=compat32).parsebytes(content, headersonly=True)
    return _notice(message, depth=0)


def _bounded(content: bytes) -> bytes:
    content = content[:READ_BYTES]
    if content.startswith((b"From ", b">From ")):
        content = content.partition(b"\n")[2]
    content = content.replace(b"\0", b" ").lstrip(b"\r\n")
    # A head without an end: of a bomb of headers, the first ones are enough.
    end = re.search(rb"\r?\n\r?\n", content)
    if (end.start() if end else len(content)) > _MOST_HEAD:
        rest = content[end.start() :] if end else b""
        content = content[:_MOST_HEAD].rpartition(b"\n")[0] + rest
    for count, found in enumerate(_NESTING.finditer(content)):
        if count == _MOST_PARTS:
            return content[: content.rfind(b"\n", 0, found.start()) + 1]
    return content


def _notice(message: Message, depth: int) -> Notice:
    notice = Notice(message, kind=message.get_content_type())
    notice.report_type = parameter(message, "report-type")
    texts: list[str] = []
    pages: list[str] = []
    _collect(message, notice, texts, pages, depth)
    text = "\n".join(texts) if any(part.strip() for part in texts) else "\n".join(map(plain_words, pages))
    notice.text = text[:MOST_TEXT]
    _cut(notice)
    return notice


def _cut(notice: Notice) -> None:
    """Part the words of the server from the mail that it returns in the same text."""
    text = notice.text = SIGNATURE.split(notice.text, maxsplit=1)[0]
    lines = [found for found in (CUT.search(text), CUT_AT_HEADERS.search(text)) if found is not None]
    if not lines:
        return
    first = min(lines, key=lambda found: found.start())
    end = first.start() if first.re is CUT_AT_HEADERS else first.end()
    if notice.returned is None:
        rest = re.sub(r"\A(?:[^\n:]*\n){0,12}", "", text[end:].lstrip())
        if rest.startswith(">"):
            rest = re.sub(r"^> ?", "", rest, flags=re.MULTILINE)
        notice.returned = HeaderParser(policy=compat32).parsestr(rest.lstrip()[:_MOST_HEAD])
    notice.text = text[: first.start()]


def _collect(message: Message, notice: Notice, texts: list[str], pages: list[str], depth: int) -> None:
    kind = message.get_content_type()
    if kind in {"text/x-delivery-status", "text/x-global-delivery-status"}:
        notice.statuses.append(payload_text(message))
    elif kind in {"text/x-feedback-report", "text/x-x-arf"}:
        notice.feedback = payload_text(message)
    elif kind in {"text/x-disposition-notification", "text/x-global-disposition-notification"}:
        notice.receipt = True
        # RFC 5429 section 2.2: Sieve refuses mail by a receipt that says it was deleted (Dovecot).
        notice.refused = "automatic-action" in (told := payload_text(message).lower()) and "deleted" in told
    elif kind in {"message/rfc822", "message/global", "message/rfc822-headers", "text/rfc822-headers",
                  "message/global-headers", "text/rfc822"}:  # fmt: skip
        _keep_returned(message, kind, notice, depth)
    elif message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                _collect(part, notice, texts, pages, depth)
    elif kind == "text/html":
        pages.append(payload_text(message))
    elif message.get_content_maintype() in {"text", "multipart"}:
        texts.append(payload_text(message))


def _keep_returned(message: Message, kind: str, notice: Notice, depth: int) -> None:
    payload = message.get_payload()
    if message.is_multipart() and isinstance(payload, list) and payload and isinstance(payload[0], Message):
        returned = payload[0]
    else:
        text = payload_text(message)
        returned = HeaderParser(policy=compat32).parsestr(text.lstrip("\r\n")[:_MOST_HEAD])
    if notice.returned is None:
        notice.returned = returned
        if depth == 0:
            notice.inner = _notice(returned, 1)
