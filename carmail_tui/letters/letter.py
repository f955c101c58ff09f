"""A letter: what the user writes once, for many."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from carmail_tui.i18n import _
from carmail_tui.letters.errors import LetterError
from carmail_tui.recipients.client import Language
from carmail_tui.recipients.reach import Purpose


@dataclass(frozen=True, slots=True)
class Version:
    """The letter in one language: its subject and its text (Markdown), both with merge fields."""

    subject: str = ""
    text: str = ""

    @property
    def written(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.subject.strip() or self.text.strip())

    @property
    def complete(self) -> bool:
        """Whether nothing of it is missing."""
        return bool(self.subject.strip() and self.text.strip())


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter. `versions` is by language (ISO 639-1); `attachments` are paths.

    A purpose of None is one that is not said yet.
    """

    purpose: Purpose | None = None
    versions: dict[str, Version] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What lists call it: its first subject."""
        return next((version.subject for version in self.versions.values() if version.subject), "")

    @property
    def written(self) -> "Letter":
        """The letter without the languages in which nothing is written."""
        return replace(self, versions={code: one for code, one in self.versions.items() if one.written})

    @property
    def unfinished(self) -> str | None:
        """A language in which the subject or the text is missing."""
        return next((code for code, one in self.versions.items() if not one.complete), None)

    def language_for(self, language: str) -> str:
        """The language in which a client of `language` is written to: theirs, else the first there is."""
        return language if language in self.versions else next(iter(self.versions), "fr")

    def with_version(self, language: str, version: Version) -> "Letter":
        """The letter with this version in place of the one in `language`."""
        return replace(self, versions={**self.versions, language: version})


def read_letter(path: str) -> Letter:
    """The letter in the file at `path`. Raises LetterError where it cannot be read or is none."""
    file = Path(path).expanduser()
    try:
        return parse_letter(file.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise LetterError(_("{file} is not UTF-8 text").format(file=file.name)) from error
    except OSError as error:
        words = _("{file} cannot be read ({fault})").format(file=file.name or path, fault=error.strerror)
        raise LetterError(words) from error


def parse_letter(text: str) -> Letter:
    """Read a letter file: header lines, a blank line, Markdown; a line `---` starts the next language.

    Raises LetterError with the line.
    """
    purpose: Purpose | None = None
    versions: dict[str, Version] = {}
    number = 1
    for part in _parts(text.replace("\r\n", "\n").removeprefix("\ufeff")):
        headers, body = _headers(part, number)
        purpose = _purpose(headers, number) or purpose
        language = headers.get("language", "" if versions else "fr").lower()
        if language not in set(Language):
            raise LetterError(_("Language: fr, nl, de or en"), number)
        if language in versions:
            raise LetterError(_("the language {language} comes twice").format(language=language), number)
        if not headers.get("subject"):
            raise LetterError(_("Subject: is missing"), number)
        if not body.strip():
            raise LetterError(_("the text is missing"), number)
        versions[language] = Version(headers["subject"], body.strip("\n"))
        number += part.count("\n") + 2
    return Letter(purpose, versions)


def _parts(text: str) -> list[str]:
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip() == "---":
            parts.append([])
        else:
            parts[-1].append(line)
    return ["\n".join(lines) for lines in parts]


def _headers(part: str, number: int) -> tuple[dict[str, str], str]:
    headers: dict[str, str] = {}
    lines = part.split("\n")
    for index, line in enumerate(lines):
        if not line.strip():
            if headers:
                return headers, "\n".join(lines[index + 1 :])
            continue
        name, colon, value = line.partition(":")
        key = name.strip().lower()
        if not colon or key not in {"subject", "purpose", "language"}:
            words = _("expected Subject:, Purpose: or Language:, then an empty line, then the text")
            raise LetterError(words, number + index)
        headers[key] = value.strip()
    return headers, ""


def _purpose(headers: dict[str, str], number: int) -> Purpose | None:
    text = headers.get("purpose", "").lower()
    if not text:
        return None
    if text not in set(Purpose):
        raise LetterError(_("Purpose: promotion or service"), number)
    return Purpose(text)


def letter_to_plain(letter: Letter) -> dict[str, Any]:
    """The letter as JSON-ready values, for a draft."""
    return {
        "purpose": letter.purpose.value if letter.purpose else None,
        "versions": {key: [version.subject, version.text] for key, version in letter.versions.items()},
        "attachments": list(letter.attachments),
    }


def letter_from_plain(plain: dict[str, Any]) -> Letter:
    """The letter that `letter_to_plain` wrote."""
    purpose = plain.get("purpose")
    versions = {key: Version(*value) for key, value in plain.get("versions", {}).items()}
    return Letter(Purpose(purpose) if purpose else None, versions, tuple(plain.get("attachments", ())))
