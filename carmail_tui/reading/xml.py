"""XML from outside, parsed without trust: no DOCTYPE, no entities, no network, size and depth capped."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Any

MAXIMUM_BYTES = 40_000_000
"""An invoice that carries its annexes; what is larger is not one."""

MAXIMUM_DEPTH = 60
"""EN 16931 invoices nest about a dozen levels deep."""

_MAXIMUM_MARKUP = 1_500_000
_TOO_DEEP = f"boolean({'/*' * (MAXIMUM_DEPTH + 1)})"
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ASCII_COMPATIBLE = re.compile(rb"utf-?8|us-ascii|ascii|iso-?8859-?\d+|latin-?1|windows-125\d|cp125\d", re.I)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_UTF_32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"<\x00\x00\x00", b"\x00\x00\x00<")


class XmlFault(StrEnum):
    """Why XML is refused."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    DOCTYPE = "doctype"
    ENCODING = "encoding"
    MALFORMED = "malformed"


class XmlError(ValueError):
    """XML that is refused, with the parser's words and the line where it has any."""

    def __init__(self, fault: XmlFault, detail: str = "", line: int | None = None) -> None:
        super().__init__(f"{fault.value}: {detail}")
        self.fault = fault
        self.detail = detail
        self.line = line


def looks_like_xml(content: bytes) -> bool:
    """Whether the first character is the `<` of markup, in any encoding that is read."""
    start = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<", *_UTF_16))


def parse(content: bytes) -> Any:
    """The root element, without comments and processing instructions. Raises XmlError.

    The encoding is settled before the parser sees anything, and is one in which `<!DOCTYPE` cannot hide:
    that is how entities, which would multiply or fetch, are kept away from the parser altogether.
    """
    from lxml import etree

    text = content.removeprefix(b"\xef\xbb\xbf")
    if not text.startswith(_UTF_16):
        text = text.lstrip()
    if not text:
        raise XmlError(XmlFault.EMPTY)
    if len(text) > MAXIMUM_BYTES or text.count(b"<") + text.count(b"=") > _MAXIMUM_MARKUP:
        raise XmlError(XmlFault.TOO_LARGE)
    _refuse_doctype(text)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,  # an embedded PDF is one text of many megabytes; size and depth are capped here
    )
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        deep = "depth" in str(error).casefold()
        fault = XmlFault.TOO_DEEP if deep else XmlFault.MALFORMED
        raise XmlError(fault, str(error.msg), error.lineno) from error
    if _too_deep()(root):
        raise XmlError(XmlFault.TOO_DEEP)
    return root


@lru_cache(maxsize=1)
def _too_deep() -> Any:
    from lxml import etree

    return etree.XPath(_TOO_DEEP)


def _refuse_doctype(text: bytes) -> None:
    if text.startswith(_UTF_32):
        raise XmlError(XmlFault.ENCODING, "UTF-32")
    if text.startswith(_UTF_16):
        big_endian = text.startswith((b"\xfe\xff", b"\x00<"))
        hidden = "<!DOCTYPE".encode("utf-16-be" if big_endian else "utf-16-le")
    else:
        declared = _DECLARED.match(text)
        if declared and not _ASCII_COMPATIBLE.fullmatch(declared[1]):
            raise XmlError(XmlFault.ENCODING, declared[1].decode("ascii"))
        hidden = b"<!DOCTYPE"
    # Anywhere, not in the prolog alone: an invoice has no use for these characters, not even in a comment.
    if hidden in text:
        raise XmlError(XmlFault.DOCTYPE)
