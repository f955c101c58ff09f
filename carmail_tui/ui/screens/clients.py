"""Clients: search, and a card for each."""

from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from carmail_tui.i18n import N_, _, ngettext
from carmail_tui.i18n.format import format_count
from carmail_tui.recipients.client import Client
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.listing import ClientLine
from carmail_tui.ui.client_tables import FoundClients, name_of
from carmail_tui.ui.exporting import export_clients
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.card import CardDialog
from carmail_tui.ui.screens.export_prompt import ask_export
from carmail_tui.ui.screens.frame import Frame
from carmail_tui.ui.screens.prompt import AskText, AskYes
from carmail_tui.ui.screens.writing import write_to
from carmail_tui.ui.widgets.lines import Hint
from carmail_tui.ui.widgets.record_table import Column, RecordTable
from carmail_tui.ui.widgets.search_line import SearchLine


class ClientsRoom(Frame[None]):
    """Every client, by name; a search narrows the list until Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "search", "new", "send", "import", "export")]
    KEYS_SHOWN = (
        Hint(("open",), N_("Card")),
        "search",
        "new",
        "import",
        "export",
        Hint(("send",), N_("Write")),
        "back",
    )

    def __init__(self) -> None:
        super().__init__()
        self._search = ""
        self._counted = ""

    def title_shown(self) -> str:
        return _("Clients")

    def body(self) -> ComposeResult:
        yield RecordTable(_columns(), self.bridge.call, glyphs=self.glyphs, id="clients")

    def foot(self) -> ComposeResult:
        yield SearchLine()

    @property
    def table(self) -> RecordTable[ClientLine]:
        """The table of clients."""
        return self.query_one(RecordTable)

    def on_mount(self) -> None:
        self.table.focus()

    def on_screen_resume(self) -> None:
        self.lead_on(self._show)

    async def _show(self) -> None:
        await self.table.load(FoundClients(self.bridge.garage, Criteria()), self._search)
        count = len(self.table.ids)
        words = self._count_words(count)
        if words != self._counted:
            # What an export has just said stays where nothing changed.
            self._counted = words
            self.say(words)

    def _count_words(self, count: int) -> str:
        if count == 0 and not self._search:
            return _("No clients yet: i reads a list, n makes a card.")
        if self._search:
            words = ngettext("{count} client for “{search}”. Esc shows all.",
                             "{count} clients for “{search}”. Esc shows all.", count)  # fmt: skip
            return words.format(count=format_count(count), search=self._search)
        return ngettext("{count} client", "{count} clients", count).format(count=format_count(count))

    # -- keys ----------------------------------------------------------------------------------------------

    def action_search(self, text: str = "") -> None:
        """Search by name, code, town or plate."""
        # It would go on over other clients; the v of a name that is typed begins one.
        self.table.end_range()
        self.query_one("#message").display = False
        self.query_one(SearchLine).open(text)

    def on_key(self, event: events.Key) -> None:
        """Whoever types a name means to find it: a letter that is no key of the list begins a search."""
        typed = event.character or ""
        if self.table.has_focus and typed.isalnum() and event.key not in self.active_bindings:
            event.stop()
            self.action_search(typed)

    def on_search_line_typed(self, event: SearchLine.Typed) -> None:
        self._search = event.text
        self.work(self._show, "show")

    def on_search_line_ended(self, event: SearchLine.Ended) -> None:
        self.query_one("#message").display = True
        self._search = event.text if event.accepted else ""
        self.table.focus()
        self.lead_on(self._show)

    def action_back(self) -> None:
        if self._search:
            self._search = ""
            self.work(self._show, "show")
        else:
            super().action_back()

    def on_record_table_activated(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """The card of the client under the cursor."""
        if self.table.current_id is not None:
            self.app.push_screen(CardDialog(self.table.current_id))

    def action_new(self) -> None:
        """A new card, by its name."""
        self.app.push_screen(AskText(_("Name of the new client (Last, First; or the company):")), self._named)

    def _named(self, name: str | None) -> None:
        if name:
            # Who types a name into the list, without a search, must not make a client of its end.
            question = _("Make a card for {name}?").format(name=name)
            self.app.push_screen(AskYes(question), partial(self._sure, name))

    def _sure(self, name: str, yes: bool | None) -> None:
        if yes:
            self.work(partial(self._add, name), "add")

    async def _add(self, name: str) -> None:
        last, _comma, first = (part.strip() for part in name.partition(","))
        client = Client(name, last_name=last, first_name=first)
        client_id = await self.bridge.call(self.bridge.store.cards.add, client)
        self.app.push_screen(CardDialog(client_id))

    def action_import(self) -> None:
        """Bring clients in from a list."""
        from carmail_tui.ui.screens.importing import ImportDialog

        self.app.push_screen(ImportDialog("clients"))

    def action_export(self) -> None:
        """Write the marked clients, else all that are listed, into a CSV file."""
        ids = self.table.chosen_ids() if self.table.marks else list(self.table.ids)
        garage = self.bridge.garage
        question = _("Write {count} clients into which CSV file?").format(count=format_count(len(ids)))
        ask_export(self, question, "clients.csv", lambda path: export_clients(garage, path, ids))

    def action_send(self) -> None:
        """Write to the marked clients, or to this one."""
        if ids := self.table.chosen_ids():
            write_to(self, ids)


def _columns() -> list[Column[ClientLine]]:
    return [
        Column(N_("Name"), 0, name_of),
        Column(N_("Code"), 8, lambda line: line.code, from_width=90),
        Column(N_("Zip"), 5, lambda line: line.postcode),
        Column(N_("Town"), 14, lambda line: line.town),
        Column(N_("Plate"), 9, lambda line: line.plate, from_width=100),
        Column(N_("E-mail"), 26, lambda line: line.email),
    ]
