"""Merging: a text with fields is compiled once, then filled for each recipient.

Placeholders and Jinja constructs become private tokens, the Markdown is rendered with HTML off, and only then
do the tokens become Jinja again: a value is never Markdown and never markup, whatever a client is called.
"""

import difflib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from carmail_tui.i18n import _
from carmail_tui.letters.errors import LetterError
from carmail_tui.letters.fields import FIELD

if TYPE_CHECKING:
    from jinja2 import Template

_CONSTRUCT = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_LONGEST = 1_000_000
_LARGEST_LOOP = 1_000


@dataclass(frozen=True, slots=True)
class Merged:
    """A version of a letter, filled for one recipient."""

    subject: str
    text: str
    html: str


class Merge:
    """A subject and a Markdown text, compiled. Raises LetterError with the place of a fault."""

    def __init__(self, subject: str, text: str, known: Mapping[str, str]) -> None:
        _check_fields(subject, text, known)
        self.fields = tuple(dict.fromkeys(FIELD.findall(subject) + FIELD.findall(text)))
        tokens = _Tokens()
        marked = tokens.hide(text)
        self._subject = _compile(tokens.show_all(tokens.hide(subject)), escape=False)
        html, plain = _render_markdown(marked)
        self._text = _compile(tokens.show_all(plain), escape=False)
        self._html = _compile(tokens.show_in_html(html), escape=True)

    def fill(self, values: Mapping[str, str], details: Mapping[str, Any] | None = None) -> Merged:
        """The text with `values`; `details` are what Jinja expressions may name (`client.name`).

        Raises LetterError where an expression names what is not there.
        """
        names = {**(details or {}), "fields": dict(values)}
        return Merged(
            " ".join(_fill(self._subject, names).split()), _fill(self._text, names), _fill(self._html, names)
        )

    def empty_fields(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """The fields of the text that have no value: each would be a hole in the letter."""
        return tuple(name for name in self.fields if not values[name].strip())


def _check_fields(subject: str, text: str, known: Mapping[str, str]) -> None:
    for place, part in ((0, subject), (1, text)):
        for match in FIELD.finditer(part):
            if match[1] in known:
                continue
            line = part.count("\n", 0, match.start()) + 1 if place else 0
            near = difflib.get_close_matches(match[1], known, n=1)
            words = _("there is no field <{name}>.").format(name=match[1])
            if near:
                words += " " + _("Did you mean <{near}>?").format(near=near[0])
            raise LetterError(words, line)


class _Tokens:
    """Names that no text holds, in place of what Jinja will fill in."""

    def __init__(self) -> None:
        self._prefix = f"q{secrets.token_hex(8)}x"
        self._sources: list[str] = []
        self._token = re.compile(self._prefix + r"(\d+)z")

    def hide(self, text: str) -> str:
        """`text` with tokens in place of fields and Jinja constructs."""
        text = _CONSTRUCT.sub(lambda match: self._new(match[0]), text)
        return FIELD.sub(lambda match: self._new("{{ fields['" + match[1] + "'] }}"), text)

    def show_all(self, text: str) -> str:
        """`text` with the sources in place of tokens; what else looks like Jinja stays text."""
        parts = self._token.split(text)
        return "".join(
            self._sources[int(part)] if index % 2 else _literal(part) for index, part in enumerate(parts)
        )

    def show_in_html(self, html: str) -> str:
        """The same for HTML, where a field in a link's destination is quoted for a URL."""
        statement = re.compile(rf"<p>({self._token.pattern})</p>\n?")
        html = statement.sub(
            lambda match: match[1] if self._sources[int(match[2])].startswith("{%") else match[0], html
        )
        parts = re.split(r'((?:href|src)="[^"]*")', html)
        return "".join(
            self._quoted(part) if index % 2 else self.show_all(part) for index, part in enumerate(parts)
        )

    def _quoted(self, attribute: str) -> str:
        shown = self.show_all(attribute)
        return re.sub(r"\{\{(.*?)\}\}", lambda match: "{{ (" + match[1] + ")|urlencode }}", shown)

    def _new(self, source: str) -> str:
        self._sources.append(source)
        return f"{self._prefix}{len(self._sources) - 1}z"


def _literal(text: str) -> str:
    return "{% raw %}" + text + "{% endraw %}" if "{" in text and re.search(r"\{[{%#]", text) else text


def _render_markdown(text: str) -> tuple[str, str]:
    from markdown_it import MarkdownIt

    from carmail_tui.letters.plain_text import to_plain_text

    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    tokens = markdown.parse(text)
    return str(markdown.renderer.render(tokens, markdown.options, {})), to_plain_text(tokens)


class _Environments:
    """The two sandboxes: for text as it is, and for HTML, where values are escaped."""

    @cached_property
    def plain(self) -> Any:
        return self._make(escape=False)

    @cached_property
    def html(self) -> Any:
        return self._make(escape=True)

    @staticmethod
    def _make(*, escape: bool) -> Any:
        from jinja2 import StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        class Sandbox(ImmutableSandboxedEnvironment):
            """No multiplication and no power: `'a' * 300000000` would take all memory."""

            intercepted_binops = frozenset({"*", "**", "%"})

            def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
                numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
                if not numbers or operator == "**":
                    raise LetterError(_("{operator} is not allowed in a letter").format(operator=operator))
                return super().call_binop(context, operator, left, right)

        sandbox = Sandbox(
            autoescape=escape, undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True
        )
        sandbox.globals = {"range": lambda *bounds: range(*bounds)[:_LARGEST_LOOP]}
        return sandbox


_environments = _Environments()


def _compile(source: str, *, escape: bool) -> "Template":
    from jinja2 import TemplateSyntaxError

    environment = _environments.html if escape else _environments.plain
    try:
        template: Template = environment.from_string(source)
    except TemplateSyntaxError as error:
        raise LetterError(str(error.message), error.lineno or 0) from error
    return template


def _fill(template: "Template", names: Mapping[str, Any]) -> str:
    from jinja2 import TemplateError

    filled: list[str] = []
    length = 0
    try:
        for part in template.generate(names):
            length += len(part)
            if length > _LONGEST:
                raise LetterError(_("it grows beyond {count} characters").format(count=_LONGEST))
            filled.append(part)
    except (TemplateError, TypeError, ArithmeticError, ValueError) as error:
        if isinstance(error, LetterError):
            raise
        raise LetterError(str(error)) from error
    return "".join(filled)
