"""`carmail list`: client lists, selections saved under a name."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from carmail_tui.cli.criteria import add_criteria
from carmail_tui.i18n import _, ngettext, visible

if TYPE_CHECKING:
    from carmail_tui.store.lists import ListLine


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and what it does with one list."""
    parser = commands.add_parser(
        "list", help=_("client lists"), description=_("Lists the client lists, or works on one of them.")
    )
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    parser.set_defaults(func=_all)
    further = parser.add_subparsers(title=_("commands"), metavar="")
    save = further.add_parser(
        "save",
        help=_("save the clients who match under a name"),
        description=_("Saves the clients who match now; a list of that name is replaced."),
    )
    show = further.add_parser("show", help=_("the clients of a list"))
    delete = further.add_parser("delete", help=_("forget a list; its clients stay"))
    for command, function in ((save, _save), (show, _show), (delete, _delete)):
        command.add_argument("name", metavar="NAME")
        # Else the default of this parser would hide a --json that stands before the name of the command.
        command.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help=_("one JSON object a line")
        )
        command.set_defaults(func=function)
    save.add_argument(
        "--live",
        action="store_true",
        help=_("keep the criteria instead: whoever matches when the list is used is in it"),
    )
    show.add_argument("--csv", type=Path, metavar="FILE", help=_("write them into a CSV file"))
    add_criteria(save)


def _all(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.main import ALL_DONE

    garage = open_garage(arguments)
    for line in garage.store.lists.all(garage.today):
        _print(line, arguments)
    return ALL_DONE


def _save(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.asked_criteria import asked_criteria
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.main import ALL_DONE, NOTHING_DONE, WRONG_USE
    from carmail_tui.recipients.folding import fold

    if not fold(arguments.name):
        say(_("The name of a list needs a letter or a digit."))
        return WRONG_USE
    garage = open_garage(arguments)
    criteria = asked_criteria(arguments, garage)
    if arguments.live:
        _print(garage.store.lists.save_live(arguments.name, criteria, garage.today), arguments)
        return ALL_DONE
    ids = garage.store.clients.ids(criteria, garage.today)
    if not ids:
        say(_("No client matches; nothing was saved."))
        return NOTHING_DONE
    _print(garage.store.lists.save(arguments.name, ids), arguments)
    return ALL_DONE


def _show(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.clients import print_clients, write_csv
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.main import ALL_DONE, WRONG_USE
    from carmail_tui.recipients.criteria import Criteria

    garage = open_garage(arguments)
    ids = garage.store.lists.ids(arguments.name, garage.today)
    if ids is None:
        say(unknown_sentence(arguments.name, garage.store.lists.all()))
        return WRONG_USE
    criteria = garage.store.lists.criteria(arguments.name, garage.today) or Criteria()
    if arguments.csv:
        from carmail_tui.ui.exporting import export_clients

        return write_csv(arguments.csv, lambda path: export_clients(garage, path, ids))
    print_clients(garage, ids, criteria, as_json=arguments.json)
    return ALL_DONE


def _delete(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.main import ALL_DONE, WRONG_USE

    garage = open_garage(arguments)
    if not garage.store.lists.delete(arguments.name):
        say(unknown_sentence(arguments.name, garage.store.lists.all()))
        return WRONG_USE
    say(_("The list {name} is forgotten; its clients stay.").format(name=visible(arguments.name, 60)))
    return ALL_DONE


def unknown_sentence(name: str, lists: "list[ListLine]") -> str:
    """That there is no list of this name, and which there are."""
    from carmail_tui.cli.asking import nearest

    names = nearest(name, [line.name for line in lists])
    if not names:
        words = _("There is no list {name}, nor any other: carmail list save makes one.")
        return words.format(name=visible(name, 60))
    words = _("There is no list {name}. There are: {names}.")
    return words.format(name=visible(name, 60), names=", ".join(names))


def _print(line: "ListLine", arguments: argparse.Namespace) -> None:
    from carmail_tui.i18n.format import short_moment

    if arguments.json:
        record = {"name": line.name, "saved": line.saved.isoformat(), "count": line.count}
        record["live"] = line.live
        print(json.dumps(record, ensure_ascii=False))
        return
    clients = ngettext("{count} client", "{count} clients", line.count).format(count=line.count)
    kind = _("live") if line.live else _("frozen")
    print(f"{visible(line.name, 40):<40} {clients:>16}  {kind:<7} {short_moment(line.saved)}")
