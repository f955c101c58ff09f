"""vCards 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350) and jCards (RFC 7095), as programs really write them."""

import json
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from carmail_tui.reading.encodings import beginning, text_file
from carmail_tui.reading.table_faults import TableError, TableFault

_PROPERTY = re.compile(r"(?:[A-Za-z0-9_-]+\.)?([A-Za-z0-9-]+)((?:;(?:[^\":;]|\"[^\"]*\")*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(r";((?:[^\";]|\"[^\"]*\")*)")
_WANTED = frozenset({"FN", "N", "ORG", "EMAIL", "TEL", "ADR", "LANG", "BEGIN", "END", "AGENT"})
_BASE64 = frozenset({"BASE64", "B"})
_LONGEST = 100_000
"""Characters of a property: beyond, it is a picture in the wrong place."""
_MOST_JSON = 50_000_000
_NO_TELEPHONE = frozenset({"FAX", "PAGER", "MODEM", "BBS"})


@dataclass(frozen=True, slots=True)
class Place:
    """An address of a card; `extended` is the floor, the building or the box."""

    street: str = ""
    extended: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number as it stands in the card; faxes and pagers are no telephones to call."""

    number: str
    callable: bool = True
    preferred: bool = False


@dataclass(slots=True)
class Card:
    """A card, and the line of the file on which it begins, counted from 1. What it has not is empty."""

    line: int
    name: str = ""
    last_name: str = ""
    first_name: str = ""
    organisation: str = ""
    language: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[Telephone] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """The address that the card prefers, else its first; all empty where it has none."""
        found = sorted(self.places, key=lambda place: not place.preferred)
        return found[0] if found else Place()

    @property
    def phone(self) -> str:
        """The number to call: the preferred one, else the first that is no fax."""
        found = sorted((p for p in self.phones if p.callable), key=lambda phone: not phone.preferred)
        return found[0].number if found else ""


@dataclass(frozen=True, slots=True)
class _Property:
    line: int
    name: str
    words: frozenset[str]
    """Parameters without names and the values of TYPE and ENCODING, in capitals."""
    charset: str
    value: str


def is_cards(start: bytes) -> bool:
    """Whether a file that begins like this holds vCards or jCards."""
    text = start[:400].decode("utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace")
    text = text.lstrip("\ufeffï»¿ \t\r\n").upper()
    return text.startswith("BEGIN:VCARD") or bool(re.match(r'\[\s*(?:\[\s*)?"VCARD"', text))


def cards_of(path: Path) -> Iterator[Card]:
    """The cards of a file, in its order. Raises TableError."""
    if beginning(path).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        yield from _jcards(path)
        return
    card: Card | None = None
    within = 0
    agent = False
    for each in _properties(_unfolded(path)):
        is_card = each.value.strip().upper() == "VCARD"
        if each.name == "BEGIN" and is_card:
            # A card may hold that of an agent, which is nobody to write to; else the former was not ended.
            if card is not None and agent:
                within += 1
                continue
            if card is not None:
                yield card
            card, within = Card(each.line), 0
        elif each.name == "END" and is_card:
            if within:
                within -= 1
            elif card is not None:
                yield card
                card = None
        elif card is not None and not within:
            agent = each.name == "AGENT"
            _take(card, each)
    if card is not None:
        yield card


def _unfolded(path: Path) -> Iterator[tuple[int, str]]:
    """The logical lines: those that begin with a blank, and what follows a soft break of quoted-printable,
    belong to the line before. Outlook folds pictures without blanks: such lines hold no colon."""
    number, kept, begin = 0, "", 1
    for line in text_file(path).lines():
        number += 1
        text = line.rstrip("\r\n").removeprefix("\ufeff")
        head = kept.partition(":")[0].upper()
        if "QUOTED-PRINTABLE" in head and kept.endswith("="):
            kept = kept[:-1] + text.lstrip() if len(kept) < _LONGEST else kept
        elif text[:1] in (" ", "\t"):
            kept = kept + text[1:] if len(kept) < _LONGEST else kept
        elif text and ":" not in text and ("BASE64" in head or "ENCODING=B" in head):
            continue
        else:
            yield begin, kept
            kept, begin = text, number
    yield begin, kept


def _properties(lines: Iterator[tuple[int, str]]) -> Iterator[_Property]:
    for number, line in lines:
        match = _PROPERTY.fullmatch(line.lstrip())
        if match is None or match[1].upper() not in _WANTED:
            continue
        words: set[str] = set()
        charset = ""
        for parameter in _PARAMETER.findall(match[2]):
            name, equals, value = parameter.partition("=")
            if not equals:
                words.add(name.strip().upper())
            elif name.strip().upper() in {"TYPE", "ENCODING"}:
                words |= {word.strip('" ').upper() for word in value.split(",")}
            elif name.strip().upper() == "CHARSET":
                charset = value.strip('" ')
            elif name.strip().upper() == "PREF":
                words.add("PREF")
        if not words & _BASE64:
            yield _decoded(_Property(number, match[1].upper(), frozenset(words), charset, match[3]))


def _decoded(found: _Property) -> _Property:
    if "QUOTED-PRINTABLE" not in found.words:
        return found
    content = quopri.decodestring(found.value.encode("latin-1", "replace"))
    for charset in filter(None, (found.charset, "utf-8")):
        try:
            return replace(found, value=content.decode(charset))
        except (LookupError, UnicodeDecodeError):
            continue
    return replace(found, value=content.decode("cp1252", "replace"))


def _take(card: Card, found: _Property) -> None:
    value = found.value
    match found.name:
        case "FN":
            card.name = card.name or _plain(value)
        case "LANG":
            card.language = card.language or _plain(value)
        case "N":
            parts = [_plain(part) for part in _split(value, ";")] + ["", ""]
            card.last_name, card.first_name = card.last_name or parts[0], card.first_name or parts[1]
        case "ORG":
            card.organisation = card.organisation or _plain(_split(value, ";")[0])
        case "EMAIL":
            _take_email(card, _plain(value))
        case "TEL":
            _take_phone(card, _plain(value), found.words)
        case "ADR":
            _take_place(card, [_plain(part) for part in _split(value, ";")], found.words)


def _take_email(card: Card, text: str) -> None:
    email = re.sub(r"(?i)^mailto:", "", text)
    if "@" in email and email not in card.emails:
        card.emails.append(email)


def _take_phone(card: Card, text: str, words: frozenset[str]) -> None:
    number = re.sub(r"(?i)^tel:", "", text)
    if number:
        card.phones.append(Telephone(number, not words & _NO_TELEPHONE, "PREF" in words))


def _take_place(card: Card, parts: Sequence[str], words: frozenset[str]) -> None:
    box, extended, street, city, _region, postcode, country = [*parts, *[""] * 7][:7]
    place = Place(street or extended or box, extended if street else "", postcode, city, country)
    if place != Place():
        card.places.append(replace(place, preferred="PREF" in words))


def _split(value: str, separator: str) -> list[str]:
    """The parts between separators that no backslash escapes."""
    if "\\" not in value:
        return value.split(separator)
    return [match[1] for match in re.finditer(rf"(?:^|{separator})((?:\\.|[^{separator}\\]|\\$)*)", value)]


def _plain(value: str) -> str:
    """The text that an escaped one stands for: `\\,` `\\;` `\\n` `\\\\`, and `\\:`, which Apple writes.

    A backslash before anything else is one: paths are not escaped in vCard 2.1.
    """

    def meant(match: re.Match[str]) -> str:
        return " " if match[1] in "nN" else match[1]

    return " ".join(re.sub(r"\\([nN,;:\\])", meant, value).split())


def _jcards(path: Path) -> Iterator[Card]:
    content = path.read_bytes()[: _MOST_JSON + 1]
    if len(content) > _MOST_JSON:
        raise TableError(path, TableFault.TOO_LARGE)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise TableError(path, TableFault.DAMAGED) from error
    for number, each in enumerate(found if found[:1] and isinstance(found[0], list) else [found], 1):
        if isinstance(each, list) and len(each) == 2 and isinstance(each[1], list):
            yield _jcard(number, each[1])


def _jcard(number: int, properties: Sequence[Any]) -> Card:
    """RFC 7095 section 3.3: `[name, parameters, type, value, ...]`; what has another form is passed over."""
    card = Card(number)
    for each in properties:
        if not (isinstance(each, list) and len(each) > 3 and isinstance(each[1], dict)):
            continue
        name, parameters, values = str(each[0]).upper(), each[1], each[3]
        types = parameters.get("type", [])
        words = {str(word).upper() for word in (types if isinstance(types, list) else [types])}
        parts = [_flat(value) for value in values] if isinstance(values, list) else [_flat(values)]
        words |= {"PREF"} if "pref" in parameters else set()
        if name in ("ADR", "N", "ORG"):
            value = ";".join(part.replace("\\", "\\\\").replace(";", "\\;") for part in parts)
        else:
            value = parts[0] if parts else ""
        _take(card, _Property(number, name, frozenset(words), "", value))
    return card


def _flat(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
