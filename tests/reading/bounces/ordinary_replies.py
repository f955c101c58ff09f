"""Answers of machines that are no bounces: absences, tickets, invitations, confirmations."""

from tests.reading.bounces.mails import ORIGINAL, PEOPLE, RETURNED, TEXT, mail, parts, pick

_TO = "client@voiture.example"


def out_of_office(n: int) -> bytes:
    """Absence, in four languages, with the headers of several programs or none."""
    said = (
        "Je suis absent jusqu'au 30/11. Votre message n'a pas été lu. En cas d'urgence : {a}",
        "Ik ben afwezig tot 30/11. Uw bericht werd niet gelezen. Dringend? {a}",
        "Ich bin bis 30.11. nicht im Haus. Ihre Nachricht wird nicht weitergeleitet. Dringend: {a}",
        "I am out of the office until 30/11 and cannot receive your message. Urgent: {a}",
    )[n % 4]
    subject = (
        "Absence : facture",
        "Afwezig: factuur",
        "Abwesenheitsnotiz: Rechnung",
        "Automatic reply: invoice",
    )[n % 4]
    headers: dict[str, str] = (
        {"Auto-Submitted": "auto-replied", "Return-Path": "<>"},
        {"X-Auto-Response-Suppress": "All", "Auto-Submitted": "auto-generated"},
        {"Precedence": "bulk", "X-Autoreply": "yes", "Return-Path": "<>"},
        {"Return-Path": "<>"},
        {"Auto-Submitted": "auto-replied (vacation)", "From": "MAILER-DAEMON@provider.example"},
    )[n % 5]
    address = PEOPLE[n % len(PEOPLE)][1]
    return mail(
        {"From": f"<{address}>", "Subject": subject} | headers, said.format(a="collegue@voiture.example")
    )


def has_left_the_company(n: int) -> bytes:
    """An automatic reply of somebody who has left: the mail did arrive."""
    said = (
        "Monsieur Dupont ne travaille plus chez nous. Cette adresse ne sera plus lue, écrivez à {a}.",
        "Jan werkt hier niet meer. Dit adres wordt niet langer gebruikt, mail naar {a}.",
        "Herr Maier ist nicht mehr bei uns. Bitte schreiben Sie an {a}.",
        "John no longer works here and this mailbox is not monitored. Please write to {a}.",
    )[n % 4]
    head = {"Auto-Submitted": "auto-replied", "Return-Path": "<>", "Subject": f"Automatic reply: facture {n}"}
    return mail(head, said.format(a="compta@voiture.example"))


def calendar(n: int) -> bytes:
    """Invitations, refusals, cancellations."""
    event = (
        "BEGIN:VCALENDAR\nMET"
        "HOD:REPLY\nBEGIN:VEV"
        "ENT\nATTENDEE;PARTSTAT=DECLINED:mailto:b.claes@wagenpark.example\nEND:VEVENT\nEND:VCALENDAR"
    )
    kind, body = parts(
        "multipart/alternative", (TEXT, "Declined / refusé"), ("Content-Type: text/calendar", event), n=n
    )
    subject = pick(
        ("Declined: Meeting", "Refusé : Rendez-vous", "Geannuleerd: Overleg", "Abgelehnt: Termin"), n
    )
    return mail({"Subject": subject, "Content-Type": kind}, body)


def ticket(n: int) -> bytes:
    """Ticket systems acknowledge, and close."""
    said = (
        f"Your request has been received (#{n}). Subject: mail delivery failed to info@client.example\n"
        "##- Please type your reply above this line -##\nWe could not reproduce the error 550. "
        "Contact support@host.example"
    )
    head = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "Return-Path": "<>"}
    return mail(
        {"From": "Support <support@host.example>", "Subject": f"[Ticket #{n}] Delivery failure", **head}, said
    )


def awaits_a_moderator(n: int) -> bytes:
    """List managers: held for approval, confirm, welcome."""
    said = pick(
        (
            "Your mail is being held until the list moderator can review it for approval.",
            "Reply to confirm x@y.example",
            "Welcome to the list. Bounces are handled at list-bounces@lists.example",
        ),
        n,
    )
    head = {
        "From": "list-bounces@lists.example",
        "Return-Path": "<list-bounces@lists.example>",
        "Precedence": "bulk",
    }
    return mail(
        {**head, "X-List-Administrivia": "yes", "Subject": "Your message to list awaits moderator approval"},
        said,
    )


def are_you_human(n: int) -> bytes:
    """Challenge and response."""
    said = (
        f"The mail you sent to {_TO} will be delivered as soon as you confirm that you are "
        f"human:\nhttps://antispam.example/{n}"
    )
    return mail(
        {
            "Return-Path": "<>",
            "Auto-Submitted": "auto-replied",
            "From": _TO,
            "Subject": "Please confirm your message",
        },
        said,
    )


def signup(n: int) -> bytes:
    """Accounts: verify, password, security."""
    subject = pick(
        ("Verify your email address", "Login failed", "Confirmez votre adresse", "Password reset failed"), n
    )
    said = (
        "We could not verify facturation@garage.example yet: click. If the address is invalid, ignore "
        "this mail."
    )
    return mail(
        {"From": "no-reply@app.example", "Subject": subject, "Auto-Submitted": "auto-generated"}, said
    )


def acknowledgement_with_the_mail(n: int) -> bytes:
    """A machine thanks, and attaches the mail it got."""
    kind, body = parts(
        "multipart/mixed",
        (TEXT, "Merci, bien reçu / thank you, received."),
        (RETURNED, ORIGINAL.format(to=_TO)),
        n=n,
    )
    head = {
        "Auto-Submitted": "auto-replied",
        "Return-Path": "<>",
        "From": _TO,
        "Subject": "Auto: Votre facture",
    }
    return mail({**head, "Content-Type": kind}, body)
