"""`carmail import clients` and `carmail import documents`."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carmail_tui.i18n import _, visible

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.reading.columns import Field
    from carmail_tui.reading.documents import ReadDocument, Unread
    from carmail_tui.reading.opened import OpenedList
    from carmail_tui.settings.model import Company
    from carmail_tui.store.imports import Seen


def add_parser(subparsers: Any) -> None:
    """Add the command with its two kinds."""
    parser = subparsers.add_parser("import", help=_("bring clients or documents in from files"))
    kinds = parser.add_subparsers(title=_("commands"), metavar="", required=True)
    _add_clients(kinds)
    _add_documents(kinds)
    _add_history(kinds)


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
    parser.add_argument(
        "--fill",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help=_("what a single PDF does not say, or says otherwise than it was read; several times"),
    )
    _add_common(parser)
    parser.set_defaults(func=import_documents)


def _add_history(kinds: Any) -> None:
    listed = kinds.add_parser(
        "list", help=_("the last imports"), description=_("Lists the last imports, the latest first.")
    )
    listed.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    listed.set_defaults(func=list_imports)
    undo = kinds.add_parser(
        "undo",
        help=_("take an import back"),
        description=_(
            "Takes an import back: what it made goes, what it changed is as before. What was changed or used "
            "since stays, and is named."
        ),
    )
    undo.add_argument(
        "number",
        nargs="?",
        type=int,
        metavar="ID",
        help=_("of “carmail import list”; without it, the last one"),
    )
    undo.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    undo.set_defaults(func=undo_import)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help=_("say what would change, change nothing"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))


def import_clients(arguments: argparse.Namespace) -> int:
    """Import the lists that can be read; 1 where something was left out, 3 where nothing came in."""
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.import_report import ClientLines
    from carmail_tui.reading.tables import TableError, TableFault
    from carmail_tui.ui.importing import open_client_list, remember_columns

    mapping = _mapping(arguments.map)
    if mapping is None:
        return 2
    garage = open_garage(arguments)
    opened: list[OpenedList] = []
    refused: list[TableError] = []
    for file in arguments.files:
        try:
            opened.append(open_client_list(garage, file, mapping))
        except TableError as error:
            if error.fault is TableFault.NO_SUCH_COLUMN:
                _say(error.sentence())
                return 2
            refused.append(error)
    lines = ClientLines(opened, as_json=arguments.json, dry_run=arguments.dry_run)
    try:
        run = _bring(garage, opened, lines.take, dry_run=arguments.dry_run)
    except KeyboardInterrupt:
        _say(_("Interrupted. Nothing was imported."))
        return 3
    if mapping and not arguments.dry_run:
        for one in opened:
            remember_columns(garage, one)
    status = lines.end(refused)
    _say_undo(run)
    return status


def _bring(garage: "Garage", opened: "Sequence[OpenedList]", seen: "Seen", *, dry_run: bool) -> int | None:
    """Bring these lists in, as one import; its number."""
    return garage.store.imports.clients_by_batches(
        (row for one in opened for row in one.rows()),
        seen,
        source=", ".join(one.path.name for one in opened),
        user=garage.user,
        dry_run=dry_run,
    )


def _say_undo(run: int | None) -> None:
    if run is not None:
        _say(_("“carmail import undo {number}” takes it back.").format(number=run))


def list_imports(arguments: argparse.Namespace) -> int:
    """The last imports, the latest first."""
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.import_report import print_imports

    print_imports(open_garage(arguments).store.imports.latest(), as_json=arguments.json)
    return 0


def undo_import(arguments: argparse.Namespace) -> int:
    """Take an import back; 1 where something of it stays, 3 where there is none."""
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.import_report import report_undone

    imports = open_garage(arguments).store.imports
    line = imports.get(arguments.number)
    undone = imports.undo(line.id) if line else None
    if undone is None:
        _say(_("There is no such import, or it was taken back already. “carmail import list” names them."))
        return 3
    return report_undone(undone, as_json=arguments.json)


def import_documents(arguments: argparse.Namespace) -> int:
    """Import the documents of our company; 1 where something was left out, 3 where nothing came in."""
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.import_report import report_documents
    from carmail_tui.reading.apart import Team
    from carmail_tui.reading.documents import read_documents
    from carmail_tui.ui.importing import language_of

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
    with Team() as apart:
        found: Iterable[ReadDocument | Unread] = read_documents(arguments.paths, apart)
        if arguments.fill:
            filled = _filled_in(list(found), arguments.fill, garage.settings.company)
            if filled is None:
                return 2
            found = [filled]
        answer = garage.store.imports.documents(
            found,
            company,
            create_clients=arguments.create_clients,
            language=language_of(garage),
            accept_read=arguments.accept_read_pdfs or bool(arguments.fill),
            source=", ".join(path.name for path in arguments.paths),
            user=garage.user,
            dry_run=arguments.dry_run,
        )
    status = report_documents(answer, as_json=arguments.json)
    _say_undo(answer.run)
    return status


def _filled_in(
    found: "Sequence[ReadDocument | Unread]", pairs: Iterable[str], company: "Company"
) -> "ReadDocument | None":
    """The one PDF with what a person says of it; None, with a sentence, where that cannot be."""
    from carmail_tui.documents.document import Party
    from carmail_tui.reading.filling import FIELDS, FillingError, fill_in

    values: dict[str, str] = {}
    for pair in pairs:
        field, equals, value = pair.partition("=")
        if field.strip() not in FIELDS or not equals:
            sentence = _("“{pair}” is no FIELD=VALUE. The fields are: {fields}.")
            _say(sentence.format(pair=visible(pair), fields=", ".join(FIELDS)))
            return None
        values[field.strip()] = value
    try:
        if len(found) != 1:
            raise FillingError("")
        return fill_in(found[0], found[0].path.read_bytes(), values, Party(company.name, company.vat))
    except FillingError as error:
        if error.field:
            sentence = _("“{value}” cannot be the {field} of a document.")
            _say(sentence.format(value=visible(error.value), field=error.field))
        else:
            _say(_("Only a single PDF without XML in it can be filled in."))
    except OSError as error:
        _say(
            _("{file} cannot be read: {reason}").format(
                file=visible(found[0].path.name), reason=error.strerror
            )
        )
    return None


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


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
