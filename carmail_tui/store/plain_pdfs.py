"""Invoices that were read from the pages of PDFs: what joins the ledger, and what waits for a person."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from carmail_tui.documents.document import Document
from carmail_tui.documents.ownership import (
    Disagreement,
    disagreements,
    identity,
    is_ours,
    known_as,
    seller_key,
)
from carmail_tui.reading.documents import ReadDocument
from carmail_tui.reading.imported import DocumentOutcome, ImportedDocument
from carmail_tui.recipients.vat import vat_key
from carmail_tui.settings.model import Company
from carmail_tui.store.document_imports import Told, kept_files, load_identities, told_by
from carmail_tui.store.files import FileStore


def settle(
    plain: Sequence[ReadDocument],
    taken: Iterable[Told],
    company: Company | None,
    files: FileStore | None,
    *,
    accept: bool,
) -> tuple[list[Told], list[ImportedDocument]]:
    """What of them the ledger takes, and the answers about the rest. Needs an open connection.

    A PDF whose number, kind, amount and seller are those of a document of the ledger, or of one in `taken`,
    and which contradicts it in nothing, joins it as a file and tells nothing else. Any other enters only
    where a person said yes (`accept`), and only whole: number, day, amount, and a seller who is ours.
    """
    joining: list[Told] = []
    waiting: list[ImportedDocument] = []
    ours = [(read, known_as(read.invoice.to_document(), company or Company())) for read in plain]
    known = load_identities([identity(document) for _read, document in ours if seller_key(document.seller)])
    known = {identity(told.document): told.document for told in taken} | known
    for read, document in ours:
        row = known.get(identity(document)) if seller_key(document.seller) else None
        differences = _differences(read, document, row) if row is not None else ()
        if row is not None and differences == () and (whole := _with_content(read)):
            joining.append(_file_alone(whole, row, files))
        elif _someone_elses(document, company):
            waiting.append(_answer(read, document, DocumentOutcome.NOT_OURS))
        elif row is None and accept and _complete(read, document, company) and (whole := _with_content(read)):
            joining.append(told_by(whole, company, files))
        else:
            waiting.append(_waiting(read, document, row, differences or ()))
    return joining, waiting


def _differences(read: ReadDocument, document: Document, row: Document) -> tuple[Disagreement, ...] | None:
    """Where the pages contradict the ledger; None where they do not say the amount."""
    if read.invoice.total is None:
        return None
    return disagreements(row, document if read.invoice.currency else replace(document, currency=row.currency))


def _with_content(read: ReadDocument) -> ReadDocument | None:
    """The document with its bytes; None where its file is gone or has changed since it was read."""
    try:
        content = read.path.read_bytes()
    except OSError:
        return None
    return replace(read, content=content) if FileStore.digest(content) == read.sha256 else None


def _file_alone(read: ReadDocument, row: Document, files: FileStore | None) -> Told:
    """The PDF as one more file of a document that is known better from elsewhere."""
    document = replace(row, files=kept_files(read, files), id=None)
    return Told(read.path, document, read.invoice.buyer_address, read.invoice.faults)


def _waiting(
    read: ReadDocument, document: Document, row: Document | None, differences: tuple[Disagreement, ...]
) -> ImportedDocument:
    if row is not None and differences:
        conflict = _answer(read, document, DocumentOutcome.CONFLICT)
        return replace(conflict, document=row, confidence={}, disagreements=differences)
    whole = read.invoice.complete
    return _answer(read, document, DocumentOutcome.TO_CONFIRM if whole else DocumentOutcome.TO_FILL_IN)


def _someone_elses(document: Document, company: Company | None) -> bool:
    """Whether another company sold it for certain: a name that was read may be anything on the page."""
    if company is None or not company.vat or not document.seller.vat:
        return False
    return vat_key(document.seller.vat) != vat_key(company.vat)


def _complete(read: ReadDocument, document: Document, company: Company | None) -> bool:
    if not read.invoice.complete:
        return False
    return bool(seller_key(document.seller)) if company is None else is_ours(document.seller, company)


def _answer(read: ReadDocument, document: Document, outcome: DocumentOutcome) -> ImportedDocument:
    return ImportedDocument(
        outcome, (read.path,), document, faults=read.invoice.faults, confidence=read.invoice.confidence
    )
