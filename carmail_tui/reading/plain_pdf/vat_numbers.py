"""The VAT numbers on the pages: which is the seller's, and which the buyer's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from carmail_tui.reading.pdf import Text
from carmail_tui.reading.plain_pdf.guesses import Guess
from carmail_tui.reading.plain_pdf.page import Pages
from carmail_tui.recipients.vat import is_vat, vat_key

_VAT = re.compile(
    r"(?<![A-Z0-9])(?:(?P<country>AT ?U|BE|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|"
    r"SE|SI|SK)[ .:-]?"
    r"(?P<code>[0-9A-Z](?:[ .-]?[0-9A-Z]){6,12})|(?P<belgian>[01][0-9]{3}\.[0-9]{3}\.[0-9]{3}))(?![0-9A-Z])"
)
_YOURS = re.compile(r"votre|\buw\b|\bihre\b|\byour\b|client|klant|kunde|customer|acheteur|koper", re.I)
_FOOT = 0.86


@dataclass(frozen=True, slots=True)
class VatNumbers:
    """Whose is which, and `all` that were found. Several that might be the seller's are nobody's."""

    seller: Guess[str] | None
    buyer: Guess[str] | None
    all: tuple[str, ...]


def find_vat_numbers(pages: Pages, buyer: Sequence[Text]) -> VatNumbers:
    """The VAT numbers whose check digits pass; the buyer's stands under the buyer's lines or is called so."""
    every: dict[str, None] = {}
    ours: dict[str, float] = {}
    theirs: dict[str, float] = {}
    bottom = max((text.y for text in pages.texts), default=0.0)
    for text in pages.texts:
        for match in _VAT.finditer(text.text.upper()):
            number = _vat(match)
            if not number:
                continue
            every[number] = None
            label = " ".join(label.text for label in pages.label_of(text, match.start()))
            beside = bool(buyer) and _beside(buyer, text)
            if _YOURS.search(label) or beside:
                theirs[number] = max(theirs.get(number, 0.0), 0.9)
            else:
                foot = text.y > _FOOT * bottom
                ours[number] = max(ours.get(number, 0.0), 0.88 if foot else 0.78)
    for number in theirs:
        ours.pop(number, None)
    return VatNumbers(_only(ours), _only(theirs), tuple(every))


def _only(found: dict[str, float]) -> Guess[str] | None:
    return Guess(*next(iter(found.items()))) if len(found) == 1 else None


def _beside(buyer: Sequence[Text], text: Text) -> bool:
    """Whether the text stands under the buyer's address, in its column."""
    first, last = buyer[0], buyer[-1]
    column = abs(text.x0 - first.x0) < 8
    return text.page == first.page and column and (text.y - first.y) > -1 and text.y - last.y < 4 * last.size


def _vat(match: re.Match[str]) -> str:
    if match["belgian"]:
        number = vat_key(match["belgian"])
        return number if is_vat(number) else ""
    country, parts = match["country"].replace(" ", ""), re.split(r"[ .-]", match["code"])
    # Words may follow the number, so the longest row of parts whose check digits pass is it. Never a part of
    # a part: the beginning of an account number would pass now and then.
    for end in range(len(parts), 0, -1):
        number = vat_key(country + "".join(parts[:end]))
        if is_vat(number):
            return number
    return ""
