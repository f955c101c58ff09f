"""What an import answers: a line each on standard output, sentences for people on standard error."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from carmail_tui.documents.matching import Matched
from carmail_tui.i18n import _, ngettext, visible
from carmail_tui.i18n.format import format_count, short_moment
from carmail_tui.i18n.import_words import (
    kept_words,
    outcome_counts,
    outcome_word,
    run_state_word,
    undone_sentence,
)
from carmail_tui.reading.client_list import Note
from carmail_tui.reading.import_history import ImportLine, RunState, Undone
from carmail_tui.reading.imported import (
    ClientOutcome,
    DocumentImport,
    DocumentOutcome,
    ImportedClient,
    ImportedDocument,
)
from carmail_tui.reading.names import shown_path
from carmail_tui.reading.opened import OpenedList
from carmail_tui.reading.tables import TableError
from carmail_tui.ui.import_lines import (
    candidates,
    client_remarks,
    document_remarks,
    document_title,
    signed_total,
    was_read,
)

_QUIET = frozenset({DocumentOutcome.NOT_OURS, DocumentOutcome.NOT_A_DOCUMENT})
"""What is kept out as it should be: it does not make an import one in part."""


_PRINTED = 1000
"""So many lines of each outcome are printed for people; the rest is counted."""


class ClientLines:
    """Prints what becomes of each row of client lists, as it comes, and the sum at the end."""

    def __init__(self, lists: Sequence[OpenedList], *, as_json: bool, dry_run: bool) -> None:
        self._lists = lists
        self._as_json = as_json
        self._dry_run = dry_run
        self._counts: Counter[ClientOutcome] = Counter()
        self._bar = sys.stderr.isatty() and (as_json or not sys.stdout.isatty())

    def take(self, answers: Sequence[ImportedClient]) -> None:
        """Print some rows."""
        for row in answers:
            self._counts[row.outcome] += 1
            if self._as_json:
                _print_json(_client_record(row))
            elif self._counts[row.outcome] <= _PRINTED and (row.notes or _TOLD.get(row.outcome, True)):
                print(_client_line(row))
        if self._bar:
            share = sum(one.share for one in self._lists) / len(self._lists)
            rows = format_count(self._counts.total())
            print(
                f"\r{'#' * int(share * 40):<40} {share:4.0%} {rows:>12}", end="", file=sys.stderr, flush=True
            )

    def end(self, refused: Sequence[TableError]) -> int:
        """Print how the columns were understood and how it ended; the exit status."""
        if self._bar:
            print(file=sys.stderr)
        for error in refused:
            if self._as_json:
                fault = error.fault.value
                _print_json({"path": shown_path(error.path), "outcome": "refused", "reason": fault})
            _say(error.sentence())
        for one in self._lists:
            _say_columns(one)
        _say_counts([(o.value, self._counts[o]) for o in ClientOutcome], dry_run=self._dry_run)
        skipped = self._counts[ClientOutcome.SKIPPED]
        return _status(self._counts.total() - skipped, len(refused) + skipped)


_TOLD = {ClientOutcome.UNCHANGED: False}


def print_imports(lines: Sequence[ImportLine], *, as_json: bool) -> None:
    """The imports, a line each."""
    for line in lines:
        if as_json:
            _print_json(_import_record(line))
        else:
            counts = outcome_counts(line.counts)
            source = visible(line.source, 30)
            state = f" ({run_state_word(line.state.value)})" if line.state is not RunState.DONE else ""
            print(f"{line.id:>5}  {short_moment(line.at)}  {source:<30}  {counts}{state}".rstrip())
    if not lines:
        _say(_("Nothing was imported yet."))


def report_undone(undone: Undone, *, as_json: bool) -> int:
    """Say what became of an import that was taken back, and give the exit status."""
    if as_json:
        left = [{"name": one.name, "reason": one.reason.value} for one in undone.left]
        record = {"removed": undone.removed, "restored": undone.restored, "left": left}
        _print_json(_import_record(undone.run) | {"state": RunState.UNDONE.value} | record)
    else:
        for one in undone.left:
            print(f"{visible(one.name, 60)}: {kept_words(one.reason.value)}")
    _say(undone_sentence(undone.removed, undone.restored, len(undone.left)))
    return 1 if undone.left else 0


def _import_record(line: ImportLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "kind": line.kind,
        "at": line.at.isoformat(timespec="seconds"),
        "source": line.source,
        "state": line.state.value,
        "counts": dict(line.counts),
    }


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
        "kept": list(row.kept),
        "changes": {change.field: [change.before, change.after] for change in row.changes},
        "reason": row.reason and row.reason.value,
        "notes": [_note_record(note) for note in row.notes],
    }


def _note_record(note: Note) -> dict[str, str]:
    record = {"fault": note.fault.value, "field": note.field.value, "text": note.text}
    return record | {"suggestion": note.suggestion} if note.suggestion else record


def _client_line(row: ImportedClient) -> str:
    words = client_remarks(row)
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
        "candidates": candidates(answer),
        "created": answer.created or None,
        "address_added": answer.address,
        "amount": f"{signed_total(document):.2f}" if was_read(answer, "total") else None,
        "currency": document.currency if was_read(answer, "currency") else None,
        "files": [file.name for file in document.files],
        "conflict": [
            {"about": d.about.value, "known": d.known, "said": d.said} for d in answer.disagreements
        ],
        "faults": [{"fault": fault.kind.value, "place": fault.place} for fault in answer.faults],
        "confidence": dict(answer.confidence),
    }


def _document_lines(answer: ImportedDocument) -> list[str]:
    word = f"{outcome_word(answer.outcome.value):<13}"
    if answer.document is None:
        return [f"{word} {document_title(answer)}: {'; '.join(document_remarks(answer))}"]
    paths = ", ".join(visible(path.name, 60) for path in answer.paths)
    files = ", ".join(visible(file.name, 60) for file in answer.document.files) or paths
    told = [f"    {text}" for text in (files, *document_remarks(answer)) if text]
    return [f"{word} {document_title(answer)}", *told]


def _say_columns(one: OpenedList) -> None:
    taken = ", ".join(
        f"{field.value} = {visible(one.header[numbers[0]], 30)}"
        for field, numbers in one.columns.items()
        if numbers
    )
    _say(_("{file}: {columns}.").format(file=visible(one.path.name, 60), columns=taken))
    if left := one.left_out:
        unknown = ", ".join(visible(name, 30) for name in left)
        _say(_("Columns not used: {names}.").format(names=unknown))


def _say_counts(counts: Sequence[tuple[str, int]], *, dry_run: bool) -> None:
    told = outcome_counts(dict(counts))
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
