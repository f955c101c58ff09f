"""What a card becomes when a list tells of it again."""

from dataclasses import replace
from datetime import date

from carmail_tui.recipients.client import Address, AddressSource, Client, Consent, Vehicle
from carmail_tui.recipients.merging import changes, merged

CARD, FINANCIAL, DOCUMENT = AddressSource.CARD, AddressSource.FINANCIAL, AddressSource.DOCUMENT
KNOWN = Client(
    "Dubois, Pauline",
    street="Rue Haute 1",
    phone="04 111",
    last_visit=date(2026, 10, 1),
    addresses=(Address("old@d.example", CARD, "old@d.example", id=1),),
    vehicles=(Vehicle("1-ABC-234", make="VW", next_inspection=date(2026, 12, 1), id=7),),
    id=5,
)
ALL = frozenset({"name", "street", "phone", "addresses", "vehicles", "consent", "last_visit"})


def address(email: str, source: AddressSource = CARD) -> Address:
    return Address(email, source, email if "@" in email else None)


def test_a_list_updates_what_it_gives_and_no_more() -> None:
    read = Client("Dubois, Pauline", street="Rue Basse 2", phone="")
    after = merged(KNOWN, read, frozenset({"name", "street"}))
    assert (after.street, after.phone, after.id) == ("Rue Basse 2", "04 111", 5)
    assert [(c.field, c.before, c.after) for c in changes(KNOWN, after)] == [
        ("street", "Rue Haute 1", "Rue Basse 2")
    ]


def test_what_was_corrected_by_hand_stays() -> None:
    corrected = replace(KNOWN, corrected=frozenset({"street", "addresses", "consent"}))
    read = Client("X", street="wrong", consent=Consent(True), addresses=(address("wrong@d.example"),))
    after = merged(corrected, read, ALL - {"name"})
    assert (after.street, after.addresses, after.consent) == ("Rue Haute 1", KNOWN.addresses, Consent())


def test_a_new_address_of_the_card_takes_the_place_of_the_old_one() -> None:
    known = replace(
        KNOWN, addresses=(*KNOWN.addresses, Address("doc@d.example", DOCUMENT, "doc@d.example", id=2))
    )
    after = merged(known, Client("X", addresses=(address("new@d.example"),)), ALL)
    assert [a.email for a in after.addresses] == ["doc@d.example", "new@d.example"]


def test_an_address_that_was_chosen_to_be_remembered_stays() -> None:
    known = replace(KNOWN, addresses=(replace(KNOWN.addresses[0], remembered=True),))
    after = merged(known, Client("X", addresses=(address("new@d.example"),)), ALL)
    assert [a.email for a in after.addresses] == ["old@d.example", "new@d.example"]


def test_a_malformed_address_replaces_nothing() -> None:
    after = merged(KNOWN, Client("X", addresses=(address("new(at)d.example"),)), ALL)
    assert after.addresses == KNOWN.addresses


def test_an_address_that_is_known_keeps_its_row() -> None:
    """Its use and its being remembered hang on it."""
    after = merged(KNOWN, Client("X", addresses=(Address("OLD@d.example", CARD, "old@d.example"),)), ALL)
    assert after.addresses == KNOWN.addresses


def test_a_vehicle_is_known_by_its_plate_and_none_is_taken_away() -> None:
    read = (Vehicle("1abc234", model="Golf", next_inspection=date(2027, 12, 1)), Vehicle("2-XYZ-999"))
    after = merged(KNOWN, Client("X", vehicles=read), ALL)
    assert [(v.id, v.make, v.model, v.next_inspection) for v in after.vehicles] == [
        (7, "VW", "Golf", date(2027, 12, 1)),
        (None, "", "", None),
    ]
    assert len(merged(KNOWN, Client("X"), ALL).vehicles) == 1


def test_the_last_visit_does_not_go_back() -> None:
    assert merged(KNOWN, Client("X", last_visit=date(2025, 1, 1)), ALL).last_visit == date(2026, 10, 1)


def test_the_day_of_a_consent_outlives_a_list_that_does_not_tell_it() -> None:
    known = replace(KNOWN, consent=Consent(True, date(2025, 5, 1), "bon de commande"))
    assert merged(known, Client("X", consent=Consent(True)), ALL).consent == known.consent
    assert merged(known, Client("X", consent=Consent(False)), ALL).consent == Consent(False)


def test_a_second_row_about_a_client_only_adds() -> None:
    read = Client(
        "Other", street="Other", addresses=(address("b@d.example"),), vehicles=(Vehicle("2-XYZ-999"),)
    )
    after = merged(KNOWN, read, ALL, only_fill=True)
    assert (after.name, after.street) == ("Dubois, Pauline", "Rue Haute 1")
    assert [a.email for a in after.addresses] == ["old@d.example", "b@d.example"]
    assert len(after.vehicles) == 2
