"""To which client a document belongs: what decides, what is only offered, and what must never decide."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from carmail_tui.documents.document import Party
from carmail_tui.documents.matching import (
    Candidates,
    KnownClient,
    Match,
    Matched,
    MatchedBy,
    NoMatch,
    identifying_vat,
    match,
)
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.vat import vat_key

VAT, OTHER_VAT = "BE0417497106", "BE0403170701"
LAMBERT = KnownClient(1, ("Transports Lambert",), VAT, "L1", "4000")
BRANCH = KnownClient(2, ("Transports Lambert Namur",), VAT, "L2", "5000")
PIERRE = KnownClient(3, ("Dubois, Pierre",), code="D1", postcode="4500")
OTHER = KnownClient(4, ("Garage Dumont",), OTHER_VAT, "G1", "4000")


@dataclass
class Cards:
    """Clients in memory."""

    clients: Sequence[KnownClient]
    mailboxes: dict[str, Sequence[int]] = field(default_factory=dict)

    def by_vat(self, key: str) -> Sequence[KnownClient]:
        return [client for client in self.clients if vat_key(client.vat) == key]

    def by_code(self, code: str) -> Sequence[KnownClient]:
        return [client for client in self.clients if client.code == code]

    def by_mailbox(self, found: str) -> Sequence[KnownClient]:
        return [client for client in self.clients if client.id in self.mailboxes.get(found, ())]

    def by_name(self, keys: Sequence[str]) -> Sequence[KnownClient]:
        return [client for client in self.clients if fold(client.names[0]) in keys]


CARDS = Cards(
    [LAMBERT, PIERRE, OTHER],
    {"pierre@dubois.example": [3], "books@office.example": [1], "shared@x.example": [1, 3]},
)


@pytest.mark.parametrize(
    ("buyer", "expected"),
    [
        (Party("Whatever", "BE 0417.497.106"), Matched(LAMBERT, MatchedBy.VAT)),
        (Party("Pierre Dubois", code="D1"), Matched(PIERRE, MatchedBy.CODE)),
        (Party("Dubois", email="PIERRE@dubois.example"), Matched(PIERRE, MatchedBy.EMAIL)),
        (Party("PIERRE DUBOIS", postcode="4500"), Matched(PIERRE, MatchedBy.NAME_AND_POSTCODE)),
        (Party("Pierre Dubois", postcode="4000"), Candidates((PIERRE,), MatchedBy.NAME_AND_POSTCODE)),
        (Party("Pierre Dubois"), Candidates((PIERRE,), MatchedBy.NAME_AND_POSTCODE)),
        # The code of another program, or a bookkeeper's address: never without a person.
        (Party("Anna Claes", code="D1"), Candidates((PIERRE,), MatchedBy.CODE)),
        (Party("Pauline Dubois", email="pierre@dubois.example"), Candidates((PIERRE,), MatchedBy.EMAIL)),
        (Party("Nobody", "BE0000000196"), NoMatch()),
        (Party(), NoMatch()),
    ],
)
def test_what_decides(buyer: Party, expected: Match) -> None:
    assert match(buyer, CARDS) == expected


def test_another_vat_number_is_another_company_whatever_else_agrees() -> None:
    """One bookkeeper, two companies: the invoice of the one must not reach the other."""
    buyer = Party("Transports Lambert", OTHER_VAT, "books@office.example", "L1", "4000")
    assert match(buyer, Cards([LAMBERT], {"books@office.example": [1]})) == NoMatch()


def test_where_the_vat_number_is_shared_the_rest_chooses() -> None:
    cards = Cards([LAMBERT, BRANCH])
    assert match(Party("Transports Lambert", VAT), cards) == Candidates((LAMBERT, BRANCH), MatchedBy.VAT)
    by_code = match(Party("Transports Lambert", VAT, code="L2"), cards)
    assert by_code == Matched(BRANCH, MatchedBy.CODE)
    by_place = match(Party("Transports Lambert", VAT, postcode="4000"), cards)
    assert by_place == Matched(LAMBERT, MatchedBy.NAME_AND_POSTCODE)


def test_where_the_vat_number_is_shared_nobody_outside_is_chosen() -> None:
    cards = Cards([LAMBERT, BRANCH, PIERRE], {"pierre@dubois.example": [3]})
    found = match(Party("Dubois", VAT, "pierre@dubois.example"), cards)
    assert found == Candidates((LAMBERT, BRANCH), MatchedBy.VAT)


@pytest.mark.parametrize("text", ["", "non assujetti", "n/a", "BE0000000000", "0", "12345"])
def test_what_is_no_vat_number_matches_nobody(text: str) -> None:
    assert identifying_vat(text) == ""


@pytest.mark.parametrize("text", ["BE0417497106", "0417.497.106", "NO123456789MVA", "US4258828080"])
def test_vat_numbers_of_other_countries_tell_companies_apart_too(text: str) -> None:
    assert identifying_vat(text)
