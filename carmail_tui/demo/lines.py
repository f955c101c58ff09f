"""What was sold: the lines of an invoice of the demo garage, worked out from its total."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from carmail_tui.demo.ledger import vat_percent
from carmail_tui.documents.document import Document
from carmail_tui.recipients.client import Client, Language

_CENT = Decimal("0.01")
_GOODS = {
    Language.FRENCH: (
        "Entretien annuel",
        "Plaquettes de frein avant",
        "Disques de frein",
        "Vidange et filtre à huile",
        "Pneus hiver, montage et équilibrage",
        "Présentation au contrôle technique",
        "Batterie 12 V",
        "Recharge de la climatisation",
    ),
    Language.DUTCH: (
        "Jaarlijks onderhoud",
        "Remblokken vooraan",
        "Winterbanden",
        "Accu 12 V",
        "Olie en filter",
    ),
    Language.GERMAN: ("Jährliche Wartung", "Bremsbeläge vorne", "Winterreifen", "Batterie 12 V", "Ölwechsel"),
}
_LABOUR = {Language.FRENCH: "Main-d'œuvre", Language.DUTCH: "Werkuren", Language.GERMAN: "Arbeitszeit"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an invoice: one piece of `text` for `amount` EUR without VAT (BT-153, BT-131)."""

    text: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Sale:
    """The lines of a document and their sums, in EUR: BT-106, BT-110, BT-112."""

    lines: tuple[Line, ...]
    percent: int
    net: Decimal
    vat: Decimal
    total: Decimal


def sale(document: Document, client: Client | None) -> Sale:
    """What the document is for. Always the same for one document; `total` is that of the ledger."""
    percent = vat_percent(document.buyer)
    net = (document.total * 100 / (100 + percent)).quantize(_CENT, ROUND_HALF_UP)
    language = client.language if client else Language.FRENCH
    texts = _texts(Random(document.number), language)  # noqa: S311 - a demo, no secret
    amounts = _parted(net, len(texts))
    lines = tuple(Line(text, amount) for text, amount in zip(texts, amounts, strict=True))
    return Sale(lines, percent, net, document.total - net, document.total)


def _texts(random: Random, language: Language) -> Sequence[str]:
    goods = _GOODS.get(language, _GOODS[Language.FRENCH])
    return [*random.sample(goods, random.randint(1, 3)), _LABOUR.get(language, _LABOUR[Language.FRENCH])]


def _parted(net: Decimal, count: int) -> list[Decimal]:
    """`net` in so many parts whose sum it is to the cent."""
    part = (net / (count + 1)).quantize(_CENT)
    return [*[part] * (count - 1), net - part * (count - 1)]
