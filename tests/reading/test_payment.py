"""How an invoice is to be paid: the reference and the account, checked before a letter repeats them."""

import pytest

from carmail_tui.reading.einvoice import Fault, FieldFault
from carmail_tui.reading.payment import iban_of, structured_communication
from tests.reading.invoices import cii, payment, ubl
from tests.reading.test_einvoices import invoice

VALID = "+++090/9337/55493+++"


def test_both_syntaxes_tell_where_and_how_to_pay() -> None:
    found = invoice(ubl(more=payment("+++090/9337/55493+++", "BE71 0961 2345 6769")))
    assert (found.payment_reference, found.iban, found.faults) == (VALID, "BE71096123456769", ())
    settlement = (
        "<ram:PaymentReference>090933755493</ram:PaymentReference><ram:SpecifiedTradeSettlementPaymentMeans>"
        "<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>BE71096123456769</ram:IBANID>"
        "</ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>"
    )
    found = invoice(cii(settlement=settlement))
    assert (found.payment_reference, found.iban, found.faults) == (VALID, "BE71096123456769", ())


def test_what_a_bank_would_refuse_is_told_and_not_given() -> None:
    found = invoice(ubl(more=payment("+++090/9337/55494+++", "BE72096123456769")))
    assert (found.payment_reference, found.iban) == ("", "")
    assert set(found.faults) == {
        Fault(FieldFault.REFERENCE_CHECK, "+++090/9337/55494+++"),
        Fault(FieldFault.IBAN_CHECK, "BE72096123456769"),
    }


def test_a_reference_of_another_kind_stays_as_it_is() -> None:
    found = invoice(ubl(more=payment("Facture 2026-1851", "12-3456-7")))
    assert (found.payment_reference, found.iban, found.faults) == ("Facture 2026-1851", "", ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+++ 090 / 9337 / 55493 +++", VALID),
        ("***090/9337/55493***", VALID),
        ("090/9337/55493", VALID),
        ("090933755493", VALID),
        # 97 stands for a remainder of 0.
        ("+++000/0000/09797+++", "+++000/0000/09797+++"),
        ("+++000/0000/09700+++", ""),
        ("090933755494", None),
        ("RF18539007547034", None),
        ("", None),
    ],
)
def test_the_structured_communication(text: str, found: str | None) -> None:
    assert structured_communication(text) == found


def test_twelve_digits_are_one_only_from_a_belgian_seller() -> None:
    assert structured_communication("090933755493", belgian=False) is None
    found = invoice(ubl(seller_vat="NL123456782B90", more=payment("090933755493", "NL91ABNA0417164300")))
    assert (found.payment_reference, found.iban) == ("090933755493", "NL91ABNA0417164300")


@pytest.mark.parametrize(
    ("text", "found"),
    [("be71 0961 2345 6769", "BE71096123456769"), ("BE72096123456769", ""), ("0961234567", None)],
)
def test_the_iban(text: str, found: str | None) -> None:
    assert iban_of(text) == found
