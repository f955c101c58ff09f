"""The labelled PDFs of the ten layouts: what is printed, and what is true. All names are invented."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tests.reading.garage_layouts import (
    Layout,
    boxed,
    classic,
    credit_note,
    many_pages,
    one_man,
    payment_slip,
    printed_later,
    two_vat_numbers,
    workshop,
    written_out,
)
from tests.reading.garage_pages import FR, NL, Party, Sale, Truth

_SHORT = (
    ("Vidange et filtre à huile", "118.40"),
    ("Plaquettes avant 2x", "86.75"),
    ("Main d'oeuvre 2,50 h", "162.50"),
)
_KORT = (
    ("Olie en filter vervangen", "118.40"),
    ("Remblokken vooraan 2x", "86.75"),
    ("Werkuren 2,50 u", "162.50"),
)
_DEAR = (
    ("Embrayage complet, remplacement", "1284.60"),
    ("Volant moteur bimasse", "749.00"),
    ("Liquide 1,5 l", "23.10"),
)
_DUUR = (("Koppeling volledig, vervanging", "1284.60"), ("Vliegwiel", "749.00"), ("Vloeistof 1,5 l", "23.10"))
_LONG = tuple((f"Pièce de carrosserie réf. {4700 + n}", f"{20 + n}.{n:02d}") for n in range(71))
_LANG = tuple((f"Carrosseriedeel ref. {4700 + n}", f"{20 + n}.{n:02d}") for n in range(71))

_SELLER_FR = Party("Garage des Trois Ponts SPRL", "Chaussée de Tongres 214", "4000 Liège", "BE0136786826")
_SELLER_NL = Party("Garage Van Hoeck BV", "Brugsesteenweg 88", "9000 Gent", "BE0110725993")
_LAMBERT = Party("Transports Lambert SA", "Rue de l'Avenir 12", "4460 Grâce-Hollogne", "BE0184665036")
_DUPONT = Party("Monsieur Jean Dupont", "Rue Haute 7", "4020 Liège")
_PEETERS = Party("Bouwbedrijf Peeters NV", "Industrielaan 31", "9160 Lokeren", "BE0158604106")
_MAES = Party("Mevrouw An Maes", "Kerkstraat 9 bus 2", "9050 Gentbrugge")
_FR_IBAN, _NL_IBAN = "BE71 0961 2345 6769", "BE68 5390 0754 7034"


@dataclass(frozen=True)
class _Plan:
    layout: Layout
    numbers: tuple[str, str]
    day: date
    lines: tuple[Any, Any]
    private: bool = False
    due_days: int | None = 30
    paid: Decimal = Decimal(0)
    references: tuple[str, str] = ("", "")
    iban: bool = True
    kind: str = "invoice"


_PLANS = (
    _Plan(classic, ("2026/0412", "V26-0412"), date(2026, 3, 12), (_SHORT, _KORT)),
    _Plan(boxed, ("26000731", "20260731"), date(2026, 4, 3), (_DEAR, _DUUR)),
    _Plan(written_out, ("VF-2026-118", "VF-2026-221"), date(2026, 8, 27), (_SHORT, _KORT), private=True),
    _Plan(workshop, ("F26-00318", "26/318"), date(2026, 2, 5), (_DEAR, _DUUR), due_days=15),
    _Plan(two_vat_numbers, ("1184", "FV20261184"), date(2026, 6, 11), (_DEAR, _DUUR), due_days=8),
    _Plan(credit_note, ("NC2026-014", "CN26/007"), date(2026, 3, 21), (_SHORT, _KORT), due_days=None,
          iban=False, kind="credit_note"),
    _Plan(many_pages, ("VEN/2026/00077", "2026-0077"), date(2026, 5, 29), (_LONG, _LANG)),
    _Plan(printed_later, ("20260233", "20260234"), date(2026, 1, 8), (_SHORT, _KORT)),
    _Plan(payment_slip, ("2610055", "2610056"), date(2026, 10, 9), (_DEAR, _DUUR), paid=Decimal("500.00"),
          due_days=14, references=("+++261/0055/00049+++", "+++261/0056/00079+++")),
    _Plan(one_man, ("118", "57"), date(2026, 9, 2), (_DEAR, _KORT), private=True, due_days=None, iban=False),
)  # fmt: skip


def samples() -> list[tuple[Truth, bytes]]:
    """The twenty PDFs with what is on them."""
    return [_sample(plan, lang) for plan in _PLANS for lang in (FR, NL)]


def _sample(plan: _Plan, lang: str) -> tuple[Truth, bytes]:
    first = lang == FR
    buyer = (_DUPONT if first else _MAES) if plan.private else (_LAMBERT if first else _PEETERS)
    iban = _FR_IBAN if first else _NL_IBAN
    sale = Sale(
        number=plan.numbers[0 if first else 1],
        issued=plan.day,
        seller=_SELLER_FR if first else _SELLER_NL,
        buyer=buyer,
        lines=plan.lines[0 if first else 1],
        due_days=plan.due_days,
        reference=plan.references[0 if first else 1],
        iban=iban,
        paid=plan.paid,
    )
    truth = Truth(
        name=f"{plan.layout.__name__}-{lang}",
        kind=plan.kind,
        number=sale.number,
        date=sale.issued,
        due=sale.due,
        seller_vat=sale.seller.vat,
        buyer=buyer.name,
        buyer_vat=buyer.vat,
        total=sale.payable,
        payment_reference=sale.reference,
        iban=iban.replace(" ", "") if plan.iban else "",
    )
    return truth, plan.layout(sale, lang)
