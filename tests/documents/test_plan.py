"""The plan: who gets which documents in which message, and what keeps a line back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from carmail_tui.documents.addresses import AddressRule, MalformedAddressError
from carmail_tui.documents.document import Document, DocumentFile, DocumentKind, Party, Refusal, SendingState
from carmail_tui.documents.plan import Obstacle, Plan, PlanLine, make_plan
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Suppression, SuppressionReason

PDF = (DocumentFile("facture.pdf", "application/pdf", "x"),)
SENT = datetime(2026, 11, 18, 16, 20, tzinfo=UTC)


def client(number: int, name: str, *emails: str, source: AddressSource = AddressSource.CARD) -> Client:
    return Client(name, id=number, addresses=tuple(Address(e, source, mailbox(e)) for e in emails))


def document(number: int, owner: Client | None = None, **more: object) -> Document:
    found = Document(
        DocumentKind.INVOICE,
        f"2026-{number}",
        date(2026, 11, 24),
        Decimal("100.00"),
        files=PDF,
        client_id=owner.id if owner else None,
        id=number,
    )
    return replace(found, **more)  # type: ignore[arg-type]


DUMONT = client(1, "Transports Dumont SA", "compta@dumont.example", source=AddressSource.FINANCIAL)
HENRARD = client(2, "Henrard, Julie", "julie.h@courriel.example")
DUBOIS = client(3, "Dubois, Pierre")


def numbers(plan: Plan) -> list[tuple[str, ...]]:
    return [tuple(d.number for d in line.documents) for line in plan.lines]


def test_documents_of_one_client_go_in_one_message_and_lines_without_address_stand_first() -> None:
    documents = [document(1, DUMONT), document(2, HENRARD), document(3, DUMONT), document(4, DUBOIS)]
    plan = make_plan(documents, [DUMONT, HENRARD, DUBOIS])
    assert numbers(plan) == [("2026-4",), ("2026-1", "2026-3"), ("2026-2",)]
    assert [line.obstacle for line in plan.lines] == [Obstacle.NO_ADDRESS, None, None]
    assert [line.rule for line in plan.lines] == [None, AddressRule.FINANCIAL, AddressRule.CARD]
    assert [line.name for line in plan.ready] == ["Transports Dumont SA", "Henrard, Julie"]


def test_a_credit_note_travels_with_the_invoices_of_its_client() -> None:
    note = document(9, HENRARD, kind=DocumentKind.CREDIT_NOTE)
    assert numbers(make_plan([document(1, HENRARD), note], [HENRARD])) == [("2026-1", "2026-9")]


def test_a_document_marked_twice_is_sent_once() -> None:
    assert numbers(make_plan([document(1, HENRARD), document(1, HENRARD)], [HENRARD])) == [("2026-1",)]


def test_clients_of_the_same_name_never_share_a_message_or_an_address() -> None:
    pierre = client(10, "Dubois, Pierre", "pierre.senior@courriel.example")
    junior = client(11, "Dubois, Pierre", "pierre.junior@courriel.example")
    plan = make_plan([document(1, pierre), document(2, junior), document(3, pierre)], [pierre, junior])
    assert numbers(plan) == [("2026-1", "2026-3"), ("2026-2",)]
    for line, owner in zip(plan.lines, (pierre, junior), strict=True):
        assert line.chosen is not None and line.chosen.email == owner.addresses[0].email
        assert [choice.email for choice in line.choices] == [owner.addresses[0].email]
    joined = plan.ungroup(plan.lines[0]).group(plan.lines[1])
    assert {d.client_id for line in joined.lines if line.client == junior for d in line.documents} == {11}


def test_documents_without_a_client_stand_alone_whatever_their_buyer_is_called() -> None:
    buyer = Party(name="Henrard, Julie", email="buyer@courriel.example")
    plan = make_plan(
        [document(1, None, buyer=buyer), document(2, None, buyer=buyer), document(3, HENRARD)], [HENRARD]
    )
    assert numbers(plan) == [("2026-1",), ("2026-2",), ("2026-3",)]
    assert [line.chosen.email for line in plan.lines if line.chosen] == [
        "buyer@courriel.example",
        "buyer@courriel.example",
        "julie.h@courriel.example",
    ]
    assert plan.group(plan.lines[0]) == plan


def test_a_document_without_client_and_without_buyers_address_goes_nowhere() -> None:
    (line,) = make_plan([document(1, None, buyer=Party(name="Henrard, Julie"))], [HENRARD]).lines
    assert (line.chosen, line.obstacle, line.name) == (None, Obstacle.NO_ADDRESS, "Henrard, Julie")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (Address("pas d'adresse", AddressSource.CARD), Obstacle.MALFORMED),
        (
            Address(
                "a@b.example",
                AddressSource.CARD,
                "a@b.example",
                suppression=Suppression("a@b.example", SuppressionReason.BOUNCED, date(2026, 11, 20)),
            ),
            Obstacle.BOUNCED,
        ),
        (
            Address(
                "a@b.example",
                AddressSource.CARD,
                "a@b.example",
                suppression=Suppression("a@b.example", SuppressionReason.BY_HAND, date(2026, 11, 20)),
            ),
            Obstacle.SUPPRESSED,
        ),
    ],
)
def test_the_obstacle_says_what_is_wrong_with_the_address(address: Address, expected: Obstacle) -> None:
    owner = replace(HENRARD, addresses=(address,))
    assert make_plan([document(1, owner)], [owner]).lines[0].obstacle is expected


def test_several_contacts_of_whom_nothing_is_known_are_left_to_a_person() -> None:
    owner = client(5, "Maes BV", "a@maes.example", "b@maes.example", source=AddressSource.CONTACT)
    (line,) = make_plan([document(1, owner)], [owner]).lines
    assert (line.obstacle, len(line.choices)) == (Obstacle.TO_CHOOSE, 2)


def test_the_line_tells_of_a_better_address_that_bounced() -> None:
    dead = replace(
        DUMONT.addresses[0],
        suppression=Suppression("compta@dumont.example", SuppressionReason.BOUNCED, date(2026, 11, 20)),
    )
    card = Address("info@dumont.example", AddressSource.CARD, "info@dumont.example")
    owner = replace(DUMONT, addresses=(dead, card))
    (line,) = make_plan([document(1, owner)], [owner]).lines
    assert line.chosen is not None and line.chosen.email == "info@dumont.example"
    assert line.passed_over is not None and line.passed_over.email == "compta@dumont.example"


def test_an_address_that_refused_the_document_is_taken_again_only_by_hand() -> None:
    refused = replace(
        document(1, HENRARD),
        refusals=(
            Refusal("julie.h@courriel.example", datetime(2026, 11, 23, tzinfo=UTC), "unknown_address"),
        ),
    )
    plan = make_plan([refused], [HENRARD])
    assert (plan.lines[0].obstacle, plan.ready) == (Obstacle.REFUSED, ())
    assert plan.with_address(plan.lines[0], "julie.h@courriel.example").lines[0].obstacle is None


def test_a_document_without_a_file_is_not_sent() -> None:
    plan = make_plan([document(1, HENRARD, files=()), document(2, HENRARD)], [HENRARD])
    assert plan.lines[0].obstacle is Obstacle.NO_FILE


def test_an_address_typed_in_a_line_mends_it_in_its_place() -> None:
    plan = make_plan([document(4, DUBOIS), document(2, HENRARD)], [DUBOIS, HENRARD])
    mended = plan.with_address(plan.lines[0], "p.dubois@courriel.example")
    assert mended.lines[0].obstacle is None and mended.lines[0].rule is AddressRule.BY_HAND
    assert [line.name for line in mended.lines] == ["Dubois, Pierre", "Henrard, Julie"]
    with pytest.raises(MalformedAddressError):
        plan.with_address(plan.lines[0], "p.dubois")
    known_dead = Suppression("p.dubois@courriel.example", SuppressionReason.BOUNCED, date(2026, 1, 1))
    refused = plan.with_address(plan.lines[0], "p.dubois@courriel.example", known_dead)
    assert refused.lines[0].obstacle is Obstacle.BOUNCED


def test_g_parts_and_joins_the_documents_of_a_client_and_keeps_an_address_chosen_by_hand() -> None:
    plan = make_plan([document(1, DUMONT), document(2, HENRARD), document(3, DUMONT)], [DUMONT, HENRARD])
    plan = plan.with_address(plan.lines[0], "luc@dumont.example")
    parted = plan.ungroup(plan.lines[0])
    assert numbers(parted) == [("2026-1",), ("2026-3",), ("2026-2",)]
    assert [line.chosen.email for line in parted.lines if line.chosen][:2] == ["luc@dumont.example"] * 2
    joined = parted.group(parted.lines[1])
    assert numbers(joined) == [("2026-1", "2026-3"), ("2026-2",)]
    assert joined.lines[0].chosen is not None and joined.lines[0].chosen.email == "luc@dumont.example"


def test_lines_can_be_parted_from_the_start_and_taken_out() -> None:
    plan = make_plan([document(1, DUMONT), document(3, DUMONT)], [DUMONT], grouped=False)
    assert numbers(plan) == [("2026-1",), ("2026-3",)]
    assert numbers(plan.without(plan.lines[0])) == [("2026-3",)]


@pytest.mark.parametrize(
    ("state", "sent_at", "asks"),
    [
        (SendingState.UNSENT, None, False),
        (SendingState.SENT, SENT, True),
        (SendingState.UNDER_WAY, None, True),
        (SendingState.IN_DOUBT, None, True),
        (SendingState.FAILED, None, False),
        (SendingState.FAILED, SENT, True),
        (SendingState.BOUNCED, SENT, False),
    ],
)
def test_a_second_sending_is_told_when_and_to_whom(
    state: SendingState, sent_at: datetime | None, asks: bool
) -> None:
    sent = document(1, HENRARD, state=state, sent_at=sent_at, sent_to="old@courriel.example")
    (line,) = make_plan([sent, document(2, HENRARD)], [HENRARD]).lines
    assert [(e.document.number, e.at, e.to) for e in line.earlier] == (
        [("2026-1", sent_at, "old@courriel.example")] if asks else []
    )


@pytest.mark.parametrize(
    ("vat", "buyer_vat", "copy"),
    [
        ("BE 0403.170.701", "", True),
        ("", "0403170701", True),
        ("BE0403170702", "", False),
        ("FR40303265045", "", False),
        ("", "", False),
    ],
)
def test_a_business_in_belgium_is_told_that_the_mail_is_a_copy(vat: str, buyer_vat: str, copy: bool) -> None:
    owner = replace(HENRARD, vat=vat)
    line = PlanLine(owner, (document(1, owner, buyer=Party(vat=buyer_vat)),), ())
    assert line.copy is copy


@pytest.mark.parametrize(
    ("change", "copy"),
    [
        ({}, True),
        ({"date": date(2025, 12, 31)}, False),
        ({"date": date(2026, 1, 1)}, True),
        ({"date": None}, True),
        ({"kind": DocumentKind.CREDIT_NOTE}, True),
        ({"seller": Party("Garage", "BE0403170701")}, True),
        ({"seller": Party("Garage", "FR40303265045")}, False),
        ({"buyer": Party("Dumont", "FR40303265045")}, False),
        ({"buyer": Party("Dumont", "BE0428759498")}, False),
        ({"buyer": Party("Dumont")}, False),
    ],
)
def test_the_mail_is_a_copy_between_businesses_in_belgium_since_2026(
    change: dict[str, Any], copy: bool
) -> None:
    document = Document(
        DocumentKind.INVOICE,
        "1",
        date(2026, 11, 24),
        Decimal("1.00"),
        buyer=Party("Dumont", "BE0428759497"),
    )
    (line,) = make_plan([replace(document, **change)], []).lines
    assert line.copy is copy
