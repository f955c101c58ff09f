"""The card of a client: identity, addresses with their sources, consent, vehicles, documents, mails."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import ClassVar

from rich.cells import set_cell_size
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.delivery.message import MessageLine
from carmail_tui.documents.listing import LedgerLine
from carmail_tui.i18n import N_, _, current_language
from carmail_tui.i18n.document_words import kind_word, sent_word, source_word
from carmail_tui.i18n.format import short_amount, short_day, short_moment
from carmail_tui.i18n.reasons import state_word
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Consent, Language, Vehicle
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.document_history import DocumentHistory
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.message_history import MessageHistory
from carmail_tui.ui.screens.prompt import AskText
from carmail_tui.ui.widgets.lines import Hint
from carmail_tui.ui.widgets.menu import Item, Menu
from carmail_tui.ui.words import language_name, named

_FIELDS = {
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


class CardDialog(Dialog[None]):
    """One card. Enter mends the line under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("new", "remove", "refusal", "send", "undo")]
    KEYS_SHOWN = (
        Hint(("open",), N_("Mend")),
        Hint(("new",), N_("Address")),
        "remove",
        "refusal",
        Hint(("send",), N_("Write")),
        "undo",
        "back",
    )

    def __init__(self, client_id: int) -> None:
        super().__init__()
        self._client_id = client_id
        self._card: Card | None = None
        self._mend: dict[str, Callable[[], object]] = {}
        self._take_back: Callable[[], object] | None = None

    def title_shown(self) -> str:
        return _("Client: {name}").format(name=named(self._card.client) if self._card else "")

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Menu()

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
        self.lead_on(self._show())

    async def _show(self, at: str = "") -> None:
        self._card = await self.bridge.call(load_card, self.bridge.garage, self._client_id)
        if self._card is None:
            self.dismiss(None)
            return
        self.retitle()
        self._mend = {}
        client = self._card.client
        items = [
            *self._identity(client),
            *self._addresses(client),
            *self._consent(client),
            *(_vehicle_item(vehicle) for vehicle in client.vehicles),
            *self._documents(self._card),
            *self._messages(self._card),
        ]
        self.query_one(Menu).show(items, at)

    # -- the lines -----------------------------------------------------------------------------------------

    def _identity(self, client: Client) -> list[Item]:
        items = []
        for name, label in _FIELDS.items():
            self._mend[name] = partial(self._ask_field, name)
            by_hand = _("by hand") if name in client.corrected else ""
            items.append(Item(_pair(_(label), str(getattr(client, name))), name, by_hand))
        self._mend["language"] = self._next_language
        items.append(Item(_pair(_("Language"), language_name(client.language)), "language"))
        return items

    def _addresses(self, client: Client) -> list[Item]:
        items = [Item(""), Item(_("E-mail addresses"), strong=True)]
        for address in client.addresses:
            name = f"address{address.id}"
            self._mend[name] = partial(self._ask_address, address)
            items.append(Item(_address_words(address), name, _address_note(address)))
        if not client.addresses:
            items.append(Item(_("None: n gives one.")))
        return items

    def _consent(self, client: Client) -> list[Item]:
        consent = client.consent
        words = _("never asked")
        if consent.accepted is not None:
            words = _("accepted") if consent.accepted else _("refused")
            words = _("{answer} on {since} ({origin})").format(
                answer=words, since=short_day(consent.since), origin=consent.origin
            )
        self._mend["consent"] = self.action_refusal
        return [Item(""), Item(_pair(_("Promotions"), words), "consent")]

    def _documents(self, card: Card) -> list[Item]:
        items = [Item(""), Item(_("Documents"), strong=True)] if card.documents else []
        for line in card.documents:
            amount = short_amount(line.amount, current_language())
            text = f"{set_cell_size(line.number, 14)}{set_cell_size(kind_word(line.kind), 16)}"
            text += f"{short_day(line.date)} {amount:>12}"
            right = sent_word(line.state, line.has_address, line.sent_at)
            name = f"document{line.id}"
            self._mend[name] = partial(self.app.push_screen, DocumentHistory(line.id))
            items.append(Item(text, name, right))
        return items

    def _messages(self, card: Card) -> list[Item]:
        items = [Item(""), Item(_("Mails"), strong=True)] if card.messages else []
        for line in card.messages:
            name = f"message{line.id}"
            self._mend[name] = partial(self.app.push_screen, MessageHistory(line))
            text = f"{short_moment(line.updated)}  {line.subject}"
            items.append(Item(text, name, state_word(line.state)))
        return items

    # -- mending -------------------------------------------------------------------------------------------

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        mend = self._mend.get(event.name)
        if mend is not None:
            mend()

    def _ask_field(self, name: str) -> None:
        if self._card is not None:
            question = _("{label}:").format(label=_(_FIELDS[name]))
            value = str(getattr(self._card.client, name))
            self.app.push_screen(AskText(question, value), partial(self._field_given, name))

    def _field_given(self, name: str, value: str | None) -> None:
        if value is not None and self._card is not None:
            changed: dict[str, str] = {name: value}
            self.work(self._correct(replace(self._card.client, **changed), name), "mend")  # type: ignore[arg-type]

    def _next_language(self) -> None:
        if self._card is not None:
            languages = list(Language)
            at = languages.index(self._card.client.language)
            changed = replace(self._card.client, language=languages[(at + 1) % len(languages)])
            self.work(self._correct(changed, "language"), "mend")

    async def _correct(self, client: Client, field: str) -> None:
        before = self._card.client if self._card else client
        cards = self.bridge.store.cards
        await self.bridge.call(cards.correct, client, frozenset({field}))
        self._take_back = partial(cards.correct, before, frozenset({field}))
        await self._show(field)
        self.say(_("Kept on the card; an import leaves it alone. u takes it back."))

    def _ask_address(self, address: Address) -> None:
        self.app.push_screen(
            AskText(_("E-mail address:"), address.email), partial(self._address_given, address)
        )

    def _address_given(self, address: Address, email: str | None) -> None:
        if email:
            self.work(self._put_address(replace(address, email=email), address), "mend")

    async def _put_address(self, address: Address, before: Address | None) -> None:
        if mailbox(address.email) is None:
            self.say(_("{email} is not an e-mail address.").format(email=address.email))
            return
        cards = self.bridge.store.cards
        address_id = await self.bridge.call(cards.put_address, self._client_id, address)
        if before is not None:
            self._take_back = partial(cards.put_address, self._client_id, before)
        else:
            self._take_back = partial(cards.remove_address, self._client_id, address_id)
        await self._show(f"address{address_id}")
        self.say(_("Kept on the card; an import leaves it alone. u takes it back."))

    def action_new(self) -> None:
        """One more address."""
        self.app.push_screen(AskText(_("New e-mail address:")), self._new_address)

    def _new_address(self, email: str | None) -> None:
        if email and self._card is not None:
            sources = {address.source for address in self._card.client.addresses}
            source = AddressSource.CONTACT if AddressSource.CARD in sources else AddressSource.CARD
            self.work(self._put_address(Address(email, source), None), "mend")

    def action_remove(self) -> None:
        """Take the address under the cursor out of the book."""
        name = self.query_one(Menu).current
        if self._card is None or not name.startswith("address"):
            self.say(_("Del takes out an address: put the cursor on one."))
            return
        address = next(a for a in self._card.client.addresses if f"address{a.id}" == name)
        self.work(self._remove(address), "mend")

    async def _remove(self, address: Address) -> None:
        assert address.id is not None
        cards = self.bridge.store.cards
        await self.bridge.call(cards.remove_address, self._client_id, address.id)
        self._take_back = partial(cards.put_address, self._client_id, replace(address, id=None))
        await self._show()
        self.say(_("{email} taken out. u takes it back.").format(email=address.email))

    def action_refusal(self) -> None:
        """Record that the client accepts or refuses promotions, and how we know."""
        if self._card is None:
            return
        accepts = self._card.client.consent.accepted is not True
        words = _("{name} accepts promotions. How do you know?")
        if not accepts:
            words = _("{name} refuses further promotions. How do you know?")
        question = words.format(name=named(self._card.client))
        self.app.push_screen(AskText(question, _("telephone")), partial(self._consent_given, accepts))

    def _consent_given(self, accepts: bool, origin: str | None) -> None:
        if origin:
            self.work(self._put_consent(Consent(accepts, date.today(), origin)), "mend")

    async def _put_consent(self, consent: Consent) -> None:
        before = self._card.client.consent if self._card else Consent()
        cards = self.bridge.store.cards
        await self.bridge.call(cards.set_consent, self._client_id, consent)
        self._take_back = partial(cards.set_consent, self._client_id, before)
        await self._show("consent")
        self.say(_("Recorded. u takes it back."))

    def action_undo(self) -> None:
        """Take back the last correction."""
        if self._take_back is None:
            self.say(_("There is nothing to take back."))
        else:
            take_back, self._take_back = self._take_back, None
            self.work(self._undo(take_back), "mend")

    async def _undo(self, take_back: Callable[[], object]) -> None:
        await self.bridge.call(take_back)
        await self._show()
        self.say(_("Taken back."))

    def action_send(self) -> None:
        """Write to this client."""
        from carmail_tui.ui.screens.letter import LetterDialog

        self.app.push_screen(
            LetterDialog([self._client_id], Criteria(), "letter from a card"), self._letter_closed
        )

    def _letter_closed(self, mailing: int | None) -> None:
        if mailing is not None:
            from carmail_tui.ui.screens.progress import ProgressScreen

            self.app.push_screen(ProgressScreen(mailing))


def _pair(label: str, value: str) -> str:
    return set_cell_size(label, 16) + value


def _address_words(address: Address) -> str:
    source = source_word(address.source.value, address.label)
    return f"{set_cell_size(address.email, 34)} {source}"


def _address_note(address: Address) -> str:
    if address.mailbox is None:
        return _("is not an address")
    if address.suppression is not None:
        words = {"bounced": _("bounced on {day}"), "refused": _("refuses mail since {day}")}
        default = _("not written to since {day}")
        return words.get(address.suppression.reason, default).format(day=short_day(address.suppression.since))
    if address.last_used is not None:
        return _("used on {day}").format(day=short_day(address.last_used.date()))
    return _("for documents") if address.receives_documents or address.remembered else ""


def _vehicle_item(vehicle: Vehicle) -> Item:
    text = f"{set_cell_size(vehicle.plate, 12)}{set_cell_size(f'{vehicle.make} {vehicle.model}', 24)}"
    due = (
        _("inspection {day}").format(day=short_day(vehicle.next_inspection))
        if vehicle.next_inspection
        else ""
    )
    return Item(f"{text}{vehicle.fuel}", f"vehicle{vehicle.id}", due)
