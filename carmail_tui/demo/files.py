"""The files of the demo garage's documents, made when somebody needs them."""

import errno
from collections.abc import Callable, Sequence
from typing import Protocol

from carmail_tui.demo.lines import sale
from carmail_tui.documents.document import Document, DocumentFile
from carmail_tui.recipients.client import Client
from carmail_tui.settings.model import Company

__all__ = ("FILE_SCHEME", "make_file", "maker")

FILE_SCHEME = "demo:"
"""Begins the path of a file that is made on first need: `demo:2026-0001.pdf`."""


class Documents(Protocol):
    """What is needed of the ledger."""

    def by_number(self, number: str) -> Sequence[Document]:
        """The documents with this number."""
        ...


class Clients(Protocol):
    """What is needed of the clients."""

    def get(self, client_id: int) -> Client | None:
        """The card of a client."""
        ...


def make_file(document: Document, client: Client | None, file: DocumentFile, company: Company) -> bytes:
    """The bytes of `file`, PDF or XML by its media type; the same ones each time."""
    from carmail_tui.demo.pdf import make_pdf
    from carmail_tui.demo.ubl import make_ubl

    make = make_pdf if file.media_type == "application/pdf" else make_ubl
    return make(document, client, company, sale(document, client))


def maker(ledger: Documents, clients: Clients, company: Company) -> Callable[[DocumentFile], bytes]:
    """What makes the file whose path begins with FILE_SCHEME.

    It raises FileNotFoundError where no document has the file any more.
    """

    def make(file: DocumentFile) -> bytes:
        number = file.path.removeprefix(FILE_SCHEME).rpartition(".")[0]
        for document in ledger.by_number(number):
            if any(known.path == file.path for known in document.files):
                client = clients.get(document.client_id) if document.client_id else None
                return make_file(document, client, file, company)
        raise FileNotFoundError(errno.ENOENT, "no document has this file", file.name)

    return make
