"""`carmail filter`: criteria kept under a name."""

import argparse
import json
from typing import TYPE_CHECKING

from carmail_tui.cli.criteria import add_criteria
from carmail_tui.i18n import _, visible

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.recipients.criteria import Criteria
    from carmail_tui.store.filters import FilterLine


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and what it does with one filter."""
    parser = commands.add_parser(
        "filter", help=_("filters under a name"), description=_("Lists the filters, or works on one of them.")
    )
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    parser.set_defaults(func=_all)
    further = parser.add_subparsers(title=_("commands"), metavar="")
    save = further.add_parser(
        "save",
        help=_("keep criteria under a name"),
        description=_("Keeps the criteria; a filter of that name is replaced."),
    )
    show = further.add_parser("show", help=_("what a filter asks"))
    delete = further.add_parser("delete", help=_("forget a filter"))
    for command, function in ((save, _save), (show, _show), (delete, _delete)):
        command.add_argument("name", metavar="NAME")
        # Else the default of this parser would hide a --json that stands before the name of the command.
        command.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help=_("one JSON object a line")
        )
        command.set_defaults(func=function)
    add_criteria(save)


def _all(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.main import ALL_DONE

    garage = open_garage(arguments)
    for line in garage.store.filters.all():
        _print(garage, line, arguments)
    return ALL_DONE


def _save(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.asked_criteria import asked_criteria
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.main import ALL_DONE, WRONG_USE
    from carmail_tui.recipients.folding import fold

    if not fold(arguments.name):
        say(_("The name of a filter needs a letter or a digit."))
        return WRONG_USE
    garage = open_garage(arguments)
    criteria = asked_criteria(arguments, garage)
    if criteria.empty:
        say(_("A filter without criteria would keep nothing. Add some, or --where."))
        return WRONG_USE
    _print(garage, garage.store.filters.save(arguments.name, criteria), arguments)
    return ALL_DONE


def _show(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.main import ALL_DONE
    from carmail_tui.recipients.folding import fold

    garage = open_garage(arguments)
    kept_filter(garage, arguments.name)
    for line in garage.store.filters.all():
        if fold(line.name) == fold(arguments.name):
            _print(garage, line, arguments)
    return ALL_DONE


def _delete(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.main import ALL_DONE, NotDoneError

    garage = open_garage(arguments)
    if not garage.store.filters.delete(arguments.name):
        raise NotDoneError(_unknown(garage, arguments.name))
    say(_("The filter {name} is forgotten.").format(name=visible(arguments.name, 60)))
    return ALL_DONE


def kept_filter(garage: "Garage", name: str) -> "Criteria":
    """The criteria kept under a name. Raises NotDoneError with the names there are."""
    from carmail_tui.cli.main import NotDoneError

    found = garage.store.filters.get(name, garage.today)
    if found is None:
        raise NotDoneError(_unknown(garage, name))
    return found


def _unknown(garage: "Garage", name: str) -> str:
    from carmail_tui.cli.asking import nearest

    names = nearest(name, [line.name for line in garage.store.filters.all()])
    if not names:
        words = _("There is no filter {name}, nor any other: carmail filter save makes one.")
        return words.format(name=visible(name, 60))
    words = _("There is no filter {name}. There are: {names}.")
    return words.format(name=visible(name, 60), names=", ".join(names))


def _print(garage: "Garage", line: "FilterLine", arguments: argparse.Namespace) -> None:
    from carmail_tui.i18n import current_language
    from carmail_tui.recipients.criteria import KeptCriteriaError, as_expression
    from carmail_tui.recipients.expression.printing import printed
    from carmail_tui.ui.words import criteria_sentence, usual_labels

    expression = sentence = ""
    count = None
    try:
        criteria = garage.store.filters.get(line.name, garage.today)
    except KeptCriteriaError as error:
        criteria, sentence = None, error.sentence()
    if criteria is not None and (node := as_expression(criteria)) is not None:
        labels = usual_labels(garage.store.clients, garage.today, criteria)
        expression = printed(node, current_language())
        sentence = criteria_sentence(criteria, garage.today, labels)
        count = garage.store.clients.count(criteria, garage.today)
    if arguments.json:
        record = {
            "name": line.name,
            "saved": line.saved.isoformat(),
            "criteria": line.plain,
            "expression": expression,
            "meaning": sentence,
            "count": count,
        }
        print(json.dumps(record, ensure_ascii=False))
        return
    print(f"{visible(line.name, 40)}: {visible(sentence, 400)}")
    print(f"    {visible(expression, 400)}")
