"""Composing: a letter for each recipient of a mailing, as bytes that are ready for the outbox."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property
from urllib.parse import quote

from carmail_tui.i18n import _
from carmail_tui.letters.errors import LetterError
from carmail_tui.letters.fields import LETTER_FIELDS, VEHICLE_FIELDS, Writer, client_values
from carmail_tui.letters.headers import clean, date_header, envelope_address, header_text, mailbox_header
from carmail_tui.letters.identity import dedupe_key, digest
from carmail_tui.letters.letter import Letter
from carmail_tui.letters.merge import Merge, Merged
from carmail_tui.letters.mime import Attachment, assemble, body_part, read_attachment
from carmail_tui.letters.prepared import Intent, PreparedMessage
from carmail_tui.recipients.client import Client, Vehicle
from carmail_tui.recipients.reach import Purpose, Recipient

_REFUSAL = {
    "fr": ("Publicité", "Pour ne plus recevoir nos promotions, répondez STOP à ce mail."),
    "nl": ("Reclame", "Wilt u onze aanbiedingen niet meer ontvangen? Antwoord STOP op deze mail."),
    "de": ("Werbung", "Wenn Sie unsere Angebote nicht mehr erhalten möchten, antworten Sie mit STOP."),
    "en": ("Advertisement", "To receive no more promotions from us, answer this mail with STOP."),
}
"""Belgian law wants advertising to be named as such, and a way out in each mail."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps one recipient's mail from being made: empty fields, else the words of the fault."""

    client: Client
    empty: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail as its recipient will see it."""

    sender: str
    to: str
    subject: str
    text: str
    attachments: tuple[tuple[str, int], ...]
    problem: Problem | None


class Composer:
    """A letter, compiled and its attachments read once. Raises LetterError, AttachmentError.

    The sender is looked at when the first mail is composed: a letter can be tried before the mail account is
    set up.
    """

    def __init__(
        self, letter: Letter, writer: Writer, vehicle_of: Callable[[Client], Vehicle | None]
    ) -> None:
        if not letter.versions:
            raise LetterError(_("nothing is written yet"))
        self.letter = letter
        self.writer = writer
        self._vehicle_of = vehicle_of
        self._merges = {
            language: Merge(version.subject, version.text, LETTER_FIELDS)
            for language, version in letter.versions.items()
        }
        self.attachments: tuple[Attachment, ...] = tuple(map(read_attachment, letter.attachments))

    @property
    def about_vehicle(self) -> bool:
        """Whether the letter names a vehicle of its recipient."""
        return any(VEHICLE_FIELDS.intersection(merge.fields) for merge in self._merges.values())

    @cached_property
    def _from(self) -> str:
        return mailbox_header(self.writer.sender.name, self.writer.sender.address)

    @cached_property
    def _envelope_from(self) -> str:
        return envelope_address(self.writer.sender.address)

    def problem(self, client: Client) -> Problem | None:
        """What is wrong with this client's mail; None when nothing is."""
        merge, language = self._merge(client)
        if empty := merge.empty_fields(self._values(client, language)):
            return Problem(client, empty)
        try:
            header_text(self._filled(client)[0].subject)
        except LetterError as error:
            return Problem(client, fault=error.fault)
        return None

    def problems(self, recipients: Sequence[Recipient]) -> list[Problem]:
        """All that is wrong, before anything is sent."""
        found = (self.problem(recipient.client) for recipient in recipients)
        return [problem for problem in found if problem]

    def preview(self, recipient: Recipient) -> Preview:
        """The mail as this recipient will see it, with empty fields shown as such."""
        client = recipient.client
        merge, language = self._merge(client)
        values = self._values(client, language)
        shown = {name: values[name] or f"<{name}>" for name in values}
        merged = self._with_refusal(merge.fill(shown, self._details(client)), language)
        attachments = tuple((attachment.name, attachment.size) for attachment in self.attachments)
        return Preview(
            self.writer.sender.address,
            recipient.address.email,
            merged.subject,
            merged.text,
            attachments,
            self.problem(client),
        )

    def compose(
        self, recipient: Recipient, mailing: str, now: datetime, *, intent: Intent = Intent.MAILING
    ) -> PreparedMessage:
        """The frozen mail for one recipient. `mailing` is what its dedupe key is about.

        An empty field is a hole in it: `problem` finds these before. Raises LetterError, AttachmentError,
        HeaderError.
        """
        client = recipient.client
        merged, language = self._filled(client)
        envelope_to = envelope_address(recipient.address.email)
        name = clean(client.name).replace("\n", " ")[:60]
        headers = [
            ("Date", date_header(now)),
            ("From", self._from),
            ("To", self._to(name, envelope_to)),
            ("Subject", header_text(merged.subject)),
            ("Message-ID", message_id := new_message_id(self._envelope_from)),
        ]
        headers += self._further_headers()
        body = body_part(merged.text, merged.html, language, merged.subject)
        head, blobs = assemble(headers, body, self.attachments)
        version = digest(merged.subject, merged.text, *(a.part for a in self.attachments))
        return PreparedMessage(
            intent=intent,
            dedupe_key=dedupe_key(
                f"mailing {mailing}", "" if intent is Intent.MAILING else version, envelope_to
            ),
            message_id=message_id,
            date=now,
            envelope_from=self._envelope_from,
            envelope_to=envelope_to,
            subject=merged.subject,
            head=head,
            blobs=blobs,
            client_id=client.id,
            client_name=client.name,
        )

    def compose_test(self, recipient: Recipient, to: str, now: datetime) -> PreparedMessage:
        """The mail of this recipient, sent to `to` instead: a test, and nobody's message."""
        elsewhere = replace(recipient, address=replace(recipient.address, email=to))
        prepared = self.compose(elsewhere, f"test {secrets.token_hex(8)}", now, intent=Intent.TEST)
        return replace(prepared, client_id=None, client_name=to)

    def _merge(self, client: Client) -> tuple[Merge, str]:
        language = self.letter.language_for(client.language.value)
        return self._merges[language], language

    def _values(self, client: Client, language: str) -> dict[str, str]:
        values = client_values(client, self._vehicle_of(client), self.writer, language)
        return {name: clean(value) for name, value in values.items()}

    def _details(self, client: Client) -> dict[str, object]:
        plain = {name: value for name, value in asdict(client).items() if isinstance(value, str)}
        vehicle = self._vehicle_of(client) or Vehicle()
        return {
            "client": {name: clean(value) for name, value in plain.items()},
            "vehicle": {name: value for name, value in asdict(vehicle).items() if isinstance(value, str)},
        }

    def _filled(self, client: Client) -> tuple[Merged, str]:
        merge, language = self._merge(client)
        merged = merge.fill(self._values(client, language), self._details(client))
        return self._with_refusal(merged, language), language

    def _with_refusal(self, merged: Merged, language: str) -> Merged:
        if self.letter.purpose is not Purpose.PROMOTION:
            return merged
        name, sentence = _REFUSAL[language]
        return replace(
            merged,
            text=f"{merged.text}\n-- \n{name}. {sentence}\n",
            html=f"{merged.html}<hr>\n<p><small>{name}. {sentence}</small></p>\n",
        )

    def _further_headers(self) -> list[tuple[str, str]]:
        headers = []
        if self.writer.sender.reply_to:
            headers.append(("Reply-To", mailbox_header("", self.writer.sender.reply_to)))
        if self.letter.purpose is Purpose.PROMOTION:
            to = envelope_address(self.writer.sender.reply_to or self._envelope_from)
            headers.append(("List-Unsubscribe", f"<mailto:{quote(to, safe='@')}?subject=STOP>"))
            headers.append(("Precedence", "bulk"))
        return headers

    @staticmethod
    def _to(name: str, email: str) -> str:
        """A client's name that no header may hold is left out: the mail must still reach its mailbox."""
        try:
            return mailbox_header(name, email)
        except LetterError:
            return mailbox_header("", email)


def new_message_id(envelope_from: str) -> str:
    """A Message-ID that no other mail has (RFC 5322 section 3.6.4)."""
    return f"<{secrets.token_hex(16)}@{envelope_from.rpartition('@')[2]}>"
