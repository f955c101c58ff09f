"""Sending a plan: each line is read, held against the ledger, composed, and queued or stopped by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from carmail_tui.documents.document import Document, DocumentFile
from carmail_tui.documents.plan import Earlier, Obstacle, Plan, PlanLine
from carmail_tui.documents.seatbelt import Contradiction, Found, Gap, contradictions, gaps

Prepared = TypeVar("Prepared")


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file of a document with its bytes, read once: what is checked is what is sent."""

    file: DocumentFile
    content: bytes


class Stop(StrEnum):
    """Why a line was not queued."""

    OBSTACLE = "obstacle"
    ALREADY_SENT = "already_sent"
    FILE_UNREADABLE = "file_unreadable"
    CONTRADICTION = "contradiction"
    NOT_COMPOSED = "not_composed"
    ALREADY_QUEUED = "already_queued"
    CHANGED = "changed"
    """A document was given to another client since the plan was made."""


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """What became of a line: the id of its message in the outbox, or why it was stopped.

    `detail` is the sentence of the file or of the composer that failed, else the name of the file.
    """

    line: PlanLine
    message: int | None = None
    stop: Stop | None = None
    obstacle: Obstacle | None = None
    earlier: tuple[Earlier, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    gaps: tuple[Gap, ...] = ()
    """What could not be checked in the files of the line."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """What the seat belt found in the files of a line, and these files.

    `unreadable` is the sentence of the first file that is gone or was changed, else its name.
    """

    files: tuple[LoadedFile, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    gaps: tuple[Gap, ...] = ()
    unreadable: str = ""

    @property
    def stop(self) -> Stop | None:
        """Why the line must not leave; None where the files are well, or say nothing."""
        if self.unreadable:
            return Stop.FILE_UNREADABLE
        return Stop.CONTRADICTION if self.contradictions else None


@dataclass(frozen=True, slots=True)
class SendingTools(Generic[Prepared]):
    """What a sending needs of the other rooms.

    `current` gives documents as the ledger has them now. `read` gives the bytes of a file and may raise
    OSError. `look` gives what it found inside, or None where it cannot tell. `compose` makes the mail of a
    line; its number grows with each sending that was asked for, and it may raise an error with a
    `sentence()`. `queue` puts mails into the outbox and gives the id of each, None where it is there already.
    """

    current: Callable[[Sequence[int]], Sequence[Document]]
    read: Callable[[DocumentFile], bytes]
    look: Callable[[DocumentFile, bytes], Found | None]
    compose: Callable[[PlanLine, Sequence[LoadedFile], int], Prepared]
    queue: Callable[[Sequence[Prepared]], Sequence[int | None]]


class _StoppedError(Exception):
    """A line goes no further."""

    def __init__(self, outcome: LineOutcome) -> None:
        self.outcome = outcome


def queue_plan(plan: Plan, tools: SendingTools[Prepared], *, again: bool = False) -> tuple[LineOutcome, ...]:
    """Queue the lines of the plan; the outcome of each, in their order. A line that is stopped stops alone.

    Documents that were sent before, are under way or in doubt are sent `again` only where that was asked for.
    The same plan queued twice is in the outbox once: each message counts the sendings before it.
    """
    outcomes: dict[int, LineOutcome] = {}
    prepared: dict[int, Prepared] = {}
    unsure: dict[int, tuple[Gap, ...]] = {}
    for position, line in enumerate(plan.lines):
        try:
            prepared[position], unsure[position] = _prepare(line, tools, again, plan.documents)
        except _StoppedError as stopped:
            outcomes[position] = stopped.outcome
    ids = tools.queue(list(prepared.values())) if prepared else ()
    for position, message in zip(prepared, ids, strict=True):
        stop = Stop.ALREADY_QUEUED if message is None else None
        outcomes[position] = LineOutcome(plan.lines[position], message, stop, gaps=unsure[position])
    return tuple(outcomes[position] for position in range(len(plan.lines)))


def stopped_before(line: PlanLine, *, again: bool) -> LineOutcome | None:
    """What the plan itself already says against the line, without a look into its files."""
    if line.obstacle is not None:
        return LineOutcome(line, stop=Stop.OBSTACLE, obstacle=line.obstacle)
    if line.earlier and not again:
        return LineOutcome(line, stop=Stop.ALREADY_SENT, earlier=line.earlier)
    return None


def _prepare(
    line: PlanLine, tools: SendingTools[Prepared], again: bool, others: Sequence[Document]
) -> tuple[Prepared, tuple[Gap, ...]]:
    now = replace(line, documents=_current(line, tools))
    if any(document.client_id != (line.client and line.client.id) for document in now.documents):
        raise _StoppedError(LineOutcome(line, stop=Stop.CHANGED))
    if outcome := stopped_before(now, again=again):
        raise _StoppedError(outcome)
    found = examine(line, tools.read, tools.look, others)
    if found.stop is not None:
        raise _StoppedError(
            LineOutcome(
                line,
                stop=found.stop,
                contradictions=found.contradictions,
                gaps=found.gaps,
                detail=found.unreadable,
            )
        )
    try:
        intent = 1 + max(document.sendings for document in line.documents)
        return tools.compose(line, found.files, intent), found.gaps
    except Exception as error:  # whatever rooms raise: only what they can explain is an outcome
        detail = _explained(error)
        if not detail:
            raise
        raise _StoppedError(LineOutcome(line, stop=Stop.NOT_COMPOSED, detail=detail)) from error


def _current(line: PlanLine, tools: SendingTools[Prepared]) -> tuple[Document, ...]:
    """The documents of the line as they are now: someone else may have sent them since the plan was made."""
    fresh = {document.id: document for document in tools.current([d.id for d in line.documents if d.id])}
    return tuple(fresh.get(document.id, document) for document in line.documents)


def examine(
    line: PlanLine,
    read: Callable[[DocumentFile], bytes],
    look: Callable[[DocumentFile, bytes], Found | None],
    others: Sequence[Document] = (),
) -> Examined:
    """What the files of the line say against its documents and its client; they are read once.

    `others` are the other documents of the plan: a file may have been taken for that of one of them.
    """
    loaded: list[LoadedFile] = []
    against: list[Contradiction] = []
    unsure: list[Gap] = []
    for document in line.documents:
        for file in document.files:
            try:
                content = read(file)
            except OSError as error:
                return Examined(unreadable=_explained(error) or file.name)
            found = look(file, content)
            sides = contradictions(document, line.client, found, others) if found is not None else ()
            against += sides
            unsure += () if sides else gaps(document, line.client, found, file.name)
            loaded.append(LoadedFile(file, content))
    return Examined(tuple(loaded), tuple(against), tuple(unsure))


def _explained(error: Exception) -> str:
    """The sentence of an error that a person can do something about, else nothing."""
    explain = getattr(error, "sentence", None)
    return str(explain()) if explain else ""
