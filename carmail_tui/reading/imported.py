"""What became of what was read: the answers of an import, or of a dry run, which would become it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from carmail_tui.documents.document import Document
from carmail_tui.documents.matching import Match, MatchedBy
from carmail_tui.documents.ownership import Disagreement
from carmail_tui.reading.client_list import Note, SkippedRow, SkipReason
from carmail_tui.reading.documents import Unread, Unreadable, Verdict
from carmail_tui.reading.einvoice import Fault
from carmail_tui.recipients.merging import Change


class ClientOutcome(StrEnum):
    """What became of a row of a client list."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class ImportedClient:
    """A row of a client list, by the line on which it begins, and what became of it.

    `matched_by` says by what a client who was there was found; `kept` names the fields in which the row says
    something else, and what a person corrected stays; `reason` why a row was skipped, and `name` is
    then its beginning.
    """

    path: Path
    line: int
    outcome: ClientOutcome
    name: str
    client_id: int | None = None
    matched_by: MatchedBy | None = None
    changes: tuple[Change, ...] = ()
    kept: tuple[str, ...] = ()
    reason: SkipReason | None = None
    notes: tuple[Note, ...] = ()

    @classmethod
    def skipped(cls, row: SkippedRow) -> "ImportedClient":
        """A row that gave no client."""
        return cls(row.path, row.line, ClientOutcome.SKIPPED, row.text, reason=row.reason)


@dataclass(frozen=True, slots=True)
class ClientImport:
    """The answer of an import of clients, in the order of the rows; `run` is the number to undo it by."""

    rows: tuple[ImportedClient, ...]
    dry_run: bool = False
    run: int | None = None

    def count(self, outcome: ClientOutcome) -> int:
        """How many rows had this outcome."""
        return sum(row.outcome is outcome for row in self.rows)


class DocumentOutcome(StrEnum):
    """What became of a document, or of a file that gave none."""

    NEW = "new"
    JOINED = "joined"
    """Files were added to a document of the ledger."""
    UPDATED = "updated"
    """Something else became known of it: its client, a due date."""
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    """Files contradict each other or the ledger; nothing was replaced."""
    NOT_OURS = "not_ours"
    INCOMPLETE = "incomplete"
    TO_CONFIRM = "to_confirm"
    """Read from the pages of a PDF, which is never certain: in the ledger only after a person's yes."""
    TO_FILL_IN = "to_fill_in"
    """A PDF of which too little was read."""
    NOT_READ_YET = "not_read_yet"
    NOT_A_DOCUMENT = "not_a_document"
    REJECTED = "rejected"


IN_LEDGER = frozenset(
    {DocumentOutcome.NEW, DocumentOutcome.JOINED, DocumentOutcome.UPDATED, DocumentOutcome.UNCHANGED}
)
"""The outcomes of a document that is in the ledger."""

_BY_VERDICT = {
    Verdict.OPAQUE_PDF: DocumentOutcome.TO_FILL_IN,
    Verdict.NOT_READ_YET: DocumentOutcome.NOT_READ_YET,
    Verdict.NOT_A_DOCUMENT: DocumentOutcome.NOT_A_DOCUMENT,
    Verdict.INCOMPLETE: DocumentOutcome.INCOMPLETE,
}


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """A document with the files that told of it, and what became of it.

    `document` is as it stands in the ledger (or would), with all its files; None where a file gave none.
    `client` is the name of its client. `match` is what was found where it had none before, `created` that a
    card was made from the buyer, `address` the buyer's address that joined the address book.
    """

    outcome: DocumentOutcome
    paths: tuple[Path, ...]
    document: Document | None = None
    client: str = ""
    match: Match | None = None
    created: bool = False
    address: str = ""
    disagreements: tuple[Disagreement, ...] = ()
    faults: tuple[Fault, ...] = ()
    reason: Unreadable | None = None
    detail: str = ""
    confidence: Mapping[str, float] = field(default_factory=dict)
    """How sure the fields are that were read from the pages of a PDF."""

    @classmethod
    def unread(cls, file: Unread) -> "ImportedDocument":
        """A file that gave no document."""
        outcome = _BY_VERDICT.get(file.verdict, DocumentOutcome.REJECTED)
        return cls(outcome, (file.path,), reason=file.reason, detail=file.detail)

    @property
    def in_ledger(self) -> bool:
        """Whether the document is in the ledger now."""
        return self.outcome in IN_LEDGER

    @property
    def unmatched(self) -> bool:
        """Whether it is in the ledger without a client."""
        return self.in_ledger and self.document is not None and self.document.client_id is None


@dataclass(frozen=True, slots=True)
class DocumentImport:
    """The answer of an import of documents: what is in the ledger first, then what is not.

    `run` is the number to undo it by.
    """

    documents: tuple[ImportedDocument, ...]
    dry_run: bool = False
    run: int | None = None

    @property
    def counts(self) -> Counter[DocumentOutcome]:
        """How many had each outcome."""
        return Counter(document.outcome for document in self.documents)
