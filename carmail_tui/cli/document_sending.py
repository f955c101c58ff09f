"""`carmail documents send`: the plan, the question, the outbox, the end."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from carmail_tui.cli.asking import confirmed, say
from carmail_tui.cli.main import ALL_DONE, DONE_IN_PART, NOTHING_DONE, WRONG_USE
from carmail_tui.documents.addresses import MalformedAddressError
from carmail_tui.documents.document import DocumentKind
from carmail_tui.documents.listing import LedgerFilters
from carmail_tui.documents.plan import Plan, PlanLine
from carmail_tui.documents.seatbelt import Contradiction, Gap
from carmail_tui.documents.send import Examined, LineOutcome, Stop, stopped_before
from carmail_tui.i18n import _, ngettext, visible
from carmail_tui.i18n.document_words import (
    contradiction_sentence,
    gap_sentence,
    obstacle_word,
    rule_word,
    stop_word,
)
from carmail_tui.i18n.reasons import reason_words, state_word

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.delivery.message import MessageLine
    from carmail_tui.documents.document import Document


def send(arguments: argparse.Namespace) -> int:
    """Send documents; the exit status."""
    from carmail_tui.cli.garage import open_garage

    garage = open_garage(arguments)
    documents, complaints = _chosen(garage, arguments)
    say(*complaints)
    if not documents:
        say(_("There is nothing to send."))
        return NOTHING_DONE if complaints else ALL_DONE
    plan = _plan(garage, documents, arguments)
    if plan is None:
        return WRONG_USE
    from carmail_tui.store.document_sending import examine_line

    belts = {line: examine_line(garage.store, line, plan.documents) for line in plan.lines}
    _show_plan(plan, belts, arguments)
    if arguments.dry_run:
        return ALL_DONE
    ready = [line for line in plan.lines if stopped_before(line, again=arguments.again) is None]
    if not ready:
        say(_("None of these can be sent."))
        return NOTHING_DONE
    if not garage.settings.mail_ready:
        say(_("The mail account is not set up: carmail settings set smtp.server NAME."))
        return WRONG_USE
    leaving = sum(belts[line].stop is None for line in ready)
    if leaving and not (arguments.yes or confirmed(leaving)):
        say(_("Nothing was sent. Say yes, or add --yes."))
        return WRONG_USE
    return _sent(garage, plan, arguments, complete=not complaints)


def _chosen(garage: "Garage", arguments: argparse.Namespace) -> tuple[list["Document"], list[str]]:
    """The documents that were asked for, and a sentence for each number that names none or several."""
    ledger = garage.store.ledger
    kind = DocumentKind(arguments.kind) if arguments.kind else None
    if arguments.unsent:
        return ledger.many(ledger.ids(LedgerFilters(unsent=True, kind=kind), today=garage.today)), []
    documents: list[Document] = []
    complaints: list[str] = []
    for number in dict.fromkeys(arguments.number):
        found = [document for document in ledger.by_number(number) if kind in {None, document.kind}]
        if len(found) == 1:
            documents += found
        elif found:
            words = _(
                "{number} is the number of several documents: add --kind, or choose in the ledger (F4)."
            )
            complaints.append(words.format(number=visible(number, 40)))
        else:
            complaints.append(_("{number} is not in the ledger.").format(number=visible(number, 40)))
    return documents, complaints


def _plan(garage: "Garage", documents: Sequence["Document"], arguments: argparse.Namespace) -> Plan | None:
    """The plan; None where --to cannot be followed, which has been said."""
    from carmail_tui.store.document_sending import plan_documents

    plan = plan_documents(garage.store, documents, grouped=arguments.group)
    if not arguments.to:
        return plan
    if len({d.client_id or f"alone {d.id}" for d in documents}) > 1:
        say(
            _("--to is for the documents of one client. These are for: {names}.").format(
                names=", ".join(sorted({visible(line.name, 40) for line in plan.lines}))
            )
        )
        return None
    try:
        for line in plan.lines:
            plan = plan.with_address(line, arguments.to, garage.store.ledger.suppression(arguments.to))
    except MalformedAddressError as error:
        say(error.sentence())
        return None
    return plan


def _sent(garage: "Garage", plan: Plan, arguments: argparse.Namespace, *, complete: bool) -> int:
    from carmail_tui.cli.waiting import deliver_and_wait
    from carmail_tui.store.document_sending import send_documents

    sent = send_documents(garage.store, plan, garage.settings, user=garage.user, again=arguments.again)
    if sent.mailing is not None and not arguments.no_wait:
        progress = deliver_and_wait(garage, sent.mailing)
        if progress is not None and progress.account.held:
            say(reason_words(progress.account.reason))
    ids = [outcome.message for outcome in sent.outcomes if outcome.message is not None]
    messages = {message.id: message for message in garage.store.messages.lines(ids)}
    done = 0
    for outcome in sent.outcomes:
        message = messages.get(outcome.message) if outcome.message is not None else None
        done += message is not None and (arguments.no_wait or message.state == "sent")
        record = _record(outcome.line) | _outcome_record(outcome, message)
        print(json.dumps(record, ensure_ascii=False) if arguments.json else _outcome_words(outcome, message))
    if done == len(sent.outcomes) and complete:
        return ALL_DONE
    return DONE_IN_PART if done else NOTHING_DONE


def _show_plan(plan: Plan, belts: Mapping[PlanLine, Examined], arguments: argparse.Namespace) -> None:
    """The plan for people, or as JSON where it is all that was asked for."""
    if arguments.json and arguments.dry_run:
        for line in plan.lines:
            belt = belts[line]
            stop = {"stop": belt.stop.value if belt.stop else None, "detail": belt.unreadable}
            record = _record(line) | stop | _belt_record(belt.contradictions, belt.gaps)
            print(json.dumps(record, ensure_ascii=False))
        return
    where: TextIO = sys.stderr if arguments.json else sys.stdout
    mails = ngettext("{count} mail", "{count} mails", len(plan.lines)).format(count=len(plan.lines))
    count = len(plan.documents)
    print(
        ngettext("{count} document, {mails}", "{count} documents, {mails}", count).format(
            count=count, mails=mails
        ),
        file=where,
    )
    for line in plan.lines:
        print(f"  {_named(line)}  {_destination(line)}", file=where)
        for note in (*_belt_notes(belts[line]), *_notes(line, arguments.again)):
            print(f"      {note}", file=where)


def _named(line: PlanLine) -> str:
    numbers = ", ".join(visible(document.number, 30) for document in line.documents)
    return f"{visible(line.name, 40)}: {numbers}"


def _destination(line: PlanLine) -> str:
    if line.obstacle is not None:
        return f"-- {obstacle_word(line.obstacle)}"
    assert line.chosen is not None and line.rule is not None
    return f"-> {visible(line.chosen.email, 80)} ({rule_word(line.rule)})"


def _notes(line: PlanLine, again: bool) -> Iterable[str]:
    from carmail_tui.i18n.format import format_moment

    for earlier in line.earlier:
        if earlier.at is None:
            words = _("{number} is on its way or in doubt, to {address}.")
        else:
            words = _("{number} was sent on {moment} to {address}.")
        told = words.format(
            number=visible(earlier.document.number, 30),
            moment=format_moment(earlier.at),
            address=visible(earlier.to, 80),
        )
        yield told if again else _("{told} It is left out; --again sends it once more.").format(told=told)
    if line.passed_over is not None:
        yield _("{address} would come first, but is not written to any more.").format(
            address=visible(line.passed_over.email, 80)
        )
    if line.copy:
        yield _("A business in Belgium: this mail is a copy, the invoice itself goes by Peppol.")


def _belt_notes(found: Examined) -> Iterable[str]:
    """Why the files keep the line from leaving, and what of them was not checked."""
    if found.stop is not None:
        yield _("It will not leave: {reason}.").format(reason=stop_word(found.stop))
    yield from _contradicted(found.contradictions)
    if found.unreadable:
        yield visible(found.unreadable, 200)
    yield from _unchecked(found.gaps)


def _unchecked(gaps: Iterable[Gap]) -> Iterable[str]:
    return (gap_sentence(visible(gap.file, 60), gap.why, gap.what) for gap in gaps)


def _outcome_words(outcome: LineOutcome, message: "MessageLine | None") -> str:
    named = _named(outcome.line)
    if outcome.stop is Stop.OBSTACLE and outcome.obstacle is not None:
        return _("{documents}: not sent, {reason}").format(
            documents=named, reason=obstacle_word(outcome.obstacle)
        )
    if outcome.stop is not None:
        details = ["; ".join(_contradicted(outcome.contradictions)), visible(outcome.detail, 200)]
        reason = "; ".join([stop_word(outcome.stop), *(detail for detail in details if detail)])
        return _("{documents}: not sent, {reason}").format(documents=named, reason=reason)
    assert message is not None
    words = _("{documents}: {state}, to {address}").format(
        documents=named, state=state_word(message.state), address=visible(message.envelope_to, 80)
    )
    if message.reply and message.state != "sent":
        words = f"{words}: {visible(message.reply, 200)}"
    return "; ".join([words, *_unchecked(outcome.gaps)])


def _contradicted(found: Iterable[Contradiction]) -> Iterable[str]:
    return (
        contradiction_sentence(c.against, visible(c.file, 60), visible(c.expected, 60), visible(c.found, 60))
        for c in found
    )


def _record(line: PlanLine) -> dict[str, Any]:
    return {
        "client": line.name,
        "documents": [document.number for document in line.documents],
        "to": line.chosen.email if line.chosen else None,
        "rule": line.rule.value if line.rule else None,
        "obstacle": line.obstacle.value if line.obstacle else None,
        "copy": line.copy,
        "earlier": [
            {
                "number": earlier.document.number,
                "state": earlier.state.value,
                "at": earlier.at.isoformat() if earlier.at else None,
                "to": earlier.to,
            }
            for earlier in line.earlier
        ],
    }


def _outcome_record(outcome: LineOutcome, message: "MessageLine | None") -> dict[str, Any]:
    return {
        "message": outcome.message,
        "state": message.state.value if message else None,
        "reason": message.reason if message else None,
        "reply": message.reply if message else None,
        "stop": outcome.stop.value if outcome.stop else None,
        "detail": outcome.detail,
        **_belt_record(outcome.contradictions, outcome.gaps),
    }


def _belt_record(contradictions: Iterable[Contradiction], gaps: Iterable[Gap]) -> dict[str, Any]:
    return {
        "contradictions": [
            {"against": c.against.value, "file": c.file, "expected": c.expected, "found": c.found}
            for c in contradictions
        ],
        "unchecked": [
            {"file": gap.file, "why": gap.why.value, "what": [what.value for what in gap.what]}
            for gap in gaps
        ],
    }
