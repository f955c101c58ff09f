"""An accounting document as it stands in the ledger, and the files that belong to it."""

from dataclasses import dataclass
from datetime import date as day
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from carmail_tui.recipients.client import Suppression


class DocumentKind(StrEnum):
    """What a document is: UNTDID 1001 knows many codes, the ledger two."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True)
class Party:
    """The seller or the buyer of a document (EN 16931 BG-4, BG-7). `email`: BT-58, or BT-49 of scheme EM."""

    name: str = ""
    vat: str = ""
    email: str = ""
    code: str = ""
    """Our own code of the client, where the document carries one (BT-46)."""
    postcode: str = ""
    endpoint: str = ""
    """The electronic address as `scheme:value` (BT-49)."""


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A file of a document: its clean base name, its media type, and where its bytes lie.

    `sha256` is the hexadecimal digest of the bytes when the file was read; empty for a file of the demo
    garage that is made on first need.
    """

    name: str
    media_type: str
    path: str
    sha256: str = ""
    size: int = 0
    id: int | None = None


class SendingState(StrEnum):
    """What became of a document, as the ledger shows it."""

    UNSENT = "unsent"
    UNDER_WAY = "under_way"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    BOUNCED = "bounced"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A mailbox to which a document could not go because of the address itself.

    `reason` is that of the outbox (`delivery.policy.Reason`).
    """

    mailbox: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """One document. Its identity is seller, kind and number.

    `total` is the payable amount (BT-115) in `currency` (ISO 4217); for a credit note it is what we owe,
    and the ledger shows it negative. `client_id` is None until the buyer is matched to a client.
    """

    kind: DocumentKind
    number: str
    date: day | None
    total: Decimal
    currency: str = "EUR"
    due: day | None = None
    seller: Party = Party()
    buyer: Party = Party()
    payment_reference: str = ""
    """What to write on the transfer (BT-83); a Belgian structured communication as `+++090/9337/55493+++`."""
    iban: str = ""
    """The account to pay to (BT-84), without blanks; empty where the document names none."""
    files: tuple[DocumentFile, ...] = ()
    paid: bool = False
    client_id: int | None = None
    client_decided: bool = False
    """A person said that it is this client's, or of an earlier document of the same buyer."""
    client_name: str = ""
    has_address: bool = False
    state: SendingState = SendingState.UNSENT
    sent_at: datetime | None = None
    sent_to: str = ""
    sendings: int = 0
    """How many messages have carried it, whatever became of them."""
    buyer_suppression: Suppression | None = None
    """Why the buyer's own address is not written to."""
    refusals: tuple[Refusal, ...] = ()
    """The mailboxes that it was refused at, and that have not taken it since."""
    id: int | None = None
