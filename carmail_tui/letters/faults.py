"""What can be wrong with a letter, whoever it goes to."""

from enum import StrEnum

from carmail_tui.i18n import _, visible


class LetterFault(StrEnum):
    """Why a letter cannot be sent as it stands."""

    ENCODING = "encoding"
    HEADER_LINE = "header_line"
    PURPOSE = "purpose"
    LANGUAGE = "language"
    LANGUAGE_TWICE = "language_twice"
    NO_SUBJECT = "no_subject"
    NO_TEXT = "no_text"
    UNKNOWN_FIELD = "unknown_field"
    FIELD_ELSEWHERE = "field_elsewhere"
    SYNTAX = "syntax"
    NOT_ALLOWED = "not_allowed"
    TOO_LONG = "too_long"
    SUBJECT_CHARACTERS = "subject_characters"


class LetterError(ValueError):
    """A fault of a letter and its place.

    `line` counts from 1, in the file where it was read from one, else in the text of the version; 0 is the
    subject, or the letter as a whole. `detail` is what is at fault, `nearest` the known merge field that may
    be meant, `language` the version.
    """

    def __init__(
        self, fault: LetterFault, line: int = 0, detail: str = "", nearest: str = "", language: str = ""
    ) -> None:
        super().__init__(f"{fault.value} at line {line}: {detail!r}")
        self.fault = fault
        self.line = line
        self.detail = detail
        self.nearest = nearest
        self.language = language

    def sentence(self) -> str:
        """What is wrong and where, in the language in use."""
        return f"{self._place()}{self._words()}"

    def _place(self) -> str:
        if self.line and self.language:
            return _("Line {line} ({language}): ").format(line=self.line, language=self.language)
        if self.line:
            return _("Line {line}: ").format(line=self.line)
        return _("Letter ({language}): ").format(language=self.language) if self.language else ""

    def _words(self) -> str:
        detail = visible(self.detail, 60)
        if self.fault is LetterFault.UNKNOWN_FIELD and self.nearest:
            return _("there is no field {field}. Is {nearest} meant?").format(
                field=detail, nearest=self.nearest
            )
        return {
            LetterFault.ENCODING: _("the letter is not UTF-8 text."),
            LetterFault.HEADER_LINE: _(
                '"{detail}" is not one of the lines Subject:, Purpose: and Language:. '
                "A blank line parts them from the text."
            ),
            LetterFault.PURPOSE: _('the purpose must be "promotion" or "service", not "{detail}".'),
            LetterFault.LANGUAGE: _('the language must be fr, nl, de or en, not "{detail}".'),
            LetterFault.LANGUAGE_TWICE: _('the letter is there twice in "{detail}".'),
            LetterFault.NO_SUBJECT: _("the letter has no subject."),
            LetterFault.NO_TEXT: _("the letter has no text."),
            LetterFault.UNKNOWN_FIELD: _("there is no field {detail}."),
            LetterFault.FIELD_ELSEWHERE: _("the field {detail} belongs to the mails of documents."),
            LetterFault.SYNTAX: _("this cannot be read: {detail}."),
            LetterFault.NOT_ALLOWED: _("{detail} is not allowed in a letter."),
            LetterFault.TOO_LONG: _("the letter is too long."),
            LetterFault.SUBJECT_CHARACTERS: _(
                "the subject holds characters that cannot stand there: {detail}."
            ),
        }[self.fault].format(detail=detail)
