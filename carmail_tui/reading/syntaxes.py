"""The syntaxes of invoices in XML: which one a root element is, and its reader."""

from collections.abc import Callable
from typing import Any

from carmail_tui.reading.cii import is_cii, is_zugferd_1, read_cii, read_zugferd_1
from carmail_tui.reading.einvoice import EInvoice
from carmail_tui.reading.nodes import Node
from carmail_tui.reading.ubl import is_ubl, read_ubl

_READERS: tuple[tuple[Callable[[Node], bool], Callable[[Node], EInvoice]], ...] = (
    (is_ubl, read_ubl),
    (is_cii, read_cii),
    (is_zugferd_1, read_zugferd_1),
)


def read_root(root: Any) -> EInvoice | None:
    """The invoice under this root of lxml; None where it is none that is read."""
    node = Node(root)
    for holds, read in _READERS:
        if holds(node):
            return read(node)
    return None
