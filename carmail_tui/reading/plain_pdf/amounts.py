"""What is to be paid, and in which currency, by what stands before each amount on the page."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from carmail_tui.reading.pdf import Text
from carmail_tui.reading.plain_pdf.guesses import Guess, best
from carmail_tui.reading.plain_pdf.page import Pages
from carmail_tui.recipients.folding import fold

_SIGNS = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "usd": "USD", "us$": "USD",
    "£": "GBP", "gbp": "GBP", "chf": "CHF", "rs": "INR", "inr": "INR", "₹": "INR",
}  # fmt: skip
_SIGN = r"(?:€|us\$|\$|£|₹|\b(?:eur|euros?|usd|gbp|chf|inr)\b|\brs\b\.?)"
_AMOUNT = re.compile(
    rf"(?P<before>{_SIGN})? ?(?P<minus>[-−–] ?)?(?P<inner>{_SIGN})? ?"
    r"(?<![\w.,])(?P<whole>[0-9]{1,3}(?:(?P<by>[.,'  ])[0-9]{3}(?:(?P=by)[0-9]{3})*)?|[0-9]+)"
    r"(?:[.,](?P<cents>[0-9]{2}|-{1,2}))?(?![\w]|[.,][0-9])"
    rf"(?P<behind> ?[-−–](?![\w]))? ?(?P<after>{_SIGN})?",
    re.I,
)
_EURO_COUNTRIES = frozenset(
    [
        "AT",
        "BE",
        "CY",
        "DE",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PT",
        "SI",
        "SK",
    ]
)

# In this order: what is payable may be called net, and what is gross names the tax that it includes.
_PAYABLE = re.compile(
    r"\ba payer\b(?! avant| pour| le)|te betalen\b(?! voor| tegen| op)|zu zahlen|zahlbetrag|"
    r"zahlbar\b(?! bis)|"
    r"(?:amount|balance|total) due|due payable|amount payable|\bsolde\b|\bsaldo\b|votre credit|uw voordeel|"
    r"uwen gunste|zu ihren gunsten|a rembourser|terug te betalen|montant (?:du |a ete )?preleve"
)
_GROSS = re.compile(
    r"\bttc\b|\btvac\b|t v a (?:comprise|c\b|incl)|tva (?:comprise|incluse)|toutes taxes|"
    r"\bin[ck]l\w*|inbegrepen|met (?:btw|b t w)|(?:total|montant) (?:de la )?facture|totaal ?factuur|"
    r"factuur ?totaal|"
    r"factuurbedrag|montant total|totaalbedrag|montant du(?: a|$)|\bbrutto(?:betrag)?\b|gesamtbetrag|"
    r"rechnungsbetrag|endbetrag|gesamtsumme|grand total|invoice total|total amount|total for this invoice"
)
_PART = re.compile(
    r"\bht\b|htva|hors|\bexcl\w*|zonder|\bnett?o?\b|\bohne\b|sous total|subtot\w*|zwischensumme|"
    r"\bbase\b|maatstaf|"
    r"grondslag|\btva\b|t v a|\bbtw\b|b t w|mwst|\bust\b|umsatzsteuer|\bvat\b|\btax\b|taxe|report\w*|"
    r"overdra\w*|"
    r"over te dragen|acompte|voorschot|betaald|deja paye|anzahlung|\bpaid\b|remise|korting|rabatt|discount"
)
_TOTAL = re.compile(r"\btotale?\b|\btotaal\b|\bgesamt\b|\bsumme\b")


_TTC = re.compile(r"^ ?(?:ttc|tvac|incl)\b")
_PERCENT = re.compile(r"[0-9]+(?:[.,][0-9]+)? ?%")
_AMOUNT_WITH_CENTS = re.compile(r"[0-9][.,][0-9]{2}\b")
_ONLY_AMOUNT = re.compile(rf"^\W*{_SIGN}?\W*[0-9][0-9.,'  ]*[.,][0-9]{{2}} ?{_SIGN}?$", re.I)


class _Called(Enum):
    """What an amount is called, in the order in which its names are looked for."""

    PAYABLE = auto()
    GROSS = auto()
    PART = auto()
    """Net, tax, a subtotal, what was paid before."""
    TOTAL = auto()


_PATTERNS = {
    _Called.PAYABLE: _PAYABLE,
    _Called.GROSS: _GROSS,
    _Called.PART: _PART,
    _Called.TOTAL: _TOTAL,
}
_SURE = {_Called.PAYABLE: 0.94, _Called.GROSS: 0.88, _Called.TOTAL: 0.6}


@dataclass(frozen=True, slots=True)
class _Amount:
    value: Decimal
    sign: str
    text: Text
    start: int
    end: int


def find_total(pages: Pages) -> tuple[Guess[Decimal] | None, str]:
    """What is to be paid, and the currency that stands beside it, if any.

    What is called payable comes before what is called gross (a part may be paid already), and that before
    what is called a total and no more.
    """
    amounts = list(_amounts(pages))
    largest = max((abs(amount.value) for amount in amounts), default=Decimal(0))
    whole = frozenset(abs(amount.value) for amount in amounts)
    found: list[tuple[_Amount, _Called, float]] = []
    for amount in amounts:
        called, above = _called(amount, pages) or (_Called.PART, False)
        if called is not _Called.PART and not (above and _heads_a_column(amount, pages)):
            found.append((amount, called, _confidence(amount, called, pages, largest, whole)))
    for tier in (_Called.PAYABLE, _Called.GROSS, _Called.TOTAL):
        named = [(amount, confidence) for amount, called, confidence in found if called is tier]
        if total := best(Guess(amount.value, confidence) for amount, confidence in named):
            signs = [
                amount.sign for amount, _confidence in named if amount.value == total.value and amount.sign
            ]
            return total, signs[0] if signs else ""
    return None, ""


def find_currency(pages: Pages, beside: str, vats: tuple[str, ...]) -> Guess[str] | None:
    """The currency: beside the total, else the only one on the pages, else that of the seller's country.

    An invoice without any sign whose VAT numbers are of the euro area is in euro (VAT directive, article 230:
    the tax is stated in the money of the country).
    """
    if beside:
        return Guess(beside, 0.95)
    seen = Counter(amount.sign for amount in _amounts(pages) if amount.sign)
    named = {_SIGNS[word.strip(".")] for word in re.findall(_SIGN, pages.whole.lower())}
    if len(seen) == 1 or (not seen and len(named) == 1):
        return Guess(next(iter(seen or named)), 0.85 if seen else 0.7)
    if not seen and vats and all(vat[:2] in _EURO_COUNTRIES for vat in vats):
        return Guess("EUR", 0.7)
    return None


def _amounts(pages: Pages) -> Iterator[_Amount]:
    for text in pages.texts:
        for match in _AMOUNT.finditer(text.text):
            sign = match["before"] or match["inner"] or match["after"] or ""
            if match["cents"] is None and not sign:
                continue
            digits = re.sub(r"[^0-9]", "", match["whole"])
            if len(digits) > 12:
                continue
            cents = match["cents"] if match["cents"] and match["cents"].isdigit() else "00"
            value = Decimal(f"{digits}.{cents}")
            if match["minus"] or match["behind"]:
                value = -value
            yield _Amount(value, _SIGNS.get(sign.lower().strip("."), ""), text, match.start(), match.end())


def _called(amount: _Amount, pages: Pages) -> "tuple[_Called, bool] | None":
    """What the amount is called, by what stands before it or above it, and whether it is the latter."""
    for label in pages.label_of(amount.text, amount.start):
        folded = fold(_PERCENT.sub(" ", label.text))
        for called, pattern in _PATTERNS.items():
            if not pattern.search(folded):
                continue
            if called is _Called.TOTAL and _TTC.search(fold(amount.text.text[amount.end : amount.end + 25])):
                return _Called.GROSS, label.above
            return called, label.above
    return None


def _confidence(
    amount: _Amount, called: _Called, pages: Pages, largest: Decimal, whole: frozenset[Decimal]
) -> float:
    """How sure the amount is what is to be paid."""
    confidence = _SURE[called]
    if called is _Called.TOTAL and abs(amount.value) == largest:
        # A total alone may be that of a line or a column: the largest of all is that of the invoice.
        confidence += 0.15
    if _followed(amount, pages):
        return confidence - 0.4
    return confidence + (0.04 if _adds_up(abs(amount.value), whole) else 0.0)


def _followed(amount: _Amount, pages: Pages) -> bool:
    """Whether another amount stands behind it: in a row of net, tax and gross it is one of the first two."""
    if _AMOUNT_WITH_CENTS.search(amount.text.text, amount.end):
        return True
    beside = next(pages.right_of(amount.text), None)
    return beside is not None and bool(_ONLY_AMOUNT.match(beside.text))


def _heads_a_column(amount: _Amount, pages: Pages) -> bool:
    """Whether more amounts stand below it in its column: then the label above is that of the column."""
    return any(_ONLY_AMOUNT.match(other.text) for other in pages.column_below(amount.text))


def _adds_up(total: Decimal, whole: frozenset[Decimal]) -> bool:
    """Whether two of the amounts, a net one and its tax, make this one."""
    return any(total - other in whole for other in whole if total / 2 <= other < total)
