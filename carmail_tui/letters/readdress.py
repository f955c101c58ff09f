"""The same mail to a corrected address: only its To and its Message-ID change."""

import re

from carmail_tui.letters.compose import new_message_id
from carmail_tui.letters.headers import envelope_address, mailbox_header


def readdressed(head: bytes, envelope_from: str, email: str) -> tuple[bytes, str, str]:
    """The head of the mail to `email`, its Message-ID and its envelope recipient. Raises HeaderError."""
    envelope_to = envelope_address(email)
    message_id = new_message_id(envelope_from)
    headers, end, body = head.partition(b"\r\n\r\n")
    headers = _replaced(headers, b"To", mailbox_header("", envelope_to))
    headers = _replaced(headers, b"Message-ID", message_id)
    return headers + end + body, message_id, envelope_to


def _replaced(headers: bytes, name: bytes, value: str) -> bytes:
    line = name + b": " + value.encode("ascii")
    return re.sub(
        rb"(?m)^" + name + rb": [^\r\n]*(?:\r\n[ \t][^\r\n]*)*", lambda _match: line, headers, count=1
    )
