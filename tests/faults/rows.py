"""The rows of the fault matrix: what goes wrong, and what must follow of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A fault. `note` says what its tests do not show, or why it has none."""

    number: int
    fault: str
    follows: str
    note: str = ""


NETWORK = (
    Row(1, "the server's name is not known", "the account is held; nothing costs a message a try"),
    Row(2, "the name server does not answer", "the account rests and is tried again by itself"),
    Row(3, "the connection is refused", "the account rests and is tried again by itself"),
    Row(4, "connecting hangs", "given up at its deadline; the account rests"),
    Row(5, "the server says nothing", "given up at the deadline of the greeting; the account rests"),
    Row(6, "greeting 554", "the account is held until a person lets it go on"),
    Row(7, "greeting 421", "the account rests, longer each time"),
    Row(8, "the greeting drips", "given up at the deadline, however much comes"),
    Row(9, "EHLO 502", "the account is held: a server without EHLO has neither TLS nor login"),
    Row(10, "200,000 lines of reply", "cut off at the cap; nonsense is no answer"),
    Row(11, "a reply line of 10 kB", "cut off at the cap; nonsense is no answer"),
    Row(12, "odd bytes in a reply", "kept as text, shown without effect"),
    Row(13, "closed after EHLO", "the account rests; no message has lost a try"),
    Row(14, "STARTTLS is not offered", "the account is held; neither password nor mail in the clear"),
    Row(15, "STARTTLS 454", "the account rests; nothing in the clear"),
    Row(16, "words smuggled in before TLS", "the account is held; they are not believed"),
    Row(17, "the certificate has expired", "the account is held; no password is sent"),
    Row(18, "the certificate is self-signed", "the account is held; no password is sent"),
    Row(19, "the certificate names another host", "the account is held; no password is sent"),
    Row(20, "the certificate is not valid yet", "the account is held; the sentence speaks of the clock"),
    Row(21, "TLS 1.0 or 1.1 alone", "the account is held; no password is sent"),
    Row(22, "AUTH 535", "the account is held after one attempt, whatever the number of connections"),
    Row(23, "AUTH 454", "the account rests and is tried again by itself"),
    Row(24, "no mechanism in common", "the account is held; no password is sent"),
    Row(25, "an OAuth token has expired", "", "Cannot arise: the program logs in with a password alone."),
    Row(26, "closed after MAIL", "deferred, then sent once"),
    Row(27, "MAIL 552", "refused as too large, without its bytes being sent"),
    Row(28, "SIZE is smaller than the mail", "refused as too large, without being said"),
    Row(29, "MAIL 550: the sender may not", "the account is held; its messages wait"),
    Row(30, "RCPT 550", "that one is refused, the others go"),
    Row(31, "RCPT 451, greylisted", "deferred, then sent once"),
    Row(32, "RCPT 452", "deferred, then sent once"),
    Row(33, "RCPT 251 and 252", "accepted, as the server says"),
    Row(34, "DATA 421 or 554", "deferred or refused"),
    Row(35, "the line ends at byte k of the body", "deferred, the server has nothing; then sent once"),
    Row(36, "the server stops reading", "deferred at the deadline of a block"),
    Row(37, "closed after the dot, kept", "in doubt until a person decides"),
    Row(38, "closed after the dot, not kept", "in doubt until a person decides"),
    Row(39, "silence after the dot", "in doubt at the deadline of the dot, which is ten minutes"),
    Row(40, "the 250 comes after our deadline", "in doubt; a person settles it"),
    Row(41, "the line is reset after the dot", "in doubt until a person decides"),
    Row(
        42,
        "the line is there and carries nothing",
        "left at the deadline of its phase; doubt at the dot alone",
    ),
    Row(43, "250, then 421 to QUIT", "sent: QUIT decides nothing"),
    Row(44, "250, then closed", "sent"),
    Row(
        45, "a reply to the dot without text, or half of one", "sent where its last line came, else in doubt"
    ),
    Row(46, "nonsense after the dot", "in doubt"),
    Row(47, "a reply before its command", "it answers nothing; deferred, and the line is dropped"),
    Row(48, "4xx to the dot", "deferred"),
    Row(49, "552 or 554 to the dot", "refused"),
    Row(50, "421 at the 51st message", "a new session; nothing is lost or costs a try"),
    Row(51, "the provider's limit", "the account rests; the messages wait and go on by themselves"),
    Row(52, "lines of dots, bare line ends, very long lines", "the bytes arrive as they were frozen"),
    Row(53, "an address that needs SMTPUTF8", "invalid, and not said"),
    Row(54, "an absurd SIZE", "limits nothing"),
)

HOST = (
    Row(55, "SIGKILL at every step", "before the dot sent once, after it in doubt"),
    Row(56, "the interface is hung up on", "delivery goes on"),
    Row(57, "SIGTERM", "the message at hand is finished, also in its dot; the rest waits"),
    Row(
        58,
        "stopped in any phase, then woken",
        "nothing twice; its lock lives, so nobody takes over meanwhile",
    ),
    Row(
        59,
        "a power cut",
        "nothing that was sent is forgotten",
        "Shown by what is on the disk: `synchronous=FULL` at each commit and accept. A block device that "
        "forgets is not tested.",
    ),
    Row(60, "killed for want of memory", "as SIGKILL, which it is"),
    Row(61, "the terminal shrinks or goes away", "the interface waits or ends; what was confirmed leaves"),
    Row(62, "two processes send the same mailing", "one works, the other says so"),
    Row(63, "two counters send the same invoice", "it is queued once"),
    Row(
        64,
        "PostgreSQL is lost between dot and record",
        "the journal keeps the answer; the next run records it",
    ),
    Row(
        65, "PostgreSQL ends a connection in any phase", "a sentence; nothing twice, nothing in a false state"
    ),
    Row(66, "the clock jumps", "nothing twice, nothing waits for ever; Date and Message-ID stay"),
    Row(67, "two deliveries in one process", "the lock is not shared: one works"),
)

STORAGE = (
    Row(68, "the disk is full when queueing", "nothing is queued, nothing of it remains"),
    Row(
        69, "the disk is full between dot and record", "the journal keeps the answer; the next run records it"
    ),
    Row(70, "the database is locked", "waited for; after the dot the journal keeps the answer"),
    Row(71, "the database cannot be written to", "a sentence; nothing is sent"),
    Row(72, "the database is damaged", "a sentence; nothing is sent, no new database takes its place"),
    Row(
        73,
        "the database without its WAL",
        "it opens, as it was at its last checkpoint",
        "What lay in the WAL is lost with it: a message that was recorded as sent there alone may go twice.",
    ),
    Row(
        74,
        "an old copy is restored",
        "what waits in it does not leave before a person has looked; on another machine neither",
        "On PostgreSQL a dump that was put back is noticed by the machine that delivered last alone.",
    ),
    Row(
        75,
        "the database on a network drive",
        "it is refused with a sentence",
        "Told by the system's table of mounts, which the test writes; where there is none, nothing is told.",
    ),
    Row(
        76,
        "killed while the tables are brought up to date",
        "all of it or nothing; done again at the next start",
    ),
    Row(77, "no file handle is left", "a sentence or a rest; nothing twice, all sent later"),
)

CONTENT = (
    Row(78, "an attachment is deleted", "before queueing a sentence; afterwards the copy leaves"),
    Row(79, "an attachment is changed", "the copy leaves; a document that changed stops its line"),
    Row(80, "a symbolic link or a FIFO in its place", "never waited on; before queueing a sentence"),
    Row(81, "its permission is lost", "before queueing a sentence; afterwards the copy leaves"),
    Row(82, "a PDF of no bytes", "kept out of the mail, and said"),
    Row(83, "a PDF cut short", "a file that differs from the imported one stops its line"),
    Row(84, "a PDF that is none", "kept out of the mail, and said"),
    Row(85, "an encrypted PDF", "sent as it is: its reader has the password"),
    Row(
        86,
        "a file of another invoice",
        "its line is stopped, the others go",
        "E-invoices are read for it; the text of a PDF is not.",
    ),
    Row(87, "a field that one client lacks", "said before anything is queued"),
    Row(88, "a template without an end", "stopped, as a fault of the letter"),
    Row(89, "a refusal after queueing", "blocked when it is claimed"),
    Row(90, "one mailbox, two clients", "one mail"),
    Row(91, "line ends and encoded words in names", "refused, or text; never a header"),
    Row(92, "a mailing to nobody, and to 10,000", "nothing; all of it in one transaction"),
    Row(93, "a malformed bounce", "it is read as far as it goes, or told; the rest goes on"),
)

ROWS = {row.number: row for row in (*NETWORK, *HOST, *STORAGE, *CONTENT)}
