"""The picker: who matches in the middle, who is selected at the right, and the arrows between them."""

import asyncio
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from carmail_tui.i18n import N_, _, ngettext
from carmail_tui.i18n.format import format_count, short_day
from carmail_tui.recipients.criteria import Criteria, KeptCriteriaError, from_plain, to_plain
from carmail_tui.recipients.listing import ClientLine, Moved
from carmail_tui.recipients.reach import LeftOut
from carmail_tui.recipients.why import why
from carmail_tui.ui.client_tables import FoundClients, SelectedClients, found_columns, is_selected, name_of
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.mailing import purpose_of_draft, reach_of
from carmail_tui.ui.screens.criteria import CriteriaDialog
from carmail_tui.ui.screens.frame import Frame
from carmail_tui.ui.screens.lists import ListsDialog
from carmail_tui.ui.screens.why import WhyBox
from carmail_tui.ui.selection_words import matching_words, moved_words
from carmail_tui.ui.widgets.lines import Hint, Plain
from carmail_tui.ui.widgets.record_table import Column, RecordTable
from carmail_tui.ui.widgets.search_line import SearchLine
from carmail_tui.ui.words import NOTES, criteria_sentence, usual_labels


class Picker(Frame[None]):
    """Choosing whom to write to."""

    CSS_PATH = "picker.tcss"
    SUBTITLE = True
    WAKES_ITSELF = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("into", "into_down", "out_of", "all_in", "all_out", "empty", "empty_alt", "criteria"),
        *bindings("search", "why", "undo", "lists", "send", "next_pane"),
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
        self._left_out: dict[int, LeftOut] = {}
        self._receiving = 0
        self._asked_for_all = False
        self._moves = asyncio.Lock()

    def title_shown(self) -> str:
        return _("Mailing: choose the clients")

    def body(self) -> ComposeResult:
        fetch = self.bridge.call
        with Horizontal(id="panes"):
            with Vertical(id="found-pane"):
                yield Plain(id="found-count", classes="heading")
                yield RecordTable(found_columns(), fetch, chosen=is_selected, glyphs=self.glyphs, id="found")
            with Vertical(id="chosen-pane"):
                yield Plain(id="chosen-count", classes="heading")
                yield RecordTable(
                    [Column(N_("Name"), 0, name_of)], fetch, note=self._note, glyphs=self.glyphs, id="chosen"
                )

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
        left_out = self._left_out.get(line.id)
        return _(NOTES[left_out.reason]) if left_out else ""

    # -- showing -------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.found.focus()
        self.work(self._open, "open")

    def on_screen_resume(self) -> None:
        if self._labels:
            self.work(self._refresh_all, "refresh")

    async def _open(self) -> None:
        garage = self.bridge.garage
        plain = await self.bridge.call(garage.store.user_states.get, garage.user, "criteria")
        unreadable = ""
        try:
            self.criteria = from_plain(plain or {}, garage.today)
        except KeptCriteriaError as error:
            unreadable = error.sentence()
        self._labels = await self.bridge.call(usual_labels, garage.store.clients, garage.today)
        await self._show_found()
        # Not sooner: a key that came before would be about criteria, and a list, that are not there yet.
        await self.wake()
        await self._show_chosen()
        await self._say_already_written()
        if unreadable:
            self.say(unreadable)

    async def _refresh_all(self) -> None:
        await self.found.refresh_rows()
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
        self._left_out = {item.client.id: item for item in found.left_out if item.client.id is not None}
        self._receiving = len(found.recipients)
        self.chosen.refresh()
        self._show_counts()

    def _show_counts(self) -> None:
        matching, selected = format_count(len(self.found.ids)), format_count(len(self.chosen.ids))
        self.query_one("#found-count", Plain).say(_(" Found {count}").format(count=matching))
        self.query_one("#chosen-count", Plain).say(_(" Chosen {count}").format(count=selected))
        words = _(" {found} found   {chosen} chosen   {receiving} will receive").format(
            found=matching, chosen=selected, receiving=format_count(self._receiving)
        )
        if self._left_out:
            words += _("   ({count} not: ? tells why)").format(count=format_count(len(self._left_out)))
        self.query_one("#counts", Plain).say(words)

    async def _say_already_written(self) -> None:
        garage = self.bridge.garage
        written = await self.bridge.call(garage.store.user_states.get, garage.user, "written")
        if written and self.chosen.ids:
            day = short_day(date.fromisoformat(written["day"]), year=False)
            words = ngettext(
                "This selection was written to on {day} ({count} message). z empties it, f changes it.",
                "This selection was written to on {day} ({count} messages). z empties it, f changes it.",
                written["count"],
            )
            self.say(words.format(day=day, count=format_count(written["count"])))

    # -- moving --------------------------------------------------------------------------------------------

    def action_into(self) -> None:
        """The arrow."""
        self._move_chosen(self.bridge.store.selection.add, go_down=not self.active.marks)

    def action_out_of(self) -> None:
        """The arrow back."""
        self._move_chosen(self.bridge.store.selection.remove, go_down=not self.active.marks)

    def _move_chosen(self, move: Callable[[str, list[int]], Moved], *, go_down: bool) -> None:
        table = self.active
        ids = table.chosen_ids()
        if not ids:
            return
        name = table.current.name if table.current and len(ids) == 1 else ""
        table.clear_marks()
        if go_down and not (table is self.chosen and move == self.bridge.store.selection.remove):
            table.action_cursor(1)
        self.work(partial(self._moved, move, ids, name), "move", exclusive=False)

    async def _moved(self, move: Callable[[str, list[int]], Moved], ids: list[int], name: str) -> None:
        async with self._moves:
            moved = await self.bridge.call(move, self.bridge.garage.user, ids)
            await self._after_move(moved_words(moved, name))

    def action_all_in(self) -> None:
        """The double arrow."""
        if self.criteria.empty and not self._asked_for_all:
            self._asked_for_all = True
            self.say(
                _("No criteria: add all {count} clients?  + once more   Escape no").format(
                    count=format_count(len(self.found.ids))
                )
            )
            return
        self._asked_for_all = False
        self.work(partial(self._move_matching, enter=True), "move", exclusive=False)

    def action_all_out(self) -> None:
        """The double arrow back."""
        self.work(partial(self._move_matching, enter=False), "move", exclusive=False)

    async def _move_matching(self, *, enter: bool) -> None:
        garage = self.bridge.garage
        selection = garage.store.selection
        async with self._moves:
            move = selection.add_matching if enter else selection.remove_matching
            moved = await self.bridge.call(move, garage.user, self.criteria, garage.today)
            await self._after_move("")
            listed = set(self.found.ids)
            unreached = sum(client in listed for client in self._left_out)
            self.say(matching_words(moved, len(listed), unreached) if enter else moved_words(moved))

    def action_empty_selection(self) -> None:
        """Empty the selection, whatever the criteria."""
        self.work(self._clear, "move", exclusive=False)

    async def _clear(self) -> None:
        garage = self.bridge.garage
        async with self._moves:
            moved = await self.bridge.call(garage.store.selection.clear, garage.user)
            await self.bridge.call(garage.store.user_states.put, garage.user, "written", None)
            await self._after_move(moved_words(moved))

    def action_undo(self) -> None:
        """Take the last move back."""
        self.work(self._undo, "move", exclusive=False)

    async def _undo(self) -> None:
        garage = self.bridge.garage
        async with self._moves:
            moved = await self.bridge.call(garage.store.selection.undo, garage.user)
            if moved is None:
                self.say(_("There is nothing to take back."))
                return
            words = _("Taken back: {entered} in, {left} out.").format(
                entered=format_count(moved.entered), left=format_count(moved.left)
            )
            await self._after_move(words)

    async def _after_move(self, words: str) -> None:
        await self.found.refresh_rows()
        await self._show_chosen()
        self.say(words)

    def on_record_table_cursor_moved(self) -> None:
        self._asked_for_all = False

    # -- the other keys ------------------------------------------------------------------------------------

    def action_next_pane(self) -> None:
        (self.found if self.chosen.has_focus else self.chosen).focus()

    def action_back(self) -> None:
        if self._asked_for_all:
            self._asked_for_all = False
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
        garage = self.bridge.garage
        await self.bridge.call(garage.store.user_states.put, garage.user, "criteria", to_plain(self.criteria))
        await self._show_found()
        await self._show_chosen()

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
        garage = self.bridge.garage
        client = await self.bridge.call(garage.store.clients.get, client_id)
        purpose = await self.bridge.call(purpose_of_draft, garage)
        if client is None:
            return
        noted = self._left_out.get(client_id)
        selected = client_id in set(self.chosen.ids)
        found = why(
            client,
            self.criteria,
            purpose,
            garage.today,
            selected=selected,
            shared_with=noted.other if noted else "",
        )
        self.app.push_screen(WhyBox(found), self._why_closed)

    def _why_closed(self, mended: bool | None) -> None:
        if mended:
            self.work(self._refresh_all, "refresh")

    def action_lists(self) -> None:
        """Client lists: take one up, keep the selection as one."""
        self.app.push_screen(ListsDialog(list(self.chosen.ids)), self._list_chosen)

    def _list_chosen(self, name: str | None) -> None:
        if name:
            self.work(partial(self._take_up, name), "move", exclusive=False)

    async def _take_up(self, name: str) -> None:
        garage = self.bridge.garage
        ids = await self.bridge.call(garage.store.lists.ids, name)
        if ids is None:
            return
        async with self._moves:
            moved = await self.bridge.call(garage.store.selection.replace, garage.user, ids)
            words = ngettext(
                "{name}: {count} client chosen. u takes it back.",
                "{name}: {count} clients chosen. u takes it back.",
                moved.selected,
            )
            await self._after_move(words.format(name=name, count=format_count(moved.selected)))

    def action_send(self) -> None:
        """Write the letter, to the selection as it is once every move is done."""
        self.lead_on(self._write)

    async def _write(self) -> None:
        async with self._moves:
            ids = list(self.chosen.ids)
        if not ids:
            self.say(_("Nobody is chosen yet: the arrow takes one client, + takes all that are found."))
            return
        from carmail_tui.ui.screens.letter import LetterDialog

        self.app.push_screen(LetterDialog(ids, self.criteria), self._letter_closed)

    def _letter_closed(self, mailing: int | None) -> None:
        if mailing is not None:
            from carmail_tui.ui.screens.progress import ProgressScreen

            self.app.push_screen(ProgressScreen(mailing))
        self.work(self._show_chosen, "refresh")
