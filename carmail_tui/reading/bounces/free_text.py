"""The free text of mail servers: who was not reached, where no part of the report is for machines."""

import re

from carmail_tui.reading.bounces.addresses import all_in
from carmail_tui.reading.bounces.cause import cause_of, kind_of, reply_code, status_in
from carmail_tui.reading.bounces.delivery_status import tidy
from carmail_tui.reading.bounces.parts import REPLY, Notice
from carmail_tui.reading.bounces.phrases import (
    AFTER_KEY,
    ALONE,
    AT_LINE_START,
    DELAY,
    FAILURE,
    FINAL,
    FORWARDED,
    GENERATED_FROM,
    GREETING,
    IN_TRANSCRIPT,
    SERVICE,
    TEMPLATE,
)
from carmail_tui.reading.bounces.verdict import Cause, Failed, Kind

_BEGINNING = 1500
_WORDS = 1200
_MOST_RECIPIENTS = 500


def recipients(notice: Notice) -> list[Failed]:
    """Who was not reached; empty where the mail is no bounce, or names nobody."""
    text = notice.text
    told = all_in(notice.header("x-failed-recipients"))
    if not told:
        if not _is_bounce(notice, text):
            return []
        told = _named(notice, text)
    delayed = _delayed(notice.subject, text)
    blocks = _blocks(text, told)
    aliases = _aliases(text)
    return [
        _failed(address, blocks, text, aliases, alone=len(told) == 1, delayed=delayed) for address in told
    ]


def _is_bounce(notice: Notice, text: str) -> bool:
    """Whether a machine says that a mail failed.

    A machine by its sender, or the remains of a report; or a text that begins as only programs write.
    """
    machine = notice.from_machine or notice.statuses or notice.report_type == "delivery-status"
    machine = machine or "failure" in notice.automatic
    if not machine:
        beginning = re.split(r"^_{5,}$", text[:_BEGINNING], maxsplit=1, flags=re.MULTILINE)[0]
        forwarded = FORWARDED.search(beginning)
        if forwarded:
            beginning = beginning[: forwarded.start()]
        # Gateways and scripts that send under any name: by the words of programs, or by the subject.
        subject = FAILURE.search(notice.subject) and not REPLY.match(notice.subject)
        programs = TEMPLATE.search(beginning) or (subject and ALONE.search(beginning))
        # A person who pastes such a text says something first.
        first = beginning.lstrip().partition("\n\n")[0]
        begins = TEMPLATE.search(first) or FAILURE.search(first) or ALONE.search(first)
        if GREETING.match(beginning) or not begins or not programs or not FAILURE.search(beginning):
            return False
    said = f"{notice.subject}\n{text[:8000]}"
    return bool(FAILURE.search(said) or DELAY.search(said))


def _named(notice: Notice, text: str) -> list[str]:
    """The addresses that failed: from the surest place in which any stands.

    At the beginning of a line; after a name for it; in a transcript; else anywhere, where the original mail
    was written to it, or where it is the only one.
    """
    own, original = notice.own_addresses(), notice.original_recipients()
    for pattern in (AT_LINE_START, AFTER_KEY, IN_TRANSCRIPT):
        found = [address for match in pattern.finditer(text) for address in all_in(match[1])]
        kept = _kept(found, own, original)
        if kept:
            return kept
    anywhere = _kept(all_in(text), own, original)
    written_to = [address for address in anywhere if address.casefold() in original]
    if written_to:
        return written_to
    if len(anywhere) == 1:
        return anywhere
    if near := _kept(_near_failure(text), own, original):
        return near
    if not anywhere and len(original - own) == 1 and not notice.wraps_a_report:
        # Servers that name nobody, and return the mail: it was written to one person (Verizon, KDDI).
        return sorted(original - own)
    return notice.passed_on_for() if not anywhere and not notice.wraps_a_report else []


def _near_failure(text: str) -> list[str]:
    """The addresses in the sentence or the line that says that it failed; for servers that write prose."""
    for found in FAILURE.finditer(text[:8000]):
        begin = max(text.rfind("\n\n", 0, found.start()), text.rfind(". ", 0, found.start()), 0)
        ends = [at for at in (text.find("\n\n", found.end()), text.find(". ", found.end())) if at >= 0]
        if named := all_in(text[begin : min(ends, default=len(text))][:1000]):
            return named
    return []


def _kept(found: list[str], own: set[str], original: set[str]) -> list[str]:
    """Without the two ends of this mail, and those whom it tells to ask, unless they were written to."""
    kept: dict[str, str] = {}
    for address in found:
        key = address.casefold()
        local = key.rpartition("@")[0]
        if key in original or (key not in own and not SERVICE.match(local)):
            kept.setdefault(key, address)
    return list(kept.values())[:_MOST_RECIPIENTS]


def _blocks(text: str, told: list[str]) -> dict[str, str]:
    """The words about each address: from the first line that names it to the next one that names another."""
    found: dict[str, str] = {}
    lower = text.casefold()
    starts = sorted((at, address) for address in told if (at := lower.find(address.casefold())) >= 0)
    for index, (at, address) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(text)
        found[address] = text[at : min(end, at + _WORDS)]
    return found


def _paragraph(block: str, address: str) -> str:
    """The words up to the first empty line that follows any words beside the address itself."""
    kept: list[str] = []
    for line in block.split("\n"):
        bare = re.sub(re.escape(address), "", line, flags=re.IGNORECASE).strip(" \t<>:*-\"'")
        if not line.strip() and any(kept):
            break
        kept.append(bare)
    return "\n".join(kept)


def _failed(
    address: str, blocks: dict[str, str], text: str, aliases: dict[str, str], *, alone: bool, delayed: bool
) -> Failed:
    words = _paragraph(blocks.get(address, ""), address)
    status = status_in(words)
    cause = cause_of(status, words)
    if alone and not status and not reply_code(words):
        status = status_in(text)
    if alone and cause is Cause.OTHER:
        cause = cause_of(status, text)
        words = _telling(text) or words
    kind = kind_of(status, words, delayed=delayed)
    if kind is Kind.TEMPORARY and cause is Cause.UNKNOWN_MAILBOX:
        cause = Cause.OTHER
    written_to = aliases.get(address.casefold())
    also = (address,) if written_to else ()
    return Failed(written_to or address, kind, cause, status, tidy(words), also)


def _telling(text: str) -> str:
    """The line with a status or a reply code, else the one that says that it failed."""
    for line in text.split("\n"):
        if status_in(line) or reply_code(line):
            return line
    found = FAILURE.search(text)
    return text[max(0, found.start() - 80) : found.end() + 200] if found else ""


def _aliases(text: str) -> dict[str, str]:
    """For each address to which a mail was forwarded, the one that was written to."""
    found: dict[str, str] = {}
    for match in GENERATED_FROM.finditer(text[:50_000]):
        before = all_in(text[max(0, match.start() - 300) : match.start()])
        if before and (original := all_in(match[1])):
            found.setdefault(before[-1].casefold(), original[0])
    return found


def _delayed(subject: str, text: str) -> bool:
    """Whether the server goes on trying."""
    if DELAY.search(subject):
        return True
    return bool(DELAY.search(text[:4000])) and not FINAL.search(text[:4000])
