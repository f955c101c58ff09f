"""A letter as the user writes it, and the file that holds one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from carmail_tui.letters.faults import LetterError, LetterFault
from carmail_tui.recipients.client import Language
from carmail_tui.recipients.reach import Purpose

_HEADER = re.compile(r"(subject|purpose|language)\s*:(.*)", re.IGNORECASE)
_SEPARATOR = "---"
_RULE = "----"


@dataclass(frozen=True, slots=True)
class Version:
    """A letter in one language: its subject and its Markdown text, with merge fields."""

    subject: str = ""
    text: str = ""

    @property
    def written(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.subject.strip() or self.text.strip())


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with its versions by language and the paths of its attachments.

    The first version is the one for clients whose language has none.
    """

    purpose: Purpose
    versions: Mapping[Language, Version]
    attachments: tuple[str, ...] = ()

    def version_for(self, language: Language) -> tuple[Language, Version]:
        """The version that a client of `language` receives, and the language it is in.

        Raises LetterError(NO_TEXT) when no version is written.
        """
        written = self.written
        if not written:
            raise LetterError(LetterFault.NO_TEXT)
        found = language if language in written else next(iter(written))
        return found, written[found]

    @property
    def written(self) -> dict[Language, Version]:
        """The versions that hold anything."""
        return {language: version for language, version in self.versions.items() if version.written}


def letter(
    purpose: Purpose, subject: str, text: str, language: Language = Language.FRENCH, *attachments: str
) -> Letter:
    """A letter in one language."""
    return Letter(purpose, MappingProxyType({language: Version(subject, text)}), attachments)


def to_plain(letter: Letter) -> dict[str, Any]:
    """`letter` as JSON-ready values, for a draft."""
    return {
        "purpose": letter.purpose.value,
        "versions": {
            language.value: {"subject": version.subject, "text": version.text}
            for language, version in letter.versions.items()
        },
        "attachments": list(letter.attachments),
    }


def from_plain(plain: Mapping[str, Any]) -> Letter:
    """The letter that `to_plain` wrote. Raises ValueError or KeyError for anything else."""
    versions = {
        Language(language): Version(str(version["subject"]), str(version["text"]))
        for language, version in plain["versions"].items()
    }
    attachments = tuple(str(path) for path in plain["attachments"])
    return Letter(Purpose(plain["purpose"]), MappingProxyType(versions), attachments)


def read_letter(data: bytes, *attachments: str) -> Letter:
    """The letter in a letter file (UTF-8). Raises LetterError with the line at fault."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LetterError(LetterFault.ENCODING, data[: error.start].count(b"\n") + 1) from error
    purpose: Purpose | None = None
    versions: dict[Language, Version] = {}
    for first_line, lines in _parts(text):
        headers, body = _headers(first_line, lines)
        purpose = _purpose(headers, first_line, purpose)
        language = _language(headers, first_line, None if versions else Language.FRENCH)
        if language in versions:
            raise LetterError(LetterFault.LANGUAGE_TWICE, _line(headers, "language", first_line), language)
        versions[language] = _version(headers, body, first_line)
    assert purpose is not None
    return Letter(purpose, MappingProxyType(versions), attachments)


def write_letter(letter: Letter) -> bytes:
    """`letter` as a letter file. A line `---` of the text is written `----`, which Markdown reads alike."""
    parts = []
    for number, (language, version) in enumerate(letter.versions.items()):
        head = [f"Subject: {' '.join(version.subject.split())}"]
        head += [f"Purpose: {letter.purpose.value}"] if number == 0 else []
        head += [f"Language: {language.value}", ""]
        body = [
            _RULE if line.strip() == _SEPARATOR else line for line in version.text.strip("\n").split("\n")
        ]
        parts.append("\n".join(head + body) + "\n")
    return f"{_SEPARATOR}\n".join(parts).encode()


_Headers = dict[str, tuple[int, str]]


def _parts(text: str) -> Iterator[tuple[int, list[str]]]:
    """The parts between the lines `---`, each with the number of its first line."""
    first, lines = 1, list[str]()
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if line.strip() == _SEPARATOR:
            yield first, lines
            first, lines = number + 1, []
        else:
            lines.append(line)
    yield first, lines


def _headers(first_line: int, lines: list[str]) -> tuple[_Headers, list[str]]:
    headers: _Headers = {}
    for index, line in enumerate(lines):
        if not line.strip():
            if headers:
                return headers, lines[index + 1 :]
            continue
        match = _HEADER.fullmatch(line.strip())
        if match is None or match[1].lower() in headers:
            raise LetterError(LetterFault.HEADER_LINE, first_line + index, line.strip())
        headers[match[1].lower()] = (first_line + index, match[2].strip())
    return headers, []


def _line(headers: _Headers, name: str, first_line: int) -> int:
    return headers[name][0] if name in headers else first_line


def _purpose(headers: _Headers, first_line: int, already: Purpose | None) -> Purpose:
    if "purpose" not in headers and already is not None:
        return already
    value = headers.get("purpose", (0, ""))[1].lower()
    if value not in set(Purpose) or (already is not None and value != already.value):
        raise LetterError(LetterFault.PURPOSE, _line(headers, "purpose", first_line), value)
    return Purpose(value)


def _language(headers: _Headers, first_line: int, default: Language | None) -> Language:
    if "language" not in headers and default is not None:
        return default
    value = headers.get("language", (0, ""))[1].lower()
    if value not in set(Language):
        raise LetterError(LetterFault.LANGUAGE, _line(headers, "language", first_line), value)
    return Language(value)


def _version(headers: _Headers, body: list[str], first_line: int) -> Version:
    subject = headers.get("subject", (0, ""))[1]
    if not subject:
        raise LetterError(LetterFault.NO_SUBJECT, _line(headers, "subject", first_line))
    text = "\n".join(body).strip("\n")
    if not text.strip():
        raise LetterError(LetterFault.NO_TEXT, first_line)
    return Version(subject, text)
