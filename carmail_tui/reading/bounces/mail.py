"""One mail, from its bytes to what it is."""

from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime

from carmail_tui.reading.bounces import automatic, complaint, delivery_status, free_text, notification
from carmail_tui.reading.bounces.parts import Notice, open_mail
from carmail_tui.reading.bounces.verdict import Failed, ReadMail, Verdict


def read_mail(content: bytes) -> ReadMail:
    """What the mail is; the first megabytes of it suffice. Whatever the bytes are, this raises nothing."""
    notice = open_mail(content)
    found = _judged(notice)
    if notice.inner is not None and notice.wraps_a_report and notice.from_machine:
        # A report about a report: a server that forwards another's (Trend Micro), or a double bounce to the
        # postmaster (sendmail). What the inner one says counts too, and it knows the mail that was sent.
        inner = _judged(notice.inner)
        if inner.verdict is Verdict.BOUNCE:
            both = _merged([*found.recipients, *inner.recipients])
            found = replace(inner, recipients=both, original_id=notice.inner.original_id)
    return replace(
        found,
        own_id=notice.message_id,
        original_id=found.original_id or notice.original_id,
        subject=notice.subject,
        date=_date(notice),
    )


def _judged(notice: Notice) -> ReadMail:
    if (complained := complaint.recipients(notice)) is not None:
        return ReadMail(Verdict.COMPLAINT, complained) if complained else ReadMail(Verdict.ORDINARY)
    if (reported := delivery_status.recipients(notice)) is not None:
        if reported:
            return ReadMail(Verdict.BOUNCE, _merged(reported))
        return ReadMail(Verdict.DELIVERED)
    if (notified := notification.read(notice)) is not None:
        return notified
    if automatic.is_receipt(notice):
        return ReadMail(Verdict.RECEIPT)
    if not automatic.is_no_bounce(notice) and (told := free_text.recipients(notice)):
        return ReadMail(Verdict.BOUNCE, _merged(told))
    return ReadMail(Verdict.AUTOMATIC_REPLY if automatic.is_reply(notice) else Verdict.ORDINARY)


def _merged(found: list[Failed]) -> tuple[Failed, ...]:
    """One for each address: the first that says most."""
    merged: dict[str, Failed] = {}
    for failed in found:
        known = merged.setdefault(failed.address.casefold(), failed)
        if not known.status and failed.status:
            merged[failed.address.casefold()] = failed
    return tuple(merged.values())


def _date(notice: Notice) -> datetime | None:
    try:
        return parsedate_to_datetime(notice.header("date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
