"""Documents that were read from files, into the ledger: joined to one row, never contradicting it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from peewee import JOIN

from carmail_tui.documents.document import Document, DocumentFile, Party
from carmail_tui.documents.matching import (
    Candidates,
    Match,
    Matched,
    MatchedBy,
    NoMatch,
    match,
)
from carmail_tui.documents.ownership import (
    Disagreement,
    Identity,
    disagreements,
    identity,
    is_ours,
    joined,
    known_as,
)
from carmail_tui.reading.documents import ReadDocument, Unread
from carmail_tui.reading.einvoice import Fault, PostalAddress
from carmail_tui.reading.imported import DocumentOutcome, ImportedDocument
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Language
from carmail_tui.settings.model import Company
from carmail_tui.store import models
from carmail_tui.store.buyer_cards import can_be_found_again, card_from
from carmail_tui.store.client_index import DatabaseIndex, load_clients
from carmail_tui.store.document_rows import (
    document_columns,
    document_file_columns,
    to_document,
    to_document_file,
)
from carmail_tui.store.files import FileStore, path_of
from carmail_tui.store.import_documents_record import document_record
from carmail_tui.store.import_runs import ImportRuns
from carmail_tui.store.rows import address_columns, client_columns


@dataclass(frozen=True, slots=True)
class Told:
    """What one file told of a document of ours; its bytes are kept elsewhere."""

    path: Path
    document: Document
    address: PostalAddress
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Sorted:
    """What the ledger may take, what it may not, and what was read from the pages of PDFs alone."""

    taken: list[Told]
    left: list[ImportedDocument]
    plain: list[ReadDocument]


def sort_out(
    found: Iterable[ReadDocument | Unread], company: Company | None, files: FileStore | None
) -> Sorted:
    """What files tell, file by file. `files` keeps the bytes of what is taken; None keeps none.

    Without a company every seller is taken.
    """
    taken: list[Told] = []
    left: list[ImportedDocument] = []
    plain: list[ReadDocument] = []
    for read in found:
        if isinstance(read, ReadDocument) and read.plain:
            # Without its bytes: a folder of scans is larger than the memory. Few of them join anything.
            plain.append(replace(read, content=b""))
            continue
        if isinstance(read, Unread):
            left.append(ImportedDocument.unread(read))
            continue
        document = read.invoice.to_document()
        refused = _refused(read, company)
        if refused is not None:
            left.append(ImportedDocument(refused, (read.path,), document, faults=read.invoice.faults))
            continue
        taken.append(told_by(read, company, files))
    return Sorted(taken, left, plain)


def told_by(read: ReadDocument, company: Company | None, files: FileStore | None) -> Told:
    """What a file tells that is complete and ours, with its bytes kept."""
    document = known_as(read.invoice.to_document(), company or Company())
    document = replace(document, files=kept_files(read, files))
    return Told(read.path, document, read.invoice.buyer_address, read.invoice.faults)


def _refused(read: ReadDocument, company: Company | None) -> DocumentOutcome | None:
    if company is not None and not is_ours(read.invoice.seller, company):
        return DocumentOutcome.NOT_OURS
    return None if read.invoice.complete else DocumentOutcome.INCOMPLETE


def kept_files(read: ReadDocument, files: FileStore | None) -> tuple[DocumentFile, ...]:
    """The files of the document: the file itself, and the printed invoices that XML carries."""
    parts = [(read.name, "application/pdf" if read.is_pdf else "application/xml", read.content)]
    parts += [(printed.name, "application/pdf", printed.content) for printed in read.printed]
    return tuple(_kept(name, media_type, content, files) for name, media_type, content in parts)


def _kept(name: str, media_type: str, content: bytes, files: FileStore | None) -> DocumentFile:
    if files is not None:
        path, digest, size = files.put(content)
    else:
        digest, size = FileStore.digest(content), len(content)
        path = path_of(digest)
    return DocumentFile(name, media_type, path, digest, size)


class DocumentImporter:
    """Brings documents into the ledger, within a transaction that is open."""

    def __init__(self, language: Language, runs: ImportRuns, run: int, *, create_clients: bool) -> None:
        """`runs` takes down what the import of number `run` makes and changes."""
        self._runs = runs
        self._run = run
        self._index = DatabaseIndex()
        self._language = language
        self._create_clients = create_clients
        self._known: dict[Identity, Document] = {}
        self._cards: dict[int, Client] = {}
        self._matches: dict[Party, Match] = {}

    def take(self, told: Sequence[Told]) -> list[ImportedDocument]:
        """Bring in what the files told, one answer a document, in the order of the files."""
        groups: dict[Identity, list[Told]] = defaultdict(list)
        for one in told:
            groups[identity(one.document)].append(one)
        self._known = load_identities(list(groups))
        return [answer for group in groups.values() for answer in self._take_one(group)]

    def _take_one(self, group: Sequence[Told]) -> list[ImportedDocument]:
        """The files of one document. Where they contradict the ledger, or each other, nothing is replaced."""
        known = self._known.get(identity(group[0].document))
        if known is None:
            if conflict := _conflict(group[0].document, group):
                paths = tuple(one.path for one in group)
                return [replace(conflict, paths=paths)]
            return [self._insert(group)]
        fitting = [one for one in group if not disagreements(known, one.document)]
        if fitting and _conflict(known, fitting):
            # Each agrees with the ledger, but not with the others: none of them is more right.
            fitting = []
        answers = [self._join(known, fitting)] if fitting else []
        if conflict := _conflict(known, [one for one in group if one not in fitting]):
            answers.append(replace(conflict, client=known.client_name))
        return answers

    def _insert(self, group: Sequence[Told]) -> ImportedDocument:
        document = _together(group[0].document, group)
        document = replace(document, number=identity(document).number)
        answer = self._with_client(document, group)
        assert answer.document is not None
        number = models.Document.insert(**document_columns(answer.document)).execute()
        _write_files(answer.document.files, number)
        self._runs.note_change(self._run, "document", number, None, document_record(answer.document))
        return replace(answer, outcome=DocumentOutcome.NEW, document=replace(answer.document, id=number))

    def _join(self, known: Document, group: Sequence[Told]) -> ImportedDocument:
        answer = self._with_client(_together(known, group), group)
        assert answer.document is not None
        assert known.id is not None
        new = answer.document.files[len(known.files) :]
        columns = document_columns(answer.document)
        differs = columns != document_columns(known)
        _write_files(new, known.id)
        if differs:
            models.Document.update(**columns).where(models.Document.id == known.id).execute()
        if new or differs:
            sides = document_record(known), document_record(answer.document)
            self._runs.note_change(self._run, "document", known.id, *sides)
        outcome = DocumentOutcome.UPDATED if differs or answer.address else DocumentOutcome.UNCHANGED
        return replace(answer, outcome=DocumentOutcome.JOINED if new else outcome)

    def _with_client(self, document: Document, group: Sequence[Told]) -> ImportedDocument:
        """The document with its client, found or made, and its address in the client's book."""
        answer = ImportedDocument(
            DocumentOutcome.NEW,
            tuple(one.path for one in group),
            document,
            faults=tuple(fault for one in group for fault in one.faults),
        )
        if document.client_id is not None:
            return self._addressed(answer, self._card(document.client_id))
        found = self._match(document.buyer)
        if isinstance(found, Matched):
            said = found.by is MatchedBy.DECISION
            answer = replace(answer, document=replace(document, client_decided=said))
            return self._addressed(replace(answer, match=found), self._card(found.client.id))
        nobody = isinstance(found, NoMatch) or (isinstance(found, Candidates) and found.weak)
        if nobody and self._create_clients and can_be_found_again(document.buyer):
            self._matches.clear()
            card = card_from(document.buyer, group[0].address, self._language)
            card = replace(card, id=models.Client.insert(**client_columns(card)).execute())
            assert card.id is not None
            self._runs.note_made(self._run, [card.id])
            return self._addressed(replace(answer, match=found, created=True), card)
        return replace(answer, match=found)

    def _match(self, buyer: Party) -> Match:
        """Whose it is; a garage has many documents of one buyer, and likeness takes a while."""
        if buyer not in self._matches:
            self._matches[buyer] = match(buyer, self._index)
        return self._matches[buyer]

    def _addressed(self, answer: ImportedDocument, client: Client) -> ImportedDocument:
        """The document as that client's; the buyer's own address joins a book that no person tidied."""
        assert answer.document is not None
        assert client.id is not None
        document = replace(answer.document, client_id=client.id)
        email, added = document.buyer.email.strip(), ""
        box = mailbox(email)
        if box and "addresses" not in client.corrected and box not in {a.mailbox for a in client.addresses}:
            address = Address(email, AddressSource.DOCUMENT, box)
            number = models.Address.insert(**address_columns(address, client.id)).execute()
            self._runs.note_change(self._run, "address", number, None, box)
            self._cards[client.id] = replace(client, addresses=(*client.addresses, address))
            added = email
        return replace(answer, document=document, client=client.name, address=added)

    def _card(self, client_id: int) -> Client:
        if client_id not in self._cards:
            self._cards |= load_clients([client_id])
        return self._cards[client_id]


def _conflict(known: Document, group: Sequence[Told]) -> ImportedDocument | None:
    """Where a file contradicts the document, or what the files before it add to it."""
    contrary, found = [], list[Disagreement]()
    so_far = known
    for one in group:
        if against := disagreements(so_far, one.document):
            contrary.append(one)
            found += against
        else:
            so_far = joined(so_far, one.document)
    if not contrary:
        return None
    paths = tuple(one.path for one in contrary)
    return ImportedDocument(DocumentOutcome.CONFLICT, paths, known, disagreements=tuple(dict.fromkeys(found)))


def _together(document: Document, group: Sequence[Told]) -> Document:
    """The document with what all files tell, and each of their files once."""
    files = list(document.files) if document.id is not None else []
    for one in group:
        document = joined(document, one.document)
        for file in one.document.files:
            if file.sha256 not in {known.sha256 for known in files}:
                files.append(replace(file, name=_free_name(file.name, {known.name for known in files})))
    return replace(document, files=tuple(files))


def _free_name(name: str, taken: set[str]) -> str:
    """A name of its own in the mail: a second `15000001.pdf` is `15000001 (2).pdf`."""
    stem, point, ending = name.rpartition(".") if "." in name else (name, "", "")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem} ({number}){point}{ending}"
    return free


def load_identities(sought: Sequence[Identity]) -> dict[Identity, Document]:
    """The documents of the ledger that have one of these identities, with their files."""
    table, client = models.Document, models.Client
    wanted, found = set(sought), dict[Identity, Document]()
    numbers = sorted({one.number for one in sought})
    for start in range(0, len(numbers), 500):
        query = table.select(table, client.name.alias("client_name")).join(client, JOIN.LEFT_OUTER)
        rows = list(query.where(table.number.in_(numbers[start : start + 500])).objects())
        files: dict[int, list[DocumentFile]] = defaultdict(list)
        kept = models.DocumentFile.select().where(models.DocumentFile.document.in_([row.id for row in rows]))
        for file in kept.order_by(models.DocumentFile.id):
            files[file.document_id].append(to_document_file(file))
        for row in rows:
            document = to_document(row, files=tuple(files[row.id]), client_name=row.client_name or "")
            if identity(document) in wanted:
                found[identity(document)] = document
    return found


def _write_files(files: Iterable[DocumentFile], document_id: int) -> None:
    rows = [document_file_columns(file, document_id) for file in files]
    if rows:
        models.DocumentFile.insert_many(rows).execute()
