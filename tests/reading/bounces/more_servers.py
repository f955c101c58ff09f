"""The words of more mail servers, each as its administrators know them, in texts of our own.

A row: the server, who writes, the subject, the text, and for each address what must be found of it.
"""

from tests.reading.bounces.mails import mail
from tests.reading.bounces.operators import OPERATORS

_D = "MAILER-DAEMON@mx.provider.example"
_P = "postmaster@mx.provider.example"
_S = "System Administrator <postmaster@mx.provider.example>"
_A = "luc@client.example"
_DEAD = {_A: ("permanent", "unknown_mailbox")}
_FULL = {_A: ("permanent", "mailbox_full")}

ROWS: tuple[tuple[str, str, str, str, dict[str, tuple[str, str]]], ...] = (
    *OPERATORS,
    (
        "Sun Java Messaging Server",
        _P,
        "Delivery Notification: Delivery has failed",
        "This report relates to a message you sent with the following header fields:\n\n  "
        "Message-id: <x@garage.example>\n"
        "  Date: Mon, 16 Nov 2026 09:00:00 +0100\n  From: facturation@garage.example\n  To: "
        "luc@client.example\n  Subject: facture\n\n"
        f"Your message cannot be delivered to the following recipients:\n\n  Recipient address: {_A}\n"
        "  Reason: Illegal host/domain name found",
        _DEAD,
    ),
    (
        "MDaemon",
        _P,
        "Permanent Delivery Failure",
        "Your message has encountered delivery problems\nto the following recipient(s):\n\n"
        f"{_A}\n  (undeliverable to MX host mx.client.example)\n\nSession transcript:\n--> RCPT "
        f"To:<{_A}>\n<-- 550 <{_A}>, Recipient unknown\n",
        _DEAD,
    ),
    (
        "hMailServer",
        "mailer-daemon@mail.client.example",
        "Message undeliverable: facture",
        "Your message did not reach some or all of the intended recipients.\n\n   Sent: Mon, 16 Nov "
        "2026\n   Subject: facture\n\n"
        f"The following recipient(s) could not be reached:\n\n{_A}\n   Error Type: SMTP\n   Remote "
        "server (192.0.2.1) issued an error.\n"
        f"   hMailServer sent: RCPT TO:<{_A}>\n   Remote server replied: 550 Unknown user\n\nhMailServer\n",
        _DEAD,
    ),
    (
        "SmarterMail",
        "System Administrator <System@mail.client.example>",
        "Delivery Failure",
        f"Could not deliver message to the following recipient(s):\n\nFailed Recipient: {_A}\n"
        "Reason: Remote host said: 550 5.1.1 User unknown\n\n   -- The header and top 20 lines of "
        "the message follows --\n\nReceived: x\n",
        _DEAD,
    ),
    (
        "MailEnable",
        "Postmaster@mail.client.example",
        "Message Delivery Failure",
        "MailEnable: Message Delivery Failure.\n\nThe following recipient(s) could not be reached:\n\n"
        f"\tRecipient: [SMTP:{_A}]\n\tReason: Remote SMTP Server Returned: 550 No such user "
        "here\n\nMessage headers follow:\n\nReceived: x\n",
        _DEAD,
    ),
    (
        "GroupWise",
        "Mail Delivery System <Mailer-Daemon@gw.client.example>",
        "Message status - undeliverable",
        f"The message that you sent was undeliverable to the following:\n\tluc ({_A}): user not "
        "found\n\nPossibly truncated original message follows:\n",
        _DEAD,
    ),
    (
        "CommuniGate Pro",
        "Mail Delivery Subsystem <MAILER-DAEMON@cgp.example>",
        "Undeliverable mail: facture",
        f"Failed to deliver to '{_A}'\nLOCAL module(account luc) reports:\n account is full (quota "
        "exceeded)\n",
        _FULL,
    ),
    (
        "Courier",
        _D,
        "NOTICE: mail delivery status.",
        "This is a delivery status notification from mx.provider.example,\nrunning the Courier mail "
        "server.\n\n"
        "                           UNDELIVERABLE MAIL\n\nYour message to the following recipients "
        "cannot be delivered:\n\n"
        f"<{_A}>:\n    mx.client.example [192.0.2.3]:\n>>> RCPT TO:<{_A}>\n<<< 550 User unknown.\n",
        _DEAD,
    ),
    (
        "Lotus Domino",
        _P,
        "DELIVERY FAILURE: User luc (luc@client.example) not listed in Domino Directory",
        f"Your message\n\n  Subject: facture\n\nwas not delivered to:\n\n  {_A}\n\nbecause:\n\n  User "
        f"luc ({_A}) not listed in Domino Directory\n",
        _DEAD,
    ),
    (
        "Exchange 2003",
        _S,
        "Undeliverable: facture",
        "Your message did not reach some or all of the intended recipients.\n\n      "
        "Subject:\tfacture\n      Sent:\t16/11/2026 9:00\n\n"
        f"The following recipient(s) could not be reached:\n\n      {_A} on 16/11/2026 9:01\n"
        "            The e-mail account does not exist at the organization this message was sent to.\n"
        f"            <mx.client.example #5.1.1 smtp;550 5.1.1 <{_A}>... User unknown>\n",
        _DEAD,
    ),
    (
        "Exchange 2010 in Dutch",
        "Microsoft Outlook <postmaster@client.example>",
        "Onbestelbaar: factuur",
        "Het bezorgen van het bericht is mislukt bij de volgende ontvangers of "
        f"groepen:\n\nluc@client.example<mailto:{_A}>\n"
        "Het opgegeven e-mailadres is niet gevonden.\n\nDiagnostische gegevens voor beheerders:\n\n"
        f"{_A}\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\nOorspronkelijke "
        "berichtkoppen:\n\nReceived: from x\n",
        _DEAD,
    ),
    (
        "Exchange 2010 in German",
        "Microsoft Outlook <postmaster@client.example>",
        "Unzustellbar: Rechnung",
        f"Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:\n\n{_A}\nDas "
        "Postfach des Empfängers ist voll "
        f"und kann zurzeit keine Nachrichten annehmen.\n\n{_A}\n#554 5.2.2 mailbox full ##\n",
        _FULL,
    ),
    (
        "Barracuda",
        "Mail Delivery System <MAILER-DAEMON@fw.client.example>",
        "**Message you sent blocked by our bulk email filter**",
        f"Your message to: {_A}\nwas blocked by our Spam Firewall. The email you sent with the "
        "following subject has NOT BEEN DELIVERED:\n\nSubject: facture\n",
        {_A: ("permanent", "policy")},
    ),
    (
        "Amavis",
        '"Content-filter at mx" <postmaster@mx.client.example>',
        "Undeliverable mail, MTA-BLOCKED",
        f"A message from <facturation@garage.example> to:\n-> {_A}\n\nwas considered unsolicited bulk "
        "e-mail (UBE).\n\nDelivery of the email was stopped!\n",
        {_A: ("permanent", "policy")},
    ),
    (
        "Smail",
        _D,
        "mail failed, returning to sender",
        "|------------------------- Message log follows: -------------------------|\n no valid "
        "recipients were found for this message\n"
        f"|------------------------- Failed addresses follow: ---------------------|\n <{_A}> ... "
        "unknown host\n"
        "|------------------------- Message text follows: ------------------------|\nReceived: x\n",
        _DEAD,
    ),
    (
        "IMail",
        "Postmaster <postmaster@imail.example>",
        "Undeliverable Mail",
        f"User mailbox exceeds allowed size: {_A}\n\n\nOriginal message follows.\n\nReceived: from garage\n",
        _FULL,
    ),
    (
        "Kerio Connect",
        "Mail Delivery Subsystem <postmaster@kerio.example>",
        "Delivery Status Notification (Failure)",
        "This is an automatically generated Delivery Status Notification.\n\nDelivery to the "
        "following recipients failed.\n\n"
        f"       {_A}\n\n550 5.1.1 User unknown\n",
        _DEAD,
    ),
    (
        "Mercury/32",
        "Electronic Postmaster <postmaster@merc.example>",
        "Postmaster Notify: Delivery Failure.",
        "The local mail transport system has reported the following problems\nit encountered while "
        "trying to deliver your message:\n\n"
        f"*** {_A}\n    550 unknown user\n",
        _DEAD,
    ),
    (
        "LISTSERV",
        "L-Soft list server <LISTSERV@lists.example>",
        "Undeliverable mail",
        f"The enclosed message could not be delivered to the following recipients:\n\n  {_A}: 550 "
        "mailbox not found\n",
        _DEAD,
    ),
    (
        "a milter that rejects without a daemon's name",
        "noreply@gateway.client.example",
        "Delivery Failure",
        "This is an automatically generated message.\n\nThe following recipients were not "
        f"reached:\n\n  {_A}: no such user\n",
        _DEAD,
    ),
    (
        "qmail, given up after days",
        _D,
        "failure notice",
        "Hi. This is the qmail-send program at mx.\nI'm afraid I wasn't able to deliver your message "
        f"to the following addresses.\n\n<{_A}>:\n"
        "CNAME lookup failed temporarily. (#4.4.3)\nI'm not going to try again; this message has "
        "been in the queue too long.\n",
        {_A: ("given-up", "unreachable")},
    ),
    (
        "Postfix in the text alone, two recipients",
        _D,
        "Undelivered Mail Returned to Sender",
        f"I'm sorry to have to inform you that your message could not be delivered.\n\n<{_A}>: host "
        "mx said: 550 5.1.1 User unknown (in reply to RCPT TO\n    command)\n\n"
        "<bart@client.example>: host mx said: 552 5.2.2 Over quota (in\n    reply to RCPT TO command)\n",
        {**_DEAD, "bart@client.example": ("permanent", "mailbox_full")},
    ),
)


def bounce(sender: str, subject: str, text: str) -> bytes:
    """The mail of a row, as it comes in."""
    return mail({"Return-Path": "", "From": sender, "Subject": subject}, text)
