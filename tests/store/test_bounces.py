"""What came back is counted once: in the result, on Today, and not where a later mail goes in its place."""

from datetime import UTC, datetime, timedelta
from typing import Any

from carmail_tui.delivery.bounces import Effect, Returned
from carmail_tui.recipients.client import Address, AddressSource, Client, Suppression, SuppressionReason
from carmail_tui.store.models import Message
from tests.post_office import PostOffice, prepared

ANNE, BART = "anne@client.example", "bart@client.example"
NOW = datetime.now(UTC)


def returned(email: str, kind: str = "permanent", cause: str = "unknown_mailbox", **more: Any) -> Returned:
    dead = kind == "permanent" and cause == "unknown_mailbox"
    fields: dict[str, Any] = {"key": f"{email} {kind} {cause}", "at": NOW + timedelta(minutes=1)}
    return Returned(email=email, names=(email,), kind=kind, cause=cause, dead=dead, **(fields | more))


def sent(office: PostOffice, *emails: str) -> int:
    """A mailing to these, which the server took; its id."""
    ready = [prepared(email, client_id=number) for number, email in enumerate(emails, 1)]
    mailing = office.queue(*ready)
    with office.store.database.connection_context():
        Message.update(state="sent").execute()
    return mailing


def take(office: PostOffice, found: Returned) -> Effect:
    return office.store.bounces.take(found, complaint_origin="complaint").effect


def test_what_came_back_is_counted_until_a_person_settles_it(office: PostOffice) -> None:
    mailing = sent(office, ANNE, BART)
    assert take(office, returned(ANNE)) is Effect.SUPPRESSED
    messages = office.store.messages
    progress = messages.progress(mailing)
    assert progress is not None and (progress.sent, progress.bounced) == (2, 1)
    assert messages.failures([mailing]) == {mailing: 1}
    assert [found.id for found in messages.unfinished()] == [mailing]
    office.store.outbox.settle([office.line(ANNE).id])
    assert messages.failures([mailing]) == {}


def test_a_corrected_address_takes_the_place_of_the_one_that_bounced(office: PostOffice) -> None:
    mailing = sent(office, ANNE)
    take(office, returned(ANNE))
    assert office.store.outbox.readdress(office.line(ANNE).id, "anne@other.example")
    assert office.line(ANNE).replaced
    progress = office.store.messages.progress(mailing)
    assert progress is not None and progress.bounced == 0 and progress.total == 1


def test_a_final_report_outweighs_the_delays_before_and_after_it(office: PostOffice) -> None:
    sent(office, ANNE)
    late = {"at": NOW + timedelta(hours=2)}
    take(office, returned(ANNE, "temporary", "unreachable"))
    assert not office.line(ANNE).came_back
    take(office, returned(ANNE, "given-up", "unreachable"))
    take(office, returned(ANNE, "temporary", "unreachable", key="again", **late))
    bounce = office.line(ANNE).bounce
    assert bounce is not None and bounce.kind == "given-up" and office.line(ANNE).came_back


def test_what_a_person_said_of_an_address_is_not_overwritten(office: PostOffice) -> None:
    sent(office, ANNE)
    by_hand = Suppression(ANNE, SuppressionReason.BY_HAND, NOW.date(), "asked on the telephone")
    office.store.cards.suppress(by_hand)
    assert take(office, returned(ANNE)) is Effect.KNOWN
    assert office.store.ledger.suppression(ANNE) == by_hand


def test_a_setback_is_shown_until_a_server_takes_a_mail_again(office: PostOffice) -> None:
    book = (Address(ANNE, AddressSource.CARD, ANNE),)
    client = office.store.cards.add(Client("Anne", addresses=book))
    sent(office, ANNE)

    def setback() -> str:
        known = office.store.clients.get(client)
        assert known is not None
        found = known.addresses[0].setback
        return found.cause if found else ""

    take(office, returned(ANNE, cause="mailbox_full"))
    assert setback() == "mailbox_full"
    sent(office, ANNE)
    with office.store.database.connection_context():
        newest = Message.select(Message.id).order_by(Message.id.desc()).scalar()
        Message.update(updated=Message.updated + 3_600_000).where(Message.id == newest).execute()
    assert setback() == ""


def test_forgiving_can_be_taken_back(office: PostOffice) -> None:
    sent(office, ANNE)
    take(office, returned(ANNE))
    suppression = office.store.ledger.suppression(ANNE)
    assert suppression is not None and office.store.bounces.forgive(ANNE, NOW + timedelta(hours=1))
    assert take(office, returned(ANNE, key="another")) is Effect.FORGIVEN
    office.store.bounces.take_back_forgiving(suppression)
    assert office.store.ledger.suppression(ANNE) == suppression
    assert take(office, returned(ANNE, key="a third")) is Effect.KNOWN
