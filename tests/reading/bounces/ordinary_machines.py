"""Mails of machines that are no bounces: automatic replies, receipts, tickets, newsletters, reports."""

from tests.reading.bounces.mails import (
    HEADERS,
    ORIGINAL,
    STATUS,
    TEXT,
    mail,
    parts,
    pick,
    report,
)
from tests.reading.bounces.ordinary_replies import (
    acknowledgement_with_the_mail,
    are_you_human,
    awaits_a_moderator,
    calendar,
    has_left_the_company,
    out_of_office,
    signup,
    ticket,
)

_TO = "client@voiture.example"


def success_report(n: int) -> bytes:
    """RFC 3464 reports of success: delivered, relayed, expanded."""
    action = pick(("delivered", "relayed", "expanded"), n)
    fields = (
        f"Reporting-MTA: dns; mx{n}.client.example\nArrival-Date: Mon, 16 Nov 2026 09:12:00 +0100\n\n"
        f"Original-Recipient: rfc822;{_TO}\nFinal-Recipient: rfc822; {_TO}\nAction: {action}\nStatus: "
        f"2.{n % 2}.0\n"
        "Diagnostic-Code: smtp; 250 2.0.0 Ok: queued as 4XYZ"
    )
    words = (
        f"Your message was successfully {action} to the destination(s) listed below.\n\n<{_TO}>: "
        "delivery done"
    )
    kind, body = report(
        "delivery-status", (TEXT, words), (STATUS, fields), (HEADERS, ORIGINAL.format(to=_TO)), n=n
    )
    head = {"From": "MAILER-DAEMON@mx.client.example", "Return-Path": "<>", "Auto-Submitted": "auto-replied"}
    subject = pick(
        ("Successful Mail Delivery Report", "Relayed: facture", "Delivery Status Notification (Success)"), n
    )
    return mail({**head, "Subject": subject, "Content-Type": kind}, body)


def read_receipt(n: int) -> bytes:
    """RFC 8098 read receipts, also of a mail that was deleted unread."""
    how = pick(("displayed", "deleted", "processed", "denied"), n)
    fields = (
        f"Reporting-UA: Mail\nFinal-Recipient: rfc822;{_TO}\nOriginal-Message-ID: <x@g>\nDisposition: "
        f"manual-action/MDN-sent-manually; {how}"
    )
    words = pick(
        (
            "Votre message a été lu",
            "Uw bericht werd verwijderd zonder te zijn gelezen",
            "Ihre Nachricht wurde gelesen",
            "Your message was deleted without being read",
        ),
        n,
    )
    kind, body = report(
        "disposition-notification",
        (TEXT, words),
        ("Content-Type: message/disposition-notification", fields),
        n=n,
    )
    subject = pick(("Lu : facture", "Niet gelezen: factuur", "Gelesen: Rechnung", "Not read: invoice"), n)
    return mail({"From": _TO, "Return-Path": "<>", "Subject": subject, "Content-Type": kind}, body)


def receipt_in_free_text(n: int) -> bytes:
    """Exchange and Domino tell of success in words of their own."""
    said = (
        f"Your message\n\n  To:      {_TO}\n  Subject: facture\n\nwas delivered to the following "
        f"recipient(s):\n\n{_TO} on 16/11"
    )
    subject = pick(("Delivered: facture", "DELIVERED: facture", "Relayed: facture", "Remis : facture"), n)
    return mail({"From": "postmaster@client.example", "Return-Path": "<>", "Subject": subject}, said)


def newsletter(n: int) -> bytes:
    """Newsletters with the words of bounces."""
    subject = pick(
        (
            "Why your emails get returned",
            "7 deals that failed to deliver",
            "Undeliverable? 5 tips",
            "Échec de livraison : nos conseils",
        ),
        n,
    )
    said = (
        "Mail could not be delivered? Bounce rates, user unknown, mailbox full, 550 5.1.1: our guide. "
        "news@marketing.example"
    )
    html = f"<html><body><h1>{subject}</h1><p>{said}</p><p>unsubscribe: you@garage.example</p></body></html>"
    kind, body = parts(
        "multipart/alternative", (TEXT, said), ("Content-Type: text/html; charset=utf-8", html), n=n
    )
    head = {
        "List-Unsubscribe": "<mailto:out@marketing.example>",
        "Precedence": "bulk",
        "Return-Path": "<b@marketing.example>",
    }
    return mail({"From": "news@marketing.example", "Subject": subject, "Content-Type": kind, **head}, body)


def parcel(n: int) -> bytes:
    """Parcels that could not be delivered, true ones and bait."""
    subject = pick(
        (
            "Delivery failed",
            "Échec de la livraison de votre colis",
            "Levering mislukt",
            "Zustellung fehlgeschlagen",
            "Delivery Status Notification: parcel 77",
        ),
        n,
    )
    said = (
        "We could not deliver your parcel: recipient unknown at this address. Choose a new date. "
        "help@parcels.example"
    )
    return mail(
        {"From": "noreply@parcels.example", "Subject": subject, "Auto-Submitted": "auto-generated"}, said
    )


def bait(n: int) -> bytes:
    """Bait that looks like a mail system: undelivered mails that wait for a click."""
    said = (
        f"You have {n + 2} undelivered messages for facturation@garage.example because your mailbox is "
        "full.\nRelease them: https://bait.example/"
    )
    sender = pick(
        ("Mail Delivery System <system@bait.example>", "Webmail Admin <postmaster@bait.example>"), n
    )
    return mail(
        {"From": sender, "Subject": f"{n + 2} undelivered mails", "Return-Path": "<x@bait.example>"}, said
    )


def quota_warning(n: int) -> bytes:
    """The provider warns of the garage's own mailbox."""
    said = pick(
        (
            "Votre boîte aux lettres est remplie à {p} %.",
            "Uw mailbox is voor {p}% vol.",
            "Ihr Postfach ist zu {p} % voll.",
            "Your mailbox facturation@garage.example is {p}% full: over quota soon.",
        ),
        n,
    ).format(p=80 + n % 20)
    return mail(
        {
            "From": "Postmaster <postmaster@provider.example>",
            "Subject": "Mailbox quota warning",
            "Return-Path": "<>",
        },
        said,
    )


def monitoring(n: int) -> bytes:
    """Cron, backups, log watchers that count bounces."""
    said = (
        "Postfix Begin\n   12 Bounced (remote)\n      5.1.1: Bad destination mailbox address\n       "
        "  user@client.example\n"
        "   3 Deferred\n  550 User unknown: nobody@client.example\nPostfix End"
    )
    subject = pick(
        ("Cron <root@server> backup FAILED", "Logwatch for server", "Backup failed", "pflogsumm report"), n
    )
    return mail(
        {"From": "root@server.garage.example", "Subject": subject, "Auto-Submitted": "auto-generated"}, said
    )


def quarantine_digest(n: int) -> bytes:
    """The spam filter lists what it kept."""
    said = (
        f"{n + 1} messages are in quarantine and were not delivered to facturation@garage.example:\n  "
        "win@casino.example  Rejected\n  a@b.example  Blocked"
    )
    return mail(
        {
            "From": "Quarantine <postmaster@filter.example>",
            "Subject": "Quarantine digest",
            "Return-Path": "<>",
        },
        said,
    )


def authentication_report(n: int) -> bytes:
    """DMARC and TLS reports: multipart/report, or a zip; of no recipient."""
    if n % 2:
        kind, body = report(
            "tlsrpt", (TEXT, "TLS report"), ("Content-Type: application/tlsrpt+gzip", "H4sI"), n=n
        )
    else:
        kind, body = parts(
            "multipart/mixed",
            (TEXT, "DMARC aggregate report"),
            ("Content-Type: application/zip", "UEsD"),
            n=n,
        )
    head = {
        "From": "noreply-dmarc@big.example",
        "Subject": f"Report Domain: garage.example Submitter: big.example {n}",
    }
    return mail({**head, "Return-Path": "<>", "Content-Type": kind}, body)


KINDS = (
    out_of_office,
    has_left_the_company,
    success_report,
    read_receipt,
    receipt_in_free_text,
    calendar,
    ticket,
    newsletter,
    parcel,
    bait,
    quota_warning,
    awaits_a_moderator,
    are_you_human,
    monitoring,
    quarantine_digest,
    authentication_report,
    signup,
    acknowledgement_with_the_mail,
)
