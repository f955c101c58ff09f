"""Who of a selection will receive a letter, and why the others will not."""

from datetime import date

import pytest

from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import (
    Address,
    AddressSource,
    Client,
    Consent,
    Suppression,
    SuppressionReason,
)
from carmail_tui.recipients.reach import LeftOutReason, Purpose, letter_address, reach

DAY = date(2026, 11, 20)


def address(email: str, source: AddressSource = AddressSource.CARD, *, bounced: bool = False) -> Address:
    box = mailbox(email)
    suppression = Suppression(box, SuppressionReason.BOUNCED, DAY) if bounced and box else None
    return Address(email, source, box, suppression=suppression)


def client(name: str, *addresses: Address, accepts: bool | None = None) -> Client:
    return Client(name, addresses=addresses, consent=Consent(accepts, DAY, "tel"))


@pytest.mark.parametrize(
    ("one", "purpose", "reason"),
    [
        (client("A"), Purpose.SERVICE, LeftOutReason.NO_ADDRESS),
        (client("A", address("a.example")), Purpose.SERVICE, LeftOutReason.MALFORMED),
        (client("A", address("a@x.example", bounced=True)), Purpose.SERVICE, LeftOutReason.BOUNCED),
        (client("A", address("a@x.example")), Purpose.PROMOTION, LeftOutReason.NO_CONSENT),
        (
            client("A", address("a@x.example"), accepts=False),
            Purpose.PROMOTION,
            LeftOutReason.REFUSED_PROMOTIONS,
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Client) else str(value),
)
def test_one_reason_each(one: Client, purpose: Purpose, reason: LeftOutReason) -> None:
    found = reach([one], purpose)
    assert not found.recipients
    assert [left_out.reason for left_out in found.left_out] == [reason]


def test_a_service_letter_needs_no_consent() -> None:
    refuses = client("A", address("a@x.example"), accepts=False)
    assert [r.client for r in reach([refuses], Purpose.SERVICE).recipients] == [refuses]


@pytest.mark.fault(90)
def test_a_mailbox_gets_one_letter_whatever_its_case() -> None:
    first, second = client("A", address("Info@X.example")), client("B", address("info@x.EXAMPLE"))
    found = reach([first, second], Purpose.SERVICE)
    assert [r.client.name for r in found.recipients] == ["A"]
    assert [(x.client.name, x.reason, x.other) for x in found.left_out] == [
        ("B", LeftOutReason.SAME_MAILBOX, "A")
    ]


def test_a_bounced_card_address_gives_way_to_a_contact() -> None:
    contact = address("new@x.example", AddressSource.CONTACT)
    both = client("A", address("old@x.example", bounced=True), contact)
    assert letter_address(both) == contact


def test_everyone_is_in_exactly_one_of_the_two() -> None:
    clients = [client(str(n), *([address(f"{n % 7}@x.example")] if n % 3 else [])) for n in range(60)]
    found = reach(clients, Purpose.SERVICE)
    names = [r.client.name for r in found.recipients] + [x.client.name for x in found.left_out]
    assert sorted(names) == sorted(c.name for c in clients)
