"""`carmail import clients` and `carmail import documents`."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carmail_tui.i18n import _, visible

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.reading.client_list import ClientList, ReadClient, SkippedRow
    from carmail_tui.reading.columns import Field
    from carmail_tui.reading.tables import TableError
    from carmail_tui.recipients.client import Language
    from carmail_tui.settings.model import Company


def add_parser(subparsers: Any) -> None:
    """Add the command with its two kinds."""
    parser = subparsers.add_parser("import", help=_("bring clients or documents in from files"))
    kinds = parser.add_subparsers(title=_("commands"), metavar="", required=True)
    _add_clients(kinds)
    _add_documents(kinds)


def _add_clients(kinds: Any) -> None:
    parser = kinds.add_parser(
        "clients",
        help=_("client lists: CSV, spreadsheets, vCards"),
        description=_(
            "Brings clients in from CSV files, spreadsheets and vCards. Clients who are known already are "
            "updated; what was corrected by hand stays."
        ),
    )
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=_("which column holds a field, by its name or its number from 1; several times"),
    )
    _add_common(parser)
    parser.set_defaults(func=import_clients)


def _add_documents(kinds: Any) -> None:
    parser = kinds.add_parser(
        "documents",
        help=_("electronic invoices and credit notes"),
        description=_("Brings documents in from files and folders. Those of other sellers are kept out."),
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", type=Path, help=_("files or folders"))
    parser.add_argument("--any-seller", action="store_true", help=_("also what other companies sold"))
    parser.add_argument(
        "--create-clients", action="store_true", help=_("make a card from each buyer who is not known")
    )
    parser.add_argument(
        "--accept-read-pdfs", action="store_true", help=_("also take what was read from the pages of PDFs")
    )
    _add_common(parser)
    parser.set_defaults(func=import_documents)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help=_("say what would change, change nothing"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))


def import_clients(arguments: argparse.Namespace) -> int:
    """Import the lists that can be read; 1 where something was left out, 3 where nothing came in."""
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.import_report import report_clients
    from carmail_tui.reading.clients import read_clients
    from carmail_tui.reading.tables import TableError, TableFault

    mapping = _mapping(arguments.map)
    if mapping is None:
        return 2
    garage = open_garage(arguments)
    read: list[ClientList] = []
    refused: list[TableError] = []
    for file in arguments.files:
        try:
            read.append(read_clients(file, mapping, garage_language(garage)))
        except TableError as error:
            if error.fault is TableFault.NO_SUCH_COLUMN:
                _say(error.sentence())
                return 2
            refused.append(error)
    answer = garage.store.imports.clients(_rows(read, refused), dry_run=arguments.dry_run)
    return report_clients(answer, read, refused, as_json=arguments.json)


def _rows(read: "Iterable[ClientList]", refused: "list[TableError]") -> "Iterator[ReadClient | SkippedRow]":
    """The rows of all lists; one that is damaged further down gives those before, and is told."""
    from carmail_tui.reading.tables import TableError

    for one in read:
        try:
            yield from one.rows
        except TableError as error:
            refused.append(error)


def import_documents(arguments: argparse.Namespace) -> int:
    """Import the documents of our company; 1 where something was left out, 3 where nothing came in."""
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.import_report import report_documents
    from carmail_tui.reading.apart import Apart
    from carmail_tui.reading.documents import read_documents

    garage = open_garage(arguments)
    company: Company | None = None if arguments.any_seller else garage.settings.company
    if company is not None and not (company.vat or company.name):
        _say(
            _(
                "It is not known which documents are yours. Say so with "
                "“carmail settings set company.vat NUMBER”, or take all with --any-seller."
            )
        )
        return 2
    with Apart() as apart:
        answer = garage.store.imports.documents(
            read_documents(arguments.paths, apart),
            company,
            create_clients=arguments.create_clients,
            language=garage_language(garage),
            accept_read=arguments.accept_read_pdfs,
            dry_run=arguments.dry_run,
        )
    return report_documents(answer, as_json=arguments.json)


def _mapping(pairs: Iterable[str]) -> "dict[Field, str] | None":
    from carmail_tui.reading.columns import Field

    names = {field.value: field for field in Field}
    mapping: dict[Field, str] = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if field.strip() not in names or not equals or not column.strip():
            sentence = _("“{pair}” is no FIELD=COLUMN. The fields are: {fields}.")
            _say(sentence.format(pair=visible(pair), fields=", ".join(names)))
            return None
        mapping[names[field.strip()]] = column.strip()
    return mapping


def garage_language(garage: "Garage") -> "Language":
    """The language of clients of whom nobody says it: that of the garage."""
    from carmail_tui.recipients.client import Language

    codes = {language.value: language for language in Language}
    return codes.get(garage.settings.language, Language.FRENCH)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
