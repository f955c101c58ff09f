"""`carmail inspect addresses`: whether addresses are addresses, and what slips in them most likely mean."""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from carmail_tui.i18n import _, ngettext

_COLUMN = "address_json"


def add_parser(further: Any) -> None:
    """Add `addresses` to `carmail inspect`."""
    parser = further.add_parser(
        "addresses",
        help=_("whether addresses are addresses"),
        description=_(
            "Reads addresses, one a line, or a CSV with a column address_json, and prints a JSON object for "
            "each: whether it is an address, and what was most likely meant by a slip."
        ),
    )
    parser.add_argument("file", nargs="?", metavar="FILE", type=Path, help=_("else standard input"))
    parser.add_argument(
        "--check-domain", action="store_true", help=_("ask the DNS whether the domain takes mail")
    )
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each address; 1 where some are none, 3 where there are none at all or no file."""
    valid = others = 0
    try:
        for address in _addresses(arguments.file):
            line = record(address, check_domain=arguments.check_domain)
            print(json.dumps(line, ensure_ascii=False))
            valid += line["valid"]
            others += not line["valid"]
    except OSError as error:
        sentence = _("{file} cannot be opened: {detail}.")
        print(sentence.format(file=arguments.file, detail=error.strerror), file=sys.stderr)
    except csv.Error as error:
        print(_("The table cannot be read: {detail}.").format(detail=error), file=sys.stderr)
    sentence = ngettext("{count} address is well formed.", "{count} addresses are well formed.", valid)
    print(sentence.format(count=valid), file=sys.stderr)
    if valid + others == 0:
        return 3
    return 1 if others else 0


def record(address: str, *, check_domain: bool = False) -> dict[str, Any]:
    """What is printed for an address; `suggestion` and `domain` only where there is something to say."""
    from carmail_tui.recipients.address import is_strict
    from carmail_tui.recipients.typos import suggestion

    line: dict[str, Any] = {"address": address, "valid": is_strict(address)}
    if meant := suggestion(address):
        line["suggestion"] = meant
    if check_domain and line["valid"]:
        line["domain"] = _domain(address)
    return line


def _domain(address: str) -> str:
    """What the DNS says of the domain: `takes_mail`, `no_mail` (RFC 7505, or no such domain), `unknown`."""
    from email_validator import EmailUndeliverableError, validate_email

    try:
        found = validate_email(address, check_deliverability=True, timeout=10)
    except EmailUndeliverableError:
        return "no_mail"
    return "unknown" if getattr(found, "unknown-deliverability", None) else "takes_mail"


def _addresses(file: Path | None) -> Iterator[str]:
    if file is None:
        sys.stdin.reconfigure(newline="")  # type: ignore[union-attr]
        yield from _read(sys.stdin)
        return
    with file.open(encoding="utf-8", errors="replace", newline="") as lines:
        yield from _read(lines)


def _read(lines: Iterable[str]) -> Iterator[str]:
    rest = iter(lines)
    first = next(rest, "").removeprefix("\ufeff")
    names = next(csv.reader([first]), [])
    if _COLUMN in names:
        column = names.index(_COLUMN)
        for row in csv.reader(rest):
            if len(row) > column:
                yield _unquoted(row[column])
        return
    for line in (first, *rest) if first else rest:
        if line.strip("\r\n"):
            yield line.strip("\r\n")


def _unquoted(text: str) -> str:
    """A JSON string; what is none is the address as it stands."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return found if isinstance(found, str) else text
