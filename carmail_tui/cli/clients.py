"""`carmail clients`: who matches the criteria."""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carmail_tui.cli.criteria import add_criteria
from carmail_tui.i18n import _, ngettext, visible

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.recipients.client import Client
    from carmail_tui.recipients.criteria import Criteria
    from carmail_tui.recipients.listing import ClientLine

_BATCH = 500


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "clients",
        help=_("list clients by criteria"),
        description=_("Lists the clients who match all the criteria, by name."),
    )
    add_criteria(parser)
    parser.add_argument(
        "--search", default="", metavar="WORDS", help=_("words of the name, code, town or plate")
    )
    parser.add_argument(
        "--selection", action="store_true", help=_("of those, who is in the selection of the interface")
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--count", action="store_true", help=_("print how many they are"))
    how.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    how.add_argument("--csv", type=Path, metavar="FILE", help=_("write them into a CSV file"))
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """List clients; 2 where a criterion cannot be meant."""
    from carmail_tui.cli.asked_criteria import asked_criteria
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.main import ALL_DONE

    garage = open_garage(arguments)
    criteria = asked_criteria(arguments, garage)
    ids: Sequence[int] = garage.store.clients.ids(criteria, garage.today, arguments.search)
    if arguments.selection:
        chosen = set(garage.store.selection.ids(garage.user))
        ids = [client for client in ids if client in chosen]
    if arguments.count:
        print(len(ids))
        return ALL_DONE
    if arguments.csv:
        from carmail_tui.ui.exporting import export_clients

        return write_csv(arguments.csv, lambda path: export_clients(garage, path, ids, criteria))
    print_clients(garage, ids, criteria, as_json=arguments.json)
    say(ngettext("{count} client", "{count} clients", len(ids)).format(count=len(ids)))
    return ALL_DONE


def write_csv(path: Path, write: Callable[[Path], int]) -> int:
    """Write a CSV file and say so; the exit status."""
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.main import ALL_DONE, NOTHING_DONE

    try:
        count = write(path)
    except OSError as error:
        words = _("{path} cannot be written: {fault}.")
        say(words.format(path=visible(str(path), 200), fault=error.strerror or error))
        return NOTHING_DONE
    words = ngettext("{count} line written into {path}.", "{count} lines written into {path}.", count)
    say(words.format(count=count, path=visible(str(path), 200)))
    return ALL_DONE


def print_clients(garage: "Garage", ids: Sequence[int], criteria: "Criteria", *, as_json: bool) -> None:
    """Print these clients, a part of them at a time, with the vehicle that the criteria are about."""
    if ids and not as_json:
        names = (_("Name"), _("Postcode"), _("Vehicle"), _("Inspection"), _("Address"))
        print(_columns(*names))
    for client, line in _found(garage, ids, criteria):
        print(json.dumps(_record(client, line), ensure_ascii=False) if as_json else _row(line))


def _found(
    garage: "Garage", ids: Sequence[int], criteria: "Criteria"
) -> "Iterator[tuple[Client, ClientLine]]":
    clients = garage.store.clients
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        cards = {card.id: card for card in clients.many(part)}
        for line in clients.lines(part, criteria, garage.today):
            if line.id in cards:
                yield cards[line.id], line


def _row(line: "ClientLine") -> str:
    from carmail_tui.i18n.format import short_day
    from carmail_tui.recipients.reach import LeftOutReason
    from carmail_tui.ui.words import NOTES

    email = visible(line.email, 80)
    if line.note:
        email = f"{email} ({_(NOTES[LeftOutReason(line.note)])})".strip()
    vehicle = visible(f"{line.make} {line.model}".strip(), 18)
    return _columns(
        visible(line.name, 26), visible(line.postcode, 8), vehicle, short_day(line.next_inspection), email
    )


def _columns(name: str, postcode: str, vehicle: str, inspection: str, email: str) -> str:
    return f"{name:<26} {postcode:<8} {vehicle:<18} {inspection:<10} {email}".rstrip()


def _record(client: "Client", line: "ClientLine") -> dict[str, Any]:
    from carmail_tui.recipients.client import Vehicle
    from carmail_tui.recipients.reach import letter_address

    def vehicle(found: Vehicle) -> dict[str, str | None]:
        due = found.next_inspection
        return {
            "plate": found.plate,
            "type": found.type,
            "make": found.make,
            "model": found.model,
            "next_inspection": due.isoformat() if due else None,
        }

    address = letter_address(client)
    return {
        "id": client.id,
        "code": client.code,
        "name": client.name,
        "family": client.family,
        "type": client.type,
        "language": client.language.value,
        "postcode": client.postcode,
        "town": client.town,
        "promotions": client.consent.accepted,
        "last_visit": client.last_visit.isoformat() if client.last_visit else None,
        "email": address.email if address else None,
        "obstacle": line.note or None,
        "plate": line.plate,
        "vehicles": [vehicle(found) for found in client.vehicles],
    }
