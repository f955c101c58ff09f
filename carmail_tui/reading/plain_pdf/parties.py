"""Who sold and who bought: the blocks of addresses on the first page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from carmail_tui.reading.pdf import Text
from carmail_tui.reading.plain_pdf.guesses import Guess
from carmail_tui.reading.plain_pdf.page import Pages
from carmail_tui.reading.plain_pdf.vat_numbers import find_vat_numbers
from carmail_tui.recipients.folding import fold

_TOWN = re.compile(r"^(?:[A-Z]{1,2}[- ])?(?:[0-9]{4} [A-Z]{2}|[0-9]{4,5}) ?[A-ZÀ-Ý][\w'’. ()/-]+$")
_TOWN_LATER = re.compile(r"[A-ZÀ-Ý][\w' -]+,? [A-Z]{2} [0-9]{5}|[\w' ]+ [0-9]{6}\b")
_LEGAL = re.compile(
    r"(?<![\w.])(?:s\.?a\.?r?\.?l?\.?|n\.?v\.?|s\.?r\.?l\.?|b\.?v\.?(?:b\.?a\.?)?|sprl|sprlu|asbl|vzw|"
    r"scrl|cvba|comm\.?v|vof|snc|"
    r"sas|sarl|eurl|gmbh|ag|kg|ug|ohg|e\.?k\.?|ltd\.?|limited|inc\.?|llc|plc|pvt)(?![\w])",
    re.I,
)
_FIRM = re.compile(r"\b(?:t[ée]l|fon|phone|fax|iban|bic|kvk|rpm|rpr|hra|hrb)\b|www\.|http|@", re.I)
_LEGAL_END = re.compile(r"(?:inc|ltd|b\.v|n\.v|s\.a|s\.r\.l|co|corp|e\.k)\.$", re.I)
_BUYER_LABEL = re.compile(
    r"^(?:factur[ée]e? [àa]|adresse de facturation|gefactureerd aan|factuuradres|factureren aan|"
    r"client|acheteur|doit|klant|koper|kunde|k[äa]ufer|rechnungsempf[äa]nger|rechnungsadresse|"
    r"bill(?:ed)? to(?: address)?|"
    r"billing address|sold to|customer|destinataire|bestemmeling|aan|[àa] l['’]attention de|"
    r"an)\s*(?::\s*|$)(?P<name>.*)$",
    re.I,
)
_SELLER_LABEL = re.compile(
    r"^(?:vendeur|verkoper|verk[äa]ufer|seller|sold by|fournisseur|leverancier|"
    r"service provider)\s*(?::\s*|$)(?P<name>.*)$",
    re.I,
)
_NOT_A_NAME = re.compile(r"^\W*[0-9]|^(?:vos|votre|nos|notre|uw|onze|ihre|unsere|your|our)\b", re.I)
_NO_ADDRESS = re.compile(
    r"[@:%€$]|www\.|https?|\b(?:tva|btw|vat|iban|bic|tel|t[ée]l|fax|gsm|page|date|datum|facture|factuur|"
    r"rechnung|"
    r"invoice|note de cr|creditnota|total|totaal|order|kopie|duplica|bedrag|montant)\b",
    re.I,
)
_STREET = re.compile(
    r"\b(?:rue|avenue|av\.|chauss[ée]e|boulevard|place|quai|route|straat|laan|steenweg|"
    r"weg|plein|allee)\b|\w(?:straat|laan|weg|steenweg|plein|str\.|strasse|straße)\b",
    re.I,
)
_SALUTATION = re.compile(
    r"^(?:herrn?|frau|firma|fa\.|monsieur|madame|m\.|mme|de heer|mevrouw|dhr\.?|mevr\.?)$", re.I
)
"""A line of its own above the name, as German letters have it."""
_ATTENTION = re.compile(r"^(?:attn|t\.?a\.?v\.?|z\.?hd\.?|c/o)[ .:]+", re.I)


@dataclass(slots=True)
class Parties:
    """What was found of both; None where nothing is sure enough."""

    seller: Guess[str] | None = None
    buyer: Guess[str] | None = None
    seller_vat: Guess[str] | None = None
    buyer_vat: Guess[str] | None = None
    buyer_lines: list[str] = field(default_factory=list)
    vats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of an address, from the name to the town."""

    lines: tuple[Text, ...]
    called: str = ""

    @property
    def name(self) -> str:
        """The first line; else the one with a legal form: a person stands above or below the firm."""
        firm = next(
            (line for line in self.lines[:3] if _LEGAL.search(line.text) and _is_name(line.text)), None
        )
        lines = [line for line in self.lines if not _SALUTATION.match(line.text)] or list(self.lines)
        return _ATTENTION.sub("", (firm or lines[0]).text).strip(" ,;")

    @property
    def key(self) -> str:
        return fold(self.name)


def find_parties(pages: Pages) -> Parties:
    """The seller and the buyer. The seller is named in more than one place, or beside its own numbers."""
    found = Parties()
    blocks = list(_blocks(pages))
    seller = _seller(pages, blocks)
    buyer = _buyer(pages, blocks, seller)
    if seller:
        found.seller = Guess(seller[0], seller[1])
    if buyer:
        block, confidence = buyer
        found.buyer = Guess(block.name, confidence)
        found.buyer_lines = [line.text for line in block.lines]
    numbers = find_vat_numbers(pages, buyer[0].lines if buyer else ())
    found.seller_vat, found.buyer_vat, found.vats = numbers.seller, numbers.buyer, numbers.all
    return found


def _blocks(pages: Pages) -> Iterator[_Block]:
    """Blocks under a label or with a town at their end, on the first page."""
    first = pages.texts[0].page if pages.texts else 0
    taken: set[int] = set()
    for text in pages.on(first):
        for pattern, called in ((_BUYER_LABEL, "buyer"), (_SELLER_LABEL, "seller")):
            match = pattern.match(text.text)
            if match is None:
                continue
            under = pages.below(text)
            if match["name"]:
                if _is_name(match["name"]):
                    named = Text(match["name"], text.page, text.x0, text.x1, text.y, text.size)
                    yield _Block((named, *pages.block(text)[1:6]), called)
            elif under is not None:
                block = pages.block(under)[:7]
                # A remark may stand between the label and the name.
                while block[1:] and block[0].text.startswith("("):
                    del block[0]
                if _is_name(_ATTENTION.sub("", block[0].text)):
                    taken.update(map(id, block))
                    yield _Block(tuple(block), called)
    for text in pages.on(first):
        if _TOWN.match(text.text) and id(text) not in taken:
            lines = _upwards(pages, text)
            if lines and _is_name(lines[0].text):
                yield _Block(tuple(lines))


def _upwards(pages: Pages, town: Text) -> list[Text]:
    """The lines of an address above its town, at most five, each close to the next."""
    lines, step = [town], 0.0
    for other in reversed([o for o in pages.on(town.page) if o.y < town.y and abs(o.x0 - town.x0) < 6]):
        gap = lines[0].y - other.y
        if gap < 0.5 * other.size:
            continue
        # Within an address the lines follow each other evenly.
        most = 1.5 * step if step else 2.4 * max(town.size, pages.size)
        if gap > most or len(lines) >= 6 or _TOWN.match(other.text):
            break
        step = step or gap
        if _BUYER_LABEL.match(other.text) or _NO_ADDRESS.search(other.text):
            break
        lines.insert(0, other)
    return lines if len(lines) > 1 else []


def _is_name(text: str) -> bool:
    if "?" in text or "\ufffd" in text:
        # A font without the letter: the page shows a sign in its place, and the name is another one.
        return False
    words = re.findall(r"[^\W\d_]{2,}", text)
    # A sentence is no name: most words of a name have a capital.
    capital = sum(word[0].isupper() for word in words)
    if (
        not words
        or len(text) > 70
        or not re.match(r"\w", text)
        or capital * 2 < len(words)
        or text[-1] in ".!?:"
    ):
        return bool(words) and capital * 2 >= len(words) and len(text) <= 70 and bool(_LEGAL_END.search(text))
    return not (_NOT_A_NAME.search(text) or _NO_ADDRESS.search(text)) and not _TOWN.match(text)


def _seller(pages: Pages, blocks: list[_Block]) -> tuple[str, float] | None:
    """The seller: under its label, else who is named elsewhere too, as in the foot or the sender's line."""
    for block in blocks:
        if block.called == "seller":
            return block.name.strip(" ,:;"), 0.9
    labelled = {block.key for block in blocks if block.called == "buyer"}
    found: list[tuple[float, str]] = []
    for text in pages.on(pages.texts[0].page if pages.texts else 0):
        name = re.split(r" [-–•●|] | ?: ?$", text.text)[0].strip(" ,:;")
        key = fold(name)
        if not _is_name(name) or key in labelled or len(key) < 4 or _STREET.search(name):
            continue
        score = 0.0
        legal = bool(_LEGAL.search(name))
        score += 0.3 * legal
        score += 0.3 * (_places(pages, key) > 1 and (legal or text.size > 1.25 * pages.size))
        score += 0.25 * (text.size > 1.25 * pages.size)
        score += 0.2 * _firm_below(pages, text)
        score += 0.12 * (text is pages.texts[0])
        score -= 0.25 * _in_window(pages, text, blocks)
        if score > 0:
            found.append((score, name))
    if not found:
        return None
    score, name = max(found, key=lambda one: one[0])
    rivals = {fold(other) for other_score, other in found if other_score > score - 0.1}
    confidence = 0.4 + score - (0.3 if len(rivals) > 1 else 0.0)
    return (name, round(min(confidence, 0.9), 2)) if confidence >= 0.6 else None


def _firm_below(pages: Pages, name: Text) -> bool:
    """Whether telephone, bank or register stand under a name, as a seller prints them."""
    return any(_FIRM.search(line.text) for line in pages.block(name)[1:8])


def _in_window(pages: Pages, name: Text, blocks: list[_Block]) -> bool:
    """Whether the name is in an address of the right half without any number of a firm: the addressee's."""
    right = name.x0 > 0.45 * max(text.x1 for text in pages.on(name.page))
    return right and not _firm_below(pages, name) and any(name in block.lines for block in blocks)


def _places(pages: Pages, key: str) -> int:
    """In how many places a name stands, the same place on the next page not counted again."""
    return len({(round(t.x0 / 5), round(t.y / 5)) for folded, t in pages.folded if key in folded})


def _own_numbers(pages: Pages, block: _Block) -> bool:
    """Whether telephone, bank or register stand under the address, as a seller prints them."""
    return _firm_below(pages, block.lines[-1])


def _buyer(
    pages: Pages, blocks: list[_Block], seller: tuple[str, float] | None
) -> tuple[_Block, float] | None:
    """The buyer: under its label, else the only address that is not the seller's."""
    labelled = [block for block in blocks if block.called == "buyer"]
    if labelled and len({block.key for block in labelled}) == 1:
        return labelled[0], 0.88
    if labelled:
        return labelled[0], 0.65
    if addressed := _under_sender(pages, seller):
        return addressed, 0.82
    others = [block for block in blocks if not block.called and not _is_seller(pages, block, seller)]
    names = {block.key for block in others}
    if len(names) == 1:
        return others[0], 0.8 if seller else 0.68
    width = max((text.x1 for text in pages.texts), default=0.0)
    window = [block for block in others if block.lines[0].x0 > 0.45 * width]
    if len({block.key for block in window}) == 1:
        # Of several addresses the one at the right is in the window of the envelope.
        return window[0], 0.7
    return None


def _under_sender(pages: Pages, seller: tuple[str, float] | None) -> _Block | None:
    """The address in the window of an envelope: under the small line that names the sender (DIN 5008)."""
    first = pages.texts[0].page if pages.texts else 0
    for line in pages.on(first):
        parts = re.split(r" ?[-–•●·|,] ", line.text)
        named = seller is not None and fold(seller[0]) in fold(line.text)
        if not named or len(parts) < 3 or not re.search(r"[0-9]{4,5} ?[A-ZÀ-Ý]", line.text):
            continue
        for under in pages.on(first):
            if 0 < under.y - line.y < 6 * max(line.size, pages.size) and abs(under.x0 - line.x0) < 40:
                return _Block(tuple(pages.block(under)[:6])) if _is_name(under.text) else None
    return None


def _is_seller(pages: Pages, block: _Block, seller: tuple[str, float] | None) -> bool:
    if _own_numbers(pages, block) or _STREET.search(block.lines[0].text):
        return True
    key = fold(seller[0]) if seller else ""
    return bool(key) and (key in block.key or block.key in key)
