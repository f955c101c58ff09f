"""`carmail outbox`: what waits, what left, what did not and why; and settling it."""

import argparse
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from carmail_tui.i18n import _, ngettext, visible

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.delivery.message import MessageLine
    from carmail_tui.delivery.states import State

HELD = "held"
"""How a message that waits because its account is held back is shown; no state of its own."""

_STATES = (
    *("queued", "claimed", "talking", "committing", "sent", "deferred", "refused", HELD),
    *("in_doubt", "expired", "cancelled", "blocked", "invalid"),
)
_BATCH = 500


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and what it does with messages."""
    parser = commands.add_parser(
        "outbox",
        help=_("what waits, what left, what did not"),
        description=_("Lists the latest mails first."),
    )
    parser.add_argument(
        "--state", nargs="+", action="extend", choices=_STATES, metavar="S", help=", ".join(_STATES)
    )
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    parser.set_defaults(func=_list)
    further = parser.add_subparsers(title=_("commands"), metavar="")
    retry = further.add_parser(
        "retry",
        help=_("try again what was put off, refused or given up"),
        description=_("Tries again, and lets an account go on that was held back."),
    )
    cancel = further.add_parser("cancel", help=_("take back what has not left"))
    resolve = further.add_parser("resolve", help=_("settle mails in doubt"))
    for command in (retry, cancel, resolve):
        command.add_argument("ids", nargs="*", type=int, metavar="ID")
    retry.add_argument("--all", action="store_true", help=_("all that was put off or given up"))
    cancel.add_argument("--all", action="store_true", help=_("all that has not left"))
    retry.set_defaults(func=_retry)
    cancel.set_defaults(func=_cancel)
    resolve.set_defaults(func=_resolve)
    how = resolve.add_mutually_exclusive_group(required=True)
    for option, step, meaning in (
        ("--sent", "it_arrived", _("they arrived: nothing is sent again")),
        ("--again", "send_again", _("send the very same mails again; they may arrive twice")),
        ("--give-up", "give_up", _("nothing is sent again, and they count as not sent")),
    ):
        how.add_argument(option, dest="step", action="store_const", const=step, help=meaning)


def _list(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.main import ALL_DONE

    garage = open_garage(arguments)
    account = garage.store.dispatch.account(garage.settings.smtp.account)
    for line in _lines(garage, _asked_states(arguments.state)):
        state = HELD if account.held and line.state == "queued" else line.state.value
        if arguments.state and state not in arguments.state:
            continue
        reason = account.reason if state == HELD else line.reason
        print(_json(line, state, reason) if arguments.json else _row(line, state, reason))
    return ALL_DONE


def _asked_states(asked: Sequence[str] | None) -> "list[State]":
    from carmail_tui.delivery.states import State

    return [State("queued" if name == HELD else name) for name in asked or ()]


def _lines(garage: "Garage", states: "Iterable[State]") -> "Iterable[MessageLine]":
    messages = garage.store.messages
    ids = messages.ids(states=states)
    for start in range(0, len(ids), _BATCH):
        yield from messages.lines(ids[start : start + _BATCH])


def _row(line: "MessageLine", state: str, reason: str) -> str:
    from carmail_tui.i18n.bounce_words import cause_word, kind_word
    from carmail_tui.i18n.format import short_moment
    from carmail_tui.i18n.reasons import reason_word, state_word

    word = _("held back") if state == HELD else state_word(state)
    why = f"{word}: {visible(reason_word(reason), 80)}" if reason else word
    if line.bounce is not None:
        came = _("came back") if line.came_back else kind_word(line.bounce.kind)
        why = f"{word}, {came}: {cause_word(line.bounce.cause)}"
    address = visible(line.envelope_to, 30)
    return f"{line.id:>6}  {short_moment(line.updated)}  {address:<30} {visible(line.subject, 34):<34} {why}"


def _json(line: "MessageLine", state: str, reason: str) -> str:
    record: dict[str, Any] = {
        "id": line.id,
        "mailing": line.mailing_id,
        "intent": line.intent,
        "client_id": line.client_id,
        "client": line.client_name,
        "to": line.envelope_to,
        "subject": line.subject,
        "state": state,
        "reason": reason or None,
        "code": line.code,
        "enhanced": line.enhanced or None,
        "reply": line.reply or None,
        "attempts": line.attempts,
        "retry_at": line.not_before.isoformat() if line.not_before and line.state == "deferred" else None,
        "created": line.created.isoformat(),
        "updated": line.updated.isoformat(),
        "settled": line.settled,
        "replaced": line.replaced,
        "bounce": _bounce(line),
    }
    return json.dumps(record, ensure_ascii=False)


def _bounce(line: "MessageLine") -> dict[str, Any] | None:
    bounce = line.bounce
    if bounce is None:
        return None
    return {
        "kind": bounce.kind,
        "cause": bounce.cause,
        "status": bounce.status or None,
        "words": bounce.words or None,
        "at": bounce.at.isoformat(),
    }


def _retry(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.main import ALL_DONE

    garage = open_garage(arguments)
    account = garage.settings.smtp.account
    held = garage.store.dispatch.account(account).held
    ids = _ids(garage, arguments, "deferred", "expired")
    if ids is None:
        return _no_ids()
    done = garage.store.outbox.retry(ids)
    if held:
        garage.store.outbox.release_account(account)
        say(_("The account is no longer held back."))
    say(
        ngettext("{count} mail waits again.", "{count} mails wait again.", done).format(count=done),
        _("carmail deliver takes the outbox to the server."),
    )
    return ALL_DONE if held and not done else _status(done, len(ids))


def _cancel(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.garage import open_garage

    garage = open_garage(arguments)
    ids = _ids(garage, arguments, "queued", "deferred")
    if ids is None:
        return _no_ids()
    done = garage.store.outbox.cancel(ids)
    say(ngettext("{count} mail taken back.", "{count} mails taken back.", done).format(count=done))
    return _status(done, len(ids))


def _resolve(arguments: argparse.Namespace) -> int:
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.garage import open_garage

    garage = open_garage(arguments)
    if not arguments.ids:
        return _no_ids()
    ids = list(dict.fromkeys(arguments.ids))
    done = garage.store.outbox.resolve(ids, arguments.step, garage.user)
    say(ngettext("{count} doubt settled.", "{count} doubts settled.", done).format(count=done))
    if done and arguments.step == "send_again":
        say(_("carmail deliver takes the outbox to the server."))
    return _status(done, len(ids))


def _ids(garage: "Garage", arguments: argparse.Namespace, *states: str) -> list[int] | None:
    """The messages that were named, or all in these states; None where neither was asked for."""
    if arguments.all == bool(arguments.ids):
        return None
    if arguments.all:
        return [line.id for line in _lines(garage, _asked_states(states)) if not line.replaced]
    return list(dict.fromkeys(arguments.ids))


def _no_ids() -> int:
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.main import WRONG_USE

    say(_("Name the mails by their number (carmail outbox lists them), or use --all where there is one."))
    return WRONG_USE


def _status(done: int, asked: int) -> int:
    from carmail_tui.cli.asking import say
    from carmail_tui.cli.main import ALL_DONE, DONE_IN_PART, NOTHING_DONE

    if done == asked:
        return ALL_DONE
    rest = asked - done
    say(
        ngettext(
            "{count} mail is not in a state for that, and stays as it is.",
            "{count} mails are not in a state for that, and stay as they are.",
            rest,
        ).format(count=rest)
    )
    return DONE_IN_PART if done else NOTHING_DONE
