"""A document of the ledger as plain values, by which an undo tells whether it was changed since."""

from datetime import date
from typing import Any

from carmail_tui.store import models
from carmail_tui.store.document_rows import document_columns, to_document


def document_record(number: int) -> dict[str, Any]:
    """The columns of the document, and the digests of its files."""
    row = models.Document.get_by_id(number)
    kept = models.DocumentFile
    files = kept.select(kept.sha256).where(kept.document == number).order_by(kept.id).tuples()
    columns = document_columns(to_document(row))
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in columns.items()}
    return {**plain, "files": [file[0] for file in files]}
