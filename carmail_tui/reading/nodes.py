"""Elements of an invoice by the paths of their local names, whatever their namespaces and prefixes."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

_LONGEST = 1000


class Node:
    """An element of lxml whose children are found by local name, after one look at them all.

    An invoice is asked for some sixty paths, which begin at the same few elements; of its lines, which
    may be thousands, nothing is asked.
    """

    __slots__ = ("_children", "_element")

    def __init__(self, element: Any) -> None:
        self._element = element
        self._children: dict[str, list[Node]] | None = None

    @property
    def name(self) -> str:
        """The local name."""
        return str(self._element.tag).rpartition("}")[2]

    @property
    def namespace(self) -> str:
        """The namespace, without blanks around it; empty where there is none."""
        return str(self._element.tag).rpartition("}")[0].removeprefix("{").strip()

    @property
    def text(self) -> str:
        """The text before the first child, trimmed."""
        return (self._element.text or "").strip()

    def get(self, attribute: str) -> str:
        """An attribute, trimmed; empty where there is none."""
        return (self._element.get(attribute) or "").strip()

    def children(self, name: str) -> "Sequence[Node]":
        """The children of this local name."""
        if self._children is None:
            self._children = {}
            for child in self._element:
                self._children.setdefault(child.tag.rpartition("}")[2], []).append(Node(child))
        return self._children.get(name, ())


@lru_cache(maxsize=512)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("/"))


def _at(node: Node, path: str) -> Sequence[Node]:
    found: Sequence[Node] = (node,)
    for step in _steps(path):
        if len(found) == 1:
            found = found[0].children(step)
        else:
            found = [child for one in found for child in one.children(step)]
    return found


def all_of(node: Node, *paths: str) -> Iterator[Node]:
    """The elements at these paths; those of the first path first."""
    for path in paths:
        yield from _at(node, path)


def text_of(node: Node, *paths: str) -> str:
    """The first text at these paths that is not empty, trimmed, at most a thousand characters."""
    for path in paths:
        for found in _at(node, path):
            if text := found.text:
                return text[:_LONGEST]
    return ""


def texts_of(node: Node, *paths: str) -> Iterator[str]:
    """The texts at these paths that are not empty, as `text_of` gives one."""
    for found in all_of(node, *paths):
        if text := found.text:
            yield text[:_LONGEST]


def first(node: Node, *paths: str) -> Node | None:
    """The first element at these paths."""
    return next(all_of(node, *paths), None)
