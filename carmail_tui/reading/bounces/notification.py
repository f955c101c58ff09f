"""Amazon SES tells of bounces and complaints as JSON in a mail of its notification service."""

import json
import re
from typing import Any

from carmail_tui.reading.bounces.addresses import clean
from carmail_tui.reading.bounces.cause import cause_of, status_in
from carmail_tui.reading.bounces.parts import REPLY, Notice
from carmail_tui.reading.bounces.verdict import Cause, Failed, Kind, ReadMail, Verdict

_MOST = 100_000


def read(notice: Notice) -> ReadMail | None:
    """What such a notification says; None for every other mail.

    https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html: `notificationType`, and the
    object of that name with `bouncedRecipients` or `complainedRecipients`.
    """
    text = notice.text.lstrip()[:_MOST]
    if REPLY.match(notice.subject) or not text.startswith("{") or '"notificationType"' not in text:
        return None
    # A line longer than 998 bytes is broken by sendmail with "!" and a space (RFC 5321 section 4.5.3.1.6).
    try:
        told, _end = json.JSONDecoder().raw_decode(re.sub(r"!?\n ?", "", text))
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    original = str(_inside(told, "mail").get("messageId") or "")
    if told.get("notificationType") == "Delivery":
        return ReadMail(Verdict.DELIVERED)
    if told.get("notificationType") == "Complaint":
        failed = _recipients(_inside(told, "complaint"), "complainedRecipients", Kind.COMPLAINT)
        return ReadMail(Verdict.COMPLAINT, failed, original_id=original)
    bounce = _inside(told, "bounce")
    kind = Kind.TEMPORARY if bounce.get("bounceType") == "Transient" else Kind.PERMANENT
    return ReadMail(Verdict.BOUNCE, _recipients(bounce, "bouncedRecipients", kind), original_id=original)


def _inside(told: dict[str, Any], name: str) -> dict[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _recipients(told: dict[str, Any], name: str, kind: Kind) -> tuple[Failed, ...]:
    listed = told.get(name)
    failed = []
    for one in listed if isinstance(listed, list) else []:
        address = clean(str(one.get("emailAddress", ""))) if isinstance(one, dict) else ""
        if address:
            words = str(one.get("diagnosticCode", "")).partition(";")[2].strip()
            status = status_in(str(one.get("status", "")))
            cause = Cause.POLICY if kind is Kind.COMPLAINT else cause_of(status, words)
            failed.append(Failed(address, kind, cause, status, words))
    return tuple(failed)
