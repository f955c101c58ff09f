"""Mails of machines that are no bounces: absences, receipts, tickets, digests."""

import re

from carmail_tui.reading.bounces.parts import REPLY, Notice

_ABSENT = re.compile(
    r"out[- ]of[- ](?:the[- ])?office|\bauto(?:matic|mated)?[- ]?(?:reply|response|respon|answer)"
    r"|autoreply|vacation|on (?:holiday|leave)"
    r"|\baway from\b|absence|absent\b|r[ée]ponse automatique|en cong[ée]|afwezig|automatisch antwoord"
    r"|abwesenheit|automatische antwort"
    r"|nicht im (?:haus|b[üu]ro)|自動応答|fuera de (?:la )?oficina|fuori ufficio",
    re.IGNORECASE,
)
_ACKNOWLEDGED = re.compile(
    r"(?:ticket|request|case|demande|aanvraag|anfrage|support)\W*#?\W*\w{0,20}\d|\[ticket"
    r"|has been received|bien re[çc]u"
    r"|we have received your|nous avons re[çc]u|wij hebben uw|wir haben ihre|thank you for (?:contacting"
    r"|your)|type your reply above",
    re.IGNORECASE,
)
_DIGEST = re.compile(
    r"quarantin|\bdigest\b|spam report|junk (?:mail )?(?:summary|report)|quota warning|moderator approval"
    r"|(?:are|is) being held until|logwatch|^cron |pflogsumm|report domain:",
    re.IGNORECASE,
)
_RECEIPT = re.compile(
    r"\b(?:was|were|has been|have been) (?:successfully )?(?:delivered|relayed|read|displayed"
    r"|opened) (?:to|by|on)\b"
    r"|successfully (?:delivered|relayed)|^(?:delivered|relayed|read|lu|gelesen|gelezen|remis|afgeleverd"
    r"|zugestellt)\s*:",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"fail|reject|refus|quota|undeliver|non-?delivery|error|could ?n.t|could not|cannot|unable|non remis"
    r"|unzustellbar|onbestelbaar",
    re.IGNORECASE,
)


def is_receipt(notice: Notice) -> bool:
    """A report that it was read (RFC 8098), or delivered; in free text too (Exchange, Domino, Postfix)."""
    if notice.refused and _FAILED.search(notice.text[:600] + notice.subject):
        return False
    if notice.receipt or notice.report_type == "disposition-notification":
        return True
    text = notice.text[:800]
    said = _RECEIPT.search(text)
    # What stands behind the phrase is the address, and then perhaps a disclaimer that speaks of failures.
    around = text[: said.end()] if said else text
    return bool(said or _RECEIPT.search(notice.subject)) and not _FAILED.search(f"{notice.subject} {around}")


def is_no_bounce(notice: Notice) -> bool:
    """Mails that speak of failures without being one: answers, acknowledged tickets, digests, absences.

    What a person answers or passes on has the subject of an answer, and comes from no machine.
    """
    if REPLY.match(notice.subject) and not notice.from_machine:
        return True
    if _ABSENT.search(notice.subject) or (
        _DIGEST.search(notice.subject) and not _FAILED.search(notice.subject)
    ):
        return True
    if (
        notice.headers.get("list-unsubscribe") is not None
        and not notice.from_machine
        and notice.header("precedence") == "bulk"
    ):
        # Newsletters. Bounces of list managers carry it too, but come from a machine by name.
        return (
            "multipart/report" not in notice.kind
            and "mailman" not in notice.header("x-mailman-version").lower()
            and notice.headers.get("list-post") is None
        )
    acknowledged = _ACKNOWLEDGED.search(notice.subject) or _ACKNOWLEDGED.search(notice.text[:300])
    return bool(acknowledged) and not notice.statuses and notice.headers.get("x-failed-recipients") is None


def is_reply(notice: Notice) -> bool:
    """An automatic reply: by RFC 3834, by the headers of programs older than that, or by its subject."""
    if notice.automatic.startswith("auto-replied") or notice.automatic.startswith("auto-notified"):
        return True
    if any(
        notice.headers.get(name) is not None
        for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-response")
    ):
        return True
    if (
        notice.header("precedence").lower() in {"auto_reply", "auto-reply"}
        or "vacation" in notice.header("x-mailer").lower()
    ):
        return True
    return bool(_ABSENT.search(notice.subject) or (notice.from_machine and _ABSENT.search(notice.text[:400])))
