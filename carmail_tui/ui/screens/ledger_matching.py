"""Saying in the ledger whose a document is: asked with who it may be, remembered, taken back."""

from functools import partial
from typing import TYPE_CHECKING

from carmail_tui.documents.decisions import Given, OpenQuestion
from carmail_tui.documents.listing import LedgerLine
from carmail_tui.documents.matching import NoMatch
from carmail_tui.i18n import _, ngettext
from carmail_tui.i18n.format import format_count
from carmail_tui.ui.screens.client_chooser import ClientChooser
from carmail_tui.ui.screens.ledger_filters import client_name
from carmail_tui.ui.screens.whose import Whose, WhoseAnswer, WhoseDialog

if TYPE_CHECKING:
    from carmail_tui.ui.screens.ledger import LedgerRoom


class LedgerMatching:
    """What the ledger does to say whose a document is."""

    def __init__(self, room: "LedgerRoom") -> None:
        self._room = room

    def ask(self, line: LedgerLine) -> None:
        """Ask whose the document is."""
        self._room.lead_on(partial(self._ask, line), "whose")

    async def _ask(self, line: LedgerLine) -> None:
        room = self._room
        question = await room.bridge.call(room.bridge.store.decisions.question, line.id)
        if question is None:
            return
        known = question.document.client_id is not None
        nobody = isinstance(question.match, NoMatch) and not question.document.buyer.name.strip()
        if (known and question.decision is None) or nobody:
            self._search(line)
            return
        room.app.push_screen(WhoseDialog(question), partial(self._answered, line, question))

    def _search(self, line: LedgerLine) -> None:
        question = _("Whose is {number}, to {name}?") if line.client else _("Whose is {number}?")
        question = question.format(number=line.number, name=line.client)
        search = "" if line.client_id else line.client
        self._room.app.push_screen(
            ClientChooser(question, search),
            lambda client: self._answered(line, None, client and WhoseAnswer(Whose.CLIENT, client)),
        )

    def _answered(self, line: LedgerLine, question: OpenQuestion | None, answer: WhoseAnswer | None) -> None:
        if answer is None:
            return
        if answer.answer is Whose.ANOTHER:
            self._search(line)
        elif answer.answer is Whose.FORGET:
            if question is not None and question.decision is not None:
                self._room.work(partial(self._forget, question.decision.key), "give")
        else:
            self._room.work(partial(self._give, line, answer.client), "give")

    async def _give(self, line: LedgerLine, client: int | None) -> None:
        """The document is that client's; None makes a card from its buyer."""
        room, garage = self._room, self._room.bridge.garage
        decisions = room.bridge.store.decisions
        if client is None:
            from carmail_tui.ui.importing import language_of

            language = language_of(garage)
            given = await room.bridge.call(decisions.make_card, line.id, language, garage.user)
        else:
            given = await room.bridge.call(decisions.decide, line.id, client, garage.user)
        room.sending.note_given(given)
        await room.show()
        name = await room.bridge.call(client_name, garage, given.client_id)
        room.say(_given_sentence(line.number, name, len(given.before) - 1))

    async def _forget(self, key: str) -> None:
        await self._room.bridge.call(self._room.bridge.store.decisions.forget, key)
        self._room.say(_("Forgotten: the next document of this buyer is asked about. This one stays."))

    async def take_back(self, given: Given) -> None:
        """As if it had not been said."""
        await self._room.bridge.call(self._room.bridge.store.decisions.take_back, given)
        await self._room.show()
        self._room.say(_("Taken back."))


def _given_sentence(number: str, name: str, more: int) -> str:
    if not more:
        words = _("{number} is a document of {name}. u takes it back.")
        return words.format(number=number, name=name)
    words = ngettext(
        "{number} and {count} more of this buyer: {name}. u takes it back.",
        "{number} and {count} more of this buyer: {name}. u takes it back.",
        more,
    )
    return words.format(number=number, count=format_count(more), name=name)
