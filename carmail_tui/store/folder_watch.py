"""Watching the folder of the settings: new and whole files are read into the ledger, none of them twice."""

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peewee import IntegrityError

from carmail_tui.documents.document import DocumentKind, Party
from carmail_tui.documents.folder import FolderFault, FolderLook
from carmail_tui.documents.ownership import seller_key
from carmail_tui.reading.apart import Apart
from carmail_tui.reading.documents import read_documents
from carmail_tui.reading.imported import DocumentOutcome, ImportedDocument
from carmail_tui.reading.watching import Seen, Stillness, look_at
from carmail_tui.reading.xml import MAXIMUM_BYTES
from carmail_tui.recipients.client import Language
from carmail_tui.settings.model import Settings
from carmail_tui.store.watched import WatchedEntry

if TYPE_CHECKING:
    from carmail_tui.store.store import Store

__all__ = ("FolderWatch",)

_AT_ONCE = 25
"""Files in one transaction: what else wants to write waits no longer than for these."""


@dataclass(slots=True)
class FolderWatch:
    """The watch of one interface: it remembers what the look before saw. Not for two threads at once."""

    store: "Store"
    _still: Stillness = field(default_factory=Stillness)
    _done: set[Seen] = field(default_factory=set)
    _waiting: list[Seen] = field(default_factory=list)
    _apart: Apart = field(default_factory=Apart)

    def look(self, settings: Settings) -> FolderLook:
        """Look at the folder, and read some of what is new and whole. With `more`, `go_on` reads the next."""
        folder = settings.documents.folder
        if not folder:
            return FolderLook()
        if not (settings.company.vat or settings.company.name):
            return FolderLook(fault=FolderFault.COMPANY)
        try:
            seen = look_at(Path(folder))
        except (OSError, ValueError):
            return FolderLook(fault=FolderFault.FOLDER)
        whole = [one for one in self._still.whole(seen, time.time()) if one not in self._done]
        # What is no longer there need not be remembered.
        self._done &= set(seen)
        known = self.store.watched.known(whole, seller_key(_us(settings)))
        self._done |= known
        self._waiting = [one for one in whole if one not in known]
        return self.go_on(settings)

    def go_on(self, settings: Settings) -> FolderLook:
        """Read some more of what the last look found."""
        try:
            return self._go_on(settings)
        finally:
            if not self._waiting:
                # It is started anew by the next file: nothing stays in memory between the mornings.
                self._apart.close()

    def _go_on(self, settings: Settings) -> FolderLook:
        part, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        company, watched = seller_key(_us(settings)), self.store.watched
        # Another interface may have been here since the look.
        known = watched.known(part, company)
        self._done |= known
        part = [one for one in part if one not in known]
        if not part:
            return FolderLook(more=bool(self._waiting))
        digests = {one: digest for one in part if (digest := _digest(one)) is not None}
        before = watched.outcomes(digests.values(), company)
        again = {one: before[digest] for one, digest in digests.items() if digest in before}
        try:
            answers = self._read([one for one in digests if one not in again], settings)
        except IntegrityError:
            # Another interface brought the same document in within this moment; the next look joins it.
            return FolderLook(more=bool(self._waiting))
        for one, entry in again.items():
            # A copy, or the same file under another name: it was told of.
            watched.record(one, digests[one], replace(entry, path=one.path, shown=True), company)
        for one, entry in answers:
            watched.record(one, digests[one], entry, company)
        self._done |= set(digests)
        return FolderLook(len(digests), bool(self._waiting))

    def forget_left_out(self) -> int:
        """Read again, at the next look, what is not in the ledger; how many files these are."""
        forgotten = self.store.watched.forget_left_out()
        self._done = set()
        return forgotten

    def _read(self, files: list[Seen], settings: Settings) -> list[tuple[Seen, WatchedEntry]]:
        """Bring these files in; what became of each."""
        by_path = {Path(one.path): one for one in files}
        codes = {language.value: language for language in Language}
        answer = self.store.imports.documents(
            read_documents(by_path, self._apart),
            settings.company,
            language=codes.get(settings.language, Language.FRENCH),
            source=settings.documents.folder,
        )
        return [
            (by_path[path], entry)
            for document in answer.documents
            for path, entry in _entries(document)
            if path in by_path
        ]


def _us(settings: Settings) -> Party:
    return Party(settings.company.name, settings.company.vat)


def _digest(seen: Seen) -> str | None:
    """The SHA-256 of the file; None where it cannot be read now, and is looked at again. Too large: empty."""
    if seen.size > MAXIMUM_BYTES:
        return ""
    try:
        return hashlib.sha256(Path(seen.path).read_bytes()).hexdigest()
    except OSError:
        return None


def _entries(answer: ImportedDocument) -> Iterable[tuple[Path, WatchedEntry]]:
    """An entry for each file of a document; a new document is news once, however many files it has."""
    told = _told(answer)
    for position, path in enumerate(answer.paths):
        outcome = answer.outcome
        if position and outcome is DocumentOutcome.NEW:
            outcome = DocumentOutcome.JOINED
        yield path, WatchedEntry(str(path), outcome, told)


def _told(answer: ImportedDocument) -> dict[str, Any]:
    document = answer.document
    told: dict[str, Any] = {
        "reason": answer.reason.value if answer.reason else "",
        "detail": answer.detail,
        "faults": [[fault.kind.value, fault.place] for fault in answer.faults],
        "conflict": [[d.about.value, d.known, d.said] for d in answer.disagreements],
    }
    if document is not None:
        credit = document.kind is DocumentKind.CREDIT_NOTE
        told |= {
            "id": document.id,
            "number": document.number,
            "client": answer.client or document.client_name or document.buyer.name,
            "matched": document.client_id is not None,
            "amount": str(-document.total if credit else document.total),
            "currency": document.currency,
        }
    return {key: value for key, value in told.items() if value not in ("", [], None)}
