"""Sending a plan over a real database: what lies in the outbox, and what the ledger then says."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from carmail_tui.documents.document import DocumentKind, Party, SendingState
from carmail_tui.documents.seatbelt import Against
from carmail_tui.documents.send import Stop
from carmail_tui.recipients.client import AddressSource
from carmail_tui.store import models
from tests.store.sending import Garage, garage

__all__ = ("garage",)


CARD, FINANCIAL, CONTACT = AddressSource.CARD, AddressSource.FINANCIAL, AddressSource.CONTACT


def attached(mail: EmailMessage) -> dict[str | None, bytes]:
    """The attachments by name."""
    return {part.get_filename(): part.get_content() for part in mail.iter_attachments()}


def test_three_documents_of_two_clients_lie_in_the_outbox_with_their_own_files(garage: Garage) -> None:
    dumont = garage.client(
        "Transports Dumont SA",
        ("info@dumont.example", CARD),
        ("compta@dumont.example", FINANCIAL),
        ("luc@dumont.example", CONTACT),
    )
    julie = garage.client("Henrard, Julie", ("julie.h@courriel.example", CARD))
    ids = [
        garage.document("2026-1852", dumont),
        garage.document("2026-1851", dumont),
        garage.document("2026-0093", julie, kind=DocumentKind.CREDIT_NOTE),
    ]
    sent = garage.send(garage.plan(*ids))
    assert sent.mailing is not None and all(outcome.message for outcome in sent.outcomes)
    (first_to, first), (second_to, second) = garage.mails()
    assert (first_to, second_to) == ("compta@dumont.example", "julie.h@courriel.example")
    assert attached(first) == {
        "2026-1852.pdf": b"%PDF 2026-1852 2026-1852.pdf",
        "2026-1851.pdf": b"%PDF 2026-1851 2026-1851.pdf",
    }
    assert attached(second) == {"2026-0093.pdf": b"%PDF 2026-0093 2026-0093.pdf"}
    text = first.get_body(("plain",))
    assert text is not None
    assert "2026-1851" in text.get_content() and "2026-1852" in text.get_content()
    assert [garage.state(document) for document in ids] == [SendingState.UNDER_WAY] * 3


def test_clients_of_similar_names_each_receive_their_own_document_alone(garage: Garage) -> None:
    clients = {
        name: garage.client(name, (f"{position}@courriel.example", CARD))
        for position, name in enumerate(("Dubois, Pierre", "Dubois, Pierrette", "DUBOIS, Pierre", "Dubois"))
    }
    documents = {garage.document(f"F{id_}", id_): id_ for id_ in clients.values()}
    garage.send(garage.plan(*documents))
    received = {to: set(attached(mail)) for to, mail in garage.mails()}
    assert received == {
        f"{position}@courriel.example": {f"F{id_}.pdf"} for position, id_ in enumerate(clients.values())
    }


def test_files_of_one_name_are_both_attached_under_names_that_differ(garage: Garage) -> None:
    julie = garage.client("Henrard, Julie", ("julie.h@courriel.example", CARD))
    garage.send(
        garage.plan(garage.document("1", julie, "facture.pdf"), garage.document("2", julie, "FACTURE.pdf"))
    )
    ((_, mail),) = garage.mails()
    assert sorted(attached(mail).values()) == [b"%PDF 1 facture.pdf", b"%PDF 2 FACTURE.pdf"]
    assert len(attached(mail)) == 2


def ubl(number: str, buyer: str, total: str) -> bytes:
    """The least of an invoice in UBL 2.1."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-11-24</cbc:IssueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingCustomerParty><cac:Party><cac:PartyLegalEntity>
<cbc:RegistrationName>{buyer}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party>
</cac:AccountingCustomerParty><cac:LegalMonetaryTotal>
<cbc:TaxInclusiveAmount currencyID="EUR">{total}</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="EUR">{total}</cbc:PayableAmount></cac:LegalMonetaryTotal></Invoice>""".encode()


@pytest.mark.fault(86)
def test_the_seat_belt_reads_each_file_and_stops_the_line_that_another_client_would_receive(
    garage: Garage,
) -> None:
    julie = garage.client("Henrard, Julie", ("julie.h@courriel.example", CARD))
    maes = garage.client("Maes BV", ("info@maes.example", CARD))
    swapped, right = garage.document("1", julie), garage.document("2", maes, buyer=Party("Maes"))
    garage.attach(swapped, "1.xml", ubl("2", "Maes BV", "100.00"))
    garage.attach(right, "2.xml", ubl("2", "MAES", "100.00"))
    sent = garage.send(garage.plan(swapped, right))
    assert [outcome.stop for outcome in sent.outcomes] == [Stop.CONTRADICTION, None]
    assert [(c.against, c.file, c.expected, c.found) for c in sent.outcomes[0].contradictions] == [
        (Against.NUMBER, "1.xml", "1", "2"),
        (Against.CLIENT, "1.xml", "Henrard, Julie", "Maes BV"),
    ]
    assert [(to, sorted(map(str, attached(mail)))) for to, mail in garage.mails()] == [
        ("info@maes.example", ["2.pdf", "2.xml"])
    ]
    assert (garage.state(swapped), garage.state(right)) == (SendingState.UNSENT, SendingState.UNDER_WAY)


def test_nothing_is_left_in_the_outbox_where_every_line_is_stopped(garage: Garage) -> None:
    document = garage.document("1", garage.client("Dubois, Pierre"))
    sent = garage.send(garage.plan(document))
    assert (sent.mailing, models.Mailing.select().count()) == (None, 0)


def test_the_same_plan_confirmed_twice_is_queued_once(garage: Garage) -> None:
    plan = garage.plan(garage.document("1", garage.client("Julie", ("julie.h@courriel.example", CARD))))
    for again in (False, True):
        garage.send(plan, again=again)
        garage.send(plan, again=again)
        assert len(garage.mails()) == 1


def test_a_second_sending_is_a_new_mail_only_where_it_is_asked_for(garage: Garage) -> None:
    document = garage.document("1", garage.client("Julie", ("julie.h@courriel.example", CARD)))
    (first,) = garage.send(garage.plan(document)).outcomes
    garage.set_state(first.message, "sent")
    (asked,) = garage.send(garage.plan(document)).outcomes
    assert asked.stop is Stop.ALREADY_SENT
    assert asked.earlier[0].to == "julie.h@courriel.example" and asked.earlier[0].at is not None
    (second,) = garage.send(garage.plan(document), again=True).outcomes
    assert second.message not in {None, first.message}
    assert len(garage.ledger.history(document)) == 2


@pytest.mark.parametrize("state", ["cancelled", "refused", "expired", "blocked", "invalid"])
def test_what_was_taken_back_or_failed_can_be_sent_anew_without_a_question(
    garage: Garage, state: str
) -> None:
    document = garage.document("1", garage.client("Julie", ("julie.h@courriel.example", CARD)))
    (first,) = garage.send(garage.plan(document)).outcomes
    garage.set_state(first.message, state)
    (second,) = garage.send(garage.plan(document)).outcomes
    assert second.message is not None and second.message != first.message
    assert garage.state(document) is SendingState.UNDER_WAY


@pytest.mark.parametrize("state", ["queued", "committing", "in_doubt"])
def test_what_is_under_way_or_in_doubt_is_not_sent_beside_it(garage: Garage, state: str) -> None:
    document = garage.document("1", garage.client("Julie", ("julie.h@courriel.example", CARD)))
    (first,) = garage.send(garage.plan(document)).outcomes
    garage.set_state(first.message, state)
    (second,) = garage.send(garage.plan(document)).outcomes
    assert second.stop is Stop.ALREADY_SENT


def test_a_document_of_nobody_goes_to_its_own_buyer_or_nowhere(garage: Garage) -> None:
    garage.client("Maes BV", ("info@maes.example", CARD))
    known = garage.document("1", None, buyer=Party("Maes BV", email="buyer@maes.example"))
    unknown = garage.document("2", None, buyer=Party("Maes BV"))
    sent = garage.send(garage.plan(known, unknown))
    assert [outcome.stop for outcome in sent.outcomes] == [Stop.OBSTACLE, None]
    assert [to for to, _ in garage.mails()] == ["buyer@maes.example"]


def test_a_document_matched_to_another_client_since_the_plan_is_not_sent(garage: Garage) -> None:
    julie = garage.client("Julie", ("julie.h@courriel.example", CARD))
    maes = garage.client("Maes BV", ("info@maes.example", CARD))
    document = garage.document("1", julie)
    plan = garage.plan(document)
    garage.ledger.set_client(document, maes)
    (outcome,) = garage.send(plan).outcomes
    assert outcome.stop is Stop.CHANGED and garage.mails() == []


@pytest.mark.fault(78, 79)
def test_a_file_that_is_gone_or_was_changed_stops_its_line_alone(garage: Garage) -> None:
    clients = [garage.client(f"Client {n}", (f"{n}@courriel.example", CARD)) for n in range(3)]
    gone, changed, there = (garage.document(str(n), client) for n, client in enumerate(clients))
    garage.attach(gone, "gone.xml", b"<a/>").unlink()
    garage.attach(changed, "changed.xml", b"<b/>").write_bytes(b"<c/>")
    sent = garage.send(garage.plan(gone, changed, there))
    assert [outcome.stop for outcome in sent.outcomes] == [Stop.FILE_UNREADABLE, Stop.FILE_UNREADABLE, None]
    assert "gone.xml" in sent.outcomes[0].detail and "changed.xml" in sent.outcomes[1].detail
    assert [to for to, _ in garage.mails()] == ["2@courriel.example"]


def test_the_hold_is_kept_in_the_database(garage: Garage) -> None:
    until = datetime.now(UTC) + timedelta(seconds=10)
    document = garage.document("2026-1850", garage.client("Julie", ("julie.h@courriel.example", CARD)))
    sent = garage.send(garage.plan(document), hold_until=until)
    mailing = models.Mailing.get_by_id(sent.mailing)
    assert (mailing.kind, mailing.title, mailing.user) == ("documents", "2026-1850", "sophie")
    assert mailing.hold_until == int(until.timestamp() * 1000)
    assert sent.mailing is not None
    assert garage.outbox.take_back(sent.mailing) == 1
    assert garage.state(document) is SendingState.UNSENT


def test_an_address_that_bounced_since_is_passed_over(garage: Garage) -> None:
    dumont = garage.client("Dumont", ("compta@dumont.example", FINANCIAL), ("info@dumont.example", CARD))
    document = garage.document("1", dumont)
    (first,) = garage.send(garage.plan(document)).outcomes
    garage.set_state(first.message, "sent")
    models.Suppression.create(
        mailbox="compta@dumont.example", reason="bounced", since=datetime.now(UTC).date()
    )
    assert garage.state(document) is SendingState.BOUNCED
    garage.send(garage.plan(document))
    assert [to for to, _ in garage.mails()] == ["compta@dumont.example", "info@dumont.example"]
    assert garage.state(document) is SendingState.UNDER_WAY


def test_a_mailbox_that_dies_much_later_says_nothing_of_what_it_took(garage: Garage) -> None:
    document = garage.document("1", garage.client("Dumont", ("info@dumont.example", CARD)))
    (first,) = garage.send(garage.plan(document)).outcomes
    garage.set_state(first.message, "sent")
    later = datetime.now(UTC).date() + timedelta(days=300)
    models.Suppression.create(mailbox="info@dumont.example", reason="bounced", since=later)
    assert garage.state(document) is SendingState.SENT
