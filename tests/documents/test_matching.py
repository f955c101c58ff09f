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
    buyer_key,
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
    decisions: dict[str, KnownClient] = field(default_factory=dict)

    def by_vat(self, key: str) -> Sequence[KnownClient]:
        return [client for client in self.clients if vat_key(client.vat) == key]

    def by_code(self, code: str) -> Sequence[KnownClient]:
        return [client for client in self.clients if client.code == code]

    def by_mailbox(self, found: str) -> Sequence[KnownClient]:
        return [client for client in self.clients if client.id in self.mailboxes.get(found, ())]

    def decided(self, key: str) -> KnownClient | None:
        return self.decisions.get(key)

    def alike(self, name: str, postcode: str) -> Sequence[KnownClient]:
        return self.clients

    def by_name(self, keys: Sequence[str]) -> Sequence[KnownClient]:
        return [client for client in self.clients if fold(client.names[0]) in keys]


CARDS = Cards(
    [LAMBERT, PIERRE, OTHER],
    {"pierre@dubois.example": [3], "books@office.example": [1], "shared@x.example": [1, 3]},
)


def offered(found: Match) -> object:
    """Candidates as their ids and what led to the first; any other answer as it is."""
    if not isinstance(found, Candidates):
        return found
    return tuple(candidate.client.id for candidate in found.offered), found.offered[0].by


@pytest.mark.parametrize(
    ("buyer", "expected"),
    [
        (Party("Whatever", "BE 0417.497.106"), Matched(LAMBERT, MatchedBy.VAT)),
        (Party("Pierre Dubois", code="D1"), Matched(PIERRE, MatchedBy.CODE)),
        (Party("Dubois", email="PIERRE@dubois.example"), Matched(PIERRE, MatchedBy.EMAIL)),
        (Party("PIERRE DUBOIS", postcode="4500"), Matched(PIERRE, MatchedBy.NAME_AND_POSTCODE)),
        (Party("Pierre Dubois", postcode="4000"), ((3,), MatchedBy.NAME_AND_POSTCODE)),
        (Party("Pierre Dubois"), ((3,), MatchedBy.NAME_AND_POSTCODE)),
        # The code of another program, or a bookkeeper's address: never without a person.
        (Party("Anna Claes", code="D1"), ((3,), MatchedBy.CODE)),
        (Party("Pauline Dubois", email="pierre@dubois.example"), ((3,), MatchedBy.EMAIL)),
        (Party("Nobody", "BE0000000196"), NoMatch()),
        (Party(), NoMatch()),
    ],
)
def test_what_decides(buyer: Party, expected: object) -> None:
    assert offered(match(buyer, CARDS)) == expected


def test_another_vat_number_is_another_company_whatever_else_agrees() -> None:
    """One bookkeeper, two companies: the invoice of the one must not reach the other."""
    buyer = Party("Transports Lambert", OTHER_VAT, "books@office.example", "L1", "4000")
    assert match(buyer, Cards([LAMBERT], {"books@office.example": [1]})) == NoMatch()


def test_where_the_vat_number_is_shared_the_rest_chooses() -> None:
    cards = Cards([LAMBERT, BRANCH])
    assert offered(match(Party("Transports Lambert", VAT), cards)) == ((1, 2), MatchedBy.VAT)
    by_code = match(Party("Transports Lambert", VAT, code="L2"), cards)
    assert by_code == Matched(BRANCH, MatchedBy.CODE)
    by_place = match(Party("Transports Lambert", VAT, postcode="4000"), cards)
    assert by_place == Matched(LAMBERT, MatchedBy.NAME_AND_POSTCODE)


def test_where_the_vat_number_is_shared_nobody_outside_is_chosen() -> None:
    cards = Cards([LAMBERT, BRANCH, PIERRE], {"pierre@dubois.example": [3]})
    found = match(Party("Dubois", VAT, "pierre@dubois.example"), cards)
    assert offered(found) == ((1, 2), MatchedBy.VAT)


@pytest.mark.parametrize("text", ["", "non assujetti", "n/a", "BE0000000000", "0", "12345"])
def test_what_is_no_vat_number_matches_nobody(text: str) -> None:
    assert identifying_vat(text) == ""


@pytest.mark.parametrize("text", ["BE0417497106", "0417.497.106", "NO123456789MVA", "US4258828080"])
def test_vat_numbers_of_other_countries_tell_companies_apart_too(text: str) -> None:
    assert identifying_vat(text)


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("0208:0417497106", Matched(LAMBERT, MatchedBy.ENDPOINT)),
        ("0208:0417.497.106", Matched(LAMBERT, MatchedBy.ENDPOINT)),
        ("9925:BE0417497106", Matched(LAMBERT, MatchedBy.ENDPOINT)),
        ("9925:0417497106", Matched(LAMBERT, MatchedBy.ENDPOINT)),
        ("EM:books@office.example", Matched(LAMBERT, MatchedBy.ENDPOINT)),
        # Another scheme with the same digits is another register.
        ("0106:0417497106", ((1,), MatchedBy.NAME_AND_POSTCODE)),
        ("9930:0417497106", ((1,), MatchedBy.NAME_AND_POSTCODE)),
        ("", ((1,), MatchedBy.NAME_AND_POSTCODE)),
    ],
)
def test_the_electronic_address_names_the_client(endpoint: str, expected: object) -> None:
    assert offered(match(Party("Transports Lambert", endpoint=endpoint), CARDS)) == expected


def test_an_electronic_address_of_somebody_else_decides_nothing() -> None:
    """An enterprise number that a program copied into every invoice."""
    found = match(Party("Anna Claes", endpoint="0208:0417497106"), CARDS)
    assert offered(found) == ((1,), MatchedBy.ENDPOINT)
    assert match(Party("Anna Claes", OTHER_VAT, endpoint="0208:0417497106"), CARDS) == Matched(
        OTHER, MatchedBy.VAT
    )


# -- likeness ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "postcode", "least"),
    [
        ("Dubois Piere", "4500", 90),
        ("Monsieur Dubois Pierre-Yves", "4500", 80),
        ("Transport Lambert SRL", "4000", 90),
        ("Lambert", "4000", 90),
        ("Transports Lamber", "5000", 75),
    ],
)
def test_who_looks_like_the_buyer_is_offered_with_a_score_and_never_decided(
    name: str, postcode: str, least: int
) -> None:
    found = match(Party(name, postcode=postcode), CARDS)
    assert isinstance(found, Candidates)
    first = found.offered[0]
    assert first.by is MatchedBy.LIKENESS and first.score >= least
    assert first.client in {PIERRE, LAMBERT}


@pytest.mark.parametrize("name", ["Garage Peeters", "Anna Claes", "Sofie Maes", "12345", "SA", ""])
def test_who_looks_like_nobody_is_not_offered(name: str) -> None:
    assert match(Party(name, postcode="4000"), CARDS) == NoMatch()


def test_the_likeliest_stand_first_and_few_are_offered() -> None:
    many = [KnownClient(n, (f"Dubois, Pierre {'x' * n}",), postcode="4500") for n in range(1, 20)]
    found = match(Party("Dubois Pierr", postcode="4500"), Cards(many))
    assert isinstance(found, Candidates)
    scores = [candidate.score for candidate in found.offered]
    assert scores == sorted(scores, reverse=True) and len(scores) <= 5
    assert found.offered[0].client.id == 1


def test_another_company_is_not_offered_for_its_likeness() -> None:
    assert match(Party("Garage Dumond", VAT, postcode="4000"), Cards([OTHER])) == NoMatch()


# -- decisions ---------------------------------------------------------------------------------------------

NAMED = Party("Pierre Dubois", postcode="4000")


def test_what_a_person_said_of_a_buyer_holds_for_his_next_documents() -> None:
    cards = Cards([PIERRE, OTHER], decisions={buyer_key(NAMED): PIERRE})
    assert match(NAMED, cards) == Matched(PIERRE, MatchedBy.DECISION)
    assert match(Party("  PIERRE   dubois ", postcode="4000"), cards) == Matched(PIERRE, MatchedBy.DECISION)
    assert offered(match(Party("Pierre Dubois", postcode="4001"), cards)) == (
        (3,),
        MatchedBy.NAME_AND_POSTCODE,
    )


def test_a_decision_gives_way_to_another_vat_number() -> None:
    buyer = Party("Lambert", VAT, postcode="4000")
    cards = Cards([LAMBERT, OTHER], decisions={buyer_key(buyer): OTHER})
    assert match(buyer, cards) == Matched(LAMBERT, MatchedBy.VAT)


def test_of_father_and_son_it_is_asked_each_time() -> None:
    son = KnownClient(7, ("Dubois, Pierre",), postcode="4500")
    buyer = Party("Pierre Dubois", postcode="4500")
    cards = Cards([PIERRE, son], decisions={buyer_key(buyer): PIERRE})
    assert offered(match(buyer, cards)) == ((3, 7), MatchedBy.NAME_AND_POSTCODE)
    known = Party("Pierre Dubois", email="fils@dubois.example", postcode="4500")
    cards.decisions[buyer_key(known)] = son
    assert match(known, cards) == Matched(son, MatchedBy.DECISION)


@pytest.mark.parametrize(
    "buyer", [Party(), Party("Pierre Dubois"), Party("Pierre Dubois", "non assujetti"), Party(email="no")]
)
def test_of_a_name_alone_nothing_is_remembered(buyer: Party) -> None:
    assert buyer_key(buyer) == ""


def test_who_is_called_quite_otherwise_is_offered_last() -> None:
    """A program put one enterprise number into every invoice; the name is right."""
    cards = Cards([LAMBERT, PIERRE])
    found = match(Party("Dubois, Pierre", endpoint="0208:0417497106"), cards)
    assert offered(found) == ((3, 1), MatchedBy.NAME_AND_POSTCODE)
