"""From a line of a plan and its files to the mail that accompanies them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from carmail_tui.documents.plan import PlanLine
from carmail_tui.documents.send import LoadedFile
from carmail_tui.letters.accompany import Accompanied, compose_documents
from carmail_tui.letters.fields import Writer
from carmail_tui.letters.mime import Attachment, clean_name, make_attachment
from carmail_tui.letters.prepared import PreparedMessage


def document_composer(
    writer: Writer, now: Callable[[], datetime]
) -> Callable[[PlanLine, Sequence[LoadedFile], int], PreparedMessage]:
    """What `documents.send.queue_plan` makes its mails with. It raises what `compose_documents` does."""

    def compose(line: PlanLine, files: Sequence[LoadedFile], intent: int) -> PreparedMessage:
        return compose_documents(accompanied(line, files, intent), writer, now())

    return compose


def accompanied(line: PlanLine, files: Sequence[LoadedFile] = (), intent: int = 1) -> Accompanied:
    """The documents of a line as `compose_documents` and `accompanying_text` take them."""
    return Accompanied(
        documents=line.documents,
        attachments=_attachments(files),
        client=line.client,
        client_name=line.name,
        email=line.chosen.email if line.chosen else "",
        intent=intent,
    )


def _attachments(files: Sequence[LoadedFile]) -> tuple[Attachment, ...]:
    """The files under names that differ: mail programs save one over the other where they do not."""
    taken: set[str] = set()
    attachments = []
    for number, loaded in enumerate(files, start=1):
        name = clean_name(loaded.file.name)
        if name.casefold() in taken:
            name = f"{number}-{name}"
        taken.add(name.casefold())
        attachments.append(make_attachment(name, loaded.file.media_type, loaded.content))
    return tuple(attachments)
