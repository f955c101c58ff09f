"""The one door through which text from outside goes to a screen or a terminal."""

import unicodedata

_SIGNS = {"escape": "␛", "other": "·", "cut": "…"}
_ASCII_SIGNS = {"escape": "^", "other": "?", "cut": "."}
_signs = dict(_SIGNS)
_BIDI_AND_INVISIBLE = frozenset(
    chr(code)
    for span in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFFF9, 0xFFFB))
    for code in range(span[0], span[1] + 1)
) | {"\ufeff", "\u00ad", "\u061c", "\u180e", "\u2028", "\u2029"}
_MARKS_IN_A_ROW = 2
_BIDI = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""The bidirectional formatting characters (Unicode Standard Annex 9, section 2)."""


def draw_ascii(ascii_alone: bool) -> None:
    """Stand in for what is not shown with ASCII signs alone: a console font has no others."""
    _signs.update(_ASCII_SIGNS if ascii_alone else _SIGNS)


def visible(text: str, length: int = 300) -> str:
    """`text` on one line and safe to show: control and bidi characters made visible, marks and length capped.

    Control characters (C0, C1, DEL) would be obeyed by the terminal, bidi overrides would reorder what
    stands beside them, and a pile of combining marks would cover the lines above.
    """
    shown: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text[: length * 4]):
        if len(shown) >= length:
            shown[-1] = _signs["cut"]
            break
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > _MARKS_IN_A_ROW:
            continue
        shown.append(_shown(character, category))
    return "".join(shown)


def harmless(text: str) -> str:
    """`text` as a field holds it: its lines and every letter, without what a terminal would obey."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(character for character in lines if character == "\n" or not _steers(character))


def _steers(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or unicodedata.bidirectional(character) in _BIDI


def _shown(character: str, category: str) -> str:
    if character in "\t\n\r":
        return " "
    if character == "\x1b":
        return _signs["escape"]
    if category in {"Cc", "Cs", "Co", "Cn"} or character in _BIDI_AND_INVISIBLE:
        return _signs["other"]
    return character
