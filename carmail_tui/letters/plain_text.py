"""The plain text of a Markdown letter, as a person would have typed it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

_RULE = "-" * 40


def to_plain_text(tokens: "Sequence[Token]") -> str:
    """Text without Markdown's signs: links as `text (address)`, items with `- ` or their number."""
    page = _Page()
    for token in tokens:
        page.take(token)
    return page.text()


class _Page:
    """The lines so far, and the signs that stand before the next one: of items and of quotations."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._signs: list[str] = []
        self._numbers: list[int | None] = []
        self._cells: list[str] | None = None

    def text(self) -> str:
        """The whole text, with one line end at its end."""
        return "\n".join(self._lines).strip("\n") + "\n"

    def take(self, token: "Token") -> None:
        """Write what this token of markdown-it stands for."""
        match token.type:
            case "inline":
                self._inline(_inline(token.children or []))
            case "fence" | "code_block":
                self._add(token.content.rstrip("\n"))
                self._blank()
            case "hr":
                self._add(_RULE)
                self._blank()
            case "paragraph_close" | "heading_close":
                if not token.hidden:
                    self._blank()
            case _:
                self._take_container(token)

    def _take_container(self, token: "Token") -> None:
        match token.type:
            case "bullet_list_open":
                self._numbers.append(None)
            case "ordered_list_open":
                start = token.attrGet("start")
                self._numbers.append(1 if start is None else int(start))
            case "list_item_open":
                self._signs.append(self._bullet())
            case "blockquote_open":
                self._signs.append("> ")
            case "list_item_close":
                self._signs.pop()
            case "blockquote_close":
                self._signs.pop()
                if self._lines and not self._lines[-1].strip("> "):
                    self._lines[-1] = "".join(self._signs).rstrip()
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
                if not self._numbers:
                    self._blank()
            case "tr_open":
                self._cells = []
            case "tr_close":
                cells, self._cells = self._cells or [], None
                self._add(" | ".join(cells))
            case "table_close":
                self._blank()

    def _bullet(self) -> str:
        number = self._numbers[-1]
        if number is None:
            return "- "
        self._numbers[-1] = number + 1
        return f"{number}. "

    def _inline(self, text: str) -> None:
        if self._cells is None:
            self._add(text)
        else:
            self._cells.append(text)

    def _add(self, text: str) -> None:
        for line in text.split("\n"):
            self._lines.append(("".join(self._signs) + line).rstrip())
            # A bullet stands before the first line of its item alone.
            self._signs = [sign if sign == "> " else " " * len(sign) for sign in self._signs]

    def _blank(self) -> None:
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append("".join(self._signs).rstrip())


def _inline(tokens: "Sequence[Token]") -> str:
    parts: list[str] = []
    destinations: list[tuple[str, int]] = []
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                parts.append("\n")
            case "link_open":
                destinations.append((str(token.attrGet("href") or ""), len(parts)))
            case "link_close":
                destination, start = destinations.pop()
                if "".join(parts[start:]) not in {destination, destination.removeprefix("mailto:")}:
                    parts.append(f" ({destination.removeprefix('mailto:')})")
            case _:
                parts.append(token.content)
    return "".join(parts)
