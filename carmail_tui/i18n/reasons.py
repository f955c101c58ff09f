"""Why a message or an account is where it is, in plain words: what happened, what now, what to do.

Keys are the values of `delivery.policy.Reason` and `delivery.states.State`.
"""

from carmail_tui.i18n.language import N_, _

_STATES = {
    "queued": N_("waiting"),
    "claimed": N_("leaving"),
    "talking": N_("leaving"),
    "committing": N_("leaving"),
    "sent": N_("sent"),
    "deferred": N_("put off"),
    "refused": N_("refused"),
    "in_doubt": N_("in doubt"),
    "expired": N_("given up"),
    "cancelled": N_("taken back"),
    "blocked": N_("stopped"),
    "invalid": N_("impossible"),
}

_SHORT = {
    "unknown_address": N_("unknown address"),
    "mailbox_full": N_("mailbox full"),
    "refused_by_policy": N_("refused by the other side"),
    "too_big": N_("too large"),
    "try_later": N_("asked to come back later"),
    "line_dropped": N_("the line dropped"),
    "no_reply_to_dot": N_("no answer after the mail was handed over"),
    "interrupted": N_("interrupted while it was handed over"),
    "too_many_tries": N_("tried for too long"),
    "needs_smtputf8": N_("address that this server cannot write to"),
    "suppressed": N_("address that is not written to any more"),
    "no_consent": N_("no longer accepts promotions"),
    "server_unknown": N_("the name of the mail server is not known"),
    "server_unreachable": N_("the mail server does not answer"),
    "server_refuses": N_("the mail server refuses us for the moment"),
    "tls_failed": N_("the encrypted line cannot be trusted"),
    "tls_missing": N_("the mail server offers no encryption"),
    "password_refused": N_("the password is refused"),
    "password_missing": N_("there is no password"),
    "auth_impossible": N_("the mail server offers no login that we know"),
    "sender_refused": N_("the mail server refuses your sender address"),
    "limit_reached": N_("the provider's limit is reached"),
    "protocol": N_("the mail server answered something unexpected"),
    "not_loopback": N_("a line without encryption leaves this machine"),
    "restored_copy": N_("the database is an older copy, or comes from another machine"),
}

_LONG = {
    "unknown_address": N_(
        "The provider of the client does not know this address. It will not be tried again. "
        "Correct it, then r sends to the new one."
    ),
    "mailbox_full": N_("The client's mailbox is full. It is tried again tomorrow."),
    "refused_by_policy": N_(
        "The other side refuses this mail, as unwanted or against its rules. Ask your provider."
    ),
    "too_big": N_("The mail is larger than the other side accepts. Send it with fewer attachments."),
    "try_later": N_("The other side asks to come back later. It is tried again by itself."),
    "line_dropped": N_("The line dropped before the mail was handed over. It is tried again by itself."),
    "no_reply_to_dot": N_(
        "The whole mail was handed over, and the line dropped before the server's answer. "
        "Nobody can say whether it arrived."
    ),
    "interrupted": N_(
        "Delivery ended while the mail was being handed over. Nobody can say whether it arrived."
    ),
    "too_many_tries": N_("It was tried for too long without success. r tries it again."),
    "needs_smtputf8": N_(
        "The address holds letters that this mail server cannot write to. Ask the client for another."
    ),
    "suppressed": N_("This address bounced or refused mail in the meantime, so nothing was sent."),
    "no_consent": N_("The client no longer accepts promotions, so nothing was sent."),
    "server_unknown": N_(
        "The name of the mail server is not known. Check it in the settings (F9), then r tries again."
    ),
    "server_unreachable": N_(
        "The mail server does not answer. It is tried again by itself; r tries at once."
    ),
    "server_refuses": N_(
        "The mail server refuses us. Unless it does so for good it is tried again by itself; r tries at once."
    ),
    "tls_failed": N_(
        "The certificate of the mail server cannot be trusted, so no password was sent. "
        "Check the server's name in the settings (F9), and the clock of this machine."
    ),
    "tls_missing": N_(
        "The mail server offers no encryption, so no password was sent. Check the settings (F9)."
    ),
    "password_refused": N_(
        "The mail server refuses the password. Everything waits, nothing is lost. "
        "Give it anew in the settings (F9)."
    ),
    "password_missing": N_("There is no password for the mail account. Give it in the settings (F9)."),
    "auth_impossible": N_(
        "The mail server offers no login that we know. Ask your provider for SMTP with a password."
    ),
    "sender_refused": N_(
        "The mail server does not let this account send with your address. "
        "Check the sender in the settings (F9)."
    ),
    "limit_reached": N_(
        "The provider lets no more mails through for now. "
        "The rest is tried again in an hour; r tries at once."
    ),
    "protocol": N_("The mail server answered something unexpected; ? shows its words. r tries again."),
    "not_loopback": N_(
        "Without encryption, mail may go to a server on this machine alone. Check the settings (F9)."
    ),
    "restored_copy": N_(
        "The database is an older copy, or comes from another machine: what waits in it may have left since. "
        "Nothing leaves by itself. Look into the Sent folder of the account and take back what has gone; "
        "r sends the rest."
    ),
}


def state_word(state: str) -> str:
    """The state of a message in one or two words."""
    return _(_STATES[state])


def reason_word(reason: str) -> str:
    """The reason in a few words; a reason that a person gave stands as it is."""
    return _(_SHORT[reason]) if reason in _SHORT else reason


def reason_words(reason: str) -> str:
    """The reason in full: what happened, what the program does now, what to do."""
    return _(_LONG[reason]) if reason in _LONG else reason


_TRIAL = {
    "connection": N_("Server found"),
    "encryption": N_("Line encrypted"),
    "login": N_("Password"),
    "sender": N_("Sender accepted"),
}


def trial_step_word(step: str) -> str:
    """A step of the test of an account (`delivery.trial.TrialStep`)."""
    return _(_TRIAL[step])
