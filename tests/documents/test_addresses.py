"""Which addresses are offered for a client's documents, and which one the rule takes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from carmail_tui.documents.addresses import AddressRule, MalformedAddressError, by_rule, choices, typed
from carmail_tui.documents.document import Document, DocumentKind, Party, Refusal
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Suppression, SuppressionReason

CARD, FINANCIAL, CONTACT = AddressSource.CARD, AddressSource.FINANCIAL, AddressSource.CONTACT
BOUNCE = Suppression("", SuppressionReason.BOUNCED, date(2026, 11, 20))


def address(email: str, source: AddressSource, **more: object) -> Address:
    return replace(Address(email, source, mailbox(email)), **more)  # type: ignore[arg-type]


def client(*addresses: Address) -> Client:
    return Client("Transports Dumont SA", id=1, addresses=addresses)


def invoice(email: str = "", **more: object) -> Document:
    found = Document(
        DocumentKind.INVOICE, "2026-1852", date(2026, 11, 24), Decimal("1284.60"), buyer=Party(email=email)
    )
    return replace(found, **more)  # type: ignore[arg-type]


COMPTA = address("compta@dumont.example", FINANCIAL)
INFO = address("info@dumont.example", CARD)
LUC = address("luc@dumont.example", CONTACT, label="Luc")


def rule_of(*addresses: Address, email: str = "") -> tuple[str, AddressRule] | None:
    found = by_rule(choices(client(*addresses), invoice(email)))
    return (found[0].email, found[1]) if found else None


def test_the_rule_prefers_remembered_then_financial_then_documents_contact_then_card_then_document() -> None:
    billing = address("billing@dumont.example", CONTACT, receives_documents=True)
    remembered = address("always@dumont.example", CONTACT, remembered=True)
    book = [INFO, billing, COMPTA, remembered]
    order = []
    while found := rule_of(*book, email="buyer@dumont.example"):
        order.append(found[1])
        if found[1] is AddressRule.DOCUMENT:
            break
        book = [a for a in book if a.email != found[0]]
    assert order == [
        AddressRule.REMEMBERED,
        AddressRule.FINANCIAL,
        AddressRule.RECEIVES_DOCUMENTS,
        AddressRule.CARD,
        AddressRule.DOCUMENT,
    ]


def test_a_contact_who_does_not_receive_documents_gets_one_only_where_nothing_else_is_known() -> None:
    assert rule_of(LUC) == ("luc@dumont.example", AddressRule.ONLY_ONE)
    assert rule_of(LUC, address("marie@dumont.example", CONTACT)) is None
    assert rule_of(LUC, INFO) == ("info@dumont.example", AddressRule.CARD)
    assert rule_of(LUC, replace(COMPTA, suppression=BOUNCE)) is None


def test_one_mailbox_is_offered_once_with_all_its_sources_and_its_latest_use() -> None:
    march, october = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 10, 29, tzinfo=UTC)
    offered = choices(
        client(
            address("Info@Dumont.example", CARD, last_used=october, id=7),
            address("info@dumont.EXAMPLE", FINANCIAL, last_used=march, label="Compta", id=8),
        ),
        invoice("INFO@dumont.example"),
    )
    assert len(offered) == 1
    assert offered[0].sources == (CARD, FINANCIAL, AddressSource.DOCUMENT)
    assert (offered[0].last_used, offered[0].label, offered[0].address_id) == (october, "Compta", 7)
    assert offered[0].rule is AddressRule.FINANCIAL


def test_what_bounced_is_offered_last_with_its_day_and_never_taken_by_the_rule() -> None:
    dead = replace(COMPTA, remembered=True, suppression=BOUNCE)
    offered = choices(client(dead, INFO, LUC), invoice())
    assert [choice.email for choice in offered] == [INFO.email, LUC.email, COMPTA.email]
    assert offered[-1].suppression is not None and offered[-1].suppression.since == date(2026, 11, 20)
    assert rule_of(dead, INFO, LUC) == (INFO.email, AddressRule.CARD)
    assert rule_of(dead) is None


def test_what_refused_the_document_is_offered_after_the_others_and_never_taken_by_the_rule() -> None:
    refused = invoice(
        refusals=(Refusal(COMPTA.email, datetime(2026, 11, 23, tzinfo=UTC), "unknown_address"),)
    )
    offered = choices(client(replace(COMPTA, remembered=True), INFO, LUC), refused)
    assert [choice.email for choice in offered] == [INFO.email, LUC.email, COMPTA.email]
    assert by_rule(offered) == (offered[0], AddressRule.CARD)
    assert by_rule(choices(client(COMPTA), refused)) is None
    assert by_rule(choices(client(COMPTA), invoice())) is not None, "another document was not refused there"


def test_a_bounce_of_the_mailbox_counts_whichever_entry_of_the_book_it_is_known_by() -> None:
    (only,) = choices(
        client(INFO), invoice("info@dumont.example", buyer_suppression=replace(BOUNCE, mailbox=INFO.email))
    )
    assert not only.usable


def test_malformed_addresses_are_not_offered() -> None:
    assert choices(client(address("dumont at example", FINANCIAL)), invoice("none")) == ()


def test_without_a_client_the_buyers_own_address_alone_is_offered() -> None:
    (only,) = choices(None, invoice(" buyer@dumont.example "))
    assert (only.email, only.sources) == ("buyer@dumont.example", (AddressSource.DOCUMENT,))
    assert choices(None, invoice()) == ()


def test_a_typed_address_is_the_offered_one_where_it_names_the_same_mailbox() -> None:
    offered = choices(client(COMPTA, INFO), invoice())
    assert typed(" COMPTA@dumont.example", offered) is offered[0]
    new = typed("new@dumont.example", offered)
    assert (new.email, new.sources, new.address_id) == ("new@dumont.example", (), None)
    with pytest.raises(MalformedAddressError) as raised:
        typed("compta@", offered)
    assert "compta@" in raised.value.sentence()
