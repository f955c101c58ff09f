"""What makes two messages the same message, so that no client gets it twice."""

import hashlib


def dedupe_key(what: str, version: str, email: str, intent: int = 1) -> str:
    """The key of a message: what it is about, in which version, to which mailbox, asked how often.

    A deliberate second sending is another `intent`.
    """
    text = "\n".join((what, version, email.casefold(), str(intent)))
    return hashlib.sha256(text.encode()).hexdigest()


def digest(*parts: bytes | str) -> str:
    """A version: changes when any part does."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "big"))
        found.update(data)
    return found.hexdigest()
