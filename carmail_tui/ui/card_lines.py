"""A card and its lines: who it is, addresses with their sources, consent, vehicles, documents, mails.

The lines are named after what they show: a field, "language", "consent", or the kind and the id.
"""

from dataclasses import dataclass

from carmail_tui.delivery.message import MessageLine
from carmail_tui.documents.listing import LedgerLine
from carmail_tui.i18n import N_, _, current_language
from carmail_tui.i18n.document_words import kind_word, sent_word, source_word
from carmail_tui.i18n.format import short_amount, short_day, short_moment
from carmail_tui.recipients.client import Address, Client, Consent, Vehicle
from carmail_tui.ui.bounce_sentences import line_state_word
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.document_sentences import number_end, setback_words
from carmail_tui.ui.widgets.columns import fitted
from carmail_tui.ui.widgets.menu import Item
from carmail_tui.ui.words import language_name

FIELDS = {
    "name": N_("Name"),
    "code": N_("Code"),
    "company": N_("Company"),
    "family": N_("Family"),
    "type": N_("Type"),
    "street": N_("Street"),
    "postcode": N_("Zip"),
    "town": N_("Town"),
    "phone": N_("Telephone"),
    "vat": N_("VAT number"),
}
_MOST = 30
_LABEL = 16


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that is known of a client."""

    client: Client
    documents: tuple[LedgerLine, ...]
    messages: tuple[MessageLine, ...]


def load_card(garage: Garage, client_id: int) -> Card | None:
    """The card with the latest documents and mails; None where the client is gone."""
    client = garage.store.clients.get(client_id)
    if client is None:
        return None
    documents = garage.store.ledger.of_client(client_id)[:_MOST]
    messages = garage.store.messages.lines(garage.store.messages.ids(client=client_id)[:_MOST])
    return Card(client, tuple(documents), tuple(messages))


def card_items(card: Card, ellipsis: str) -> list[Item]:
    """All lines of a card."""
    client = card.client
    return [
        *_identity(client, ellipsis),
        *_addresses(client, ellipsis),
        Item(""),
        Item(fitted(_("Promotions"), _LABEL, ellipsis) + _consent_words(client.consent), "consent"),
        *(_vehicle_item(vehicle, ellipsis) for vehicle in client.vehicles),
        *_documents(card, ellipsis),
        *_messages(card),
    ]


def _identity(client: Client, ellipsis: str) -> list[Item]:
    items = []
    for name, label in FIELDS.items():
        by_hand = _("by hand") if name in client.corrected else ""
        items.append(Item(fitted(_(label), _LABEL, ellipsis) + str(getattr(client, name)), name, by_hand))
    language = fitted(_("Language"), _LABEL, ellipsis) + language_name(client.language)
    return [*items, Item(language, "language")]


def _addresses(client: Client, ellipsis: str) -> list[Item]:
    items = [Item(""), Item(_("E-mail addresses"), strong=True)]
    for address in client.addresses:
        source = source_word(address.source.value, address.label)
        text = f"{fitted(address.email, 34, ellipsis)} {source}"
        items.append(Item(text, f"address{address.id}", _address_note(address)))
    if any(address.suppression for address in client.addresses):
        items.append(Item(_("g says that an address is good again.")))
    if not client.addresses:
        items.append(Item(_("None: n gives one.")))
    return items


def _address_note(address: Address) -> str:
    if address.mailbox is None:
        return _("is not an address")
    if address.suppression is not None:
        words = {"bounced": _("bounced on {day}"), "refused": _("refuses mail since {day}")}
        default = _("not written to since {day}")
        return words.get(address.suppression.reason, default).format(day=short_day(address.suppression.since))
    if address.setback is not None:
        return setback_words(address.setback)
    if address.last_used is not None:
        return _("used on {day}").format(day=short_day(address.last_used.date()))
    return _("for documents") if address.receives_documents or address.remembered else ""


def _consent_words(consent: Consent) -> str:
    if consent.accepted is None:
        return _("never asked")
    words = _("accepted") if consent.accepted else _("refused")
    return _("{answer} on {since} ({origin})").format(
        answer=words, since=short_day(consent.since), origin=consent.origin
    )


def _vehicle_item(vehicle: Vehicle, ellipsis: str) -> Item:
    model = fitted(f"{vehicle.make} {vehicle.model}", 23, ellipsis)
    text = f"{fitted(vehicle.plate, 11, ellipsis)} {model} {vehicle.fuel}"
    due = vehicle.next_inspection
    words = _("inspection {day}").format(day=short_day(due)) if due else ""
    return Item(text, f"vehicle{vehicle.id}", words)


def _documents(card: Card, ellipsis: str) -> list[Item]:
    items = [Item(""), Item(_("Documents"), strong=True)] if card.documents else []
    for line in card.documents:
        number = fitted(number_end(line.number, 13, ellipsis), 13, ellipsis)
        amount = short_amount(line.amount, current_language())
        text = f"{number} {fitted(kind_word(line.kind), 15, ellipsis)} {short_day(line.date)} {amount:>12}"
        items.append(Item(text, f"document{line.id}", sent_word(line.state, line.has_address, line.sent_at)))
    return items


def _messages(card: Card) -> list[Item]:
    items = [Item(""), Item(_("Mails"), strong=True)] if card.messages else []
    for line in card.messages:
        text = f"{short_moment(line.updated)}  {line.subject}"
        items.append(Item(text, f"message{line.id}", line_state_word(line)))
    return items
