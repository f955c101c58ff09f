"""What the lists give as CSV: clients, documents, and those who receive nothing; for both faces."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from carmail_tui.documents.document import DocumentKind
from carmail_tui.documents.listing import LedgerLine
from carmail_tui.i18n import N_, _
from carmail_tui.i18n.document_words import sent_word
from carmail_tui.i18n.spreadsheet import write_table
from carmail_tui.recipients.client import AddressSource, Client, Vehicle
from carmail_tui.recipients.criteria import Criteria, shown_vehicle
from carmail_tui.recipients.reach import LeftOut
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.document_sentences import KINDS

_BATCH = 500
Cell = Callable[[Client, Vehicle], str]


def _emails(source: AddressSource) -> Cell:
    return lambda client, _vehicle: ", ".join(a.email for a in client.addresses if a.source is source)


_CLIENT: tuple[tuple[str, Cell], ...] = (
    (N_("Client code"), lambda client, _vehicle: client.code),
    (N_("Client name"), lambda client, _vehicle: client.name),
    (N_("Company"), lambda client, _vehicle: client.company),
    (N_("First name"), lambda client, _vehicle: client.first_name),
    (N_("Last name"), lambda client, _vehicle: client.last_name),
    (N_("Street"), lambda client, _vehicle: client.street),
    (N_("Postal code"), lambda client, _vehicle: client.postcode),
    (N_("Town"), lambda client, _vehicle: client.town),
    (N_("Country code"), lambda client, _vehicle: client.country),
    (N_("Phone"), lambda client, _vehicle: client.phone),
    (N_("VAT number"), lambda client, _vehicle: client.vat),
    (N_("E-mail"), _emails(AddressSource.CARD)),
    (N_("Billing email"), _emails(AddressSource.FINANCIAL)),
    (N_("Second email"), _emails(AddressSource.CONTACT)),
    (N_("E-mail in documents"), _emails(AddressSource.DOCUMENT)),
    (N_("Family"), lambda client, _vehicle: client.family),
    (N_("Client type"), lambda client, _vehicle: client.type),
    (N_("Language"), lambda client, _vehicle: client.language.value),
    (N_("Accepts promotions"), lambda client, _vehicle: _yes_no(client.consent.accepted)),
    (N_("Consent date"), lambda client, _vehicle: _day(client.consent.since)),
    (N_("Consent origin"), lambda client, _vehicle: client.consent.origin),
    (N_("Last visit"), lambda client, _vehicle: _day(client.last_visit)),
    (N_("Plate"), lambda _client, vehicle: vehicle.plate),
    (N_("Make"), lambda _client, vehicle: vehicle.make),
    (N_("Model"), lambda _client, vehicle: vehicle.model),
    (N_("Next inspection"), lambda _client, vehicle: _day(vehicle.next_inspection)),
)
"""The columns of clients: names that an import knows again, in each language, and what stands below them."""

_DOCUMENT = (
    *(N_("Number"), N_("Kind"), N_("Date"), N_("Client"), N_("Amount"), N_("Currency")),
    *(N_("Due"), N_("Paid"), N_("Sent on"), N_("Address")),
)
_LEFT_OUT = (
    *(N_("Client name"), N_("Street"), N_("Postal code"), N_("Town"), N_("Phone"), N_("E-mail")),
    N_("Reason"),
)


def export_clients(garage: Garage, path: Path, ids: Sequence[int], criteria: Criteria | None = None) -> int:
    """Write these clients, one a row, with the vehicle that the criteria are about; how many.

    Raises OSError.
    """
    header = [_(title) for title, _cell in _CLIENT]
    return write_table(path, header, _client_rows(garage, ids, criteria or Criteria()))


def _client_rows(garage: Garage, ids: Sequence[int], criteria: Criteria) -> Iterator[list[str]]:
    for start in range(0, len(ids), _BATCH):
        for client in garage.store.clients.many(ids[start : start + _BATCH]):
            vehicle = shown_vehicle(client, criteria, garage.today) or Vehicle()
            yield [cell(client, vehicle) for _title, cell in _CLIENT]


def export_documents(garage: Garage, path: Path, ids: Sequence[int]) -> int:
    """Write these documents as the ledger lists them; how many. Raises OSError."""
    return write_table(path, [_(title) for title in _DOCUMENT], _document_rows(garage, ids))


def _document_rows(garage: Garage, ids: Sequence[int]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _BATCH):
        for line in garage.store.ledger.lines(ids[start : start + _BATCH]):
            yield _document_row(line)


def _document_row(line: LedgerLine) -> list[str]:
    return [
        line.number,
        _(KINDS[DocumentKind(line.kind)]),
        _day(line.date),
        line.client,
        _amount(line.amount),
        line.currency,
        _day(line.due),
        _yes_no(line.paid),
        sent_word(line.state, line.has_address, line.sent_at),
        line.sent_to,
    ]


def export_left_out(path: Path, left_out: Collection[LeftOut], words: Callable[[LeftOut], str]) -> int:
    """Write those who receive nothing, to telephone or to post; how many. Raises OSError."""
    rows = (
        [c.name, c.street, c.postcode, c.town, c.phone, item.email, words(item)]
        for item in left_out
        for c in (item.client,)
    )
    return write_table(path, [_(title) for title in _LEFT_OUT], rows)


def _day(day: date | None) -> str:
    """As a Belgian spreadsheet reads it."""
    return day.strftime("%d/%m/%Y") if day else ""


def _amount(amount: Decimal) -> str:
    """As a Belgian spreadsheet reads it: a number."""
    return f"{amount:.2f}".replace(".", ",")


def _yes_no(answer: bool | None) -> str:
    return {True: _("yes"), False: _("no"), None: ""}[answer]
