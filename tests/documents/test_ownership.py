"""Whose document it is, and when two files tell of one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from carmail_tui.documents.document import Document, DocumentKind, Party
from carmail_tui.documents.ownership import (
    Disputed,
    disagreements,
    identity,
    is_ours,
    joined,
    known_as,
)
from carmail_tui.settings.model import Company

US = Company(name="Garage Dumont SRL", vat="BE0403170701")
INVOICE = Document(
    DocumentKind.INVOICE,
    "2026-1851",
    date(2026, 11, 20),
    Decimal("121.00"),
    due=date(2026, 12, 20),
    payment_reference="+++090/9337/55493+++",
    seller=Party("Garage Dumont", "BE 0403.170.701"),
    buyer=Party("Transports Lambert", "BE0417497106"),
)


@pytest.mark.parametrize(
    ("seller", "company", "ours"),
    [
        (Party("Anything", "be 0403.170.701"), US, True),
        (Party("Anything", "0403170701"), US, True),
        (Party("Garage Dumont SRL", "BE0417497106"), US, False),
        (Party("garage dumont, srl"), US, True),
        (Party("Garage Dumont"), US, False),
        (Party("Garage Dumont SRL"), Company(vat="BE0403170701"), False),
        (Party("Garage Dumont SRL", "BE0417497106"), Company(name="Garage Dumont SRL"), True),
        # Spellings of our number, and what is no number.
        (Party("Anything", "TVA BE 0403.170.701"), US, True),
        (Party("Anything", "BTW-nr.: BE0403.170.701"), US, True),
        (Party("Anything", "N° TVA : 403.170.701"), US, True),
        (Party("Anything", "BE403170701"), US, True),
        (Party("Garage Dumont SRL", "exempt"), US, True),
        (Party("Garage Dumont SRL", "BE0000000000"), US, True),
        # Without a number: the enterprise number of the electronic address, else the name.
        (Party("Dumont", endpoint="0208:0403170701"), US, True),
        (Party("Dumont", endpoint="9925:BE0403170701"), US, True),
        (Party("Dumont", endpoint="0208:0417497106"), US, False),
        (Party("Dumont", "BE0417497106", endpoint="0208:0403170701"), US, False),
        (Party(), US, False),
        (Party(), Company(), False),
    ],
)
def test_ours_by_vat_number_else_by_name(seller: Party, company: Company, ours: bool) -> None:
    assert is_ours(seller, company) is ours


def test_the_spelling_of_the_seller_makes_no_other_document() -> None:
    other = replace(INVOICE, seller=Party("GARAGE DUMONT", "BE0403170701"), number=" 2026-1851 ")
    nameless = known_as(replace(INVOICE, seller=Party("Garage Dumont SRL")), US)
    assert identity(INVOICE) == identity(other) == identity(nameless)


def test_an_invoice_and_a_credit_note_may_share_a_number() -> None:
    assert identity(INVOICE) != identity(replace(INVOICE, kind=DocumentKind.CREDIT_NOTE))


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ({"total": Decimal("121.01")}, Disputed.TOTAL),
        ({"currency": "USD"}, Disputed.CURRENCY),
        ({"date": date(2026, 11, 21)}, Disputed.DATE),
        ({"due": date(2026, 11, 21)}, Disputed.DUE),
        ({"buyer": Party("Transports Lambert", "BE0403170701")}, Disputed.BUYER),
        ({"buyer": Party("Somebody else")}, Disputed.BUYER),
        ({"payment_reference": "+++010/8068/17183+++"}, Disputed.COMMUNICATION),
    ],
)
def test_contradictions(change: dict[str, Any], about: Disputed) -> None:
    assert [found.about for found in disagreements(INVOICE, replace(INVOICE, **change))] == [about]


def test_what_is_not_said_contradicts_nothing_and_is_filled_in() -> None:
    bare = replace(INVOICE, date=None, due=None, buyer=Party("TRANSPORTS LAMBERT SA"))
    assert disagreements(bare, INVOICE) == disagreements(INVOICE, bare) == ()
    together = joined(bare, INVOICE)
    assert (together.date, together.due) == (INVOICE.date, INVOICE.due)
    assert together.buyer == Party("TRANSPORTS LAMBERT SA", "BE0417497106")


def test_a_free_reference_beside_a_structured_one_contradicts_nothing() -> None:
    other = replace(INVOICE, payment_reference="Invoice 2026-1851", iban="BE68539007547034")
    assert disagreements(INVOICE, other) == ()
    together = joined(replace(INVOICE, payment_reference=""), other)
    assert (together.payment_reference, together.iban) == ("Invoice 2026-1851", "BE68539007547034")
