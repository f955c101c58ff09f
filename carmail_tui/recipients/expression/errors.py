"""What is wrong with an expression, where, and what would be right."""

from enum import StrEnum

from carmail_tui.i18n import N_, _, visible


class Fault(StrEnum):
    """What is wrong. The value is the sentence, which may name `{text}` and what would be right."""

    UNEXPECTED = N_("{text} cannot stand here. What can: {right}.")
    UNFINISHED = N_("Something is missing at the end: {right}.")
    CHARACTER = N_("{text} cannot stand here.")
    QUOTATION = N_("The quotation mark is not closed: write a second one after the text.")
    SEVERAL_WORDS = N_("Several words stand in quotation marks: {right}.")
    DECIMAL_COMMA = N_("A number is written with a point: {right}.")
    UNKNOWN_FIELD = N_("There is no field {text}. Near it: {right}.")
    FIELD_ELSEWHERE = N_("{text} cannot stand in these brackets. What can: {right}.")
    OPERATOR = N_("{text} cannot be tested like that. What it takes: {right}.")
    NOT_A_DATE = N_("{text} is not a day. Write for example {right}.")
    NOT_A_NUMBER = N_("{text} is not a number. Write for example {right}.")
    NOT_A_TEXT = N_("{text} is not a text to look for. Write for example {right}.")
    NOT_A_CHOICE = N_("{text} is not one of the values: {right}.")
    NO_RANGE = N_("A range of texts cannot be tested. Write a list: {right}.")
    BACKWARDS = N_("The range {text} ends before it begins. Write {right}.")
    TOO_LONG = N_("The expression is too long or too deep.")
    EMPTY = N_("Nothing is written yet. For example: {right}.")


class ExpressionError(ValueError):
    """An expression that cannot be read: the fault lies at `place`, `length` characters long.

    `text` is what stands there, `right` an example of what would be right.
    """

    def __init__(self, fault: Fault, place: int, length: int = 1, text: str = "", right: str = "") -> None:
        super().__init__(fault, text, right)
        self.fault, self.place, self.length = fault, place, length
        self.text, self.right = text, right

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self) -> str:
        """What is wrong and what would be right, in the language in use."""
        return _(self.fault.value).format(text=visible(self.text, 30), right=visible(self.right, 160))

    def pointed(self, text: str) -> tuple[str, str]:
        """The line of `text` and a line of carets under the fault."""
        shown = visible(text)
        return shown, " " * self.place + "^" * max(1, min(self.length, len(text) - self.place + 1))
