"""The grammar of expressions, for lark, which is loaded with the first expression."""

from functools import cache
from typing import TYPE_CHECKING

from carmail_tui.recipients.expression.vocabulary import KEYWORDS, groups

if TYPE_CHECKING:
    from lark import Lark

_RULES = r"""
start: either
either: both (_OR both)*
both: term (_AND term)*
?term: NOT term -> negated
     | "(" either ")" -> bracketed
     | GROUP either ")" -> group
     | TOTAL [either] ")" OPERATOR single -> total
     | NAME OPERATOR item -> compared
     | NAME [NOT] IN (item | "(" item ("," item)* ")") -> listed
     | NAME [NOT] CONTAINS single -> contains
     | NAME [NOT] BEGINS single -> begins
     | NAME IS_EMPTY -> empty
     | NAME IS_NOT_EMPTY -> known
     | NAME -> flag
item: single [".." single]
single: STRING | DATE | NUMBER | TODAY [OFFSET] | WORD

OPERATOR: /<=|>=|!=|<>|=|<|>|≤|≥|≠/
STRING.9: /"(?:[^"\\]|\\.)*"|“[^”]*”|«[^»]*»/
DATE.8: /\d{4}-\d{2}-\d{2}(?![\w-])|\d{1,2}[\/.]\d{1,2}[\/.](?:\d{4}|\d{2})(?!\w)/
NUMBER.7: /-?\d{1,12}(?:\.\d{1,2})?(?![\w\/@-]|\.\w)/
OFFSET.7: /[+-]\s*\d{1,4}\s*[djswmay](?!\w)/i
WORD: /\w(?:[\w'’&\/@+-]|\.(?=\w))*/
NAME: /[^\W\d_]\w*/
%ignore /\s+/
"""

_TWO_WORDS = {"begins": r"(?:\s+(?:with|par|met|mit)(?!\w))?"}
_MORE = {"not": ("pas",), "begins": ("starts",), "in": ("parmi",)}


def _words(english: str) -> str:
    words = (*KEYWORDS[english], *_MORE.get(english, ()))
    # The longest first: a regular expression takes the first that fits.
    ordered = sorted({word.replace("'", "['’]") for word in words}, key=len, reverse=True)
    return f"(?:{'|'.join(ordered)})"


def _terminals() -> str:
    is_, not_, empty = _words("is"), _words("not"), _words("empty")
    lines = [
        f"{name}.8: /{_words(word)}(?!\\w){_TWO_WORDS.get(word, '')}/i"
        for name, word in (
            ("_AND", "and"),
            ("_OR", "or"),
            ("NOT", "not"),
            ("IN", "in"),
            ("CONTAINS", "contains"),
            ("BEGINS", "begins"),
            ("TODAY", "today"),
        )
    ]
    lines += [
        f"IS_EMPTY.9: /{is_}\\s+{empty}(?!\\w)/i",
        f"IS_NOT_EMPTY.9: /(?:n['’])?{is_}\\s+{not_}\\s+{empty}(?!\\w)/i",
        f"TOTAL.9: /{_words('total')}\\s*\\(/i",
        f"GROUP.9: /(?:{'|'.join(sorted(groups(), key=len, reverse=True))}|véhicule)\\s*\\(/i",
    ]
    return "\n".join(lines)


@cache
def parser() -> "Lark":
    """The parser, made once in a process."""
    from lark import Lark

    # Contextual: which words are keywords depends on the place, so that a town may be called `In`.
    return Lark(_RULES + _terminals(), parser="lalr", lexer="contextual", propagate_positions=True)
