"""Choosing one client by name, code, town or plate."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from carmail_tui.i18n import N_, _, harmless
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.listing import ClientLine
from carmail_tui.ui.client_tables import FoundClients
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.widgets.lines import Hint, Plain
from carmail_tui.ui.widgets.record_table import Column, RecordTable


class ClientChooser(Dialog[int]):
    """The answer: the id of a client. Typing searches, the arrows go through what is found."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "next_pane")]
    KEYS_SHOWN = (Hint(("up", "down"), N_("Client")), Hint(("open",), N_("Choose")), "back")

    def __init__(self, question: str, search: str = "") -> None:
        super().__init__()
        self._question = question
        self._search = search

    def title_shown(self) -> str:
        return self._question

    def body(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Plain(f" {_('Search')} : ", id="field-label")
            yield Input(harmless(self._search), compact=True, select_on_focus=True)
        yield RecordTable(_columns(), self.bridge.call, glyphs=self.glyphs, id="clients")

    @property
    def table(self) -> RecordTable[ClientLine]:
        """What is found."""
        return self.query_one(RecordTable)

    def on_mount(self) -> None:
        self.query_one("#field-label").styles.width = "auto"
        self.set_focus(self.query_one(Input))
        self.lead_on(partial(self._show, self._search))

    async def _show(self, search: str) -> None:
        source = FoundClients(self.bridge.garage, Criteria())
        await self.table.load(source, search)
        self.say("" if self.table.ids else _("Nobody is called that; fewer letters find more."))

    def on_input_changed(self, event: Input.Changed) -> None:
        self.work(partial(self._show, event.value), "show")

    def on_input_submitted(self) -> None:
        self.action_open()

    def on_key(self, event: events.Key) -> None:
        """The arrows go through the clients while one types."""
        if event.key in {"up", "down"} and self.query_one(Input).has_focus:
            event.stop()
            self.table.action_cursor(1 if event.key == "down" else -1)

    def on_record_table_activated(self) -> None:
        self.action_open()

    def action_next_pane(self) -> None:
        field = self.query_one(Input)
        self.set_focus(self.table if field.has_focus else field)

    def action_open(self) -> None:
        if self.table.current_id is not None:
            self.dismiss(self.table.current_id)


def _columns() -> Sequence[Column[ClientLine]]:
    return (
        Column(N_("Name"), 0, lambda line: line.name.strip() or _("(no name)")),
        Column(N_("Code"), 8, lambda line: line.code),
        Column(N_("Zip"), 5, lambda line: line.postcode),
        Column(N_("Town"), 16, lambda line: line.town),
    )
