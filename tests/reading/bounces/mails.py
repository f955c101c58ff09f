"""Writing mails for the tests of bounces: headers, parts, and the words that vary from one to the next."""

from collections.abc import Sequence

PEOPLE = (
    ("Nathalie Adam", "nathalie.adam@voiture.example"),
    ("Bart Claes", "b.claes@wagenpark.example"),
    ("Jörg Krüger", "j.krueger@autohaus.example"),
    ("Mary O'Neil", "mary.oneil+garage@cars.example"),
    ("Étienne Lefèvre", "etienne@lefevre-fils.example"),
    ("Sofie De Smet", "sofie.desmet@bakkerij.example"),
    ("Claude Dubois", "info@dubois.example"),
)
GARAGE = "facturation@garage.example"
_BOUNDARY = "=_part_{}_of_the_mail"


def pick(words: Sequence[str], n: int) -> str:
    """The word for the variant `n`."""
    return words[n % len(words)]


def mail(headers: dict[str, str], body: str, *, encoding: str = "utf-8") -> bytes:
    """A mail of one part, or with the body that `parts` made; a header given here replaces the usual one."""
    usual = {
        "Return-Path": "<sender@cars.example>",
        "From": "Nathalie Adam <nathalie.adam@voiture.example>",
        "To": GARAGE,
        "Subject": "Votre message",
        "Date": "Mon, 16 Nov 2026 09:12:44 +0100",
        "Message-ID": "<20261116.0912@voiture.example>",
        "MIME-Version": "1.0",
        "Content-Type": f"text/plain; charset={encoding}",
        "Content-Transfer-Encoding": "8bit",
    }
    lines = [f"{name}: {value}" for name, value in (usual | headers).items() if value]
    return ("\n".join([*lines, "", body]) + "\n").encode(encoding, "replace")


def parts(kind: str, *pieces: tuple[str, str], n: int = 0) -> tuple[str, str]:
    """The content type and the body of a multipart: pieces are (headers, text)."""
    boundary = _BOUNDARY.format(n)
    body = "".join(f"--{boundary}\n{head}\n\n{text}\n\n" for head, text in pieces)
    return f'{kind}; boundary="{boundary}"', f"{body}--{boundary}--"


def report(report_type: str, *pieces: tuple[str, str], n: int = 0) -> tuple[str, str]:
    """The same for a multipart/report (RFC 6522)."""
    return parts(f"multipart/report; report-type={report_type}", *pieces, n=n)


TEXT = "Content-Type: text/plain; charset=utf-8"
STATUS = "Content-Type: message/delivery-status"
HEADERS = "Content-Type: text/rfc822-headers"
RETURNED = "Content-Type: message/rfc822"

ORIGINAL = """Return-Path: <facturation@garage.example>
From: Garage <facturation@garage.example>
To: {to}
Subject: Votre facture 2026/0117
Date: Mon, 16 Nov 2026 09:00:00 +0100
Message-ID: <facture.117@garage.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Bonjour, voici votre facture. Questions: info@garage.example"""
"""What the garage sent, as bounces return it."""

POSTFIX = """This is the mail system at host mail.provider.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

For further assistance, please send mail to postmaster.

                   The mail system

<{to}>: host mx.client.example[192.0.2.7] said: 550 5.1.1
    <{to}>: Recipient address rejected: User unknown (in
    reply to RCPT TO command)"""
"""The words of a Postfix bounce: quoted and forwarded by people, and in a bounce itself."""

EXIM = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {to}
    host mx.client.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<{to}>:
    550 5.1.1 No such user here"""
"""The words of Exim."""

QMAIL = """Hi. This is the qmail-send program at provider.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{to}>:
192.0.2.7 does not like recipient.
Remote host said: 550 unknown user
Giving up on 192.0.2.7."""
"""The words of qmail."""

BOUNCE_WORDS = (POSTFIX, EXIM, QMAIL)
