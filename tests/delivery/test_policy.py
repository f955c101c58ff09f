"""What replies mean: the table, row by row, with replies as servers give them."""

import pytest

from carmail_tui.delivery.policy import BACKOFF, LIFETIMES, Fate, Phase, Reason, Reply, backoff, judge
from carmail_tui.letters.prepared import Intent

REPLIES = [
    # One recipient is at fault, or his mailbox.
    ("rcpt", 550, "5.1.1 no such user", Fate.REFUSE, Reason.UNKNOWN_ADDRESS),
    ("rcpt", 553, "5.1.3 bad address syntax", Fate.REFUSE, Reason.UNKNOWN_ADDRESS),
    ("rcpt", 501, "5.1.3 bad recipient address syntax", Fate.REFUSE, Reason.UNKNOWN_ADDRESS),
    ("rcpt", 550, "5.4.1 Recipient address rejected: Access denied", Fate.REFUSE, Reason.UNKNOWN_ADDRESS),
    ("rcpt", 550, "5.7.1 listed by a blocklist", Fate.REFUSE, Reason.REFUSED_BY_POLICY),
    ("rcpt", 552, "5.2.2 mailbox full", Fate.DEFER, Reason.MAILBOX_FULL),
    ("rcpt", 452, "4.2.2 over quota", Fate.DEFER, Reason.MAILBOX_FULL),
    ("rcpt", 451, "4.7.1 greylisted, come back in 5 minutes", Fate.DEFER, Reason.TRY_LATER),
    ("rcpt", 450, "mailbox busy", Fate.DEFER, Reason.TRY_LATER),
    # The message is.
    ("mail", 552, "5.3.4 message too big", Fate.REFUSE, Reason.TOO_BIG),
    ("dot", 552, "message size exceeds limit", Fate.REFUSE, Reason.TOO_BIG),
    ("dot", 554, "5.7.1 spam", Fate.REFUSE, Reason.REFUSED_BY_POLICY),
    ("dot", 550, "5.1.1 no such user after all", Fate.REFUSE, Reason.UNKNOWN_ADDRESS),
    ("dot", 500, "line too long", Fate.REFUSE, Reason.REFUSED_BY_POLICY),
    ("dot", 451, "4.3.0 try again", Fate.DEFER, Reason.TRY_LATER),
    ("data", 421, "4.3.2 shutting down", Fate.DEFER, Reason.TRY_LATER),
    # The account is, and every message would hear the same.
    ("rcpt", 554, "5.7.1 <a@b.example>: Relay access denied", Fate.HOLD, Reason.SENDER_REFUSED),
    ("rcpt", 550, "relaying denied", Fate.HOLD, Reason.SENDER_REFUSED),
    ("mail", 553, "5.7.1 sender not owned by user", Fate.HOLD, Reason.SENDER_REFUSED),
    ("dot", 554, "5.7.60 client does not have permissions to send as this sender", Fate.HOLD,
     Reason.SENDER_REFUSED),
    ("auth", 535, "5.7.8 bad credentials", Fate.HOLD, Reason.PASSWORD_REFUSED),
    ("auth", 534, "5.7.9 application-specific password required", Fate.HOLD, Reason.PASSWORD_REFUSED),
    ("auth", 535, "5.7.139 SmtpClientAuthentication is disabled", Fate.HOLD, Reason.AUTH_IMPOSSIBLE),
    ("mail", 530, "5.7.57 client not authenticated", Fate.HOLD, Reason.AUTH_IMPOSSIBLE),
    ("mail", 530, "5.7.0 authentication required", Fate.HOLD, Reason.PASSWORD_REFUSED),
    ("auth", 454, "4.7.0 too many login attempts", Fate.RETRY_ACCOUNT, Reason.SERVER_REFUSES),
    ("greeting", 554, "go away", Fate.HOLD, Reason.SERVER_REFUSES),
    ("greeting", 421, "too busy", Fate.RETRY_ACCOUNT, Reason.SERVER_REFUSES),
    ("mail", 421, "4.7.0 too many connections", Fate.RETRY_ACCOUNT, Reason.SERVER_REFUSES),
    ("starttls", 454, "TLS not available", Fate.RETRY_ACCOUNT, Reason.SERVER_REFUSES),
    ("starttls", 502, "no TLS here", Fate.HOLD, Reason.TLS_MISSING),
    ("dot", 550, "5.4.5 Daily user sending limit exceeded", Fate.RETRY_ACCOUNT, Reason.LIMIT_REACHED),
    ("rcpt", 451, "hourly sending quota exceeded", Fate.RETRY_ACCOUNT, Reason.LIMIT_REACHED),
    ("data", 503, "5.5.1 bad sequence of commands", Fate.HOLD, Reason.PROTOCOL),
    ("rcpt", 502, "5.5.2 command not recognised", Fate.HOLD, Reason.PROTOCOL),
    ("ehlo", 250, "but not the reply that was wanted", Fate.RETRY_ACCOUNT, Reason.PROTOCOL),
]  # fmt: skip


@pytest.mark.parametrize(("phase", "code", "text", "fate", "reason"), REPLIES)
def test_what_a_reply_means(phase: str, code: int, text: str, fate: Fate, reason: Reason) -> None:
    verdict = judge(Phase(phase), Reply(code, text))
    assert (verdict.fate, verdict.reason) == (fate, reason)


@pytest.mark.parametrize("phase", ["rcpt", "data", "dot"])
@pytest.mark.parametrize("code", range(400, 600))
def test_a_negative_reply_never_passes_for_the_other_class(phase: str, code: int) -> None:
    verdict = judge(Phase(phase), Reply(code, "whatever"))
    assert (verdict.fate is Fate.DEFER) == (code < 500)


def test_a_full_mailbox_is_tried_the_next_day_and_within_every_lifetime_of_a_real_mail() -> None:
    wait = judge(Phase.RCPT, Reply(452, "4.2.2 full")).wait
    assert wait is not None
    assert wait < min(LIFETIMES["mailing"], LIFETIMES["documents"])


def test_every_intent_of_a_message_has_a_lifetime() -> None:
    assert set(LIFETIMES) == {intent.value for intent in Intent}


def test_waits_grow_and_then_stay() -> None:
    waits = [backoff(failures) for failures in range(1, 10)]
    assert waits == sorted(waits)
    assert set(waits[len(BACKOFF) :]) == {BACKOFF[-1]}


def test_enhanced_codes_are_read_where_the_reply_has_one() -> None:
    assert Reply(550, "5.1.1 no such user").enhanced == "5.1.1"
    assert Reply(550, "sorry, 5.1.1 is elsewhere").enhanced == ""
    assert Reply(550, "5.1").enhanced == ""
