"""The card of a client: identity, addresses with their sources, consent, vehicles, documents, mails."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.delivery.message import MessageLine
from carmail_tui.i18n import N_, _
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Consent, Language, Suppression
from carmail_tui.ui.card_lines import FIELDS, Card, card_items, load_card
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.document_history import DocumentHistory
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.message_history import MessageHistory
from carmail_tui.ui.screens.prompt import AskText
from carmail_tui.ui.screens.writing import write_to
from carmail_tui.ui.widgets.lines import Hint
from carmail_tui.ui.widgets.menu import Menu
from carmail_tui.ui.words import named


class CardDialog(Dialog[None]):
    """One card. Enter mends the line under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("new", "remove", "forgive", "refusal", "send", "undo")]
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
        self.lead_on(self._show)

    async def _show(self, at: str = "") -> None:
        self._card = await self.bridge.call(load_card, self.bridge.garage, self._client_id)
        if self._card is None:
            self.dismiss(None)
            return
        self.retitle()
        self._mend = self._mends(self._card)
        self.query_one(Menu).show(card_items(self._card, self.glyphs.ellipsis), at)

    # -- mending -------------------------------------------------------------------------------------------

    def _mends(self, card: Card) -> dict[str, Callable[[], object]]:
        """What Enter does, by the name of the line."""
        return {
            **{name: partial(self._ask_field, name) for name in FIELDS},
            "language": self._next_language,
            **{f"address{known.id}": partial(self._ask_address, known) for known in card.client.addresses},
            "consent": self.action_refusal,
            **{f"document{line.id}": partial(self._open_document, line.id) for line in card.documents},
            **{f"message{line.id}": partial(self._open_message, line) for line in card.messages},
        }

    def _open_document(self, document: int) -> None:
        self.app.push_screen(DocumentHistory(document))

    def _open_message(self, line: MessageLine) -> None:
        self.app.push_screen(MessageHistory(line))

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        mend = self._mend.get(event.name)
        if mend is not None:
            mend()

    def _ask_field(self, name: str) -> None:
        if self._card is not None:
            question = _("{label}:").format(label=_(FIELDS[name]))
            value = str(getattr(self._card.client, name))
            self.app.push_screen(AskText(question, value), partial(self._field_given, name))

    def _field_given(self, name: str, value: str | None) -> None:
        if value is not None and self._card is not None:
            changed: dict[str, str] = {name: value}
            self.work(partial(self._correct, replace(self._card.client, **changed), name), "mend")  # type: ignore[arg-type]

    def _next_language(self) -> None:
        if self._card is not None:
            languages = list(Language)
            at = languages.index(self._card.client.language)
            changed = replace(self._card.client, language=languages[(at + 1) % len(languages)])
            self.work(partial(self._correct, changed, "language"), "mend")

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
            self.work(partial(self._put_address, replace(address, email=email), address), "mend")

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
            self.work(partial(self._put_address, Address(email, source), None), "mend")

    def action_remove(self) -> None:
        """Take the address under the cursor out of the book."""
        name = self.query_one(Menu).current
        if self._card is None or not name.startswith("address"):
            self.say(_("Del takes out an address: put the cursor on one."))
            return
        address = next(a for a in self._card.client.addresses if f"address{a.id}" == name)
        self.work(partial(self._remove, address), "mend")

    async def _remove(self, address: Address) -> None:
        assert address.id is not None
        cards = self.bridge.store.cards
        await self.bridge.call(cards.remove_address, self._client_id, address.id)
        self._take_back = partial(cards.put_address, self._client_id, replace(address, id=None))
        await self._show()
        self.say(_("{email} taken out. u takes it back.").format(email=address.email))

    def action_forgive(self) -> None:
        """The address under the cursor bounced, and a person says that it is good again."""
        name = self.query_one(Menu).current
        book = self._card.client.addresses if self._card is not None else ()
        address = next((a for a in book if f"address{a.id}" == name), None)
        if address is None or address.suppression is None:
            self.say(_("g is for an address that is not written to: put the cursor on one."))
            return
        self.work(partial(self._forgive, address.email, address.suppression, name), "mend")

    async def _forgive(self, email: str, suppression: Suppression, at: str) -> None:
        store = self.bridge.store
        await self.bridge.call(store.bounces.forgive, email, datetime.now(UTC))
        self._take_back = partial(store.bounces.take_back_forgiving, suppression)
        await self._show(at)
        self.say(_("{email} is written to again. u takes it back.").format(email=email))

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
            self.work(partial(self._put_consent, Consent(accepts, date.today(), origin)), "mend")

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
            self.work(partial(self._undo, take_back), "mend")

    async def _undo(self, take_back: Callable[[], object]) -> None:
        await self.bridge.call(take_back)
        await self._show()
        self.say(_("Taken back."))

    def action_send(self) -> None:
        """Write to this client."""
        write_to(self, [self._client_id])
