"""Whether a text is an e-mail address, and which mailbox it names."""

from functools import lru_cache

__all__ = ("mailbox",)


@lru_cache(maxsize=4096)
def mailbox(email: str) -> str | None:
    """The mailbox that `email` names, in the one form that compares; None where it is no address.

    The domain is lower-case and in its ASCII form (RFC 5890). The local part is lower-case too: RFC 5321
    section 2.4 allows servers to tell cases apart, none that people use does, and two cards that differ in
    case are one person. Syntax only: no DNS look-up. A top-level domain that is reserved for examples is
    accepted, because demo garages and tests live there and no real mail can go to it.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(
            email.strip(), check_deliverability=False, strict=True, test_environment=True, allow_smtputf8=True
        )
    except EmailNotValidError:
        return None
    return f"{found.local_part.casefold()}@{found.ascii_domain}"
