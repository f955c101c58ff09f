"""`carmail documents`: the ledger, and `carmail documents send`."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carmail_tui.i18n import _, current_language, visible

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.documents.document import Document
    from carmail_tui.documents.listing import LedgerFilters, LedgerLine

_BATCH = 500
_KINDS = ("invoice", "credit_note")


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its own `send`."""
    parser = commands.add_parser(
        "documents",
        help=_("the ledger: invoices and credit notes, and sending them"),
        description=_("Lists the documents of the ledger, the latest first."),
    )
    parser.add_argument("--unsent", action="store_true", help=_("what has not been sent, or came back"))
    parser.add_argument("--number", nargs="+", action="extend", metavar="N", help=_("these numbers alone"))
    parser.add_argument("--kind", choices=_KINDS, help=_("invoices or credit notes alone"))
    parser.add_argument("--unpaid", action="store_true", help=_("what has not been paid"))
    parser.add_argument(
        "--period", metavar="DAYS", help=_("since a day, or between two: 01/11, 3m, 01/10-31/10")
    )
    parser.add_argument("--search", default="", metavar="TEXT", help=_("words of the number or the client"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    parser.add_argument("--csv", type=Path, metavar="FILE", help=_("write them into a CSV file"))
    parser.set_defaults(func=_list)
    _add_send(parser)


def _add_send(parser: argparse.ArgumentParser) -> None:
    further = parser.add_subparsers(title=_("commands"), metavar="")
    send = further.add_parser(
        "send",
        help=_("send documents by mail"),
        description=_(
            "Sends documents to their clients: shows the plan, asks, queues, and waits for the end."
        ),
    )
    which = send.add_mutually_exclusive_group(required=True)
    which.add_argument("--number", nargs="+", action="extend", metavar="N", help=_("these numbers"))
    which.add_argument("--unsent", action="store_true", help=_("all that have not been sent"))
    send.add_argument("--kind", choices=_KINDS, help=_("of these, invoices or credit notes alone"))
    send.add_argument("--to", metavar="ADDRESS", help=_("to this address; for the documents of one client"))
    send.add_argument(
        "--group",
        action=argparse.BooleanOptionalAction,
        default=True,
        help=_("the documents of one client in one mail, or each in its own"),
    )
    send.add_argument("--again", action="store_true", help=_("also what was sent before, or is in doubt"))
    send.add_argument("--dry-run", action="store_true", help=_("show the plan, send nothing"))
    send.add_argument("--yes", action="store_true", help=_("do not ask"))
    send.add_argument("--no-wait", action="store_true", help=_("queue, and leave the delivery to others"))
    send.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    send.set_defaults(func=_send)
    _add_match(further)


def _add_match(further: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    match = further.add_parser(
        "match",
        help=_("say whose the documents without a client are"),
        description=_(
            "Gives the documents without a client to whom they certainly belong, and lists the others with "
            "the clients they may be of. What you say of one is remembered for the next of the same buyer."
        ),
    )
    match.add_argument("--number", nargs="+", action="extend", metavar="N", help=_("these numbers"))
    what = match.add_mutually_exclusive_group()
    what.add_argument("--client", metavar="CODE", help=_("they are of the client with this code"))
    what.add_argument("--client-id", type=int, metavar="ID", help=_("they are of the client with this id"))
    what.add_argument("--make-card", action="store_true", help=_("make a card from the buyer of each"))
    what.add_argument("--forget", action="store_true", help=_("forget what is remembered of their buyers"))
    what.add_argument("--remembered", action="store_true", help=_("list what is remembered"))
    match.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    match.set_defaults(func=_match)


def _match(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.document_matching import match

    return match(arguments)


def _send(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.document_sending import send

    return send(arguments)


def _list(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.clients import write_csv
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.main import ALL_DONE, DONE_IN_PART, NOTHING_DONE, WRONG_USE

    garage = open_garage(arguments)
    filters = _filters(arguments, garage)
    if filters is None:
        return WRONG_USE
    found = list(garage.store.ledger.ids(filters, arguments.search, garage.today))
    missing: list[str] = []
    if arguments.number:
        named, missing = _named(garage, arguments.number)
        wanted = {document.id for document in named}
        found = [document_id for document_id in found if document_id in wanted]
    if arguments.csv:
        from carmail_tui.ui.exporting import export_documents

        status = write_csv(arguments.csv, lambda path: export_documents(garage, path, found))
        if status != ALL_DONE:
            return status
    else:
        for lines in _batches(garage, found, with_files=arguments.json):
            print("\n".join(lines))
    if missing:
        print(missing_sentence(missing), file=sys.stderr)
        return DONE_IN_PART if found else NOTHING_DONE
    return ALL_DONE


def _filters(arguments: argparse.Namespace, garage: "Garage") -> "LedgerFilters | None":
    from carmail_tui.documents.document import DocumentKind
    from carmail_tui.documents.listing import LedgerFilters
    from carmail_tui.recipients.window import parse_window

    period = None
    if arguments.period:
        try:
            period = parse_window(arguments.period, garage.today, back=True)
        except ValueError as error:
            sentence = _("The period cannot be read: {part}. Write 01/11, 3m or 01/10-31/10.")
            print(sentence.format(part=visible(str(error))), file=sys.stderr)
            return None
    kind = DocumentKind(arguments.kind) if arguments.kind else None
    return LedgerFilters(unsent=arguments.unsent, unpaid=arguments.unpaid, kind=kind, period=period)


def _named(garage: "Garage", numbers: Sequence[str]) -> tuple[list["Document"], list[str]]:
    """The documents with these numbers, and the numbers that none has."""
    found = {number: garage.store.ledger.by_number(number) for number in dict.fromkeys(numbers)}
    named = [document for documents in found.values() for document in documents]
    return named, [number for number, documents in found.items() if not documents]


def missing_sentence(numbers: Sequence[str]) -> str:
    """The sentence for numbers that the ledger does not know."""
    return _("Not in the ledger: {numbers}.").format(numbers=", ".join(visible(n, 40) for n in numbers))


def _batches(garage: "Garage", ids: Sequence[int], *, with_files: bool) -> Iterator[list[str]]:
    """The output, a part of the ledger at a time."""
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        lines = garage.store.ledger.lines(part)
        if with_files:
            files = {found.id: [f.name for f in found.files] for found in garage.store.ledger.many(part)}
            yield [
                json.dumps(_record(line) | {"files": files[line.id]}, ensure_ascii=False) for line in lines
            ]
        else:
            yield [*([_heading()] if start == 0 else []), *(_row(line) for line in lines)]


def _record(line: "LedgerLine") -> dict[str, Any]:
    return {
        "number": line.number,
        "kind": line.kind.value,
        "date": line.date.isoformat() if line.date else None,
        "due": line.due.isoformat() if line.due else None,
        "client": line.client,
        "matched": line.client_id is not None,
        "amount": f"{line.amount:.2f}",
        "currency": line.currency,
        "paid": line.paid,
        "state": line.state.value,
        "has_address": line.has_address,
        "sent_at": line.sent_at.isoformat() if line.sent_at else None,
        "sent_to": line.sent_to,
    }


def _heading() -> str:
    names = (_("Number"), _("Kind"), _("Date"), _("Client"), _("Amount"), _("Sent on"))
    return _columns(*names)


def _row(line: "LedgerLine") -> str:
    from carmail_tui.i18n.document_words import kind_word, sent_word
    from carmail_tui.i18n.format import short_amount, short_day

    amount = short_amount(line.amount, current_language())
    return _columns(
        visible(line.number, 16),
        kind_word(line.kind),
        short_day(line.date),
        visible(line.client, 24),
        amount if line.currency == "EUR" else f"{amount} {visible(line.currency, 3)}",
        sent_word(line.state, line.has_address, line.sent_at),
    )


def _columns(number: str, kind: str, day: str, client: str, amount: str, sent: str) -> str:
    return f"{number:<16} {kind:<14} {day:<8} {client:<24} {amount:>14}  {sent}".rstrip()
