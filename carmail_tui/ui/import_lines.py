"""What an import answers, row by row and document by document, in words; for both faces."""

from collections.abc import Sequence
from decimal import Decimal

from carmail_tui.documents.document import Document, DocumentKind
from carmail_tui.documents.matching import Candidates, Matched
from carmail_tui.i18n import _, current_language, ngettext, visible
from carmail_tui.i18n.format import format_amount, format_count, short_day
from carmail_tui.i18n.import_words import (
    candidate_words,
    disagreement_words,
    fault_words,
    field_word,
    field_words,
    matched_word,
    meant_words,
    read_words,
    reason_word,
)
from carmail_tui.reading.client_list import Note
from carmail_tui.reading.import_history import ImportLine, RunState
from carmail_tui.reading.imported import ImportedClient, ImportedDocument


def client_remarks(row: ImportedClient) -> list[str]:
    """Why a row was left out, what it changes, what could not be read in it, what stays."""
    words = [reason_word(row.reason.value)] if row.reason else []
    words += [
        f"{field_word(change.field)}: {_shown(change.before)} → {_shown(change.after)}"
        for change in row.changes
    ]
    words += [_note_words(note) for note in row.notes]
    if row.kept:
        words.append(_("corrected by hand, stays: {fields}").format(fields=field_words(row.kept)))
    return words


def _note_words(note: Note) -> str:
    text = visible(note.text, 40)
    if note.suggestion:
        return meant_words(note.fault.value, text, visible(note.suggestion, 40))
    return fault_words(note.fault.value, text)


def _shown(text: str) -> str:
    return visible(text, 40) or "-"


def client_words(row: ImportedClient) -> str:
    """By what the client was found again, and all remarks, on one line."""
    found = [_("by {what}").format(what=matched_word(row.matched_by.value))] if row.matched_by else []
    return "; ".join([*found, *client_remarks(row)])


def client_details(row: ImportedClient) -> list[str]:
    """All there is to say about a row."""
    lines = [_("Line {line} of {file}").format(line=format_count(row.line), file=visible(row.path.name, 40))]
    if row.matched_by:
        lines.append(_("Found again by {what}.").format(what=matched_word(row.matched_by.value)))
    return lines + client_remarks(row)


def document_title(answer: ImportedDocument) -> str:
    """The document on one line, or the files that gave none."""
    document = answer.document
    if document is None:
        return ", ".join(visible(path.name, 60) for path in answer.paths)
    amount = ""
    if was_read(answer, "total"):
        amount = format_amount(signed_total(document), document.currency, current_language())
    who = visible(answer.client or document.buyer.name, 28)
    return f"{visible(document.number, 16):<16} {short_day(document.date):<8} {who:<28} {amount:>14}"


def document_remarks(answer: ImportedDocument) -> list[str]:
    """Why it is where it is: by what its client was found, conflicts, what could not be read."""
    if answer.document is None:
        assert answer.reason is not None
        return [f"{reason_word(answer.reason.value)} {visible(answer.detail, 60)}".rstrip()]
    words: list[str] = []
    if isinstance(answer.match, Matched):
        words.append(_("client found by {what}").format(what=matched_word(answer.match.by.value)))
    if answer.created:
        words.append(_("card made from the buyer"))
    if answer.address:
        words.append(_("address added: {email}").format(email=visible(answer.address, 60)))
    if answer.unmatched:
        names = ", ".join(_likely(answer))
        words.append(
            _("no client yet; perhaps: {names}").format(names=names) if names else _("no client yet")
        )
    words += [
        disagreement_words(d.about.value, visible(d.known, 60), visible(d.said, 60))
        for d in answer.disagreements
    ]
    words += [fault_words(fault.kind.value, visible(fault.place, 60)) for fault in answer.faults]
    return words + ([read_words(answer.confidence)] if answer.confidence else [])


def _likely(answer: ImportedDocument) -> list[str]:
    """The candidates with what led to each, and how much the buyer looks like it."""
    offered = answer.match.offered if isinstance(answer.match, Candidates) else ()
    return [
        f"{visible(c.client.names[0] if c.client.names else '', 30)} ({candidate_words(c.by, c.score)})"
        for c in offered
    ]


def was_read(answer: ImportedDocument, field: str) -> bool:
    """Whether a document has a field: one that was read from pages may not, and a zero would be invented."""
    return not answer.confidence or field in answer.confidence


def document_details(answer: ImportedDocument) -> list[str]:
    """All there is to say about a document or a file."""
    paths = [visible(str(path), 120) for path in answer.paths]
    document = answer.document
    if document is None:
        return [*paths, *document_remarks(answer)]
    who = _("{seller} to {buyer}").format(
        seller=visible(document.seller.name, 60), buyer=visible(document.buyer.name, 60)
    )
    return [document_title(answer), who, *document_remarks(answer), *paths]


def candidates(answer: ImportedDocument) -> list[str]:
    """Who the client might be."""
    if not isinstance(answer.match, Candidates):
        return []
    return [client.names[0] for client in answer.match.clients if client.names]


def signed_total(document: Document) -> Decimal:
    """The amount; that of a credit note is negative."""
    return -document.total if document.kind is DocumentKind.CREDIT_NOTE else document.total


def run_words(line: ImportLine) -> str:
    """What an import brought in, for a line of the list of imports."""
    if line.state is RunState.UNDONE:
        return _("undone")
    if line.state is RunState.RUNNING:
        return _("under way")
    if line.state is RunState.BROKEN_OFF:
        return _("broken off: u takes back what came in")
    new, updated = line.counts.get("new", 0), line.counts.get("updated", 0) + line.counts.get("joined", 0)
    return _("{new} new, {updated} updated").format(new=format_count(new), updated=format_count(updated))


def done_sentence(counts: Sequence[tuple[str, int]], *, run: int | None) -> str:
    """How an import ended."""
    told = sum(count for outcome, count in counts if outcome in {"new", "updated", "joined"})
    if run is None or not told:
        return _("Nothing was changed: all of it is there already.")
    words = ngettext("{count} brought in or updated. u takes it back.",
                     "{count} brought in or updated. u takes it back.", told)  # fmt: skip
    return words.format(count=format_count(told))
