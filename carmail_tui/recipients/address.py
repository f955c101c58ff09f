"""Whether a text is an e-mail address, and which mailbox it names."""

import re
from functools import lru_cache

__all__ = ("is_strict", "mailbox")

_USUAL = re.compile(
    r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+"
    r"(?:be|com|net|org|eu|nl|fr|de|lu|info|brussels|vlaanderen|example)"
)
"""Addresses as nearly all are, of which no library need be asked: it takes a hundred times as long."""
_LONGEST_LABEL = 63
"""An address no longer than that has no part that is too long (RFC 1035 section 2.3.4)."""


@lru_cache(maxsize=4096)
def mailbox(email: str) -> str | None:
    """The mailbox that `email` names, in the one form that compares; None where it is no address.

    The domain is lower-case and in its ASCII form (RFC 5890). The local part is lower-case too: RFC 5321
    section 2.4 allows servers to tell cases apart, none that people use does, and two cards that differ in
    case are one person. Syntax only: no DNS look-up. A top-level domain that is reserved for examples is
    accepted, because demo garages and tests live there and no real mail can go to it.
    """
    usual = email.strip().lower()
    if len(usual) <= _LONGEST_LABEL and _USUAL.fullmatch(usual):
        return usual
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(
            email.strip(), check_deliverability=False, strict=True, test_environment=True, allow_smtputf8=True
        )
    except EmailNotValidError:
        return None
    return f"{found.local_part.casefold()}@{found.ascii_domain}"


def is_strict(email: str) -> bool:
    """Whether `email` as it stands is an address to write to: nothing around it, no domain that is reserved.

    RFC 5321, 5322 and 6531, as email-validator reads them; without DNS.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(email, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return False
    return True
