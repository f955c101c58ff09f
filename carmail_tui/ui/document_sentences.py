"""How the screens word documents: the filters as a sentence, why a line stops, what became of a sending."""

from collections.abc import Iterable
from datetime import date

from rich.cells import cell_len

from carmail_tui.delivery.message import MessageLine
from carmail_tui.delivery.states import State
from carmail_tui.documents.addresses import AddressChoice
from carmail_tui.documents.document import Document, DocumentKind, Refusal, SendingState
from carmail_tui.documents.listing import LedgerFilters, LedgerSummary
from carmail_tui.documents.plan import Earlier
from carmail_tui.documents.seatbelt import Gap
from carmail_tui.documents.send import Examined, LineOutcome, Stop
from carmail_tui.i18n import N_, _, current_language, ngettext, visible
from carmail_tui.i18n.bounce_words import cause_word
from carmail_tui.i18n.document_words import (
    contradiction_sentence,
    gap_sentence,
    obstacle_word,
    source_word,
    stop_word,
)
from carmail_tui.i18n.format import format_amount, format_count, short_day, short_moment
from carmail_tui.i18n.reasons import reason_word, state_word
from carmail_tui.recipients.client import Setback, Suppression, SuppressionReason
from carmail_tui.ui.documents import TakenBack
from carmail_tui.ui.mailing import HOLD_SECONDS

KINDS = {DocumentKind.INVOICE: N_("Invoice"), DocumentKind.CREDIT_NOTE: N_("Cr. note")}
"""The kinds in the eight cells of their column."""


def number_end(number: str, width: int, ellipsis: str) -> str:
    """A document's number in at most `width` cells: of a long one the end, where those of a series differ."""
    shown = visible(number[-100:])
    if cell_len(shown) <= width:
        return shown
    while cell_len(shown) > width - cell_len(ellipsis):
        shown = shown[1:]
    return ellipsis + shown


def filters_sentence(filters: LedgerFilters, today: date, client: str) -> str:
    """What the ledger shows, as a sentence; `client` is the name of the filter's client."""
    if filters == LedgerFilters():
        return _("All documents; f chooses among them")
    kinds = {
        None: N_("all"),
        DocumentKind.INVOICE: N_("invoices"),
        DocumentKind.CREDIT_NOTE: N_("credit notes"),
    }
    parts = [_(kinds[filters.kind])]
    if filters.unsent:
        parts.append(_("not sent"))
    if filters.unpaid:
        parts.append(_("not paid"))
    if filters.unmatched:
        parts.append(_("without a client"))
    if words := period_words(filters, today):
        parts.append(words)
    if filters.client_id is not None:
        parts.append(client)
    sentence = ", ".join(parts)
    return sentence[:1].upper() + sentence[1:]


def period_words(filters: LedgerFilters, today: date) -> str:
    """The period; empty where there is none."""
    first, last = filters.days(today)
    if first and last:
        return _("from {first} to {last}").format(first=short_day(first), last=short_day(last))
    if first:
        return _("since {day}").format(day=short_day(first))
    return _("until {day}").format(day=short_day(last)) if last else ""


def summary_words(count: int, marked: LedgerSummary | None, hidden: int) -> str:
    """How many documents; of the marked ones how many, what they add up to, for how many clients."""
    words = ngettext("{count} document", "{count} documents", count).format(count=format_count(count))
    if marked is None or not marked.count:
        return words
    sums = " + ".join(format_amount(total, currency, current_language()) for currency, total in marked.totals)
    parts = [
        words,
        ngettext("{count} marked, {sums}", "{count} marked, {sums}", marked.count).format(
            count=format_count(marked.count), sums=sums
        ),
        ngettext("{count} client", "{count} clients", marked.clients).format(
            count=format_count(marked.clients)
        ),
    ]
    if hidden:
        parts.append(
            ngettext("({count} of them not listed)", "({count} of them not listed)", hidden).format(
                count=format_count(hidden)
            )
        )
    return "   ".join(parts)


def used_words(choice: AddressChoice) -> str:
    """When an address was last used, or what speaks against it."""
    if choice.suppression is not None:
        return suppression_words(choice.suppression)
    if choice.refusal is not None:
        return refusal_words(choice.refusal)
    if choice.setback is not None:
        return setback_words(choice.setback)
    if choice.last_used is None:
        return _("never used")
    return _("used on {day}").format(day=short_day(choice.last_used.astimezone().date()))


def suppression_words(suppression: Suppression) -> str:
    """Why a mailbox is not written to, and since when."""
    since = short_day(suppression.since)
    if suppression.reason is SuppressionReason.BOUNCED:
        return _("bounced on {day}").format(day=since)
    return _("not written to since {day}").format(day=since)


def setback_words(setback: Setback) -> str:
    """What came back last from a mailbox that is written to all the same."""
    return _("came back on {day}: {cause}").format(
        day=short_day(setback.since), cause=cause_word(setback.cause)
    )


def refusal_words(refusal: Refusal) -> str:
    """Since when a mailbox refuses a document, and why."""
    day = short_day(refusal.at.astimezone().date())
    return _("refused on {day}: {reason}").format(day=day, reason=reason_word(refusal.reason))


def sources_words(choice: AddressChoice) -> str:
    """Where an address comes from."""
    words = ", ".join(source_word(source, choice.label) for source in choice.sources) or _("typed")
    return _("always this one, {source}").format(source=words) if choice.remembered else words


def earlier_sentence(earlier: Earlier) -> str:
    """That a document was sent before: when, and to whom."""
    if earlier.state is SendingState.IN_DOUBT:
        words = _("{number} is in doubt: nobody can say whether it arrived at {address}.")
    elif earlier.state is SendingState.UNDER_WAY:
        words = _("{number} is on its way to {address}.")
    else:
        words = _("{number} was sent on {moment} to {address}.")
    return words.format(number=earlier.document.number, address=earlier.to, moment=short_moment(earlier.at))


def stop_sentences(outcome: LineOutcome) -> list[str]:
    """Why a line was not queued; of a contradiction both sides, a sentence for each."""
    if outcome.stop is Stop.OBSTACLE and outcome.obstacle is not None:
        return [_("Not sent: {reason}.").format(reason=obstacle_word(outcome.obstacle))]
    if outcome.stop is None:
        return []
    if outcome.stop is Stop.ALREADY_SENT:
        return [earlier_sentence(earlier) for earlier in outcome.earlier]
    sentences = [_("Not sent: {reason}.").format(reason=stop_word(outcome.stop))]
    sentences += [
        contradiction_sentence(c.against, c.file, c.expected, c.found) for c in outcome.contradictions
    ]
    return sentences + ([outcome.detail] if outcome.detail else [])


def belt_sentences(found: Examined) -> list[str]:
    """Why the files of a line keep it from leaving."""
    if found.stop is None:
        return []
    sentences = [_("It will not leave: {reason}.").format(reason=stop_word(found.stop))]
    sentences += [
        contradiction_sentence(c.against, c.file, c.expected, c.found) for c in found.contradictions
    ]
    return sentences + ([found.unreadable] if found.unreadable else []) + gap_sentences(found.gaps)


def gap_sentences(gaps: Iterable[Gap]) -> list[str]:
    """What the seat belt could not check, a sentence a file."""
    return [f"{gap_sentence(gap.file, gap.why, gap.what)}." for gap in gaps]


def departure_sentence(documents: Iterable[Document], to: str) -> str:
    """That a message leaves after its hold, to whom, and how it is taken back."""
    numbers = ", ".join(document.number for document in documents)
    words = _("{numbers} to {address}: leaves in {seconds} s. u takes it back.")
    return words.format(numbers=numbers, address=to, seconds=HOLD_SECONDS)


def taken_back_sentence(taken: TakenBack) -> str:
    """What taking back did."""
    if not taken.count:
        return _("It has left already, and does not come back.")
    words = ngettext("{count} message taken back.", "{count} messages taken back.", taken.count).format(
        count=format_count(taken.count)
    )
    if not taken.gone:
        return _("{words} Nothing has left.").format(words=words)
    gone = ngettext("{count} had left already.", "{count} had left already.", taken.gone)
    return f"{words} {gone.format(count=format_count(taken.gone))}"


def ending_sentence(numbers: str, message: MessageLine) -> str:
    """What became of the one message of a sending."""
    if message.state is State.SENT:
        return _("{numbers} sent to {address}.").format(numbers=numbers, address=message.envelope_to)
    reason = reason_word(message.reason) or state_word(message.state)
    return _("{numbers} to {address}: {state}, {reason}. Enter tells all.").format(
        numbers=numbers, address=message.envelope_to, state=state_word(message.state), reason=reason
    )
