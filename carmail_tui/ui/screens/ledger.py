"""The ledger: invoices and credit notes, what became of each, and sending them."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from carmail_tui.documents.listing import LedgerFilters, LedgerLine
from carmail_tui.i18n import N_, _
from carmail_tui.i18n.format import format_count
from carmail_tui.ui.document_sentences import filters_sentence, summary_words
from carmail_tui.ui.document_tables import LedgerSource, ledger_columns
from carmail_tui.ui.exporting import export_documents
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.document_history import DocumentHistory
from carmail_tui.ui.screens.export_prompt import ask_export
from carmail_tui.ui.screens.frame import Frame
from carmail_tui.ui.screens.ledger_filters import LedgerFiltersDialog, client_name
from carmail_tui.ui.screens.ledger_matching import LedgerMatching
from carmail_tui.ui.screens.ledger_sending import LedgerSending
from carmail_tui.ui.widgets.lines import Hint, Plain
from carmail_tui.ui.widgets.record_table import RecordTable
from carmail_tui.ui.widgets.search_line import SearchLine

_STATE = "ledger_filters"


class LedgerRoom(Frame[None]):
    """Every document, today's first; `@` sends the marked ones, else the one under the cursor."""

    CSS_PATH = "ledger.tcss"
    SUBTITLE = True
    WAKES_ITSELF = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            "open",
            "all_in",
            "all_out",
            "criteria",
            "search",
            "why",
            "undo",
            "whose",
            "send",
            "import",
            "export",
        ),
    ]
    KEYS_SHOWN = (
        "mark",
        "range",
        "invert",
        Hint(("criteria",), N_("Filters")),
        "search",
        Hint(("why",), N_("History")),
        "send",
    )

    def __init__(self) -> None:
        super().__init__()
        self.filters = LedgerFilters()
        self._client = ""
        self._search = ""
        self._loaded = False
        self.hidden: set[int] = set()
        """Marked documents that the search or the filters do not list at the moment."""
        self.sending = LedgerSending(self)
        self.matching = LedgerMatching(self)

    def title_shown(self) -> str:
        return _("Ledger")

    def body(self) -> ComposeResult:
        yield RecordTable(
            ledger_columns(self.glyphs.ellipsis), self.bridge.call, glyphs=self.glyphs, id="documents"
        )

    def foot(self) -> ComposeResult:
        yield Plain(id="counts")
        yield SearchLine()

    @property
    def table(self) -> RecordTable[LedgerLine]:
        """The documents."""
        return self.query_one("#documents", RecordTable)

    # -- showing -------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.table.focus()
        self.work(self._open_and_wake, "open")
        self.set_interval(0.7, self.sending.look)

    def on_screen_resume(self) -> None:
        self.sending.collect()
        if self._loaded:
            self.work(self.show, "show")

    async def _open_and_wake(self) -> None:
        try:
            await self._open()
        finally:
            await self.wake()

    async def _open(self) -> None:
        garage = self.bridge.garage
        plain = await self.bridge.call(garage.store.user_states.get, garage.user, _STATE)
        self.filters = LedgerFilters.from_plain(plain or {}, garage.today)
        self._client = await self.bridge.call(client_name, garage, self.filters.client_id)
        await self.show()
        self._loaded = True
        if not self.table.ids:
            self._say_why_empty()

    async def show(self) -> None:
        """Show the documents as they are now; marks stay, also those of documents that are not listed."""
        garage = self.bridge.garage
        self.subtitle(filters_sentence(self.filters, garage.today, self._client))
        marked = self.hidden | self.table.marks
        await self.table.load(LedgerSource(garage, self.filters), self._search)
        # Marks that were set while the rows were fetched are in the table only.
        marked |= self.table.marks
        self.table.marks = marked & set(self.table.ids) if marked else set()
        self.hidden = marked - self.table.marks
        self.table.refresh()
        await self._show_counts()

    async def _show_counts(self) -> None:
        marked = [*self.table.marks, *self.hidden]
        summary = await self.bridge.call(self.bridge.store.ledger.summary, marked) if marked else None
        words = summary_words(len(self.table.ids), summary, len(self.hidden))
        self.query_one("#counts", Plain).say(f" {words}")

    def _say_why_empty(self) -> None:
        if self._search:
            self.say(_("No document holds “{text}”. Esc shows all.").format(text=self._search))
        elif self.filters != LedgerFilters():
            self.say(_("No document is like that; f chooses others."))
        else:
            self.say(
                _(
                    "The ledger is empty. i reads your invoices: UBL and PDF files, from a folder of your "
                    "invoicing program."
                )
            )

    def on_record_table_cursor_moved(self) -> None:
        self.sending.cursor_moved()

    def on_record_table_marks_changed(self) -> None:
        self.sending.forget_question()
        self.work(self._show_counts, "counts")

    # -- filters and search --------------------------------------------------------------------------------

    def action_criteria(self) -> None:
        """Choose which documents are listed."""
        self.app.push_screen(LedgerFiltersDialog(self.filters, self._client), self._filters_chosen)

    def _filters_chosen(self, filters: LedgerFilters | None) -> None:
        if filters is not None and filters != self.filters:
            self.filters = filters
            # Not in the group of `show`, which the return to this screen starts anew.
            self.work(self._show_filters, "filters")

    async def _show_filters(self) -> None:
        garage = self.bridge.garage
        plain = self.filters.to_plain() or None
        await self.bridge.call(garage.store.user_states.put, garage.user, _STATE, plain)
        self._client = await self.bridge.call(client_name, garage, self.filters.client_id)
        await self._show_found()

    async def _show_found(self) -> None:
        await self.show()
        if not self.table.ids:
            self._say_why_empty()
        else:
            self.say(_("“{text}”: Esc shows all.").format(text=self._search) if self._search else "")

    def action_search(self) -> None:
        """Search by number or client; the list narrows until Escape."""
        self.query_one("#message").display = False
        self.query_one(SearchLine).open()

    def on_search_line_typed(self, event: SearchLine.Typed) -> None:
        self._search = event.text.strip()
        self.work(self.show, "show")

    def on_search_line_ended(self, event: SearchLine.Ended) -> None:
        self.query_one("#message").display = True
        self._search = event.text.strip() if event.accepted else ""
        self.table.focus()
        # The next key is about what is found, and a line that was listed before must not leave in its stead.
        self.lead_on(self._show_found)

    def action_back(self) -> None:
        if self.sending.asking:
            self.sending.forget_question()
        elif self.table.extending:
            self.table.end_range()
        elif self._search:
            self._search = ""
            self.work(self._show_found, "show")
        else:
            super().action_back()

    # -- marks and documents -------------------------------------------------------------------------------

    def action_all_in(self) -> None:
        """Mark all that is listed."""
        self.table.mark_all(True)

    def action_all_out(self) -> None:
        """Unmark all that is listed; with nothing of it marked, what is not listed too."""
        if not self.table.marks:
            self.hidden = set()
        self.table.mark_all(False)

    def on_record_table_activated(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """The history of the document under the cursor."""
        if self.table.current_id is not None:
            self.app.push_screen(DocumentHistory(self.table.current_id))

    def action_why(self) -> None:
        self.action_open()

    def action_whose(self) -> None:
        """Say whose document this is."""
        line = self.table.current
        if line is None:
            return
        self.matching.ask(line)

    # -- files ---------------------------------------------------------------------------------------------

    def action_import(self) -> None:
        """Bring documents in from files."""
        from carmail_tui.ui.screens.importing import ImportDialog

        self.app.push_screen(ImportDialog("documents"))

    def action_export(self) -> None:
        """Write the marked documents, else all that are listed, into a CSV file."""
        ids = self.table.chosen_ids() if self.table.marks else list(self.table.ids)
        garage = self.bridge.garage
        question = _("Write {count} documents into which CSV file?").format(count=format_count(len(ids)))
        ask_export(self, question, "documents.csv", lambda path: export_documents(garage, path, ids))

    # -- sending -------------------------------------------------------------------------------------------

    def action_send(self) -> None:
        """Send the marked documents, else the one under the cursor."""
        self.sending.send()

    def action_undo(self) -> None:
        """Take back the last departure, or the client that was given to a document."""
        self.sending.undo()
