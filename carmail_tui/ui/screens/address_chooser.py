"""To which of several addresses documents go: by letter and cursor, or another one that is typed."""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from carmail_tui.documents.addresses import AddressChoice, typed
from carmail_tui.documents.plan import PlanLine
from carmail_tui.i18n import N_, _
from carmail_tui.i18n.format import format_amount, short_day
from carmail_tui.letters.fields import signed_total
from carmail_tui.ui.deaf import Deafness
from carmail_tui.ui.document_sentences import sources_words, suppression_words, used_words
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.mailing import HOLD_SECONDS
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.widgets.lines import Hint, Plain
from carmail_tui.ui.widgets.menu import Item, Menu

_LETTERS = "abcde"
_OTHER, _ALWAYS = "other", "always"
_CHOOSE = ("choose_a", "choose_b", "choose_c", "choose_d", "choose_e")


@dataclass(frozen=True, slots=True)
class ChosenAddress:
    """The answer: an address, and whether the documents of this client always go there."""

    email: str
    always: bool


class AddressChooser(Dialog[ChosenAddress]):
    """The addresses of one line. A letter moves the cursor, Enter takes the address under it.

    With `sends`, whoever opened it sends the document to the answer; else the answer is only noted in a plan.
    """

    CSS_PATH = "address_chooser.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*_CHOOSE, "new", "always", "send", "next_pane")]

    def __init__(self, line: PlanLine, *, sends: bool) -> None:
        super().__init__()
        self._line = line
        self._sends = sends
        self._always = False
        self._deaf = Deafness()

    def title_shown(self) -> str:
        documents = self._line.documents
        if len(documents) > 1:
            return _("Address for {count} documents").format(count=len(documents))
        words = _("Send {number}") if self._sends else _("Address for {number}")
        return words.format(number=documents[0].number)

    def body(self) -> ComposeResult:
        yield Plain(classes="gap")
        yield Plain(f"   {self._heading()}", classes="heading")
        yield Plain(classes="gap")
        yield Plain(f"   {_('To which address?')}")
        yield Plain(classes="gap")
        with VerticalScroll(can_focus=False):
            yield Menu(id="addresses")
        with Horizontal(classes="row", id="other-row"):
            yield Plain(f"   {_('Another address')} : ", id="other-label")
            yield Input(compact=True, id="other")
        yield Plain(id="rest")

    def foot(self) -> ComposeResult:
        yield Plain(id="detail")

    def _heading(self) -> str:
        parts = [self._line.name]
        if len(self._line.documents) == 1:
            document = self._line.documents[0]
            parts += [format_amount(signed_total(document), document.currency), short_day(document.date)]
        return "   ".join(parts)

    def on_mount(self) -> None:
        self._deaf.begin()
        if self._sends:
            words = _("After Enter: it leaves in {seconds} s, u takes it back.")
            self.say(words.format(seconds=HOLD_SECONDS))
        best = self._line.chosen or next((c for c in self._line.choices if c.usable), None)
        self.query_one(Menu).show(self._items(), at=best.mailbox if best else _OTHER)
        self.set_focus(self.query_one(Menu if best else Input))
        self._show_detail()

    # -- what is shown -------------------------------------------------------------------------------------

    def _items(self) -> list[Item]:
        items = []
        for index, choice in enumerate(self._line.choices):
            letter = _LETTERS[index] if index < len(_LETTERS) else " "
            text = f"{letter}  {self.fitted(choice.email, 30)}  {self.fitted(sources_words(choice), 18)}"
            items.append(Item(text, choice.mailbox, used_words(choice)))
        items += [Item(""), Item(f"n  {_('Another address')}", _OTHER)]
        if self._line.client is not None:
            mark = "[x]" if self._always else "[ ]"
            words = _("Always this one for the documents of this client")
            items += [Item(""), Item(f"{mark} {words}", _ALWAYS)]
        return items

    def _current(self) -> AddressChoice | None:
        name = self.query_one(Menu).current
        return next((choice for choice in self._line.choices if choice.mailbox == name), None)

    def _show_detail(self) -> None:
        """The address under the cursor in full: a line of the list may have cut it."""
        choice = self._current()
        words = f" {choice.email}   {sources_words(choice)}   {used_words(choice)}" if choice else ""
        self.query_one("#detail", Plain).say(words)

    def on_menu_moved(self) -> None:
        self._show_detail()

    def on_descendant_focus(self) -> None:
        """Where one types, letters and Space are text."""
        choose = Hint(("open",), N_("Send") if self._sends else N_("Choose"))
        if self.query_one(Input).has_focus:
            self.show_keys(choose, Hint(("next_pane",), N_("Addresses")), "back")
        else:
            self.show_keys(
                Hint(_CHOOSE[:3], N_("Address")), Hint(("new",), N_("Another")), "always", choose, "back"
            )

    # -- keys ----------------------------------------------------------------------------------------------

    def action_choose(self, index: int) -> None:
        """A letter moves the cursor; Enter does it."""
        if index < len(self._line.choices):
            self.query_one(Menu).stand_on(self._line.choices[index].mailbox)

    def action_new(self) -> None:
        """Another address, typed."""
        self.query_one(Menu).stand_on(_OTHER)
        self.set_focus(self.query_one(Input))

    def action_always(self) -> None:
        """Whether the documents of this client go there from now on."""
        if self._line.client is None:
            self.say(_("The document has no client yet, so that nothing can be remembered."))
            return
        self._always = not self._always
        self.query_one(Menu).show(self._items())

    def action_next_pane(self) -> None:
        menu, field = self.query_one(Menu), self.query_one(Input)
        self.set_focus(field if menu.has_focus else menu)

    def action_send(self) -> None:
        """As Enter, where the answer is sent."""
        if not self._sends or self._deaf.drops():
            return
        if self.query_one(Input).has_focus:
            self._take(self.query_one(Input).value)
        else:
            self.query_one(Menu).action_open()

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        if event.name == _ALWAYS:
            self.action_always()
        elif event.name == _OTHER:
            self.set_focus(self.query_one(Input))
        elif choice := self._current():
            self._take(choice.email)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self._take(event.value)

    def _take(self, email: str) -> None:
        if email.strip():
            self.work(partial(self._answer, email.strip()), "answer")

    async def _answer(self, email: str) -> None:
        suppression = await self.bridge.call(self.bridge.store.ledger.suppression, email)
        choice = typed(email, self._line.choices, suppression)
        if choice.suppression is not None:
            words = _("{email}: {reason}. Nothing was sent; n gives another address.")
            self.say(words.format(email=choice.email, reason=suppression_words(choice.suppression)))
            return
        self.dismiss(ChosenAddress(choice.email, self._always))
