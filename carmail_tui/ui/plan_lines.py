"""The lines of a plan on the screen: whose, which documents, to which address and why, or what is missing."""

from textwrap import wrap

from carmail_tui.documents.plan import Obstacle, Plan, PlanLine
from carmail_tui.documents.send import Examined, LineOutcome
from carmail_tui.i18n import _, ngettext
from carmail_tui.i18n.document_words import obstacle_word, rule_word
from carmail_tui.i18n.format import format_count
from carmail_tui.ui.document_sentences import (
    belt_sentences,
    earlier_sentence,
    gap_sentences,
    number_end,
    refusal_words,
    setback_words,
    sources_words,
    stop_sentences,
    used_words,
)
from carmail_tui.ui.documents import Sheet
from carmail_tui.ui.mailing import HOLD_SECONDS
from carmail_tui.ui.widgets.columns import fitted
from carmail_tui.ui.widgets.menu import Item

_NAME, _NUMBERS = 22, 20
_LACKS_ADDRESS = frozenset(
    {Obstacle.NO_ADDRESS, Obstacle.MALFORMED, Obstacle.BOUNCED, Obstacle.SUPPRESSED, Obstacle.REFUSED}
)


def plan_items(sheet: Sheet, width: int, ellipsis: str) -> list[Item]:
    """Two lines or more for each message; those that can be chosen are named by their place in the plan."""
    items = [Item(_columns(_("Client"), _("Documents"), _("Address"), ellipsis), strong=True)]
    stopped = {outcome.line: outcome for outcome in sheet.stopped}
    for at, line in enumerate(sheet.plan.lines):
        numbers = ", ".join(number_end(document.number, _NUMBERS, ellipsis) for document in line.documents)
        to = line.chosen.email if line.chosen else "?"
        items.append(
            Item(_columns(line_name(line), numbers, to, ellipsis), str(at), strong=line.obstacle is not None)
        )
        for words in _reasons(sheet, line, stopped.get(line)):
            # Both sides of a contradiction are there to be compared: wrapped, never cut.
            items += [Item(f"  {part}") for part in wrap(words, max(20, width - 8))]
    return items


def lacks_address(line: PlanLine) -> bool:
    """Whether there is nothing to choose from, so that an address must be typed."""
    return line.obstacle in _LACKS_ADDRESS


def line_name(line: PlanLine) -> str:
    """Whose documents they are, by name where there is one."""
    return line.name.strip() or _("(no name)")


def _columns(name: str, numbers: str, to: str, ellipsis: str) -> str:
    return f"{fitted(name, _NAME, ellipsis)}  {fitted(numbers, _NUMBERS, ellipsis)}  {to}"


def _reasons(sheet: Sheet, line: PlanLine, outcome: LineOutcome | None) -> list[str]:
    """Below each message: why it did not leave, what is missing, or why that address."""
    if outcome is not None and outcome.stop is not None:
        return stop_sentences(outcome)
    belt = sheet.belt(line)
    if belt is not None and belt.stop is not None:
        return belt_sentences(belt)
    reasons = []
    if line.obstacle is not None:
        reasons.append(_("Missing: {what}").format(what=obstacle_word(line.obstacle)))
    elif line.rule is not None:
        why = rule_word(line.rule)
        count = len(line.choices)
        if count > 1:
            addresses = ngettext("{count} address", "{count} addresses", count).format(count=count)
            why = f"{why}, {addresses}"
        reasons.append(why)
    if line.client is not None and line.client.id in sheet.always:
        reasons[-1] += " - " + _("always this one from now on")
    reasons += [
        f"{choice.email}: {refusal_words(choice.refusal)}"
        for choice in ((line.chosen,) if line.chosen else line.choices)
        if choice.refusal is not None
    ]
    if belt is not None and belt.gaps:
        count = len({gap.file for gap in belt.gaps})
        words = ngettext("{count} file not checked in full", "{count} files not checked in full", count)
        reasons[-1] += " - " + words.format(count=format_count(count))
    if line.chosen is not None and line.chosen.setback is not None and line.chosen.usable:
        reasons.append(f"{line.chosen.email}: {setback_words(line.chosen.setback)}")
    return reasons + [earlier_sentence(earlier) for earlier in line.earlier]


def about_line(line: PlanLine, belt: Examined | None = None) -> list[str]:
    """What else there is to say of a line: what was not checked, the address, who was passed over, a copy."""
    sentences = gap_sentences(belt.gaps) if belt is not None else []
    if line.chosen is not None:
        sentences.append(f"{line.chosen.email}   {sources_words(line.chosen)}")
    if line.passed_over is not None:
        words = _("{address} would come first, but {reason}.")
        reason = used_words(line.passed_over)
        sentences.append(words.format(address=line.passed_over.email, reason=reason))
    if line.client is None:
        sentences.append(_("No client is known for it: m in the ledger says whose it is."))
    if line.copy:
        sentences.append(
            _(
                "{name} is a business in Belgium: this mail is a copy, the invoice itself goes by Peppol."
            ).format(name=line.name)
        )
    return sentences


def head_words(plan: Plan, sender: str) -> str:
    """How many documents in how many messages, from whom."""
    count, messages = len(plan.documents), len(plan.lines)
    parts = [
        ngettext("{count} document", "{count} documents", count).format(count=format_count(count)),
        ngettext("{count} message", "{count} messages", messages).format(count=format_count(messages)),
        _("from {sender}").format(sender=sender),
    ]
    return ", ".join(parts)


def question_words(repeated: int) -> str:
    """The question before documents are sent a second time."""
    words = ngettext(
        "{count} of these documents was sent before.   @ sends it again   s leaves it out   Esc no",
        "{count} of these documents were sent before.   @ sends them again   s leaves them out   Esc no",
        repeated,
    )
    return words.format(count=format_count(repeated))


def sent_words(queued: int, stopped: int) -> str:
    """What became of a plan of which something was stopped."""
    stops = ngettext(
        "{count} message was stopped, and says why.", "{count} messages were stopped, and say why.", stopped
    ).format(count=format_count(stopped))
    if not queued:
        return stops
    leaves = ngettext(
        "{count} message leaves in {seconds} s, u takes it back.",
        "{count} messages leave in {seconds} s, u takes them back.",
        queued,
    )
    return f"{leaves.format(count=format_count(queued), seconds=HOLD_SECONDS)} {stops}"
