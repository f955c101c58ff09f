"""`carmail inspect bounces`: what came back, read without a database, one JSON object a line."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carmail_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from carmail_tui.reading.bounces.folder import FoundMail, NotRead
    from carmail_tui.reading.bounces.verdict import Failed


def add_parser(further: Any) -> None:
    """Add `bounces` to `carmail inspect`."""
    parser = further.add_parser(
        "bounces",
        help=_("what came back, and for whom"),
        description=_("Reads Maildirs, mboxes and mails, and prints what each is, one JSON object a line."),
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help=_("files or folders"))
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each mail; 1 where some files could not be read, 3 where none could."""
    from carmail_tui.i18n.bounce_words import fault_sentence
    from carmail_tui.reading.bounces.folder import NotRead, find_mails

    read = unread = 0
    for found in find_mails(Path(path) for path in arguments.paths):
        print(json.dumps(record(found), ensure_ascii=False))
        if isinstance(found, NotRead):
            unread += 1
            print(fault_sentence(found.path, found.fault.value, found.detail), file=sys.stderr)
        else:
            read += 1
    print(ngettext("{count} mail read.", "{count} mails read.", read).format(count=read), file=sys.stderr)
    if read == 0:
        return 3
    return 1 if unread else 0


def record(found: "FoundMail | NotRead") -> dict[str, Any]:
    """What is printed for a mail; `bounce` and `recipients` are what the scorers take."""
    from carmail_tui.reading.bounces.folder import NotRead
    from carmail_tui.reading.bounces.mail import read_mail
    from carmail_tui.reading.bounces.verdict import Verdict
    from carmail_tui.reading.names import shown_path

    line: dict[str, Any] = {"path": shown_path(Path(os.path.relpath(found.path)))}
    if isinstance(found, NotRead):
        error = f"{found.fault.value}: {found.detail}".rstrip(": ")
        return line | {"verdict": "not-read", "bounce": False, "recipients": [], "error": error}
    if found.number:
        line["message"] = found.number
    mail = read_mail(found.content)
    line |= {
        "verdict": mail.verdict.value,
        "bounce": mail.verdict is Verdict.BOUNCE,
        "recipients": [_recipient(failed) for failed in mail.recipients if failed.address],
    }
    if mail.original_id:
        line["original"] = mail.original_id
    return line


def _recipient(failed: "Failed") -> dict[str, Any]:
    line = {
        "address": failed.address,
        "kind": failed.kind.value,
        "status": failed.status,
        "cause": failed.cause.value,
        "words": failed.words,
        "also": list(failed.also),
    }
    return {key: value for key, value in line.items() if value}
