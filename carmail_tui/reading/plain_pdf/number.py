"""The number of the invoice, and whether it is an invoice, a credit note, or another paper that names one."""

import re
from collections.abc import Iterator
from enum import Enum, auto

from carmail_tui.documents.document import DocumentKind
from carmail_tui.reading.pdf import Text
from carmail_tui.reading.plain_pdf.guesses import Guess, best
from carmail_tui.reading.plain_pdf.page import Pages

_CREDIT = (
    r"note de cr[ée]dit|notes? de cr[ée]dit|avoir|facture d['’]avoir|credit ?nota|creditfactuur|"
    r"kredietnota|gutschrift|storno(?:rechnung)?|rechnungskorrektur|credit note|credit memo"
)
_INVOICE = r"factures?|(?:verkoop)?factuur|facturen|rechnung(?:en)?|invoice|bill"
_PAPER = rf"(?:{_CREDIT}|{_INVOICE})"
_NO = r"(?:n[°ºo]s?\.?|nrs?\.?|num[ée]ro|nummer|number|num\.?|no\.?|#|id|r[ée]f(?:[ée]rence)?\.?)"
_STRONG = re.compile(
    rf"(?:\b{_NO} ?(?:de |du |d['’]|der |van |of )?(?:la |the )?{_PAPER}\b|\b{_PAPER}(?: de vente|"
    rf" client)?[ -]?{_NO}(?![^\W\d_])"
    rf"|\b(?:factuur|creditnota|kredietnota|rechnungs|gutschrift(?:s)?|beleg|document|"
    rf"dokument)[ -]?(?:nummer|nr\.?|n[°º])(?![^\W\d_])"
    r"|\b(?:num[ée]ro|n[°º]) (?:de |du )?(?:document|pi[èe]ce)\b)",
    re.I,
)
_WEAK = re.compile(rf"^\W*{_PAPER}\b(?: de vente| client| commerciale)?", re.I)
_BARE = re.compile(rf"^{_NO} ?:?(?= |$)|^#", re.I)
_HEAD = re.compile(rf"^\W*{_PAPER}\W*$", re.I)
_TITLE = re.compile(
    rf"^\W*(?:(?P<credit>{_CREDIT})|(?P<invoice>(?:{_INVOICE})(?: de vente)?|verkoopfactuur)"
    r"|(?P<other>devis|offre(?: de prix)?|offerte|prijsofferte|angebot|quotation|quote|"
    r"bon de (?:commande|livraison)|"
    r"bestelbon|leverbon|leveringsbon|lieferschein|auftragsbest[äa]tigung|order confirmation|purchase order|"
    r"(?:rappel|sommation)s?|herinnering|aanmaning|mahnung|zahlungserinnerung|reminder|statement of account|"
    r"relev[ée] de compte|rekeninguittreksel|pro ?forma))(?![\w])",
    re.I,
)
_VALUE = re.compile(r"^[\s:.#°º=-]*([^\W_][\w]*(?:[/._\- ]?[\w]+)*)")
_TOKEN = re.compile(r"[^\W_][\w]*(?:[/._\-][\w]+)*")
_DATE = re.compile(r"^[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}$")
_EARLIER = re.compile(
    r"notre facture|onze factuur|unsere rechnung|sur (?:la )?facture|op factuur|concerne|betreft|annule", re.I
)
_CLIENT_NO = re.compile(
    r"client|klant|kunde|customer|commande|bestel|order|auftrag|compte|tva|btw|vat|ust", re.I
)
_LONGEST = 30
_STRONGER = 3
"""Points of size that a number behind a title is worth."""


class Paper(Enum):
    """What a PDF is, by its title."""

    INVOICE = auto()
    CREDIT_NOTE = auto()
    OTHER = auto()
    """A quotation, an order, a reminder: it may name invoices, and is none."""
    UNKNOWN = auto()


def paper_of(pages: Pages) -> Paper:
    """What the PDF is: by the title, which is the largest text that begins with such a word."""
    found: list[tuple[float, float, Paper]] = []
    for text in pages.on(min((t.page for t in pages.texts), default=0)):
        match = _TITLE.match(text.text)
        if match is None or len(text.text) > 60:
            continue
        paper = Paper.CREDIT_NOTE if match["credit"] else Paper.INVOICE if match["invoice"] else Paper.OTHER
        # "Facture n° 12" says more than "Facture" at the head of a column.
        weight = text.size + (_STRONGER if _STRONG.search(text.text) else 0)
        found.append((weight, -text.y, paper))
    if found:
        highest = max(found, key=lambda one: one[1])
        largest = max(size for size, _height, _paper in found if size)
        if highest[2] is Paper.OTHER and highest[0] + _STRONGER >= largest:
            # A reminder, an order: its own title stands above the invoice that it names, no smaller.
            return Paper.OTHER
        return max(found, key=lambda one: one[:2])[2]
    said = re.search(rf"\b(?:{_PAPER}|verkoopfactuur|factuurnummer|rechnungsnummer)\b", pages.whole, re.I)
    return Paper.INVOICE if said else Paper.UNKNOWN


def kind_of(paper: Paper) -> DocumentKind:
    """The kind that the ledger knows."""
    return DocumentKind.CREDIT_NOTE if paper is Paper.CREDIT_NOTE else DocumentKind.INVOICE


def find_number(pages: Pages) -> Guess[str] | None:
    """The number behind a label, right of it, or below it."""
    return best(_guesses(pages))


def _guesses(pages: Pages) -> Iterator[Guess[str]]:
    titles = [text for text in pages.texts if _HEAD.match(text.text)]
    for text in pages.texts:
        if _EARLIER.search(text.text):
            continue
        if match := _STRONG.search(text.text):
            yield from _values(pages, text, match.end(), 0.95, 0.9, 0.88)
        elif match := _WEAK.match(text.text):
            # The head of a column says "Factuur" too: its number stands below, among other values.
            yield from _values(pages, text, match.end(), 0.87, 0.0, 0.65)
        elif (match := _BARE.match(text.text)) and not _CLIENT_NO.search(text.text):
            # "N°" alone is that of the invoice where the title stands close by.
            near = 0.72 if any(_near(title, text) for title in titles) else 0.0
            yield from _values(pages, text, match.end(), near, near, 0.0)


def _values(
    pages: Pages, text: Text, end: int, same: float, right: float, below: float
) -> Iterator[Guess[str]]:
    rest = text.text[end:]
    if re.search(r"\w", rest):
        if value := _number(rest):
            yield Guess(value, same)
        return
    beside = next(pages.right_of(text), None)
    if right and beside is not None and (value := _number(beside.text)):
        yield Guess(value, right)
    under = pages.below(text)
    if below and under is not None and (value := _number(under.text, whole=True)):
        yield Guess(value, below)


def _number(text: str, *, whole: bool = False) -> str:
    """The number at the beginning of `text`: with a figure in it, and neither a day nor an amount."""
    match = _TOKEN.search(text)
    if match is None or re.search(r"\w", text[: match.start()]):
        return ""
    value = match[0]
    if not re.search(r"[0-9]", value) or len(value) > _LONGEST or _DATE.match(value):
        return ""
    if re.match(r"[.,][0-9]{2}\b", text[match.end() :]) or (whole and match.end() < len(text.rstrip())):
        return ""
    return value


def _near(title: Text, text: Text) -> bool:
    """Whether the text stands in the lines under a title, or beside it."""
    lines = (text.y - title.y) / max(title.size, 1.0)
    return title.page == text.page and -0.5 < lines < 4 and abs(text.x0 - title.x0) < 120
