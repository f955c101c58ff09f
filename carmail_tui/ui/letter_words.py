"""What there is to say of a letter: its files, whom it reaches, what is not written, what is wrong."""

from collections.abc import Sequence

from carmail_tui.i18n import _, ngettext
from carmail_tui.i18n.format import format_count
from carmail_tui.letters.letter import Letter
from carmail_tui.letters.mailing import Checked
from carmail_tui.recipients.reach import Recipient
from carmail_tui.ui.words import LANGUAGES


def files_words(files: Sequence[tuple[str, int | None]]) -> str:
    """The attachments by name and size; a file that is gone has no size."""
    return ", ".join(name if size is None else f"{name} ({_size(size)})" for name, size in files)


def _size(size: int) -> str:
    kilobytes = max(1, round(size / 1000))
    return _("{size} KB").format(size=format_count(kilobytes))


def reach_words(chosen: int, receiving: int) -> str:
    """To how many clients one writes, and how many of them will receive."""
    words = ngettext(
        "{count} client, {receiving} will receive", "{count} clients, {receiving} will receive", chosen
    )
    return words.format(count=format_count(chosen), receiving=format_count(receiving))


def unwritten_words(letter: Letter, recipients: Sequence[Recipient]) -> str:
    """The languages of recipients in which nothing is written, once the letter has a subject."""
    spoken = [recipient.client.language for recipient in recipients]
    unwritten = [
        f"{_(name)} {format_count(spoken.count(language))}"
        for language, name in LANGUAGES.items()
        if language in spoken and language not in letter.written.versions
    ]
    if not unwritten or not letter.title:
        return ""
    return _("(not written: {languages})").format(languages=", ".join(unwritten))


def problem_words(checked: Checked) -> str:
    """What is wrong: each empty field with how many clients, else the first fault; empty where nothing is."""
    empty: dict[str, int] = {}
    for problem in checked.problems:
        for name in problem.empty:
            empty[name] = empty.get(name, 0) + 1
    if not empty:
        return checked.problems[0].fault if checked.problems else ""
    fields = ", ".join(
        ngettext("<{field}> for {count} client", "<{field}> for {count} clients", count).format(
            field=name, count=count
        )
        for name, count in empty.items()
    )
    return _("Empty field: {fields}. F7 shows them.").format(fields=fields)
