"""A document of the ledger as plain values, by which an undo tells whether it was changed since."""

from dataclasses import replace
from datetime import date
from typing import Any

from carmail_tui.documents.document import Document
from carmail_tui.store import models
from carmail_tui.store.document_rows import document_columns, to_document, to_document_file


def document_record(document: Document) -> dict[str, Any]:
    """The columns of the document, and the digests of its files."""
    columns = document_columns(document)
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in columns.items()}
    return {**plain, "files": [file.sha256 for file in document.files]}


def record_now(number: int) -> dict[str, Any]:
    """The same of a document as it is in the ledger by now."""
    kept = models.DocumentFile
    files = kept.select().where(kept.document == number).order_by(kept.id)
    document = to_document(models.Document.get_by_id(number))
    return document_record(replace(document, files=tuple(map(to_document_file, files))))
