"""The words of mail operators, in rows as those of `more_servers`."""

_D = "MAILER-DAEMON@mx.provider.example"
_P = "postmaster@mx.provider.example"
_A = "luc@client.example"
_DEAD = {_A: ("permanent", "unknown_mailbox")}
_FULL = {_A: ("permanent", "mailbox_full")}

OPERATORS: tuple[tuple[str, str, str, str, dict[str, tuple[str, str]]], ...] = (
    (
        "Netscape Messaging Server",
        _D,
        "Mail System Error - Returned Mail",
        "This Message was undeliverable due to the following reason:\n\nOne or more of the "
        "recipients of your message did not receive "
        "it\nbecause they would have exceeded their mailbox size limit.\n\nThe following recipients "
        "did not receive this message:\n\n"
        f"     <{_A}>\n\nPlease reply to {_P}\nif you feel this message to be in error.",
        _FULL,
    ),
    (
        "Netscape, unknown destination",
        _P,
        "Undeliverable Mail",
        "The following destination addresses were unknown (please check\nthe addresses and re-mail "
        "the message):\n\n"
        f"SMTP <{_A}>\n\nPlease reply to {_P}\nif you feel this message to be in error.",
        _DEAD,
    ),
    (
        "AOL",
        _D,
        "Mail Delivery Problem",
        "Your mail to the following recipients could not be delivered because they are not accepting "
        f"mail from {_P}:\n\n\t{_A}\n",
        {_A: ("permanent", "other")},
    ),
    (
        "Yahoo",
        "MAILER-DAEMON@yahoo.example",
        "Failure Notice",
        f"Sorry, we were unable to deliver your message to the following address.\n\n<{_A}>:\n"
        "554: delivery error: dd Sorry your message to luc@client.example cannot be delivered. This "
        "account has been disabled or "
        "discontinued [#102]. - mta1.mail\n\n--- Below this line is a copy of the message.\n\nFrom: "
        "x@garage.example\n",
        _DEAD,
    ),
    (
        "web.de",
        "Mail Delivery System <mailer-daemon@web.example>",
        "Mail delivery failed: returning message to sender",
        "Dies ist eine automatisch generierte Nachricht.\n\nIhre E-Mail konnte nicht an alle "
        "Empfänger zugestellt werden.\nFolgende Adressen sind betroffen:\n\n"
        f"{_A}:\nSMTP error from remote server for RCPT TO command, host: mx.client.example reason: "
        "550 Requested action not taken: mailbox unavailable\n",
        _DEAD,
    ),
    (
        "mail.ru",
        "mailer-daemon@corp.example",
        "Mail failure.",
        "A message that you sent was not delivered to one or more of its recipients. This is a "
        "permanent error.\n\n**********************\n\n"
        f"{_A}\n    SMTP error from remote mail server after RCPT TO:<{_A}>: 550 User not found\n",
        _DEAD,
    ),
    (
        "a French operator",
        "Mail Delivery Subsystem <MAILER-DAEMON@smtp.fai.example>",
        "Non remis : facture",
        "Bonjour,\n\nVotre message n'a pas pu être délivré à l'adresse suivante :\n\n    "
        f"{_A}\n\nMotif : l'adresse du destinataire n'existe pas (550 5.1.1).\n",
        _DEAD,
    ),
    (
        "a Belgian operator, delayed",
        _D,
        "Levering vertraagd / Livraison retardée: factuur",
        f"Uw bericht is nog niet bezorgd bij {_A}.\nWe blijven het proberen.\n\nVotre message n'a pas "
        f"encore été remis à {_A}.\n",
        {_A: ("temporary", "other")},
    ),
    (
        "Gmail of old",
        "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
        "Delivery Status Notification (Failure)",
        f"Delivery to the following recipient failed permanently:\n\n     {_A}\n\nTechnical details "
        "of permanent failure:\nGoogle tried to deliver your message, but it was "
        "rejected by the server for the recipient domain.\nThe error that the other server returned "
        "was:\n550 550 Unknown user (state 14).\n\n----- Original message -----\n",
        _DEAD,
    ),
)
