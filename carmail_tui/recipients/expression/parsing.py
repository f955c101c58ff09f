"""Reading an expression: text into a tree, or an error that points at its place."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from carmail_tui.recipients.expression import vocabulary
from carmail_tui.recipients.expression.errors import ExpressionError, Fault
from carmail_tui.recipients.expression.grammar import parser
from carmail_tui.recipients.expression.reading import Written, field_of, read_test, read_total
from carmail_tui.recipients.expression.scope import bind
from carmail_tui.recipients.expression.tree import (
    Entity,
    Node,
    Some,
    all_of,
    any_of,
    denied,
)
from carmail_tui.recipients.folding import fold

if TYPE_CHECKING:
    from lark import Token, UnexpectedInput

_LONGEST, _DEEPEST = 4000, 40
EXAMPLE = "make = VW and next_inspection <= today + 6w"


def parse(text: str) -> Node:
    """The tree of an expression. Raises ExpressionError.

    What is said of vehicles within one `and` is bound to one and the same vehicle (`scope.bind`).
    """
    from lark import UnexpectedInput

    if not text.strip():
        raise ExpressionError(Fault.EMPTY, 0, right=EXAMPLE)
    if len(text) > _LONGEST or _depth(text) > _DEEPEST:
        raise ExpressionError(Fault.TOO_LONG, 0, len(text))
    try:
        tree = parser().parse(text)
    except UnexpectedInput as error:
        raise _explained(text, error) from None
    return bind(_node(tree.children[0], None))


def _depth(text: str) -> int:
    """How deep brackets and denials may be nested in the text, at most."""
    words = fold(text.replace("(", " ( ")).split()
    denials = set(map(fold, (*vocabulary.KEYWORDS["not"], "pas")))
    return text.count("(") + sum(word in denials for word in words)


def _node(tree: Written, inside: Entity | None) -> Node:
    """The node of a rule of the grammar; `inside` is the entity whose brackets it stands in."""
    parts = tree.children
    match tree.data:
        case "either":
            return any_of([_node(part, inside) for part in parts])
        case "both":
            return all_of([_node(part, inside) for part in parts])
        case "negated":
            return denied(_node(parts[1], inside))
        case "bracketed":
            return _node(parts[0], inside)
        case "group":
            return _group(parts[0], parts[1], inside)
        case "total":
            return _total(parts, inside)
        case _:
            return _test(tree, inside)


def _group(token: "Token", part: Written, inside: Entity | None) -> Node:
    entity = vocabulary.groups()[fold(token)]
    if inside is not None:
        raise _at(token, Fault.FIELD_ELSEWHERE, right=_fields_of(inside))
    return Some(entity, _node(part, entity))


def _total(parts: Sequence[Written], inside: Entity | None) -> Node:
    token, condition, operator, amount = parts
    if inside is not None:
        raise _at(token, Fault.FIELD_ELSEWHERE, right=_fields_of(inside))
    inner = _node(condition, Entity.DOCUMENT) if condition is not None else None
    return read_total(inner, operator, amount)


def _test(tree: Written, inside: Entity | None) -> Node:
    name, *rest = tree.children
    field = field_of(name, inside)
    if inside is not None and field.entity is not inside:
        raise _at(name, Fault.FIELD_ELSEWHERE, right=_fields_of(inside))
    return read_test(tree.data, field, name, rest)


def _fields_of(entity: Entity) -> str:
    from carmail_tui.i18n import current_language
    from carmail_tui.recipients.expression.fields import FIELDS

    names = (name for name, field in FIELDS.items() if field.entity is entity)
    return ", ".join(vocabulary.field_word(name, current_language()) for name in names)


def _at(token: "Token", fault: Fault, right: str = "") -> ExpressionError:
    return ExpressionError(fault, token.start_pos or 0, len(token), str(token).rstrip("( "), right)


# -- what lark could not read --------------------------------------------------------------------------------


def _explained(text: str, error: "UnexpectedInput") -> ExpressionError:
    from lark import UnexpectedToken

    place = error.pos_in_stream if error.pos_in_stream is not None else len(text)
    if isinstance(error, UnexpectedToken):
        ended = error.token.type == "$END"
        place = len(text) if ended else error.token.start_pos or 0
    allowed = begun(text[:place])[1]
    if place >= len(text.rstrip()):
        return ExpressionError(Fault.UNFINISHED, len(text), right=_words(allowed))
    return _special(text, place) or _unexpected(text, place, allowed)


def begun(text: str) -> "tuple[list[Token], set[str]]":
    """The tokens of an expression that is not finished, and the terminals that may follow them."""
    from lark import UnexpectedInput

    interactive = parser().parse_interactive(text)
    tokens: list[Token] = []
    try:
        for token in interactive.iter_parse():
            tokens.append(token)
    except UnexpectedInput:
        return tokens, set()
    accepted: set[str] = interactive.accepts()  # type: ignore[no-untyped-call]
    return tokens, accepted


def _special(text: str, place: int) -> ExpressionError | None:
    """The mistakes that people make most, each with the remedy."""
    import re

    rest, before = text[place:], text[:place].rstrip()
    if rest[0] in '"“«':
        return ExpressionError(Fault.QUOTATION, place, len(rest), rest)
    whole, part = re.search(r"\d+$", before), re.match(r",\d{1,2}\b", rest)
    if whole and part:
        number = whole[0] + part[0]
        return ExpressionError(
            Fault.DECIMAL_COMMA, whole.start(), len(number), number, number.replace(",", ".")
        )
    last = re.search(r"(?:=|\bin|\bcontains|\bbegins|\bcontient|\bcommence|,)\s*([^\W_][\w.'-]*)$", before)
    more = re.match(r"[^\W_][\w.'-]*", rest)
    joining = fold(" ".join((*vocabulary.KEYWORDS["and"], *vocabulary.KEYWORDS["or"]))).split()
    if last and more and not any(word.startswith(fold(more[0])) for word in joining):
        start = place - len(text[:place]) + last.start(1)
        words = f"{last[1]} {more[0]}"
        return ExpressionError(Fault.SEVERAL_WORDS, start, place + more.end() - start, words, f'"{words}"')
    return None


def _unexpected(text: str, place: int, allowed: Iterable[str]) -> ExpressionError:
    import re

    found = re.match(r"\w+|\S", text[place:])
    word = found[0] if found else text[place:]
    right = _words(allowed)
    fault = Fault.UNEXPECTED if right else Fault.CHARACTER
    return ExpressionError(fault, place, max(1, len(word)), word, right)


def _words(allowed: Iterable[str]) -> str:
    """The terminals of the grammar as a person would write them, in the language in use."""
    from carmail_tui.i18n import _, current_language

    language = current_language()
    names = set(allowed)
    shown = {
        "_AND": vocabulary.keyword("and", language),
        "_OR": vocabulary.keyword("or", language),
        "NAME": _("a field"),
        "NOT": vocabulary.keyword("not", language),
        "OPERATOR": "= != < <= > >=",
        "IN": vocabulary.keyword("in", language),
        "CONTAINS": vocabulary.keyword("contains", language),
        "WORD": _("a value"),
        "OFFSET": "+ 6w",
        "LPAR": "(",
        "RPAR": ")",
        "COMMA": ",",
    }
    return ", ".join(word for name, word in shown.items() if name in names)
