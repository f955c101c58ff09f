"""Addresses in the words of mail servers."""

import re
from urllib.parse import unquote

ADDRESS = (
    r"""(?:"[^"\n@]{1,64}"|[^\s<>()\[\]",:;@'|=»«（）「」]{1,200})@[^\s<>()\[\]",:;@'|/?»«）」]{1,253}"""
)
"""An address in running text: it may be malformed in many ways, and still be the one that was written to."""

_FIND = re.compile(ADDRESS)
_WHOLE = re.compile(r"[^\s<>()@,;:\"]{1,200}@[^\s<>()@,;:\"=/]{1,252}[^\s<>()@,;:\"=/.]")
_ESCAPED = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")


def clean(text: str) -> str:
    """The address of a field or of running text without type, brackets, dots behind it; empty where none is.

    Types are those of RFC 3464 section 2.1.2 and RFC 6533 section 3 (`rfc822; a@b`, `utf-8; a\\x{E9}@b`);
    X.400 and LDAP forms of gateways end in an SMTP address.
    """
    text = text.strip().replace("\n", " ")
    text = re.sub(
        r"^(?:rfc822|utf-8|x-[a-z-]+|smtp|unknown|system|dns)\s*;\s*", "", text, flags=re.IGNORECASE
    )
    text = _ESCAPED.sub(_character, text)
    text = re.sub(r"(?i)^(?:smtp|mailto)[:=]", "", text.strip().lstrip("<").strip())
    if _WHOLE.fullmatch(text.rstrip(">")):
        return text.rstrip(">")
    found = _FIND.search(text)
    if found is None:
        return ""
    address = found[0].rstrip(".,;!?*`'").lstrip("*`'._-=" if not found[0].startswith("_") else "*`'")
    local, at, domain = address.rpartition("@")
    if "%" in local and "%40" in local:
        local = unquote(local)
    return f"{local}{at}{domain}" if local and domain else ""


def all_in(text: str) -> list[str]:
    """Every address in the text, in order, each once. Message-IDs look like addresses, and are left out."""
    found: dict[str, str] = {}
    for match in _FIND.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()].lower()
        if re.search(r"(?:message-?id|mts-id|content-id|references|in-reply-to)\W{0,4}$", before):
            continue
        if address := clean(match[0]):
            found.setdefault(address.casefold(), address)
    return list(found.values())


def _character(found: "re.Match[str]") -> str:
    point = int(found[1], 16)
    return chr(point) if 0xA0 <= point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF else found[0]
