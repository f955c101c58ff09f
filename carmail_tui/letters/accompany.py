"""The mail that accompanies documents: the company's phrase, and the files."""

from dataclasses import dataclass
from datetime import datetime

from carmail_tui.documents.document import Document
from carmail_tui.i18n import _
from carmail_tui.i18n.format import format_amount, format_day
from carmail_tui.letters.compose import new_message_id
from carmail_tui.letters.errors import LetterError
from carmail_tui.letters.fields import DOCUMENT_FIELDS, Writer, document_values, kind_name, signed_total
from carmail_tui.letters.headers import clean, date_header, envelope_address, header_text, mailbox_header
from carmail_tui.letters.identity import dedupe_key, digest
from carmail_tui.letters.merge import Merge, Merged
from carmail_tui.letters.mime import Attachment, assemble, body_part
from carmail_tui.letters.prepared import Intent, PreparedMessage
from carmail_tui.recipients.client import Client
from carmail_tui.settings.phrases import phrase

_LISTED = {
    "fr": ("du", "à payer avant le"),
    "nl": ("van", "te betalen voor"),
    "de": ("vom", "zahlbar bis"),
    "en": ("of", "due"),
}


@dataclass(frozen=True, slots=True)
class Accompanied:
    """Documents that go to one mailbox in one message. `client` is None where the buyer matches nobody."""

    documents: tuple[Document, ...]
    attachments: tuple[Attachment, ...]
    client: Client | None
    client_name: str
    email: str
    intent: int = 1

    @property
    def language(self) -> str:
        """The language of the mail: the client's."""
        return self.client.language.value if self.client else "fr"


def compose_documents(message: Accompanied, writer: Writer, now: datetime) -> PreparedMessage:
    """The frozen mail of these documents. Raises LetterError, AttachmentError, HeaderError."""
    merge, values = _merge(message, writer)
    if empty := merge.empty_fields(values):
        fields = ", ".join(f"<{name}>" for name in empty)
        raise LetterError(_("the accompanying text has an empty field: {fields}").format(fields=fields))
    merged = merge.fill(values)
    envelope_from = envelope_address(writer.sender.address)
    envelope_to = envelope_address(message.email)
    message_id = new_message_id(envelope_from)
    headers = [
        ("Date", date_header(now)),
        ("From", mailbox_header(writer.sender.name, writer.sender.address)),
        ("To", mailbox_header("", envelope_to)),
        ("Subject", header_text(merged.subject)),
        ("Message-ID", message_id),
    ]
    if writer.sender.reply_to:
        headers.append(("Reply-To", mailbox_header("", writer.sender.reply_to)))
    body = body_part(merged.text, merged.html, message.language, merged.subject)
    head, blobs = assemble(headers, body, message.attachments)
    identities = sorted(f"{d.seller.vat or d.seller.name} {d.kind} {d.number}" for d in message.documents)
    version = digest(*(attachment.part for attachment in message.attachments))
    return PreparedMessage(
        intent=Intent.DOCUMENTS,
        dedupe_key=dedupe_key("documents " + "\n".join(identities), version, envelope_to, message.intent),
        message_id=message_id,
        date=now,
        envelope_from=envelope_from,
        envelope_to=envelope_to,
        subject=merged.subject,
        head=head,
        blobs=blobs,
        client_id=message.client.id if message.client else None,
        client_name=message.client_name,
        document_ids=tuple(document.id for document in message.documents if document.id is not None),
    )


def accompanying_text(message: Accompanied, writer: Writer) -> Merged:
    """Subject and text of the mail: the phrase, and a list where there are several documents."""
    merge, values = _merge(message, writer)
    return merge.fill(values)


def _merge(message: Accompanied, writer: Writer) -> tuple[Merge, dict[str, str]]:
    language = message.language
    values = document_values(message.documents, message.client_name, message.client, writer, language)
    cleaned = {name: clean(value) for name, value in values.items()}
    text = phrase(writer.company.phrases, language)
    if len(message.documents) > 1:
        text += "\n\n" + "\n".join(f"- {_listed(document, language)}" for document in message.documents)
    merge = Merge(
        "<NOMSOC> : <NUMFACT>" if language == "fr" else "<NOMSOC>: <NUMFACT>", text, DOCUMENT_FIELDS
    )
    return merge, cleaned


def _listed(document: Document, language: str) -> str:
    of, until = _LISTED[language]
    amount = format_amount(signed_total(document), document.currency, language)
    words = (
        f"{kind_name(document.kind, language)} {document.number} {of} {format_day(document.date, language)}"
    )
    due = f", {until} {format_day(document.due, language)}" if document.due else ""
    return _not_markdown(f"{words} : {amount}{due}" if language == "fr" else f"{words}: {amount}{due}")


def _not_markdown(text: str) -> str:
    """A document's number is text from outside: none of its characters is Markdown, a field or Jinja."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!|~<>&" else c for c in clean(text))
