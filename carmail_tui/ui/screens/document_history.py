"""All that is known of one document: its sendings, their addresses, tries, server's words and bounces."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.documents.document import Document, DocumentKind, SendingState
from carmail_tui.documents.listing import Sending, SendingAttempt
from carmail_tui.i18n import N_, _, ngettext
from carmail_tui.i18n.document_words import kind_word
from carmail_tui.i18n.format import format_amount, format_day, format_moment, short_moment
from carmail_tui.i18n.reasons import reason_words, state_word
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.document_sentences import suppression_words
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.doubt import DoubtDialog
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.widgets.lines import Hint, Plain


def load_history(garage: Garage, document_id: int) -> tuple[Document | None, list[Sending]]:
    """The document as the ledger has it now, and its sendings, the latest first."""
    return garage.store.ledger.get(document_id), garage.store.ledger.history(document_id)


class DocumentHistory(Dialog[None]):
    """To be read out on the telephone. Enter settles a sending in doubt."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open")]
    KEYS_SHOWN = (Hint(("up", "down"), N_("Scroll")), "back")

    def __init__(self, document_id: int) -> None:
        super().__init__()
        self._document_id = document_id
        self._document: Document | None = None
        self._sendings: list[Sending] = []

    def title_shown(self) -> str:
        return _("Document: {number}").format(number=self._document.number if self._document else "")

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Plain(id="history")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def on_screen_resume(self) -> None:
        self.work(self._show, "show")

    async def _show(self) -> None:
        found = await self.bridge.call(load_history, self.bridge.garage, self._document_id)
        self._document, self._sendings = found
        if self._document is None:
            self.dismiss(None)
            return
        self.retitle()
        lines = ["", *_document_lines(self._document), ""]
        for sending in self._sendings:
            lines += [*_sending_lines(sending), ""]
        if not self._sendings:
            lines.append(_("It was never sent. Esc, then @ sends it."))
        self.query_one("#history", Plain).say("\n".join(f"   {line}" if line else "" for line in lines))
        if self._in_doubt:
            self.say(_("Nobody can say whether it arrived: Enter settles that."))

    @property
    def _in_doubt(self) -> bool:
        return self._document is not None and self._document.state is SendingState.IN_DOUBT

    def action_open(self) -> None:
        """Settle the sending in doubt."""
        if self._in_doubt and self._sendings:
            self.work(partial(self._settle, self._sendings[0].message), "settle")

    async def _settle(self, message: int) -> None:
        lines = await self.bridge.call(self.bridge.store.messages.lines, [message])
        if lines and lines[0].mailing_id is not None:
            self.app.push_screen(DoubtDialog(lines[0].mailing_id, message))


def _document_lines(document: Document) -> list[str]:
    amount = -document.total if document.kind is DocumentKind.CREDIT_NOTE else document.total
    lines = [
        _("{kind} {number} of {day}").format(
            kind=kind_word(document.kind), number=document.number, day=format_day(document.date)
        ),
        f"{document.client_name or document.buyer.name}   {format_amount(amount, document.currency)}",
    ]
    if document.client_id is None:
        lines.append(_("It has no client yet: m in the ledger says whose it is."))
    if document.due:
        lines.append(_("Due on {day}").format(day=format_day(document.due)))
    if document.payment_reference:
        lines.append(_("Communication: {reference}").format(reference=document.payment_reference))
    if document.iban:
        lines.append(_("To pay to {iban}").format(iban=document.iban))
    if document.paid:
        lines.append(_("Paid"))
    names = ", ".join(file.name for file in document.files) or _("none: there is nothing to send")
    lines.append(_("Files: {names}").format(names=names))
    return lines


def _sending_lines(sending: Sending) -> list[str]:
    lines = [
        _("{moment}  to {address}").format(moment=short_moment(sending.queued_at), address=sending.to),
        f"   {_outcome(sending)}",
    ]
    if sending.documents > 1:
        lines.append(
            "   "
            + ngettext(
                "in one mail with {count} other document",
                "in one mail with {count} other documents",
                sending.documents - 1,
            ).format(count=sending.documents - 1)
        )
    if sending.reason:
        lines.append(f"   {reason_words(sending.reason)}")
    if sending.bounce is not None:
        words = _("The address {bounced}. {detail}")
        lines.append(
            "   " + words.format(bounced=suppression_words(sending.bounce), detail=sending.bounce.detail)
        )
    lines += [f"      {line}" for attempt in sending.attempts for line in _attempt_lines(attempt)]
    if not sending.attempts and (words := _server_words(sending)):
        lines.append(f"      {words}")
    return lines


def _outcome(sending: Sending) -> str:
    if sending.accepted_at is not None:
        return _("accepted by the mail server on {moment}").format(moment=format_moment(sending.accepted_at))
    return state_word(sending.outbox_state)


def _server_words(found: Sending | SendingAttempt) -> str:
    return " ".join(str(part) for part in (found.code or "", found.reply) if part)


def _attempt_lines(attempt: SendingAttempt) -> list[str]:
    head = f"{short_moment(attempt.at)}  {state_word(attempt.outcome)}  ({attempt.phase.upper()})"
    return [head, *(f"   {line}" for line in _server_words(attempt).split("\n") if line)]
