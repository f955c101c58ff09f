"""RFC 5965: a provider passes on that its user called a mail unwanted."""

import re

from carmail_tui.reading.bounces.addresses import clean
from carmail_tui.reading.bounces.decoding import raw_values
from carmail_tui.reading.bounces.parts import Notice
from carmail_tui.reading.bounces.verdict import Cause, Failed, Kind

_COMPLAINTS = {"abuse", "fraud", "virus", "other", "opt-out", "opt-out-list", "miscategorized", "complaint"}
"""Feedback types that mean: this person does not want it. `not-spam` means the contrary, and `auth-failure`
(RFC 6591, DMARC) speaks of a domain and of nobody."""


def recipients(notice: Notice) -> tuple[Failed, ...] | None:
    """Who complained; empty for a report that is no complaint; None where the mail is no such report.

    Original-Rcpt-To names them (section 3.2), else the To of the attached mail: most providers hide it.
    """
    if not notice.feedback:
        return _of_microsoft(notice)
    fields = dict(re.findall(r"^([A-Za-z-]{1,60})[ \t]*:[ \t]*(.*)$", notice.feedback, re.MULTILINE))
    known = {name.lower(): value for name, value in fields.items()}
    if known.get("feedback-type", "abuse").strip().lower() not in _COMPLAINTS:
        return ()
    named = [clean(known[field]) for field in ("original-rcpt-to", "removal-recipient") if field in known]
    found = [address for address in named if address] or sorted(notice.original_recipients())
    if not found:
        return (Failed("", Kind.COMPLAINT, Cause.OTHER),)
    return tuple(Failed(address, Kind.COMPLAINT, Cause.POLICY) for address in dict.fromkeys(found))


def _of_microsoft(notice: Notice) -> tuple[Failed, ...] | None:
    """Outlook.com sends the mail itself, without a report, and its recipient in a header of its own."""
    told = (
        [clean(value) for value in raw_values(notice.returned, "x-hmxmroriginalrecipient")]
        if notice.returned
        else []
    )
    if not any(told) or not _ABOUT.match(notice.subject):
        return None
    return tuple(Failed(address, Kind.COMPLAINT, Cause.POLICY) for address in told if address)


_ABOUT = re.compile(r"\s*complaint about message from", re.IGNORECASE)
