"""`carmail inspect vcards`: what is in each card of vCard and jCard files, one JSON object a line."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carmail_tui.cli.inspect_csv import files_in
from carmail_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from carmail_tui.reading.vcards import Card

_ENDINGS = frozenset({".vcf", ".vcard", ".json", ".jcard"})


def add_parser(further: Any) -> None:
    """Add `vcards` to `carmail inspect`."""
    parser = further.add_parser(
        "vcards",
        help=_("what is in vCards"),
        description=_(
            "Reads files and folders of vCards and prints what is in each card, one JSON object a line."
        ),
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help=_("files or folders"))
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each card; 1 where a file could not be read, 3 where no card was."""
    from carmail_tui.reading.encodings import beginning
    from carmail_tui.reading.names import shown_path
    from carmail_tui.reading.tables import TableError, TableFault
    from carmail_tui.reading.vcards import cards_of, is_cards

    read = refused = 0
    for path in files_in(map(Path, arguments.paths), _ENDINGS):
        shown = shown_path(Path(os.path.relpath(path)))
        try:
            if path.suffix.casefold() == ".json" and not is_cards(beginning(path)):
                continue
            number = 0
            for number, card in enumerate(cards_of(path), 1):
                print(json.dumps({"path": shown, "card": number, **record(card)}, ensure_ascii=False))
            if number == 0:
                raise TableError(path, TableFault.NO_CARDS)
            read += number
        except TableError as error:
            print(error.sentence(), file=sys.stderr)
            refused += 1
    sentence = ngettext("{count} card read.", "{count} cards read.", read)
    print(sentence.format(count=read), file=sys.stderr)
    if read == 0:
        return 3
    return 1 if refused else 0


def record(card: "Card") -> dict[str, Any]:
    """What is printed for a card; the keys are those that the scorer takes. What it has not is left out."""
    place = card.place
    address = {
        "street": place.street,
        "extended": place.extended,
        "postcode": place.postcode,
        "city": place.city,
        "country": place.country,
    }
    line: dict[str, Any] = {
        "name": card.name,
        "company": card.organisation,
        "emails": card.emails,
        "phones": [phone.number for phone in card.phones],
        "address": {key: value for key, value in address.items() if value},
    }
    return {key: value for key, value in line.items() if value}
