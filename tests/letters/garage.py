"""A garage that writes, its clients, and a second reading of the mails it makes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from typing import Any

from carmail_tui.letters.compose import Composer
from carmail_tui.letters.fields import Writer
from carmail_tui.letters.letter import Letter, Version
from carmail_tui.letters.prepared import PreparedMessage
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Vehicle
from carmail_tui.recipients.reach import Purpose, Recipient
from carmail_tui.settings.model import Company, Sender

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
WRITER = Writer(
    Sender("Sophie Dupuis", "sophie@garage-lambert.example"), Company("Garage Lambert", phone="04 000 00 00")
)
GOLF = Vehicle("1-ABC-234", type="Voiture", make="VW", model="Golf", next_inspection=date(2026, 12, 2))
NATHALIE = Client(
    "Adam, Nathalie",
    first_name="Nathalie",
    last_name="Adam",
    postcode="4020",
    town="Liège",
    addresses=(Address("n.adam@courriel.example", AddressSource.CARD, "n.adam@courriel.example"),),
    vehicles=(GOLF,),
    id=1,
)


def client(name: str, **more: Any) -> Client:
    """Nathalie under another name."""
    return replace(NATHALIE, name=name, **({"last_name": name, "first_name": name} | more))


def recipient(found: Client = NATHALIE, email: str = "") -> Recipient:
    """The client as a recipient, at their own address or at `email`."""
    address = found.addresses[0]
    return Recipient(found, replace(address, email=email, mailbox=mailbox(email)) if email else address)


def composer(
    subject: str = "Contrôle technique",
    text: str = "Bonjour <NOM>,\n\nA bientôt.",
    *,
    purpose: Purpose | None = Purpose.SERVICE,
    attachments: tuple[str, ...] = (),
    writer: Writer = WRITER,
) -> Composer:
    """A composer of a French letter that is about the first vehicle of its client."""
    letter = Letter(purpose, {"fr": Version(subject, text)}, attachments)
    return Composer(letter, writer, lambda found: found.vehicles[0] if found.vehicles else None)


def content(prepared: PreparedMessage) -> bytes:
    """The bytes that go over the wire."""
    return prepared.head + b"".join(prepared.blobs)


def read_again(prepared: PreparedMessage) -> EmailMessage:
    """The mail as the standard library reads it, which must find nothing to complain of."""
    message = BytesParser(_class=EmailMessage, policy=SMTP).parsebytes(content(prepared))
    assert not [defect for part in message.walk() for defect in part.defects]
    return message


def text_of(message: EmailMessage) -> str:
    """The plain text."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    """The HTML."""
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
