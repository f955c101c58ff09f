"""Bounces of many kinds of mail servers, written for the tests, each with what a reader must find in it."""

from dataclasses import dataclass

from tests.reading.bounces.mails import (
    EXIM,
    HEADERS,
    ORIGINAL,
    POSTFIX,
    QMAIL,
    RETURNED,
    STATUS,
    TEXT,
    mail,
    parts,
    report,
)

ORIGINAL_ID = "facture.117@garage.example"


@dataclass(frozen=True)
class Sample:
    """`wanted`: for each address its kind, its status and its cause. `original`: the Message-ID sent."""

    name: str
    content: bytes
    wanted: dict[str, tuple[str, str, str]]
    original: str = ORIGINAL_ID


_DAEMON = {
    "Return-Path": "<>",
    "From": "Mail Delivery System <MAILER-DAEMON@mx.provider.example>",
    "Subject": "Undelivered Mail",
}
_DEAD = "luc@client.example"


def _dsn(
    words: str, fields: str, returned: str = ORIGINAL, kind: str = RETURNED, status: str = STATUS, **head: str
) -> bytes:
    content_type, body = report(
        "delivery-status", (TEXT, words), (status, fields), (kind, returned.format(to=_DEAD))
    )
    return mail({**_DAEMON, "Content-Type": content_type, **head}, body)


def _text(words: str, returned: str = "", **head: str) -> bytes:
    return mail({**_DAEMON, **head}, words + returned.format(to=_DEAD))


def _fields(address: str, action: str, status: str, words: str, more: str = "") -> str:
    code = f"Diagnostic-Code: smtp; {words}\n" if words else ""
    return f"{more}Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n{code}\n"


_MTA = "Reporting-MTA: dns; mx.provider.example\nArrival-Date: Mon, 16 Nov 2026 09:12:00 +0100\n\n"

REPORTS = (
    Sample(
        "postfix",
        _dsn(
            POSTFIX.format(to=_DEAD),
            _MTA + _fields(_DEAD, "failed", "5.1.1", f"550 5.1.1 <{_DEAD}>: User unknown"),
        ),
        {_DEAD: ("permanent", "5.1.1", "unknown_mailbox")},
    ),
    Sample(
        "several recipients, one of them delivered, headers alone returned",
        _dsn(
            "Some were not reached.",
            _MTA
            + _fields("a@client.example", "failed", "5.2.2", "552 5.2.2 Mailbox full")
            + _fields("b@client.example", "delayed", "4.4.1", "connection timed out")
            + _fields("c@client.example", "delivered", "2.0.0", "250 ok")
            + _fields("d@client.example", "failed", "4.4.7", "452 4.2.2 over quota"),
            kind=HEADERS,
        ),
        {
            "a@client.example": ("permanent", "5.2.2", "mailbox_full"),
            "b@client.example": ("temporary", "4.4.1", "unreachable"),
            "d@client.example": ("given-up", "4.4.7", "mailbox_full"),
        },
    ),
    Sample(
        "sendmail, rewritten recipient",
        _dsn(
            "The original message was received\n   ----- The following addresses had permanent fatal "
            "errors -----\n"
            f"<{_DEAD}>\n    (reason: 550 5.1.1 <luc.maes@inner.client.example>... User unknown)",
            _MTA
            + f"Original-Recipient: rfc822;{_DEAD}\n"
            + _fields("luc.maes@inner.client.example", "failed", "5.1.1", "550 5.1.1 User unknown"),
        ),
        {_DEAD: ("permanent", "5.1.1", "unknown_mailbox")},
    ),
    Sample(
        "microsoft 365",
        _dsn(
            f"Your message to {_DEAD} couldn't be delivered. luc wasn't found at client.example.",
            "Reporting-MTA: dns;AM0PR01.outlook.example\nReceived-From-MTA: dns;x\n\n"
            + _fields(_DEAD, "failed", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found"),
        ),
        {_DEAD: ("permanent", "5.1.10", "unknown_mailbox")},
    ),
    Sample(
        "gmail, refused as spam",
        _dsn(
            "** Message blocked **\n\nYour message to luc@client.example has been blocked.",
            _MTA
            + _fields(
                _DEAD, "failed", "5.7.1", "550-5.7.1 Our system has detected that this message is likely spam"
            ),
            **{"X-Failed-Recipients": _DEAD},
        ),
        {_DEAD: ("permanent", "5.7.1", "policy")},
    ),
    Sample(
        "RFC 6533, an address in UTF-8",
        _dsn(
            "Non remis",
            _MTA + "Final-Recipient: utf-8; zoé@garçon.example\nAction: failed\nStatus: 5.1.1\n",
            status="Content-Type: message/global-delivery-status",
            kind="Content-Type: message/global-headers",
        ),
        {"zoé@garçon.example": ("permanent", "5.1.1", "unknown_mailbox")},
    ),
    Sample(
        "RFC 6533, an address in the form of RFC 6533 section 3",
        _dsn(
            "Non remis",
            _MTA + "Final-Recipient: utf-8; zo\\x{E9}@client.example\nAction: failed\nStatus: 5.1.1\n",
        ),
        {"zoé@client.example": ("permanent", "5.1.1", "unknown_mailbox")},
    ),
    Sample(
        "a delay notice",
        _dsn(
            "Your message is still being tried. THIS IS A WARNING ONLY.",
            _MTA
            + _fields(_DEAD, "delayed", "4.0.0", "", "")
            + "Will-Retry-Until: Fri, 20 Nov 2026 09:00:00 +0100",
            Subject="Warning: could not send message for past 4 hours",
        ),
        {_DEAD: ("temporary", "4.0.0", "other")},
    ),
    Sample(
        "unknown domain, of Exim with a machine-readable part",
        _dsn(EXIM.format(to=_DEAD), _MTA + _fields(_DEAD, "failed", "5.1.2", "Host not found")),
        {_DEAD: ("permanent", "5.1.2", "unknown_mailbox")},
    ),
)

FREE_TEXT = (
    Sample(
        "exim",
        _text(
            EXIM.format(to=_DEAD)
            + "\n\n------ This is a copy of the message, including all the headers. ------\n\n",
            ORIGINAL,
        ),
        {_DEAD: ("permanent", "5.1.1", "unknown_mailbox")},
    ),
    Sample(
        "exim, delayed",
        _text(
            "A message that you sent has not yet been delivered to one or more of its\nrecipients "
            "after more than 24 hours on the "
            "queue on mx.provider.example.\n\nThe message identifier is:     1abc-0001\nThe address "
            "to which the message has not yet "
            f"been delivered is:\n\n  {_DEAD}\n    host mx [192.0.2.7]: 451 try later\n\nNo action is "
            "required on your part.",
            Subject="Warning: message 1abc-0001 delayed 24 hours",
        ),
        {_DEAD: ("temporary", "", "other")},
        "",
    ),
    Sample(
        "qmail, two recipients",
        _text(
            QMAIL.format(to=_DEAD)
            + "\n\n<bart@client.example>:\n192.0.2.7 failed after I sent the message.\n"
            "Remote host said: 552 5.2.2 Mailbox full\n\n"
            "--- Below this line is a copy of the message.\n\n",
            ORIGINAL,
            Subject="failure notice",
        ),
        {
            _DEAD: ("permanent", "", "unknown_mailbox"),
            "bart@client.example": ("permanent", "5.2.2", "mailbox_full"),
        },
    ),
    Sample(
        "sendmail of old",
        _text(
            "   ----- Transcript of session follows -----\n... while talking to mx.client.example:\n"
            f">>> RCPT To:<{_DEAD}>\n<<< 550 <{_DEAD}>... User unknown\n550 {_DEAD}... User unknown\n\n"
            "   ----- Unsent message follows -----\n",
            ORIGINAL,
            Subject="Returned mail: User unknown",
        ),
        {_DEAD: ("permanent", "", "unknown_mailbox")},
    ),
    Sample(
        "exchange of old",
        _text(
            f"Your message\n\n  To:      {_DEAD}\n  Subject: facture\n  Sent:    Mon, 16 Nov 2026 09:00\n\n"
            f"did not reach the following recipient(s):\n\n{_DEAD} on Mon, 16 Nov 2026 09:01\n"
            "    The recipient name is not recognized\n\tMSEXCH:IMS:X:Y:Z 0 (000C05A6) Unknown Recipient\n",
            Subject="Undeliverable: facture",
        ),
        {_DEAD: ("permanent", "", "unknown_mailbox")},
        "",
    ),
    Sample(
        "exchange 2007 in French",
        _text(
            f"Échec de la remise aux destinataires ou aux groupes suivants :\n\n{_DEAD}\nL'adresse de "
            "messagerie que vous avez entrée "
            "est introuvable.\n\nInformations de diagnostic pour les administrateurs :\n\nServeur de "
            "génération : x.client.example\n\n"
            f"{_DEAD}\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\nEn-têtes de message "
            "d'origine :\n\n",
            ORIGINAL,
            Subject="Non remis : Votre facture",
        ),
        {_DEAD: ("permanent", "5.1.1", "unknown_mailbox")},
    ),
    Sample(
        "a provider in Dutch",
        _text(
            f"Uw bericht kon niet worden bezorgd bij de volgende ontvanger(s):\n\n  {_DEAD}\n    550 "
            "5.2.1 mailbox disabled\n",
            Subject="Onbestelbaar: Uw factuur",
        ),
        {_DEAD: ("permanent", "5.2.1", "unknown_mailbox")},
        "",
    ),
    Sample(
        "a provider in German",
        _text(
            "Diese Nachricht wurde automatisch erzeugt.\n\nIhre Nachricht konnte an den folgenden "
            "Empfänger nicht zugestellt werden:\n\n"
            f"{_DEAD}:\n  SMTP error from remote server after RCPT command: 550 mailbox unavailable\n",
            Subject="Mail delivery failed: returning message to sender",
        ),
        {_DEAD: ("permanent", "", "unknown_mailbox")},
        "",
    ),
    Sample(
        "a provider in French, quota",
        _text(
            f"Votre message n'a pas pu être remis au destinataire suivant :\n\n<{_DEAD}> : boîte aux "
            "lettres pleine (quota dépassé)\n",
            Subject="Echec de remise du message",
        ),
        {_DEAD: ("permanent", "", "mailbox_full")},
        "",
    ),
    Sample(
        "X-Failed-Recipients alone",
        _text(
            "Delivery to the following recipient failed permanently.",
            **{"X-Failed-Recipients": f"{_DEAD},\n  bart@client.example"},
        ),
        {_DEAD: ("permanent", "", "other"), "bart@client.example": ("permanent", "", "other")},
        "",
    ),
)


def complaint() -> bytes:
    """An ARF report (RFC 5965) of a provider whose user pressed "this is spam"."""
    fields = f"Feedback-Type: abuse\nUser-Agent: Loop/1.0\nVersion: 1\nOriginal-Rcpt-To: <{_DEAD}>\n"
    kind, body = report(
        "feedback-report",
        (TEXT, "This is an email abuse report"),
        ("Content-Type: message/feedback-report", fields),
        (RETURNED, ORIGINAL.format(to=_DEAD)),
    )
    return mail({"From": "fbl@provider.example", "Subject": "FW: Votre facture", "Content-Type": kind}, body)


def bounce_with_parts_but_no_report() -> bytes:
    """Free text and the returned mail as parts of a multipart/mixed."""
    kind, body = parts(
        "multipart/mixed", (TEXT, QMAIL.format(to=_DEAD)), (RETURNED, ORIGINAL.format(to=_DEAD))
    )
    return mail({**_DAEMON, "Content-Type": kind}, body)
