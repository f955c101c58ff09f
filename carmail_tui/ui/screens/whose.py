"""Whose a document is: who it may be and what speaks for each, a new card, what is remembered."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.documents.decisions import OpenQuestion
from carmail_tui.documents.matching import Candidate, Candidates, KnownClient, Matched
from carmail_tui.i18n import N_, _
from carmail_tui.i18n.format import format_amount, short_day
from carmail_tui.i18n.import_words import candidate_words, matched_word
from carmail_tui.letters.fields import signed_total
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.widgets.lines import Hint, Plain
from carmail_tui.ui.widgets.menu import Item, Menu

_LETTERS = "abcde"
_CHOOSE = ("choose_a", "choose_b", "choose_c", "choose_d", "choose_e")
_CARD, _OTHER, _FORGET = "card", "other", "forget"


class Whose(StrEnum):
    """What was answered."""

    CLIENT = "client"
    NEW_CARD = "new_card"
    ANOTHER = "another"
    """Nobody of these: a person searches for the client."""
    FORGET = "forget"
    """What is remembered of the buyer is forgotten."""


@dataclass(frozen=True, slots=True)
class WhoseAnswer:
    """The answer; `client` with CLIENT alone."""

    answer: Whose
    client: int | None = None


class WhoseDialog(Dialog[WhoseAnswer]):
    """A letter moves the cursor, Enter takes what is under it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*_CHOOSE, "new", "whose", "next_pane")]
    KEYS_SHOWN = (
        Hint(_CHOOSE[:3], N_("Client")),
        Hint(("new",), N_("New card")),
        Hint(("whose",), N_("Search")),
        Hint(("open",), N_("Choose")),
        "back",
    )

    def __init__(self, question: OpenQuestion) -> None:
        super().__init__()
        self._question = question
        self._offered = _offered(question)

    def title_shown(self) -> str:
        return _("Whose is {number}?").format(number=self._question.document.number)

    def body(self) -> ComposeResult:
        yield Plain(id="about")
        with VerticalScroll(can_focus=False):
            yield Menu()

    def foot(self) -> ComposeResult:
        yield Plain(id="detail")

    def on_mount(self) -> None:
        self.query_one("#about", Plain).say("\n".join(f"   {line}" if line else "" for line in self._about()))
        menu = self.query_one(Menu)
        menu.show(self._items(), at=self._first())
        menu.focus()
        self._show_detail()
        if self._question.can_be_remembered:
            self.say(_("It is remembered for the next documents of this buyer; u takes it back."))
        else:
            self.say(_("Nothing but a name is known of the buyer: next time it is asked again."))

    def _first(self) -> str:
        """Never on making a card: Enter twice must not double a client."""
        return "0" if self._offered else _OTHER

    def _about(self) -> list[str]:
        document = self._question.document
        amount = format_amount(signed_total(document), document.currency)
        buyer = document.buyer
        parts = [buyer.name.strip() or _("(no name)"), amount, short_day(document.date)]
        told = (buyer.postcode, buyer.vat, buyer.code, buyer.email, buyer.endpoint)
        lines = ["", "   ".join(parts), "   ".join(text for text in told if text.strip()), ""]
        if self._question.decision is not None and document.client_id is not None:
            decision = self._question.decision
            words = _("{user} said on {day}: it is {name}.")
            day = short_day(decision.at.astimezone().date())
            return [*lines, words.format(user=decision.user, day=day, name=decision.client_name), ""]
        return [*lines, _("Perhaps one of these:") if self._offered else _("Nobody is like the buyer."), ""]

    def _items(self) -> list[Item]:
        items = []
        for index, candidate in enumerate(self._offered):
            client = candidate.client
            letter = _LETTERS[index] if index < len(_LETTERS) else " "
            place = f"{self.fitted(client.code, 8)} {self.fitted(client.postcode, 8)}"
            text = f"{letter}  {self.fitted(_name(client), 26)} {place} {self._speaks_for(candidate)}"
            items.append(Item(text, str(index)))
        items += [Item(""), Item(f"n  {_('None of these: make a card from the buyer')}", _CARD)]
        items.append(Item(f"m  {_('Another client: search')}", _OTHER))
        if self._question.decision is not None:
            items += [Item(""), Item(f"   {_('Forget what was said: ask again')}", _FORGET)]
        return items

    def _speaks_for(self, candidate: Candidate) -> str:
        if isinstance(self._question.match, Matched):
            return matched_word(candidate.by)
        return candidate_words(candidate.by, candidate.score)

    def _show_detail(self) -> None:
        """Who is under the cursor in full: a line of the list may have cut it."""
        name, words = self.query_one(Menu).current, ""
        if name and name.isdecimal():
            candidate = self._offered[int(name)]
            client = candidate.client
            told = (*dict.fromkeys(client.names), client.code, client.postcode, client.vat)
            words = f" {'   '.join(text for text in told if text.strip())}   {self._speaks_for(candidate)}"
        self.query_one("#detail", Plain).say(words)

    # -- keys ----------------------------------------------------------------------------------------------

    def on_menu_moved(self) -> None:
        self._show_detail()

    def action_choose(self, index: int) -> None:
        """A letter moves the cursor; Enter does it."""
        if index < len(self._offered):
            self.query_one(Menu).stand_on(str(index))

    def action_new(self) -> None:
        """On the line that makes a card; Enter makes it."""
        self.query_one(Menu).stand_on(_CARD)

    def action_whose(self) -> None:
        """Search for another client."""
        self.dismiss(WhoseAnswer(Whose.ANOTHER))

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        if event.name == _CARD:
            self._make_card()
        elif event.name == _OTHER:
            self.action_whose()
        elif event.name == _FORGET:
            self.dismiss(WhoseAnswer(Whose.FORGET))
        else:
            self.dismiss(WhoseAnswer(Whose.CLIENT, self._offered[int(event.name)].client.id))

    def _make_card(self) -> None:
        if not self._question.document.buyer.name.strip():
            self.say(_("The buyer has no name: there is nothing to make a card of."))
        else:
            self.dismiss(WhoseAnswer(Whose.NEW_CARD))


def _offered(question: OpenQuestion) -> tuple[Candidate, ...]:
    if isinstance(question.match, Candidates):
        return question.match.offered
    if isinstance(question.match, Matched):
        return (Candidate(question.match.client, question.match.by, 100),)
    return ()


def _name(client: KnownClient) -> str:
    return client.names[0] if client.names else _("(no name)")
