"""A message that is ready for the outbox: frozen bytes for one envelope recipient."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Intent(StrEnum):
    """What a message is for."""

    MAILING = "mailing"
    DOCUMENTS = "documents"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class PreparedMessage:
    """One letter or set of documents for one recipient.

    The mail is `head` followed by `blobs`, byte for byte, with CRLF line ends. What many messages share (an
    encoded attachment with its MIME headers) is a blob, so that the outbox keeps it once. `dedupe_key` is
    unique in the outbox: a message with a key that is already there is not queued again (see
    `letters.identity`).
    """

    intent: Intent
    dedupe_key: str
    message_id: str
    date: datetime
    envelope_from: str
    envelope_to: str
    subject: str
    head: bytes
    blobs: tuple[bytes, ...] = ()
    client_id: int | None = None
    client_name: str = ""
    document_ids: tuple[int, ...] = ()
