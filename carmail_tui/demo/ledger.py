"""The ledger of the demo garage: eighteen months of invoices and credit notes, most of them sent."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from carmail_tui.demo.cast import CAST, Part
from carmail_tui.demo.people import ADMINISTRATION, FIRM, FLEET, People
from carmail_tui.documents.addresses import by_rule, choices
from carmail_tui.documents.document import Document, DocumentFile, DocumentKind, Party, SendingState
from carmail_tui.recipients.client import AddressSource, Client

_DAYS = 548
_CENT = Decimal("0.01")
_TODAY, _YESTERDAY, _YESTERDAY_SENT = 16, 6, 4
"""How many documents are of today, of the day before, and how many of the latter are sent already."""
_CREDIT_NOTE = 10
"""The place, counted from the end, of the credit note for the client with three addresses."""
_ANSWERED = (4, 6, 8, 12, 14)
"""The places, counted from the end, of documents for clients whose address the demo's server answers for."""
_SENT_AT = time(16, 30)
_DUE_DAYS = {FIRM: 30, FLEET: 30, ADMINISTRATION: 30}
_SCHEMES = {"BE": "0208", "LU": "9938", "NL": "9944", "DE": "9930"}
"""Electronic Address Scheme of a business, by country (EAS code list): the Belgian enterprise, else VAT."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One document before it has a number: its day, its client, and whether it is sent."""

    day: date
    client: Client
    kind: DocumentKind
    sent: bool
    bounced: bool = False


def make_documents(people: People, count: int, seller: Party) -> Iterator[Document]:
    """`count` documents in the order of their dates, numbered by year and kind; `seller` is the garage."""
    random = Random(f"{people.seed} documents")  # noqa: S311 - a demo, no secret
    numbers: Counter[tuple[DocumentKind, int]] = Counter()
    expected = _expected(people, count)
    for position in range(count):
        place = _place(people, position, count, expected, random)
        numbers[place.kind, place.day.year] += 1
        number = _number(place, numbers[place.kind, place.day.year])
        yield _document(place, number, position, seller, people.today, random)


def vat_percent(buyer: Party) -> int:
    """21, or nothing for a firm abroad, who owes the tax itself (Directive 2006/112/EC, art. 196)."""
    return 0 if buyer.vat and not buyer.vat.startswith("BE") else 21


def with_vat(net: Decimal, percent: int) -> Decimal:
    """What is payable for `net`, to the cent."""
    return net + (net * percent / 100).quantize(_CENT, ROUND_HALF_UP)


def _place(
    people: People, position: int, count: int, expected: Mapping[int, Client], random: Random
) -> _Place:
    day = _day(people.today, position, count)
    kind = DocumentKind.CREDIT_NOTE if random.random() < 0.05 else DocumentKind.INVOICE
    left = count - position
    sent = left > _TODAY + _YESTERDAY - _YESTERDAY_SENT
    if (client := expected.get(left)) is None:
        client = _somebody(people, random, with_address=sent)
    elif left <= _TODAY:
        kind = DocumentKind.CREDIT_NOTE if left == _CREDIT_NOTE else DocumentKind.INVOICE
    bounced = sent and people.part(client) is Part.BOUNCED
    return _Place(day, client, kind, bounced or (sent and _can_have_received(people, client)), bounced)


def _can_have_received(people: People, client: Client) -> bool:
    """Whether the client has an address that is written to and that the demo's server accepts."""
    usable = any(address.usable for address in client.addresses)
    return usable and people.part(client) is not Part.ANSWERED


def _day(today: date, position: int, count: int) -> date:
    """The days of the last eighteen months, Sundays apart, then yesterday and today."""
    left = count - position
    if left <= _TODAY:
        return today
    if left <= _TODAY + _YESTERDAY:
        return today - timedelta(days=1)
    earlier = count - _TODAY - _YESTERDAY
    day = today - timedelta(days=_DAYS - position * (_DAYS - 2) // earlier)
    return day + timedelta(days=1) if day.isoweekday() == 7 else day


def _expected(people: People, count: int) -> dict[int, Client]:
    """Who stands at which places, counted from the end.

    What a trial of the ledger needs is unsent and of today. The hostile names come below the first page,
    which looks like that of any garage; the first of them are unsent.
    """
    others = [*people.playing(Part.HOSTILE), *people.playing(Part.BOUNCED)]
    step = 2 if count > 4 * len(CAST) else 1
    found = dict(zip(range(_TODAY, _TODAY + step * len(others), step), others, strict=True))
    found |= dict(zip(_ANSWERED, people.playing(Part.ANSWERED), strict=False))
    scripted = dict.fromkeys((1, 2, _CREDIT_NOTE), Part.THREE_ADDRESSES) | {5: Part.NO_ADDRESS}
    return found | {place: client for place, part in scripted.items() for client in people.playing(part)}


def _somebody(people: People, random: Random, *, with_address: bool) -> Client:
    """Any client, firms more often; one who can be written to where the document is to be sent."""
    for _attempt in range(50):
        client = people.client(random.randint(1, people.count))
        if people.part(client) not in {None, Part.THREE_ADDRESSES}:
            continue
        usable = any(address.usable for address in client.addresses)
        if (client.company or random.random() < 0.5) and (usable or not with_address):
            return client
    return client


def _number(place: _Place, count: int) -> str:
    year = f"NC{place.day:%y}" if place.kind is DocumentKind.CREDIT_NOTE else place.day.year
    return f"{year}-{count:04d}"


def _document(
    place: _Place, number: str, position: int, seller: Party, today: date, random: Random
) -> Document:
    client, day = place.client, place.day
    buyer = _buyer(client)
    net = Decimal(int(random.lognormvariate(5.4, 0.9) * 100) + 1500).scaleb(-2)
    due = day + timedelta(days=_DUE_DAYS.get(client.family, 15))
    document = Document(
        kind=place.kind,
        number=number,
        date=day,
        due=due if place.kind is DocumentKind.INVOICE else None,
        total=with_vat(net, vat_percent(buyer)),
        seller=seller,
        buyer=buyer,
        files=_files(number),
        paid=random.random() < (0.95 if due < today else 0.25),
        client_id=client.id,
        client_name=client.name,
    )
    return _sent(document, place, position, today) if place.sent else document


def _sent(document: Document, place: _Place, position: int, today: date) -> Document:
    to = place.client.addresses[0].email
    if chosen := by_rule(choices(place.client)):
        to = chosen[0].email
    # What came back was sent once more yesterday, when its mailbox was found dead.
    day = today - timedelta(days=1) if place.bounced else place.day
    at = datetime.combine(day, _SENT_AT, UTC) + timedelta(seconds=position % 600)
    state = SendingState.BOUNCED if place.bounced else SendingState.SENT
    return replace(document, state=state, sent_at=at, sent_to=to)


def _buyer(client: Client) -> Party:
    """The buyer as the garage's invoicing program writes it: a person's first name first."""
    by_source = {address.source: address.email for address in client.addresses if address.usable}
    email = by_source.get(AddressSource.FINANCIAL) or by_source.get(AddressSource.CARD, "")
    scheme = _SCHEMES[client.country]
    value = client.vat.removeprefix("BE") if client.country == "BE" else client.vat
    endpoint = f"{scheme}:{value}" if value else f"EM:{email}" if email else ""
    name = client.company or f"{client.first_name} {client.last_name}".strip()
    return Party(name, client.vat, email, client.code, client.postcode, endpoint)


def _files(number: str) -> tuple[DocumentFile, ...]:
    return tuple(
        DocumentFile(f"{number}.{ending}", media_type, f"demo:{number}.{ending}")
        for ending, media_type in (("pdf", "application/pdf"), ("xml", "application/xml"))
    )
