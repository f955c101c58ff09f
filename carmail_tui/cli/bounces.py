"""`carmail bounces`: read what came back, mark the addresses, and forgive an address."""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carmail_tui.i18n import _, ngettext, visible

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.delivery.bounces import Returned, Settled
    from carmail_tui.reading.bounces.folder import FoundMail


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "bounces",
        help=_("read what came back, and mark who was not reached"),
        description=_(
            "Reads Maildirs, mboxes and mails. An address that does not exist is not written to any more; a "
            "full mailbox, one that was given up and a refusal are shown. What was read before changes "
            "nothing again."
        ),
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help=_("files or folders"))
    parser.add_argument(
        "--dry-run", action="store_true", help=_("show what would change, and change nothing")
    )
    parser.add_argument(
        "--forgive",
        action="append",
        default=[],
        metavar="ADDRESS",
        help=_("the address is good again: write to it, whatever came back before now"),
    )
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, mark and say what changed; 0 all read, 1 some files not, 2 wrong use, 3 nothing read."""
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.main import ALL_DONE, WRONG_USE

    if not arguments.paths and not arguments.forgive:
        say(_("Name a Maildir, an mbox or a mail, or use --forgive ADDRESS."))
        return WRONG_USE
    garage = open_garage(arguments)
    status = _forgive(garage, arguments.forgive)
    return _read(garage, arguments) if arguments.paths else status or ALL_DONE


def _forgive(garage: "Garage", emails: list[str]) -> int:
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.main import ALL_DONE, DONE_IN_PART
    from carmail_tui.recipients.address import mailbox

    status = ALL_DONE
    for email in emails:
        if mailbox(email) is None:
            words, status = _("{email} is not an e-mail address."), DONE_IN_PART
        elif garage.store.bounces.forgive(email, datetime.now(UTC)):
            words = _("{email} is written to again.")
        else:
            words = _("{email} was written to already; what came back before now no longer counts.")
        say(words.format(email=visible(email, 200)))
    return status


def _read(garage: "Garage", arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.main import ALL_DONE, DONE_IN_PART, NOTHING_DONE
    from carmail_tui.i18n.bounce_words import fault_sentence
    from carmail_tui.reading.bounces.folder import NotRead, find_mails

    mails = unread = 0
    effects: Counter[str] = Counter()
    marked: set[str] = set()
    for found in find_mails(Path(path) for path in arguments.paths):
        if isinstance(found, NotRead):
            unread += 1
            say(fault_sentence(found.path, found.fault.value, found.detail))
            continue
        mails += 1
        for returned in _reported(found):
            settled = garage.store.bounces.take(
                returned, complaint_origin=_("complaint of their provider"), dry_run=arguments.dry_run
            )
            effects[settled.effect.value] += 1
            if settled.effect.value == "suppressed":
                # On a trial nothing is known already: an address is counted once all the same.
                marked.add(returned.email.casefold())
            print(_json(found, settled) if arguments.json else _row(settled))
    say(*_summary(mails, len(marked), effects, arguments.dry_run))
    if not mails:
        return NOTHING_DONE
    return DONE_IN_PART if unread else ALL_DONE


def _reported(found: "FoundMail") -> "Iterator[Returned]":
    """What the mail says of each recipient, in the terms of delivery."""
    from carmail_tui.delivery.bounces import Returned
    from carmail_tui.reading.bounces.mail import read_mail
    from carmail_tui.recipients.address import mailbox

    mail = read_mail(found.content)
    identity = mail.own_id or hashlib.sha256(found.content).hexdigest()
    for failed in mail.recipients:
        names = tuple(name for email in (failed.address, *failed.also) if (name := mailbox(email)))
        yield Returned(
            key=f"{identity} {failed.address.casefold()} {failed.kind.value}"[:2000],
            email=failed.address,
            names=names,
            kind=failed.kind.value,
            cause=failed.cause.value,
            at=_moment(mail.date),
            status=failed.status,
            words=failed.words,
            dead=failed.dead,
            original_id=mail.original_id,
        )


def _moment(written: datetime | None) -> datetime:
    """When the report was written; never later than now, and now where it does not say."""
    now = datetime.now(UTC)
    if written is None:
        return now
    aware = written if written.tzinfo else written.replace(tzinfo=UTC)
    return min(aware.astimezone(UTC), now)


def _row(settled: "Settled") -> str:
    from carmail_tui.i18n.bounce_words import cause_word, effect_word, kind_word
    from carmail_tui.i18n.format import short_day

    told = settled.returned
    why = f"{kind_word(told.kind)}, {cause_word(told.cause)}"
    about = f" ({visible(settled.subject, 40)})" if settled.message is not None else ""
    words = f"\n    {visible(told.words, 200)}" if told.words else ""
    head = f"{short_day(told.at.date())}  {visible(told.email or '-', 60)}  {why}{about}"
    return f"{head}: {effect_word(settled.effect.value)}{words}"


def _json(found: "FoundMail", settled: "Settled") -> str:
    from carmail_tui.reading.names import shown_path

    told = settled.returned
    record: dict[str, Any] = {
        "path": shown_path(found.path),
        "address": told.email,
        "kind": told.kind,
        "cause": told.cause,
        "status": told.status or None,
        "words": told.words or None,
        "at": told.at.isoformat(),
        "effect": settled.effect.value,
        "outbox": settled.message,
    }
    return json.dumps(record, ensure_ascii=False)


def _summary(mails: int, marked: int, effects: "Counter[str]", dry_run: bool) -> list[str]:
    sentences = [ngettext("{count} mail read.", "{count} mails read.", mails).format(count=mails)]
    if marked:
        words = ngettext(
            "{count} address is not written to any more.",
            "{count} addresses are not written to any more.",
            marked,
        )
        sentences.append(words.format(count=marked))
    if known := effects["known"]:
        words = ngettext("{count} was known already.", "{count} were known already.", known)
        sentences.append(words.format(count=known))
    if strangers := effects["stranger"]:
        words = ngettext(
            "{count} is about an address that no card has.",
            "{count} are about addresses that no card has.",
            strangers,
        )
        sentences.append(words.format(count=strangers))
    if dry_run:
        sentences.append(_("Nothing was changed: this was a trial."))
    return sentences
