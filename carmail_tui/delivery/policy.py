"""What each reply of a server means, as data: the message refused or deferred, or the account held.

Reply codes are those of RFC 5321 section 4.2, enhanced status codes those of RFC 3463.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple


class Phase(StrEnum):
    """Where in the conversation something happened."""

    CONNECT = "connect"
    GREETING = "greeting"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    DOT = "dot"


class Reason(StrEnum):
    """Why a message or an account is where it is."""

    UNKNOWN_ADDRESS = "unknown_address"
    MAILBOX_FULL = "mailbox_full"
    REFUSED_BY_POLICY = "refused_by_policy"
    TOO_BIG = "too_big"
    TRY_LATER = "try_later"
    LINE_DROPPED = "line_dropped"
    NO_REPLY_TO_DOT = "no_reply_to_dot"
    INTERRUPTED = "interrupted"
    TOO_MANY_TRIES = "too_many_tries"
    NEEDS_SMTPUTF8 = "needs_smtputf8"
    SUPPRESSED = "suppressed"
    NO_CONSENT = "no_consent"
    SERVER_UNKNOWN = "server_unknown"
    SERVER_UNREACHABLE = "server_unreachable"
    SERVER_REFUSES = "server_refuses"
    TLS_FAILED = "tls_failed"
    TLS_MISSING = "tls_missing"
    PASSWORD_REFUSED = "password_refused"  # noqa: S105 - a reason, not a password
    PASSWORD_MISSING = "password_missing"  # noqa: S105
    AUTH_IMPOSSIBLE = "auth_impossible"
    SENDER_REFUSED = "sender_refused"
    LIMIT_REACHED = "limit_reached"
    PROTOCOL = "protocol"
    NOT_LOOPBACK = "not_loopback"
    RESTORED_COPY = "restored_copy"


class Fate(StrEnum):
    """What a reply does: to the message (refuse, defer), or to the account (hold, retry the account)."""

    REFUSE = "refuse"
    DEFER = "defer"
    HOLD = "hold"
    RETRY_ACCOUNT = "retry_account"


class Reply(NamedTuple):
    """A reply of the server: its code, its enhanced status code where it gives one, its words."""

    code: int
    text: str = ""

    @property
    def enhanced(self) -> str:
        """The enhanced status code at the beginning of the text (RFC 2034), or nothing."""
        match = re.match(r"([245]\.\d{1,3}\.\d{1,3})\b", self.text)
        return match[1] if match else ""

    @property
    def positive(self) -> bool:
        """Whether the server agrees (2xx)."""
        return 200 <= self.code < 300


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reply means. `wait` is the time until the next try, where the backoff is not to say it."""

    fate: Fate
    reason: Reason
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    """The first rule whose phases and pattern fit `code enhanced text` decides."""

    phases: frozenset[Phase]
    pattern: re.Pattern[str]
    verdict: Verdict


def _rule(phases: str, pattern: str, fate: Fate, reason: Reason, wait: timedelta | None = None) -> _Rule:
    names = frozenset(Phase(name) for name in phases.split())
    return _Rule(names, re.compile(pattern, re.IGNORECASE), Verdict(fate, reason, wait))


_HOUR = timedelta(hours=1)
_DAY = timedelta(hours=24)
_ANYWHERE = "greeting ehlo starttls auth mail rcpt data dot"
_MESSAGE = "mail rcpt data dot"

RULES = (
    # Known providers first: what their codes mean is not what the class says.
    _rule(_MESSAGE, r"^[45]\d\d [45]\.4\.5\b", Fate.RETRY_ACCOUNT, Reason.LIMIT_REACHED, _HOUR),
    _rule(_MESSAGE, r"(daily|hourly).*(limit|quota)|sending (limit|quota)", Fate.RETRY_ACCOUNT,
          Reason.LIMIT_REACHED, _HOUR),
    _rule(_ANYWHERE, r"^\d\d\d 5\.7\.60\b", Fate.HOLD, Reason.SENDER_REFUSED),
    _rule(_ANYWHERE, r"^\d\d\d 5\.7\.(57|30|139)\b", Fate.HOLD, Reason.AUTH_IMPOSSIBLE),
    _rule("rcpt", r"^5.*(relay(ing)? (access )?(is )?(denied|not permitted)|unable to relay)", Fate.HOLD,
          Reason.SENDER_REFUSED),
    # The account.
    _rule("greeting ehlo", r"^4", Fate.RETRY_ACCOUNT, Reason.SERVER_REFUSES),
    _rule("greeting ehlo", r"^5", Fate.HOLD, Reason.SERVER_REFUSES),
    _rule("starttls", r"^4", Fate.RETRY_ACCOUNT, Reason.SERVER_REFUSES),
    _rule("starttls", r"^5", Fate.HOLD, Reason.TLS_MISSING),
    _rule("auth", r"^4", Fate.RETRY_ACCOUNT, Reason.SERVER_REFUSES),
    _rule("auth", r"^5", Fate.HOLD, Reason.PASSWORD_REFUSED),
    _rule("mail", r"^421", Fate.RETRY_ACCOUNT, Reason.SERVER_REFUSES),
    _rule(_MESSAGE, r"^53[0458]", Fate.HOLD, Reason.PASSWORD_REFUSED),
    # The message.
    _rule("rcpt data dot", r"^[45]\d\d [45]\.2\.2\b|mailbox (is )?full|over quota", Fate.DEFER,
          Reason.MAILBOX_FULL, _DAY),
    _rule(_MESSAGE, r"^552|^5\d\d 5\.(3\.4|2\.3)\b", Fate.REFUSE, Reason.TOO_BIG),
    _rule("mail", r"^5(50|53|54)|^5\d\d 5\.[17]\.", Fate.HOLD, Reason.SENDER_REFUSED),
    # Of one recipient, 501 says that the address is malformed; otherwise 50x means that we do not speak
    # the same language, which the next message would not change.
    _rule("rcpt", r"^50[023]", Fate.HOLD, Reason.PROTOCOL),
    _rule("mail data", r"^50", Fate.HOLD, Reason.PROTOCOL),
    _rule("rcpt", r"^5\d\d 5\.7\.|^554", Fate.REFUSE, Reason.REFUSED_BY_POLICY),
    _rule("rcpt", r"^5", Fate.REFUSE, Reason.UNKNOWN_ADDRESS),
    _rule("data dot", r"^5\d\d 5\.1\.", Fate.REFUSE, Reason.UNKNOWN_ADDRESS),
    _rule("mail data dot", r"^5", Fate.REFUSE, Reason.REFUSED_BY_POLICY),
    _rule(_MESSAGE, r"^4", Fate.DEFER, Reason.TRY_LATER),
)  # fmt: skip
"""What replies mean, the first that fits."""

_OTHERWISE = Verdict(Fate.RETRY_ACCOUNT, Reason.PROTOCOL)


def judge(phase: Phase, reply: Reply) -> Verdict:
    """What an explicit reply that is not the wanted one means in this phase."""
    text = f"{reply.code} {reply.text[:1000]}"
    for rule in RULES:
        if phase in rule.phases and rule.pattern.search(text):
            return rule.verdict
    return _OTHERWISE


BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
"""The wait after the first, second ... failure; the last one again and again."""

MAXIMUM_ATTEMPTS = 20
LIFETIMES = {"documents": timedelta(hours=48), "mailing": timedelta(hours=48), "test": timedelta(hours=1)}
"""How long a message is tried, by what it is for: from its first try on, or from the first try after a person
asked for it again. What fails after that has expired."""

LONGEST_REST = timedelta(days=7)
"""What lay this long without a try, as behind a password that nobody mended, is not sent without being asked
for again: it may be about last month."""

LONGEST_WAIT = _DAY + _HOUR
"""No wait between two tries is longer than this; a longer one was planned by a clock that was wrong."""

REFUSALS_IN_A_ROW = 3
"""So many messages of a mailing refused as spam or by policy, one after the other, and it pauses: going on
harms the name of the garage."""

FAILURES_IN_A_ROW = 3
"""So many lines dropped one after the other, and the account rests: the server ails, not the message."""


def backoff(failures: int) -> timedelta:
    """How long to wait after so many failures in a row (at least one)."""
    return BACKOFF[min(failures, len(BACKOFF)) - 1]
