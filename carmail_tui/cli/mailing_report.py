"""What `carmail mailing` tells: the plan before, and what became of each mail after."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

from carmail_tui.cli.asking import say
from carmail_tui.i18n import _, ngettext, visible

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.delivery.message import MailingProgress, MessageLine
    from carmail_tui.letters.mailing import Checked
    from carmail_tui.recipients.client import Client

_SHOWN = 20
"""How many clients a group names; --json names all."""


def show_plan(garage: "Garage", checked: "Checked", arguments: argparse.Namespace) -> None:
    """Who receives, who does not and why, whose mail has a hole; as JSON where nothing else will be told."""
    if arguments.json and arguments.dry_run:
        for recipient in checked.ready:
            _print_record(_record(recipient.client, recipient.address.email, "planned"))
        _print_records(checked)
        return
    where: TextIO = sys.stderr if arguments.json else sys.stdout
    for line in _plan_lines(garage, checked):
        print(line, file=where)


def _plan_lines(garage: "Garage", checked: "Checked") -> Iterator[str]:
    from carmail_tui.letters.mailing import problem_words
    from carmail_tui.ui.words import PURPOSES, left_out_words

    letter = checked.composer.letter
    assert letter.purpose is not None
    yield f"{visible(letter.title, 100)} ({_(PURPOSES[letter.purpose])})"
    sender, count = garage.settings.sender.address, len(checked.ready)
    yield ngettext("{count} mail, from {sender}", "{count} mails, from {sender}", count).format(
        count=count, sender=visible(sender) or _("nobody yet")
    )
    for attachment in checked.composer.attachments:
        yield _("attached: {name}, {size} kB").format(
            name=visible(attachment.name), size=max(1, attachment.size // 1000)
        )
    if several := _several_vehicles(checked):
        yield ngettext(
            "{count} client has several vehicles: of those that match, it is about the first one due.",
            "{count} clients have several vehicles: of those that match, it is about the first one due.",
            several,
        ).format(count=several)
    if left_out := checked.reach.left_out:
        words = ngettext(
            "{count} client receives nothing:", "{count} clients receive nothing:", len(left_out)
        )
        yield words.format(count=len(left_out))
        yield from _some(
            [f"{_named(item.client)}: {visible(left_out_words(item), 120)}" for item in left_out]
        )
    if problems := checked.problems:
        words = ngettext("{count} mail cannot be made:", "{count} mails cannot be made:", len(problems))
        yield words.format(count=len(problems))
        yield from _some([f"{_named(problem.client)}: {problem_words(problem)}" for problem in problems])


def _some(lines: list[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:_SHOWN])
    if (rest := len(lines) - _SHOWN) > 0:
        yield "  " + ngettext("and {count} more", "and {count} more", rest).format(count=rest)


def _several_vehicles(checked: "Checked") -> int:
    """How many recipients have more than the one vehicle that the letter is about."""
    if not checked.composer.about_vehicle:
        return 0
    return sum(len(recipient.client.vehicles) > 1 for recipient in checked.ready)


def show_result(
    garage: "Garage", mailing: int, checked: "Checked | None", arguments: argparse.Namespace
) -> "MailingProgress":
    """Tell what became of each mail of the mailing, and return how far it has come."""
    progress = garage.store.messages.progress(mailing)
    assert progress is not None
    lines = garage.store.messages.lines(garage.store.messages.ids(mailing=mailing)[::-1])
    if arguments.json:
        for line in lines:
            _print_record(_message_record(line))
        if checked:
            _print_records(checked)
    elif not arguments.no_wait:
        for text in _result_lines(lines):
            print(text)
    if not arguments.no_wait:
        say(*_what_now(progress))
    return progress


def _result_lines(lines: "list[MessageLine]") -> Iterator[str]:
    """The counts by state, and each mail that did not leave with its reason."""
    from carmail_tui.i18n.reasons import reason_word, state_word

    for state, count in Counter(line.state for line in lines).most_common():
        yield _("{state}: {count}").format(state=state_word(state), count=count)
        for line in lines:
            if line.state == state != "sent":
                name, address = visible(line.client_name, 40), visible(line.envelope_to, 80)
                why = [reason_word(line.reason)] if line.reason else []
                why += [visible(line.reply, 200)] if line.reply else []
                yield "  " + ": ".join([f"{name}, {address}" if name != address else address, *why])


def _what_now(progress: "MailingProgress") -> Iterator[str]:
    from carmail_tui.delivery.states import State
    from carmail_tui.i18n.format import short_moment
    from carmail_tui.i18n.reasons import reason_words

    if progress.account.held:
        yield reason_words(progress.account.reason)
        yield _("Once it is mended: carmail outbox retry --all, then carmail deliver.")
    elif progress.waiting:
        yield _("What waits is kept: carmail deliver goes on, carmail outbox cancel --all takes it back.")
    if progress.count(State.DEFERRED):
        when = short_moment(progress.next_try)
        yield _("What was put off is tried again by itself, next on {moment}.").format(moment=when)
    if progress.count(State.IN_DOUBT):
        yield _("Nobody can say whether mails in doubt arrived: carmail outbox resolve settles them.")


def _named(client: "Client") -> str:
    return visible(client.name or client.code, 40)


def _print_record(record: dict[str, Any]) -> None:
    print(json.dumps(record, ensure_ascii=False))


def _print_records(checked: "Checked") -> None:
    """Those who receive nothing, and those whose mail cannot be made."""
    from carmail_tui.letters.mailing import problem_words

    for item in checked.reach.left_out:
        _print_record(_record(item.client, item.email or None, "left_out", item.reason.value))
    for problem in checked.problems:
        record = _record(problem.client, None, "incomplete", problem_words(problem))
        _print_record(record | {"fields": list(problem.empty)})


def _record(client: "Client", to: str | None, state: str, reason: str | None = None) -> dict[str, Any]:
    return {"client_id": client.id, "client": client.name, "to": to, "state": state, "reason": reason}


def _message_record(line: "MessageLine") -> dict[str, Any]:
    return {
        "client_id": line.client_id,
        "client": line.client_name,
        "to": line.envelope_to,
        "state": line.state.value,
        "reason": line.reason or None,
        "message": line.id,
        "code": line.code,
        "enhanced": line.enhanced or None,
        "reply": line.reply or None,
    }
