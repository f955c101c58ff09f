"""`carmail inspect`: read files without a database, one JSON object a line."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carmail_tui.cli import inspect_addresses, inspect_bounces, inspect_csv, inspect_vcards
from carmail_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from carmail_tui.reading.documents import ReadDocument, Unread
    from carmail_tui.reading.einvoice import References


def add_parser(subparsers: Any) -> None:
    """Add the command and its own `documents`."""
    parser = subparsers.add_parser("inspect", help=_("read files without a database"))
    further = parser.add_subparsers(title=_("commands"), metavar="", required=True)
    documents = further.add_parser(
        "documents",
        help=_("what is in the files of documents"),
        description=_("Reads files and folders and prints what is in each, one JSON object a line."),
    )
    documents.add_argument("paths", nargs="+", metavar="PATH", help=_("files or folders"))
    documents.set_defaults(func=run)
    inspect_csv.add_parser(further)
    inspect_vcards.add_parser(further)
    inspect_addresses.add_parser(further)
    inspect_bounces.add_parser(further)


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each file; 1 where some were refused or not read yet, 3 where no document was read."""
    from carmail_tui.reading.apart import Team
    from carmail_tui.reading.documents import Verdict, read_documents

    read = refused = 0
    with Team() as apart:
        for found in read_documents((Path(path) for path in arguments.paths), apart):
            print(json.dumps(record(found), ensure_ascii=False))
            if found.verdict in {Verdict.INVOICE, Verdict.CREDIT}:
                read += 1
            elif found.verdict is not Verdict.NOT_A_DOCUMENT:
                refused += 1
    sentence = ngettext("{count} document read.", "{count} documents read.", read)
    print(sentence.format(count=read), file=sys.stderr)
    if read == 0:
        return 3
    return 1 if refused else 0


def record(found: "ReadDocument | Unread") -> dict[str, Any]:
    """What is printed for a file; the keys are those that the scorers take. What it has not is left out."""
    from carmail_tui.reading.documents import Unread
    from carmail_tui.reading.names import shown_path

    line: dict[str, Any] = {
        "path": shown_path(Path(os.path.relpath(found.path))),
        "verdict": found.verdict.value,
    }
    if isinstance(found, Unread):
        at = f" (line {found.line})" if found.line else ""
        return line | {"error": f"{found.reason.value}: {found.detail}{at}".rstrip(": ")}
    invoice = found.invoice
    line |= {
        "syntax": invoice.syntax.value,
        "type_code": invoice.type_code,
        "nature": invoice.nature and invoice.nature.value,
        "number": invoice.number,
        "date": invoice.date and invoice.date.isoformat(),
        "due": invoice.due and invoice.due.isoformat(),
        "seller": invoice.seller.name,
        "seller_vat": invoice.seller.vat,
        "buyer": invoice.buyer.name,
        "buyer_vat": invoice.buyer.vat,
        "buyer_email": invoice.buyer.email,
        "buyer_endpoint": invoice.buyer.endpoint,
        "total": None if invoice.total is None else format(invoice.total, "f"),
        "gross": None if invoice.gross is None else format(invoice.gross, "f"),
        "currency": invoice.currency,
        "payment_reference": invoice.payment_reference,
        "iban": invoice.iban,
        "references": _references(invoice.references),
        "confidence": dict(invoice.confidence),
        "attachments": [
            {"name": a.name, "media_type": a.media_type, "bytes": len(a.content), "printed": a.printed}
            for a in invoice.attachments
        ],
        "error": "; ".join(f"{fault.kind.value} {fault.place}".strip() for fault in invoice.faults),
    }
    return {key: value for key, value in line.items() if value not in (None, "", [], {})}


def _references(references: "References") -> dict[str, Any]:
    said = {"invoices": list(references.invoices), "order": references.order, "buyer": references.buyer}
    return {key: value for key, value in said.items() if value}
