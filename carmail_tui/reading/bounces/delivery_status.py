"""RFC 3464 and RFC 6533: the part of a report that is for machines."""

import re
from collections.abc import Iterator

from carmail_tui.reading.bounces.addresses import ADDRESS, clean
from carmail_tui.reading.bounces.cause import cause_of, reply_code, status_in
from carmail_tui.reading.bounces.parts import Notice
from carmail_tui.reading.bounces.verdict import Cause, Failed, Kind

_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*(.*)$")
_BARE = re.compile(r"^(?:Original|Final|X-Actual)-Recipient\s*:", re.IGNORECASE | re.MULTILINE)
_SUCCESS = {"delivered", "relayed", "expanded"}
_MOST_WORDS = 600


def recipients(notice: Notice) -> list[Failed] | None:
    """Who was not reached; an empty list where all were; None where the mail has no part that says so."""
    texts = notice.statuses
    if not texts and notice.from_machine and notice.text and _BARE.search(notice.text):
        # Reports whose MIME structure was lost on the way (list managers, gateways that flatten mail).
        texts = [notice.text]
    failed: list[Failed] = []
    succeeded = False
    for block in _blocks("\n\n".join(texts)):
        told = _recipient(block, notice)
        if told is not None:
            failed.append(told)
        elif _action(block) in _SUCCESS:
            succeeded = True
    return failed if failed or succeeded else None


def _blocks(text: str) -> Iterator[dict[str, str]]:
    """The groups of fields of the recipients.

    A group ends at an empty line, and where a field comes a second time: older Exchange and gateways
    forget the empty line between two recipients.
    """
    block: dict[str, str] = {}
    name = ""
    for line in text.splitlines()[:20_000]:
        field = _FIELD.match(line)
        if not line.strip():
            if block:
                yield block
            block, name = {}, ""
        elif (
            field
            and field[1].lower() in block
            and field[1].lower() in {"final-recipient", "action", "original-recipient"}
        ):
            yield block
            name = field[1].lower()
            block = {name: field[2]}
        elif field:
            name = field[1].lower()
            block[name] = f"{block[name]} {field[2]}" if name in block else field[2]
        elif name and line[0] in " \t":
            block[name] += f" {line.strip()}"
        elif name:
            # A line that is not folded as it should be: it belongs to the one before (gateways).
            block[name] += f" {line.strip()}"
    if block:
        yield block


def _action(block: dict[str, str]) -> str:
    words = re.findall(r"[a-z]+", block.get("action", "").lower())
    return words[0] if words else ""


def _recipient(block: dict[str, str], notice: Notice) -> Failed | None:
    names = [
        clean(block.get(field, ""))
        for field in ("original-recipient", "final-recipient", "x-actual-recipient")
    ]
    words = _words(block)
    known = [name for name in names if name]
    if not known and _action(block) == "failed":
        # Gateways that give a bare account as the recipient: the address stands in the words.
        told = re.findall(ADDRESS, words)
        known = [clean(told[0])] if told else _by_account(block, notice)
    if not known:
        return None
    status = status_in(block.get("status", ""))
    kind = _kind(_action(block), status, words)
    if kind is None:
        return None
    address, *also = list(dict.fromkeys(known))
    better = status if status and not status.endswith(".0.0") else status_in(words) or status
    cause = cause_of(better if better[:1] == status[:1] else status, words)
    if kind is Kind.TEMPORARY and cause is Cause.UNKNOWN_MAILBOX:
        cause = Cause.OTHER
    return Failed(address, kind, cause, status or better, words, tuple(also))


def _by_account(block: dict[str, str], notice: Notice) -> list[str]:
    """`Final-Recipient: rfc822; luc`, of a server that names accounts: the To of the original with it."""
    account = re.sub(r"^[^;]*;\s*", "", block.get("final-recipient", "")).strip().strip("<>").casefold()
    fitting = [a for a in sorted(notice.original_recipients()) if account and a.partition("@")[0] == account]
    return fitting[:1]


def _words(block: dict[str, str]) -> str:
    """The server's words: the diagnostic code without its type, else the nearest thing."""
    for field in ("diagnostic-code", "x-supplementary-info", "x-notes", "x-display-name", "remote-mta"):
        if field == "x-display-name":
            break
        if block.get(field, "").strip():
            text = re.sub(r"^\s*[\w.-]{1,40}\s*;\s*", "", block[field])
            return tidy(text)
    return tidy(block.get("status", "").partition("(")[2].rpartition(")")[0])


def _kind(action: str, status: str, words: str) -> Kind | None:
    """What action and status say together; None for a success, or where neither says anything."""
    if action in _SUCCESS:
        return None
    if action.startswith("delay") or action in {"deferred", "transient"}:
        return Kind.TEMPORARY
    if action == "expired":
        # SendGrid: it tried for days.
        return Kind.GIVEN_UP
    if status.startswith("2"):
        return None if not action.startswith("fail") else Kind.PERMANENT
    if action.startswith("fail") or action in {"error", "failure", "denied", "bounced"}:
        return Kind.GIVEN_UP if status.startswith("4") else Kind.PERMANENT
    if status:
        return Kind.TEMPORARY if status.startswith("4") else Kind.PERMANENT
    code = reply_code(words)
    if code:
        return Kind.TEMPORARY if code < 500 else Kind.PERMANENT
    return None


def tidy(text: str) -> str:
    """Words on one line, without control characters, at most 600 characters."""
    shown = "".join(character if character.isprintable() else " " for character in text[: 4 * _MOST_WORDS])
    return " ".join(shown.split())[:_MOST_WORDS]
