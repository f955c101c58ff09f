"""Mails of people that are no bounces, many of them about bounces."""

from tests.reading.bounces.mails import (
    BOUNCE_WORDS,
    ORIGINAL,
    PEOPLE,
    POSTFIX,
    RETURNED,
    STATUS,
    TEXT,
    mail,
    parts,
    pick,
    report,
)

_DEAD = ("ancien@client.example", "oud.adres@klant.example", "alt@kunde.example", "gone@customer.example")
_ABOUT = (
    "Bonjour, j'ai reçu ceci en retour, pouvez-vous vérifier l'adresse ?",
    "Dag, ik kreeg dit terug, kunt u het adres nakijken?",
    "Guten Tag, das kam zurück, bitte prüfen Sie die Adresse.",
    "Hello, this came back to me, could you check the address?",
)


def answer_quoting_a_bounce(n: int) -> bytes:
    """An answer with the bounce quoted by > below."""
    name, address = PEOPLE[n % len(PEOPLE)]
    words = BOUNCE_WORDS[n % 3].format(to=_DEAD[n % 4])
    quoted = "\n".join(f"> {line}" for line in words.splitlines())
    subject = pick(
        (
            "Re: Undelivered Mail Returned to Sender",
            "RE: failure notice",
            "Re: Mail delivery failed: returning message to sender",
            "AW: Mail delivery failed",
        ),
        n,
    )
    said = f"{pick(_ABOUT, n)}\n\n{name}\n\nLe 16/11/2026 à 09:12, Mail Delivery System a écrit :\n{quoted}"
    return mail({"From": f'"{name}" <{address}>', "Subject": subject, "In-Reply-To": "<b1@mx.example>"}, said)


def answer_quoting_without_marks(n: int) -> bytes:
    """Outlook quotes without any mark."""
    words = BOUNCE_WORDS[n % 3].format(to=_DEAD[n % 4])
    head = pick(
        (
            "-----Original Message-----\nFrom: MAILER-DAEMON\nSubject: Undeliverable",
            "-----Message d'origine-----\nDe : Mail Delivery System\nObjet : Undelivered Mail",
            "-----Oorspronkelijk bericht-----\nVan: Postmaster\nOnderwerp: Onbestelbaar",
            "-----Ursprüngliche Nachricht-----\nVon: Mailer-Daemon\nBetreff: Unzustellbar",
        ),
        n,
    )
    subject = pick(("RE: Undeliverable: facture", "TR: Non remis : facture", "RE: Onbestelbaar: factuur"), n)
    return mail(
        {"Subject": subject, "References": "<b1@mx.example>"}, f"{pick(_ABOUT, n)}\n\n{head}\n\n{words}"
    )


def forwarded_inline(n: int) -> bytes:
    """A bounce forwarded in the text."""
    words = BOUNCE_WORDS[n % 3].format(to=_DEAD[n % 4])
    head = "---------- Forwarded message ---------\nFrom: Mail Delivery Subsystem\nSubject: Delivery Status"
    subject = pick(
        ("Fwd: Delivery Status Notification (Failure)", "Tr: Mail delivery failed", "FW: failure"), n
    )
    return mail({"Subject": subject}, f"{pick(_ABOUT, n)}\n\n{head}\n\n{words}")


def forwarded_as_attachment(n: int) -> bytes:
    """A whole bounce attached to the mail of a person."""
    to = _DEAD[n % 4]
    fields = f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {to}\nAction: failed\nStatus: 5.1.1"
    kind, body = report("delivery-status", (TEXT, POSTFIX.format(to=to)), (STATUS, fields), n=n + 1)
    inner = f"From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail\nContent-Type: {kind}\n\n{body}"
    outer, whole = parts("multipart/mixed", (TEXT, pick(_ABOUT, n)), (RETURNED, inner), n=n + 1000)
    return mail(
        {"Subject": pick(("Fwd: mail retour", "FW: bounce", "Adresse fausse ?"), n), "Content-Type": outer},
        whole,
    )


def complaint_of_a_client(n: int) -> bytes:
    """A client tells that mail did not arrive."""
    said = (
        "Vos factures ne me parviennent plus. L'adresse {a} n'existe plus, utilisez {b}. Boîte "
        "pleine, désolé.",
        "Uw factuur werd niet bezorgd: {a} bestaat niet meer. Gebruik voortaan {b}.",
        "Ihre Rechnung wurde nicht zugestellt: {a} ist ungültig, bitte {b} verwenden. Postfach voll.",
        "Your mail could not be delivered: {a} does not exist any more, user unknown they say. Use {b}.",
    )[n % 4]
    name, address = PEOPLE[n % len(PEOPLE)]
    subject = pick(("Message non remis", "Mail niet bezorgd", "Mail nicht zugestellt", "Undelivered mail"), n)
    return mail({"From": f"{name} <{address}>", "Subject": subject}, said.format(a=_DEAD[n % 4], b=address))


def correspondence(n: int) -> bytes:
    """Everyday letters with addresses in them."""
    said = (
        "Bonjour,\n\nMa voiture n'a pas démarré, la batterie a échoué au contrôle. Mon adresse : {a}\n",
        "Dag,\n\nDe keuring is mislukt, kan ik morgen langskomen? Antwoord op {a} of bel 02 555 01 02.\n",
        "Guten Tag,\n\nder TÜV wurde abgelehnt (Fehler 550). Bitte Termin an {a} senden.\n",
        "Hello,\n\nthe inspection failed, error P0551 and 5.1.1 on the display. Write to {a}, please.\n",
    )[n % 4]
    name, address = PEOPLE[n % len(PEOPLE)]
    encoding = ("utf-8", "windows-1252", "iso-8859-15", "utf-8")[n % 4]
    subject = pick(("Rendez-vous", "Afspraak", "Termin", "The car failed its test"), n)
    return mail(
        {"From": f"<{address}>", "Subject": subject}, said.format(a=address) + name, encoding=encoding
    )


def on_a_list_of_mail_administrators(n: int) -> bytes:
    """A mailing list where bounces are the subject, log lines and all."""
    log = (
        f"Nov 16 09:00:01 mx postfix/smtp[123]: 4XYZ: to=<{_DEAD[n % 4]}>, status=bounced "
        f"(host mx.client.example said: 550 5.1.1 User unknown (in reply to RCPT TO command))\n"
        "Final-Recipient: rfc822; someone@client.example\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown"
    )
    listed = {
        "List-Id": "Mail operators <mailop.lists.example>",
        "Precedence": "list",
        "List-Post": "<mailto:m@l.example>",
    }
    subject = pick(
        (
            "[mailop] Undelivered Mail Returned to Sender, why?",
            "Re: [exim] 550 unknown user",
            "[postfix] bounce",
        ),
        n,
    )
    return mail({"Subject": subject, **listed}, f"Hi all,\n\nI see this since monday:\n\n{log}\n\nAny idea?")


def postmaster_in_person(n: int) -> bytes:
    """A person who is postmaster answers."""
    sender = pick(
        (
            "postmaster@provider.example",
            "Postmaster <postmaster@hosting.example>",
            "Mail Admin <abuse@isp.example>",
        ),
        n,
    )
    said = (
        f"Dear customer,\n\nI looked into it: mails to {_DEAD[n % 4]} were rejected until yesterday, "
        "the user was "
        "unknown after the move. It is repaired; please send your message again.\n\nThe postmaster"
    )
    return mail(
        {
            "From": sender,
            "Subject": f"Re: [Ticket {4400 + n}] mail rejected",
            "In-Reply-To": "<t@garage.example>",
        },
        said,
    )


def returned_goods(n: int) -> bytes:
    """Returns of parts and refused payments are not returned mail."""
    subject = pick(
        ("Returned: order 8812", "Retour à l'expéditeur: colis 77", "Retour afzender", "Rücksendung"), n
    )
    said = (
        "The parts were returned to sender: address unknown. Ship them to Rue Haute 1. Contact "
        "sales@parts.example"
    )
    return mail({"From": "sales@parts.example", "Subject": subject}, said)


def invoice_of_a_supplier(n: int) -> bytes:
    """Invoices and reminders, some of failed payments."""
    pdf = "Content-Type: application/pdf; name=facture.pdf\nContent-Transfer-Encoding: base64", "JVBERi0xLjQK"
    said = pick(
        (
            "Votre paiement a échoué (refusé).",
            "Uw domiciliëring werd geweigerd.",
            "Lastschrift fehlgeschlagen.",
            "Direct debit rejected: account unknown.",
        ),
        n,
    )
    outer, body = parts("multipart/mixed", (TEXT, f"{said}\nbilling@supplier.example"), pdf, n=n)
    return mail(
        {"From": "billing@supplier.example", "Subject": f"Payment failed 2026/{n}", "Content-Type": outer},
        body,
    )


def returned_part_from_a_person(n: int) -> bytes:
    """A person passes on the garage's own mail as an attachment."""
    inner = ORIGINAL.format(to=_DEAD[n % 4])
    outer, body = parts("multipart/mixed", (TEXT, pick(_ABOUT, n)), (RETURNED, inner), n=n)
    return mail({"Subject": "Fwd: Votre facture", "Content-Type": outer}, body)


KINDS = (
    answer_quoting_a_bounce,
    answer_quoting_without_marks,
    forwarded_inline,
    forwarded_as_attachment,
    complaint_of_a_client,
    correspondence,
    on_a_list_of_mail_administrators,
    postmaster_in_person,
    returned_goods,
    invoice_of_a_supplier,
    returned_part_from_a_person,
)
