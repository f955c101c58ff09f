"""Why a recipient was not reached, from the status and the words of the server."""

import re

from carmail_tui.reading.bounces.verdict import Cause, Kind

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d.:/-])([245]\d\d)(?=[ -](?![\d.]*\d+ (?:bytes|sec))|$)")

_WORDS = (
    # Quota first: many servers put it behind a general code such as 550 5.1.1 (Yahoo, Courier).
    (
        Cause.MAILBOX_FULL,
        r"quota|mailbox(?:\s+\S+){0,2}\s+exceed|mail(?:box|folder)?(?:\s+\S+){0,3}\s+(?:is\s+"
        r"|was\s+)?full\b|full mailbox|mailbox size limit|exceed\w*"
        r"(?:\s+\S+){0,4}\s+(?:storage|mailbox)|storage (?:limit|space)|mail box space not enough"
        r"|insufficient (?:disk|system)"
        r"|bo[iî]te(?:\s+\S+){0,4}\s+(?:pleine|satur[ée]e)|postfach\s+(?:\S+\s+)?voll|(?:mail|post)(?:bus"
        r"|box)(?:\s+\S+){0,2}\s+vol\b"
        r"|\bno (?:space|room) left|out of (?:disk )?space|too many messages|not enough (?:space|storage)"
        r"|容量|一杯|いっぱい|超過|casella\s+(?:\S+\s+)?piena|buz[oó]n\s+(?:\S+\s+)?lleno",
    ),
    (
        Cause.POLICY,
        r"\bspam|\bblock(?:ed|list)|black\s?list|\bpolicy|\bdmarc\b|\bspf\b|\bdkim\b|reputation|\bvirus"
        r"|not (?:allowed|permitted|authori[sz]ed)"
        r"|prohibited|access denied|\bunsolicited|\bbanned|content (?:reject|filter)"
        r"|\brelay(?:ing)?\b.{0,20}den|unable to relay"
        r"|\bgreylist|\bdnsbl|spamhaus|reverse dns|(?<!not )listed (?:at|in|by)|suspicious|junk"
        r"|restricted|administrative prohibition"
        r"|authentication (?:required|failed)|rejected (?:due to|by) (?:content|security)"
        r"|sender .{0,30}(?:rejected|denied)|ind[ée]sirable",
    ),
    (
        Cause.TOO_BIG,
        r"(?:message|mail|size)\s+(?:\S+\s+){0,4}(?:too (?:big|large)|exceed)|(?:size|length) limit"
        r"|too (?:big|large)|exceeds (?:the )?(?:maximum|fixed|size)"
        r"|trop (?:volumineux|grand|gros)|te groot|zu gro(?:ß|ss)",
    ),
    (
        Cause.UNKNOWN_MAILBOX,
        r"(?:user|recipient|mailbox|address|account|addressee|alias|person|customer"
        r"|local[- ]?part)(?:e?s)?\W+(?:\S+\s+){0,6}?(?:is |was |are )?"
        r"(?:unknown|not (?:found|known|exist|listed|recogni[sz]ed|valid|a valid|available|active|in )"
        r"|does(?:n.t| not) exist|doesn.t have|invalid"
        r"|disabled|inactive|unavailable|suspended|deactivated|no longer|unrouteable|closed|expired"
        r"|rejected|undeliverable)"
        r"|(?:unknown|invalid|unrouteable|bad|no such|nonexist\w+|non-exist\w+|disabled|inactive"
        r"|not a valid|illegal|undeliverable|incorrect|unregistered)"
        r"\W+(?:\S+\s+){0,2}?(?:user|recipient|mailbox|address|account|domain|host|person|alias"
        r"|mail\s?drop|destination|local|addressee|name)"
        r"|no (?:mailbox|account|user|one) (?:here|by|with|named|called|of)|not (?:our|a) (?:customer"
        r"|user)|does(?:n.t| not) (?:exist|like recipient|have an? .{0,60}account)"
        r"|(?:host|domain|name)(?:\s+\S+){0,3}\s+(?:not found|unknown|does not exist|not exist)"
        r"|couldn.t find any host|unable to (?:look ?up|resolve)|no (?:mx|dns|such domain)"
        r"|wasn.t found|could ?n.t be found|cannot find|no matches to nameserver"
        r"|not listed in (?:the )?(?:domino|public)|recip(?:ient)?notfound|unrouteable|user account is"
        r"|n.existe (?:pas|plus)|inconnue?\b|introuvable|bestaat niet|onbekend|niet gevonden"
        r"|nicht gefunden|unbekannt|existiert nicht|ung[uü]ltig|no existe|inesistente"
        r"|no longer (?:with|on|available|in use|valid|accept)|見つかりません|存在しません|宛先不明"
        r"|recipient reject"
        r"|mailbox unavailable|discontinued|has (?:left|moved)"
        r"|not our customer|нет такого|не существует|не найден",
    ),
    (
        Cause.UNREACHABLE,
        r"time[d]?[- ]?out|connection (?:refused|reset|lost|closed|dropped|failed)|no route|unreachable"
        r"|not responding|queue too long|retry (?:time|timeout) exceeded"
        r"|unable to connect|cannot connect|couldn.t (?:connect|establish)|wasn.t able to establish"
        r"|(?:mail )?loop|hop count|too many hops|temporar|try again later"
        r"|d[ée]lai d[ée]pass[ée]|expired|not reachable|gave up|network error|could not be reached"
        r"|message looping",
    ),
)  # fmt: skip
_RULES = tuple((cause, re.compile(words, re.IGNORECASE)) for cause, words in _WORDS)

_BY_STATUS = (
    (re.compile(r"[45]\.2\.2"), Cause.MAILBOX_FULL),
    (re.compile(r"[45]\.3\.1"), Cause.MAILBOX_FULL),
    (re.compile(r"[45]\.(?:3\.4|2\.3)"), Cause.TOO_BIG),
    (re.compile(r"[45]\.7\.\d+"), Cause.POLICY),
    # A sender that is refused (x.1.7, x.1.8) says nothing of the recipient.
    (re.compile(r"[45]\.1\.[78]"), Cause.POLICY),
    (re.compile(r"5\.1\.(?:[0-46]|10)|5\.2\.1|5\.4\.[34]"), Cause.UNKNOWN_MAILBOX),
    (re.compile(r"[45]\.4\.\d+"), Cause.UNREACHABLE),
)
"""What RFC 3463 and the registry of RFC 5248 say of a status."""

_TOLD_BY_CODE = {Cause.MAILBOX_FULL, Cause.POLICY, Cause.TOO_BIG}


def cause_of(status: str, words: str) -> Cause:
    """The cause.

    The words go before a status of the address or a general one: servers say 550 5.1.1 of a mailbox that is
    full (Yahoo) and of a sender on a black list, and an address must not be taken for dead because of those.
    """
    by_status = next((cause for pattern, cause in _BY_STATUS if pattern.fullmatch(status)), None)
    if by_status in _TOLD_BY_CODE and not (by_status is Cause.POLICY and _unknown_user(words)):
        return by_status
    by_words = next((cause for cause, pattern in _RULES if pattern.search(words[:2000])), None)
    if by_status is Cause.UNKNOWN_MAILBOX and by_words is Cause.UNREACHABLE:
        return by_status
    return by_words or by_status or Cause.OTHER


def _unknown_user(words: str) -> bool:
    """Exchange Online Protection and Sender Policy filters say 5.7.x of users that they do not know."""
    return bool(
        re.search(
            r"(?:user|recipient|mailbox|address) (?:is )?(?:unknown|not found|does not exist)"
            r"|unknown (?:user|recipient)",
            words,
            re.I,
        )
    )


def status_in(words: str) -> str:
    """The first enhanced status code that is no part of an IP address or of a version; empty without one."""
    found = _STATUS.search(words)
    return found[1] if found else ""


def reply_code(words: str) -> int:
    """The first reply code of SMTP in the words; 0 without one."""
    for found in _REPLY.finditer(words[:2000]):
        if found[1][0] in "45":
            return int(found[1])
    return 0


def kind_of(status: str, words: str, *, delayed: bool) -> Kind:
    """How final a failure is that free text tells."""
    if delayed:
        return Kind.TEMPORARY
    if status:
        return Kind.GIVEN_UP if status.startswith("4") else Kind.PERMANENT
    return Kind.GIVEN_UP if 400 <= reply_code(words) < 500 else Kind.PERMANENT
