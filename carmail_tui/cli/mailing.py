"""`carmail mailing`: a letter to a client list or to the selection."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from carmail_tui.cli.criteria import add_criteria
from carmail_tui.cli.main import ALL_DONE, DONE_IN_PART, NOTHING_DONE, NotDoneError
from carmail_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.letters.compose import Composer
    from carmail_tui.letters.letter import Letter
    from carmail_tui.letters.mailing import Checked, Queued
    from carmail_tui.recipients.client import Client
    from carmail_tui.recipients.criteria import Criteria
    from carmail_tui.recipients.history import History
    from carmail_tui.recipients.reach import Recipient


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "mailing",
        help=_("send a letter to a client list or to the selection"),
        description=_(
            "Sends a letter: shows who receives it and who does not, asks, queues, and waits for the end."
        ),
        epilog=_(
            "The letter is a UTF-8 file: Subject: ..., Purpose: promotion or service, optionally "
            "Language: fr, an empty line, then the text in Markdown with fields as <NOM>. A line --- starts "
            "the same letter in the next language. With criteria, only those who match receive it, and it is "
            "about their vehicle that matches."
        ),
    )
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--list", metavar="NAME", help=_("to the clients of this list"))
    whom.add_argument("--selection", action="store_true", help=_("to the selection made in the interface"))
    parser.add_argument("--letter", required=True, metavar="FILE", help=_("the letter"))
    parser.add_argument(
        "--attach", nargs="+", action="extend", default=[], metavar="FILE", help=_("attach these files")
    )
    parser.add_argument(
        "--test", metavar="ADDRESS", help=_("send one mail of it to this address, and nothing else")
    )
    parser.add_argument("--skip-incomplete", action="store_true", help=_("leave out whose mail has a hole"))
    parser.add_argument(
        "--left-out",
        type=Path,
        metavar="FILE",
        help=_("write who receives nothing, and why, into a CSV file"),
    )
    parser.add_argument("--dry-run", action="store_true", help=_("show the plan, send nothing"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))
    parser.add_argument("--no-wait", action="store_true", help=_("queue, and leave the delivery to others"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    add_criteria(parser)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Send a letter; the exit status."""
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.letters.errors import LetterError

    garage = open_garage(arguments)
    try:
        checked = _checked(garage, arguments)
        return _test(garage, checked, arguments) if arguments.test else _mail(garage, checked, arguments)
    except LetterError as error:
        raise NotDoneError(error.sentence()) from error


def _checked(garage: "Garage", arguments: argparse.Namespace) -> "Checked":
    """The letter held against its recipients. Raises LetterError and NotDoneError."""
    from carmail_tui.cli.asked_criteria import asked_criteria
    from carmail_tui.letters.letter import read_letter
    from carmail_tui.letters.mailing import check
    from carmail_tui.recipients.criteria import matches
    from carmail_tui.recipients.reach import reach

    letter = replace(read_letter(arguments.letter), attachments=tuple(arguments.attach))
    if letter.purpose is None:
        raise NotDoneError(_("The letter does not say whether it is a promotion. Add a line Purpose: ..."))
    criteria = asked_criteria(arguments, garage)
    clients = garage.store.clients.many(_chosen(garage, arguments))
    histories = _histories(garage, criteria, clients)
    clients = [
        client for client in clients if matches(criteria, client, garage.today, histories.get(client.id or 0))
    ]
    if not clients:
        raise NotDoneError(_("There is no client to write to."), NOTHING_DONE)
    return check(_composer(garage, letter, criteria, arguments), reach(clients, letter.purpose))


def _histories(garage: "Garage", criteria: "Criteria", clients: "Sequence[Client]") -> "dict[int, History]":
    """The documents and letters of the clients, where the criteria ask for them."""
    from carmail_tui.recipients.criteria import looks_back

    ids = [client.id for client in clients if client.id is not None]
    return garage.store.clients.histories(ids) if looks_back(criteria) else {}


def _chosen(garage: "Garage", arguments: argparse.Namespace) -> "Sequence[int]":
    from carmail_tui.cli.lists import unknown_sentence

    if arguments.selection:
        return garage.store.selection.ids(garage.user)
    ids = garage.store.lists.ids(arguments.list, garage.today)
    if ids is None:
        raise NotDoneError(unknown_sentence(arguments.list, garage.store.lists.all()))
    return ids


def _composer(
    garage: "Garage", letter: "Letter", criteria: "Criteria", arguments: argparse.Namespace
) -> "Composer":
    from carmail_tui.letters.compose import Composer
    from carmail_tui.letters.fields import Writer
    from carmail_tui.recipients.criteria import from_plain, shown_vehicle

    if criteria.empty and arguments.list:
        # Of a live list a letter is about the vehicle for which the client is in it.
        criteria = garage.store.lists.criteria(arguments.list, garage.today) or criteria
    if criteria.empty and arguments.selection:
        # The selection was made with these: a letter is about the vehicle for which its client was chosen.
        criteria = from_plain(garage.store.user_states.get(garage.user, "criteria") or {}, garage.today)
    today = garage.today
    writer = Writer(garage.settings.sender, garage.settings.company)
    return Composer(letter, writer, lambda client: shown_vehicle(client, criteria, today))


def _write_left_out(checked: "Checked", path: Path) -> None:
    """Before anything is sent: who asked for the file must have it. Raises NotDoneError."""
    from carmail_tui.cli.clients import write_csv
    from carmail_tui.ui.exporting import export_left_out
    from carmail_tui.ui.words import left_out_words

    left_out = checked.reach.left_out
    if write_csv(path, lambda where: export_left_out(where, left_out, left_out_words)) != ALL_DONE:
        raise NotDoneError(_("Nothing was sent."), NOTHING_DONE)


def _mail(garage: "Garage", checked: "Checked", arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.asking import confirmed, say
    from carmail_tui.cli.mailing_report import show_plan

    show_plan(garage, checked, arguments)
    if arguments.left_out:
        _write_left_out(checked, arguments.left_out)
    if arguments.dry_run:
        return ALL_DONE
    if not checked.ready:
        raise NotDoneError(_("Nobody can receive this letter."), NOTHING_DONE)
    if checked.problems and not arguments.skip_incomplete:
        raise NotDoneError(
            _("Nothing was sent. Mend these, or leave these clients out with --skip-incomplete.")
        )
    _need_account(garage)
    if not (arguments.yes or confirmed(len(checked.ready))):
        raise NotDoneError(_("Nothing was sent. Say yes, or add --yes."))
    queued = _queue(garage, checked)
    if arguments.selection:
        written = {"day": garage.today.isoformat(), "count": queued.count}
        garage.store.user_states.put(garage.user, "written", written)
    if arguments.no_wait:
        say(ngettext("{count} mail waits.", "{count} mails wait.", queued.count).format(count=queued.count))
    return _wait(garage, queued.mailing, checked, arguments)


def _queue(garage: "Garage", checked: "Checked") -> "Queued":
    from carmail_tui.delivery.process import utc_now
    from carmail_tui.letters.mailing import new_token, queue_mailing

    return queue_mailing(
        checked.composer,
        checked.reach,
        garage.store.outbox,
        token=new_token(),
        account=garage.settings.smtp.account,
        user=garage.user,
        now=utc_now(),
        without=checked.incomplete,
    )


def _test(garage: "Garage", checked: "Checked", arguments: argparse.Namespace) -> int:
    """Send the mail of one client to the address of --test: the first whose mail is whole, else any."""
    from carmail_tui.delivery.process import utc_now
    from carmail_tui.letters.mailing import queue_test

    _need_account(garage)
    queued = queue_test(
        checked.composer,
        _model(checked, arguments.test),
        arguments.test,
        garage.store.outbox,
        account=garage.settings.smtp.account,
        user=garage.user,
        now=utc_now(),
    )
    return _wait(garage, queued.mailing, None, arguments)


def _model(checked: "Checked", to: str) -> "Recipient":
    from carmail_tui.recipients.client import Address, AddressSource
    from carmail_tui.recipients.reach import Recipient

    for recipient in (*checked.ready, *checked.reach.recipients):
        return recipient
    return Recipient(checked.reach.left_out[0].client, Address(to, AddressSource.CARD))


def _wait(garage: "Garage", mailing: int, checked: "Checked | None", arguments: argparse.Namespace) -> int:
    """Wait for the end, unless asked not to, and tell what became of each mail."""
    from carmail_tui.cli.mailing_report import show_result
    from carmail_tui.cli.waiting import deliver_and_wait

    if not arguments.no_wait:
        deliver_and_wait(garage, mailing)
    progress = show_result(garage, mailing, checked, arguments)
    if arguments.no_wait or progress.sent == progress.total:
        return ALL_DONE
    return DONE_IN_PART if progress.sent else NOTHING_DONE


def _need_account(garage: "Garage") -> None:
    if not garage.settings.mail_ready:
        raise NotDoneError(_("The mail account is not set up: carmail settings set smtp.server NAME."))
