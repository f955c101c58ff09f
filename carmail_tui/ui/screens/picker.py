"""The picker: who matches in the middle, who is selected at the right, and the arrows between them."""

from datetime import date
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from carmail_tui.i18n import N_, _
from carmail_tui.i18n.format import format_count
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.listing import ClientLine
from carmail_tui.recipients.reach import LeftOut
from carmail_tui.ui.asked import criteria_of_list, keep_criteria, kept_criteria
from carmail_tui.ui.client_tables import FoundClients, SelectedClients, chosen_table, found_table
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.mailing import purpose_of_draft, reach_of
from carmail_tui.ui.screens.criteria import CriteriaDialog
from carmail_tui.ui.screens.frame import Frame
from carmail_tui.ui.screens.lists import ListsDialog
from carmail_tui.ui.screens.picker_moves import PickerMoves
from carmail_tui.ui.screens.why import WhyBox, ask_why
from carmail_tui.ui.screens.writing import write_to_selection
from carmail_tui.ui.selection_words import counts_words, nobody_words, written_words
from carmail_tui.ui.widgets.lines import Hint, Plain
from carmail_tui.ui.widgets.record_table import RecordTable
from carmail_tui.ui.widgets.search_line import SearchLine
from carmail_tui.ui.words import NOTES, criteria_sentence


class Picker(Frame[None]):
    """Choosing whom to write to."""

    CSS_PATH = "picker.tcss"
    SUBTITLE = True
    WAKES_ITSELF = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("into", "into_down", "out_of", "all_in", "all_out", "empty", "empty_alt", "criteria"),
        *bindings("search", "why", "undo", "lists", "export", "send", "next_pane"),
    ]
    KEYS_SHOWN = (
        Hint(("into", "out_of")),
        Hint(("all_in", "all_out")),
        "mark",
        "criteria",
        "why",
        "undo",
        Hint(("send",), N_("Write")),
    )

    def __init__(self) -> None:
        super().__init__()
        self.criteria = Criteria()
        self._labels: dict[str, str] = {}
        self.left_out: dict[int, LeftOut] = {}
        """The selected clients who will not receive, and why."""
        self._receiving = 0
        self.moves = PickerMoves(self)

    def title_shown(self) -> str:
        return _("Mailing: choose the clients")

    def body(self) -> ComposeResult:
        with Horizontal(id="panes"):
            with Vertical(id="found-pane"):
                yield Plain(id="found-count", classes="heading")
                yield found_table(self.bridge.call, self.glyphs)
            with Vertical(id="chosen-pane"):
                yield Plain(id="chosen-count", classes="heading")
                yield chosen_table(self.bridge.call, self.glyphs, self._note)

    def foot(self) -> ComposeResult:
        yield Plain(id="counts")
        yield SearchLine()

    @property
    def found(self) -> RecordTable[ClientLine]:
        """The middle pane."""
        return self.query_one("#found", RecordTable)

    @property
    def chosen(self) -> RecordTable[ClientLine]:
        """The right pane."""
        return self.query_one("#chosen", RecordTable)

    @property
    def active(self) -> RecordTable[ClientLine]:
        """The pane with the cursor."""
        return self.chosen if self.chosen.has_focus else self.found

    def _note(self, line: ClientLine) -> str:
        left_out = self.left_out.get(line.id)
        return _(NOTES[left_out.reason]) if left_out else ""

    # -- showing -------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.found.focus()
        self.work(self._open, "open")

    def on_screen_resume(self) -> None:
        if self.ready:
            self.work(self._show_all, "refresh")

    async def _open(self) -> None:
        kept = await self.bridge.call(kept_criteria, self.bridge.garage)
        self.criteria, self._labels = kept.criteria, kept.labels
        await self._show_found()
        # Not sooner: a key that came before would be about criteria, and a list, that are not there yet.
        await self.wake()
        await self._show_chosen()
        await self._say_already_written()
        self._say_why_empty()
        if kept.fault:
            self.say(kept.fault)

    async def _show_all(self) -> None:
        await self._show_found()
        await self._show_chosen()

    async def _show_found(self) -> None:
        garage = self.bridge.garage
        self.subtitle(criteria_sentence(self.criteria, garage.today, self._labels))
        await self.found.load(FoundClients(garage, self.criteria))
        self._show_counts()

    async def _show_chosen(self) -> None:
        garage = self.bridge.garage
        await self.chosen.load(SelectedClients(garage, self.criteria))
        purpose = await self.bridge.call(purpose_of_draft, garage)
        found = await self.bridge.call(reach_of, garage, list(self.chosen.ids), purpose)
        self.left_out = {item.client.id: item for item in found.left_out if item.client.id is not None}
        self._receiving = len(found.recipients)
        self.chosen.refresh()
        self._show_counts()

    def _show_counts(self) -> None:
        found, chosen = len(self.found.ids), len(self.chosen.ids)
        self.query_one("#found-count", Plain).say(_(" Found {count}").format(count=format_count(found)))
        self.query_one("#chosen-count", Plain).say(_(" Chosen {count}").format(count=format_count(chosen)))
        self.query_one("#counts", Plain).say(counts_words(found, chosen, self._receiving, len(self.left_out)))

    def _say_why_empty(self) -> None:
        if not self.found.ids:
            self.say(nobody_words(self.criteria))

    async def _say_already_written(self) -> None:
        garage = self.bridge.garage
        written = await self.bridge.call(garage.store.user_states.get, garage.user, "written")
        if written and self.chosen.ids:
            self.say(written_words(date.fromisoformat(written["day"]), written["count"]))

    # -- moving --------------------------------------------------------------------------------------------

    def action_into(self) -> None:
        """The arrow."""
        self.moves.enter()

    def action_out_of(self) -> None:
        """The arrow back."""
        self.moves.leave()

    def action_all_in(self) -> None:
        """The double arrow."""
        self.moves.enter_all()

    def action_all_out(self) -> None:
        """The double arrow back."""
        self.moves.leave_all()

    def action_empty_selection(self) -> None:
        """Empty the selection, whatever the criteria."""
        self.moves.empty()

    def action_undo(self) -> None:
        """Take the last move back."""
        self.moves.undo()

    async def show_moved(self) -> None:
        """Show both panes after a move."""
        await self.found.refresh_rows()
        await self._show_chosen()

    def say(self, text: str) -> None:
        """Show one sentence; a question that stood there is not asked any more."""
        self.moves.asking = False
        super().say(text)

    def on_record_table_cursor_moved(self) -> None:
        if self.moves.asking:
            self.say("")

    # -- the other keys ------------------------------------------------------------------------------------

    def action_next_pane(self) -> None:
        (self.found if self.chosen.has_focus else self.chosen).focus()

    def action_back(self) -> None:
        if self.moves.asking:
            self.say("")
        else:
            super().action_back()

    def action_criteria(self) -> None:
        """Choose the criteria."""
        self.app.push_screen(CriteriaDialog(self.criteria, self._labels), self._criteria_chosen)

    def _criteria_chosen(self, criteria: Criteria | None) -> None:
        if criteria is not None and criteria != self.criteria:
            self.criteria = criteria
            self.say("")
            self.lead_on(self._show_criteria)

    async def _show_criteria(self) -> None:
        await self.bridge.call(keep_criteria, self.bridge.garage, self.criteria)
        await self._show_all()
        self._say_why_empty()

    def action_search(self) -> None:
        """Find a client in the list."""
        self.query_one(SearchLine).open()
        self.query_one("#message").display = False

    def on_search_line_typed(self, event: SearchLine.Typed) -> None:
        source = FoundClients(self.bridge.garage, self.criteria)
        self.work(partial(self.found.load, source, event.text), "found")

    def on_search_line_ended(self, event: SearchLine.Ended) -> None:
        self.query_one("#message").display = True
        self.found.focus()
        self.lead_on(partial(self._end_search, event))

    async def _end_search(self, event: SearchLine.Ended) -> None:
        source = FoundClients(self.bridge.garage, self.criteria)
        if event.accepted:
            await self.found.load(source, event.text)
        there = self.found.current_id
        nobody = event.accepted and event.text and there is None
        await self.found.load(source)
        if there is not None and event.accepted:
            self.found.go_to(there)
        self.say(_("Nobody in the list is called {name}.").format(name=event.text) if nobody else "")

    def action_why(self) -> None:
        """Why this client is here or not, and will receive or not."""
        client = self.active.current_id
        if client is not None:
            self.lead_on(partial(self._why, client))

    async def _why(self, client_id: int) -> None:
        found = await self.bridge.call(
            ask_why,
            self.bridge.garage,
            client_id,
            self.criteria,
            selected=client_id in set(self.chosen.ids),
            left_out=self.left_out.get(client_id),
        )
        if found is not None:
            self.app.push_screen(WhyBox(found, self._labels), self._why_closed)

    def _why_closed(self, mended: bool | None) -> None:
        if mended:
            self._show_anew()

    def _show_anew(self) -> None:
        """Show both panes; what was said of a move spoke of counts that are others now."""
        self.say("")
        self.work(self._show_all, "refresh")

    def action_lists(self) -> None:
        """Client lists: take one up, keep the selection as one."""
        self.app.push_screen(ListsDialog(list(self.chosen.ids), self.criteria), self._list_chosen)

    def _list_chosen(self, name: str | None) -> None:
        if name:
            self.lead_on(partial(self._take_up, name))

    async def _take_up(self, name: str) -> None:
        """The clients of a list are the selection; the filter of a live one is the criteria too."""
        live = await self.bridge.call(criteria_of_list, self.bridge.garage, name)
        if live is not None:
            self.criteria, self._labels = live.criteria, self._labels | live.labels
            await self._show_found()
        self.moves.take_up(name)

    def action_export(self) -> None:
        """Write the selection into a CSV file."""
        self.moves.export()

    def action_send(self) -> None:
        """Write the letter, to the selection as it is once every move is done."""
        self.lead_on(self._write)

    async def _write(self) -> None:
        ids = await self.moves.selected()
        if not ids:
            self.say(_("Nobody is chosen yet: the arrow takes one client, + takes all that are found."))
            return
        write_to_selection(self, ids, self.criteria, self._show_anew)
