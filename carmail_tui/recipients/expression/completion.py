"""What can stand at the cursor of an expression."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carmail_tui.recipients.expression import vocabulary
from carmail_tui.recipients.expression.errors import ExpressionError
from carmail_tui.recipients.expression.fields import CHOICES, FIELDS, OPERATORS, Field, Kind
from carmail_tui.recipients.expression.parsing import begun
from carmail_tui.recipients.expression.printing import quoted
from carmail_tui.recipients.expression.reading import field_of
from carmail_tui.recipients.expression.tree import Entity, Operator
from carmail_tui.recipients.folding import fold

if TYPE_CHECKING:
    from lark import Token

_OPEN_TEXT = re.compile(r'"[^"]*$')
_WORD = re.compile(r"[^\W\d_](?:[\w'’]|-(?=\w))*$|$")
_MOST = 50

Values = Callable[[str], Sequence[str]]
"""The texts that occur in a field, by its name; those that most clients have first."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What may stand in place of the text from `start` to the cursor."""

    start: int
    offers: tuple[str, ...]

    def put(self, text: str, cursor: int, offer: str) -> tuple[str, int]:
        """The text with `offer` in it, and where the cursor stands then."""
        gap = "" if offer.endswith("(") or text[cursor : cursor + 1] in {" ", ")"} else " "
        before = text[: self.start] + offer + gap
        return before + text[cursor:], len(before)


def complete(text: str, cursor: int, language: str, values: Values) -> Completion:
    """What can stand at `cursor`, narrowed by what is begun there; in the words of `language`."""
    before = text[:cursor]
    begin = _OPEN_TEXT.search(before) if before.count('"') % 2 else _WORD.search(before)
    start = begin.start() if begin else cursor
    typed = before[start:]
    tokens, allowed = begun(before[:start])
    place = _Place(tokens, allowed, language, values)
    return Completion(start, tuple(_narrowed(typed, place.offers())[:_MOST]))


def _narrowed(typed: str, offers: Iterable[tuple[str, str]]) -> list[str]:
    """The offers that begin with what is typed, then those in which it occurs."""
    sought = fold(typed)
    found = [(offer, f" {fold(words)}") for offer, words in offers if offer != typed]
    ranked = (
        [offer for offer, words in found if words.startswith(f" {sought}")],
        [offer for offer, words in found if f" {sought}" in words],
        [offer for offer, words in found if sought in words],
    )
    return list(dict.fromkeys(offer for rank in ranked for offer in rank))


class _Place:
    """The place at the cursor: what stands before it, and what the grammar lets follow."""

    def __init__(self, tokens: "list[Token]", allowed: set[str], language: str, values: Values) -> None:
        self._allowed, self._language, self._values = allowed, language, values
        self._brackets = _brackets(tokens)
        self._inside = next((entity for entity in reversed(self._brackets) if entity is not None), None)
        self._field = self._last_field(tokens)

    def _last_field(self, tokens: "list[Token]") -> Field | None:
        name = next((token for token in reversed(tokens) if token.type == "NAME"), None)
        try:
            return field_of(name, self._inside) if name is not None else None
        except ExpressionError:
            return None

    def _word(self, english: str) -> str:
        return vocabulary.keyword(english, self._language)

    def offers(self) -> Iterable[tuple[str, str]]:
        """Each offer with the words by which it is found."""
        if "NAME" in self._allowed:
            yield from self._fields()
            yield self._same(self._word("not"))
        if self._field is not None and "OPERATOR" in self._allowed:
            yield from map(self._same, self._operators(self._field))
        elif "OPERATOR" in self._allowed:
            yield from map(self._same, ("<=", ">="))
        if "WORD" in self._allowed:
            yield from self._of_field()
        for terminal, english in (("_AND", "and"), ("_OR", "or")):
            if terminal in self._allowed:
                yield self._same(self._word(english))
        if "RPAR" in self._allowed and self._brackets:
            yield self._same(")")

    def _unit(self, unit: str) -> str:
        return vocabulary.UNITS[unit][vocabulary.LANGUAGES.index(self._language)]

    @staticmethod
    def _same(offer: str) -> tuple[str, str]:
        return offer, offer

    def _fields(self) -> Iterable[tuple[str, str]]:
        for name, field in FIELDS.items():
            if self._inside is None or field.entity is self._inside:
                word = vocabulary.field_word(name, self._language)
                names = (vocabulary.field_word(name, language) for language in vocabulary.LANGUAGES)
                yield word, " ".join((word, *names))
        if self._inside is None:
            for entity in (Entity.VEHICLE, Entity.DOCUMENT, Entity.MAILING, Entity.ADDRESS):
                yield self._same(f"{vocabulary.group_word(entity, self._language)}(")
            yield self._same(f"{self._word('total')}(")

    def _operators(self, field: Field) -> Iterable[str]:
        taken = OPERATORS[field.kind]
        if Operator.EQUAL in taken:
            yield from ("=", "!=")
        if Operator.LESS in taken:
            yield from ("<=", ">=", "<", ">")
        for operator in (Operator.IN, Operator.CONTAINS, Operator.BEGINS):
            if operator in taken:
                yield self._word(operator)
        if Operator.KNOWN in taken:
            is_, empty = self._word("is"), self._word("empty")
            yield from (f"{is_} {empty}", f"{is_} {self._word('not')} {empty}")

    def _of_field(self) -> Iterable[tuple[str, str]]:
        field = self._field
        if field is None:
            return
        match field.kind:
            case Kind.CHOICE:
                for value in CHOICES[field.name]:
                    yield self._same(vocabulary.choice_word(value, self._language))
            case Kind.FLAG:
                yield from map(self._same, (self._word("yes"), self._word("no")))
            case Kind.DATE:
                today = self._word("today")
                yield self._same(today)
                for span in (f"{count}{self._unit(unit)}" for count, unit in ((6, "w"), (3, "m"), (1, "y"))):
                    yield from ((f"{today} {sign} {span}", today) for sign in "+-")
            case Kind.TEXT:
                yield from ((quoted(value), value) for value in self._values(field.name))


def _brackets(tokens: "list[Token]") -> list[Entity | None]:
    """The brackets that are open, with the entity of each that has one."""
    opened: list[Entity | None] = []
    for token in tokens:
        match token.type:
            case "LPAR":
                opened.append(None)
            case "GROUP":
                opened.append(vocabulary.groups().get(fold(token)))
            case "TOTAL":
                opened.append(Entity.DOCUMENT)
            case "RPAR" if opened:
                opened.pop()
    return opened
