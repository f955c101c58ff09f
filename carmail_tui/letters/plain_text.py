"""The plain text of a Markdown letter, as a person would have typed it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


def to_plain_text(tokens: "Sequence[Token]") -> str:
    """Text without Markdown's signs: links as `text (address)`, items with `- ` or their number."""
    lines: list[str] = []
    prefixes: list[str] = []
    numbers: list[int | None] = []
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                numbers.append(None)
            case "ordered_list_open":
                numbers.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                numbers.pop()
                _blank(lines)
            case "list_item_open":
                prefixes.append(_bullet(numbers))
            case "list_item_close":
                prefixes.pop()
            case "blockquote_open":
                prefixes.append("> ")
            case "blockquote_close":
                prefixes.pop()
            case "inline":
                _add(lines, prefixes, _inline(token.children or []))
            case "fence" | "code_block":
                _add(lines, prefixes, token.content.rstrip("\n"))
                _blank(lines)
            case "hr":
                _add(lines, prefixes, "-" * 40)
                _blank(lines)
            case "paragraph_close" | "heading_close" | "table_close":
                if not numbers:
                    _blank(lines)
    return "\n".join(lines).strip("\n") + "\n"


def _bullet(numbers: list[int | None]) -> str:
    indent = "  " * (len(numbers) - 1)
    number = numbers[-1]
    if number is None:
        return f"{indent}- "
    numbers[-1] = number + 1
    return f"{indent}{number}. "


def _add(lines: list[str], prefixes: list[str], text: str) -> None:
    prefix = prefixes[-1] if prefixes else ""
    for index, line in enumerate(text.split("\n")):
        lines.append((prefix if index == 0 or prefix == "> " else " " * len(prefix)) + line)


def _blank(lines: list[str]) -> None:
    if lines and lines[-1]:
        lines.append("")


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
            case "image":
                parts.append(token.content)
            case _:
                parts.append(token.content)
    return "".join(parts)
