"""How the screens word what came back of a message."""

from carmail_tui.delivery.message import MessageLine
from carmail_tui.i18n import _
from carmail_tui.i18n.bounce_words import cause_word
from carmail_tui.i18n.format import short_day, short_moment
from carmail_tui.i18n.reasons import reason_word, state_word


def line_state_word(line: MessageLine) -> str:
    """The state of a message in a word or two: of one that came back, that."""
    return _("came back") if line.came_back else state_word(line.state)


def line_reason_word(line: MessageLine) -> str:
    """Why a message is where it is, in a few words; of one that was sent, only what came back."""
    if line.bounce is not None:
        if line.came_back:
            return cause_word(line.bounce.cause)
        return _("not delivered yet") if line.bounce.kind == "temporary" else _("complained")
    return "" if line.state == "sent" else reason_word(line.reason)


def bounce_lines(line: MessageLine) -> list[str]:
    """What came back, in full: what happened, when, the words of the server, what to do."""
    bounce = line.bounce
    if bounce is None:
        return []
    when = short_moment(bounce.at)
    if line.came_back:
        words = _("It came back on {when}: {cause}.")
    elif bounce.kind == "temporary":
        words = _("On {when} it was not delivered yet; their mail server goes on trying.")
    else:
        words = _("On {when} they called it unwanted: they receive no promotions any more.")
    status = "" if bounce.status in bounce.words else bounce.status
    told = " ".join(part for part in (status, bounce.words) if part)
    lines = [words.format(when=when, cause=cause_word(bounce.cause))]
    if bounce.cause == "unknown_mailbox" and line.came_back:
        lines.append(
            _("{email} is not written to since {day}.").format(
                email=line.envelope_to, day=short_day(bounce.day)
            )
        )
    return [*lines, told] if told else lines
