"""What an import answers: a line each on standard output, sentences for people on standard error."""

import json
import sys
from collections.abc import Sequence
from typing import Any

from carmail_tui.documents.document import Document, DocumentKind
from carmail_tui.documents.matching import Candidates, Matched
from carmail_tui.i18n import _, current_language, ngettext, visible
from carmail_tui.i18n.format import format_amount, short_day
from carmail_tui.i18n.import_words import (
    candidate_words,
    disagreement_words,
    fault_words,
    matched_word,
    meant_words,
    outcome_word,
    read_words,
    reason_word,
)
from carmail_tui.reading.client_list import ClientList, Note
from carmail_tui.reading.imported import (
    ClientImport,
    ClientOutcome,
    DocumentImport,
    DocumentOutcome,
    ImportedClient,
    ImportedDocument,
)
from carmail_tui.reading.names import shown_path
from carmail_tui.reading.tables import TableError

_QUIET = frozenset({DocumentOutcome.NOT_OURS, DocumentOutcome.NOT_A_DOCUMENT})
"""What is kept out as it should be: it does not make an import one in part."""


def report_clients(
    answer: ClientImport,
    lists: Sequence[ClientList],
    refused: Sequence[TableError],
    *,
    as_json: bool,
) -> int:
    """Print the answer and give the exit status."""
    for row in answer.rows:
        if as_json:
            _print_json(_client_record(row))
        elif row.outcome is not ClientOutcome.UNCHANGED or row.notes:
            print(_client_line(row))
    for error in refused:
        if as_json:
            _print_json({"path": shown_path(error.path), "outcome": "refused", "reason": error.fault.value})
        _say(error.sentence())
    for one in lists:
        _say_columns(one)
    _say_counts([(o.value, answer.count(o)) for o in ClientOutcome], dry_run=answer.dry_run)
    done = sum(row.outcome is not ClientOutcome.SKIPPED for row in answer.rows)
    return _status(done, len(refused) + answer.count(ClientOutcome.SKIPPED))


def report_documents(answer: DocumentImport, *, as_json: bool) -> int:
    """Print the answer and give the exit status."""
    for document in answer.documents:
        if as_json:
            _print_json(_document_record(document))
        else:
            print("\n".join(_document_lines(document)))
    counts = answer.counts
    _say_counts([(o.value, counts[o]) for o in DocumentOutcome], dry_run=answer.dry_run)
    if unmatched := sum(document.unmatched for document in answer.documents):
        sentence = ngettext(
            "{count} document has no client yet. Match it in the ledger, or make cards from buyers with "
            "--create-clients.",
            "{count} documents have no client yet. Match them in the ledger, or make cards from buyers with "
            "--create-clients.",
            unmatched,
        )
        _say(sentence.format(count=unmatched))
    if unsure := answer.counts[DocumentOutcome.TO_CONFIRM]:
        sentence = ngettext(
            "{count} document was read from the pages of a PDF. If all is right, take it with "
            "--accept-read-pdfs.",
            "{count} documents were read from the pages of PDFs. If all is right, take them with "
            "--accept-read-pdfs.",
            unsure,
        )
        _say(sentence.format(count=unsure))
    done = sum(document.in_ledger for document in answer.documents)
    missed = sum(not d.in_ledger and d.outcome not in _QUIET for d in answer.documents)
    return _status(done, missed)


def _status(done: int, missed: int) -> int:
    if not done:
        return 3
    return 1 if missed else 0


def _client_record(row: ImportedClient) -> dict[str, Any]:
    return {
        "path": shown_path(row.path),
        "line": row.line,
        "outcome": row.outcome.value,
        "name": row.name,
        "matched_by": row.matched_by and row.matched_by.value,
        "changes": {change.field: [change.before, change.after] for change in row.changes},
        "reason": row.reason and row.reason.value,
        "notes": [_note_record(note) for note in row.notes],
    }


def _note_words(note: Note) -> str:
    text = visible(note.text, 40)
    if note.suggestion:
        return meant_words(note.fault.value, text, visible(note.suggestion, 40))
    return fault_words(note.fault.value, text)


def _note_record(note: Note) -> dict[str, str]:
    record = {"fault": note.fault.value, "field": note.field.value, "text": note.text}
    return record | {"suggestion": note.suggestion} if note.suggestion else record


def _client_line(row: ImportedClient) -> str:
    words = [reason_word(row.reason.value)] if row.reason else []
    words += [
        f"{change.field}: {visible(change.before, 40)} → {visible(change.after, 40)}"
        for change in row.changes
    ]
    words += [_note_words(note) for note in row.notes]
    place = f"{visible(row.path.name, 40)}:{row.line}"
    outcome = outcome_word(row.outcome.value)
    return f"{outcome:<12} {place:<24} {visible(row.name, 40)}  {'; '.join(words)}".rstrip()


def _document_record(answer: ImportedDocument) -> dict[str, Any]:
    document = answer.document
    record: dict[str, Any] = {
        "outcome": answer.outcome.value,
        "paths": [shown_path(path) for path in answer.paths],
        "reason": answer.reason and answer.reason.value,
        "detail": answer.detail,
    }
    if document is None:
        return record
    return record | {
        "number": document.number,
        "kind": document.kind.value,
        "date": document.date and document.date.isoformat(),
        "due": document.due and document.due.isoformat(),
        "seller": document.seller.name,
        "buyer": document.buyer.name,
        "client": answer.client or None,
        "matched_by": answer.match.by.value if isinstance(answer.match, Matched) else None,
        "candidates": _candidates(answer),
        "created": answer.created or None,
        "address_added": answer.address,
        "amount": f"{_signed(document):.2f}" if _was_read(answer, "total") else None,
        "currency": document.currency if _was_read(answer, "currency") else None,
        "files": [file.name for file in document.files],
        "conflict": [
            {"about": d.about.value, "known": d.known, "said": d.said} for d in answer.disagreements
        ],
        "faults": [{"fault": fault.kind.value, "place": fault.place} for fault in answer.faults],
        "confidence": dict(answer.confidence),
    }


def _was_read(answer: ImportedDocument, field: str) -> bool:
    """Whether a document has a field: one that was read from pages may not, and a zero would be invented."""
    return not answer.confidence or field in answer.confidence


def _document_lines(answer: ImportedDocument) -> list[str]:
    word = f"{outcome_word(answer.outcome.value):<13}"
    paths = ", ".join(visible(path.name, 60) for path in answer.paths)
    document = answer.document
    if document is None:
        assert answer.reason is not None
        reason = reason_word(answer.reason.value)
        return [f"{word} {paths}: {reason} {visible(answer.detail, 60)}".rstrip()]
    amount = ""
    if _was_read(answer, "total"):
        amount = format_amount(_signed(document), document.currency, current_language())
    who = visible(answer.client or document.buyer.name, 30)
    lines = [
        f"{word} {visible(document.number, 16):<16} {short_day(document.date):<8} {who:<30} {amount:>14}"
    ]
    files = ", ".join(visible(file.name, 60) for file in document.files) or paths
    return lines + [f"    {text}" for text in (files, *_remarks(answer)) if text]


def _remarks(answer: ImportedDocument) -> list[str]:
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
    if answer.confidence:
        words.append(read_words(answer.confidence))
    return words


def _likely(answer: ImportedDocument) -> list[str]:
    """The candidates with what led to each, and how much the buyer looks like it."""
    offered = answer.match.offered if isinstance(answer.match, Candidates) else ()
    return [
        f"{visible(c.client.names[0] if c.client.names else '', 30)} ({candidate_words(c.by, c.score)})"
        for c in offered
    ]


def _candidates(answer: ImportedDocument) -> list[str]:
    if not isinstance(answer.match, Candidates):
        return []
    return [client.names[0] for client in answer.match.clients if client.names]


def _signed(document: Document) -> Any:
    return -document.total if document.kind is DocumentKind.CREDIT_NOTE else document.total


def _say_columns(one: ClientList) -> None:
    taken = ", ".join(f"{field.value} = {visible(names[0], 30)}" for field, names in one.columns.items())
    _say(_("{file}: {columns}.").format(file=visible(one.table.path.name, 60), columns=taken))
    if one.unknown:
        unknown = ", ".join(visible(name, 30) for name in one.unknown)
        _say(_("Columns not used: {names}.").format(names=unknown))


def _say_counts(counts: Sequence[tuple[str, int]], *, dry_run: bool) -> None:
    told = ", ".join(f"{outcome_word(outcome)} {count}" for outcome, count in counts if count)
    if not told:
        _say(_("Nothing was imported."))
    elif dry_run:
        _say(_("Nothing was changed. An import would give: {counts}.").format(counts=told))
    else:
        _say(_("Imported: {counts}.").format(counts=told))


def _print_json(record: dict[str, Any]) -> None:
    """One line of JSON, without the keys that say nothing."""
    kept = {key: value for key, value in record.items() if value not in (None, "", [], {})}
    print(json.dumps(kept, ensure_ascii=False))


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
