"""A client list before it is brought in: its columns, which can be changed, and what becomes of its rows."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.i18n import N_, _, ngettext, visible
from carmail_tui.i18n.format import format_count
from carmail_tui.i18n.import_words import field_word
from carmail_tui.reading.columns import Field
from carmail_tui.reading.imported import ClientOutcome
from carmail_tui.reading.opened import OpenedList
from carmail_tui.ui.import_lines import client_details, client_words, done_sentence
from carmail_tui.ui.importing import (
    ClientReport,
    ImportCancelledError,
    Job,
    bring_clients,
    naming_column,
    remember_columns,
    with_column,
)
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.import_field import FieldChooser
from carmail_tui.ui.screens.import_lines import LinesDialog, ShownLine
from carmail_tui.ui.screens.importing import show_undone
from carmail_tui.ui.widgets.columns import fitted
from carmail_tui.ui.widgets.lines import Hint, Plain, Rule
from carmail_tui.ui.widgets.menu import Item, Menu

_GROUPS = {
    ClientOutcome.NEW: N_("New clients"),
    ClientOutcome.UPDATED: N_("Changed"),
    ClientOutcome.UNCHANGED: N_("Unchanged"),
    ClientOutcome.SKIPPED: N_("Left out"),
}
_NOTED = "noted"
_BAR = 40
_LOOK_SECONDS = 0.2
_KEYS = (
    Hint(("open",), N_("Change or open")),
    Hint(("next_pane",), N_("Columns or rows")),
    Hint(("send_form",), N_("Bring in")),
    "help",
    "back",
)


class ClientPreview(Dialog[None]):
    """Nothing is written until F6; then the same screen is the report, and `u` takes all of it back."""

    CSS_PATH = "importing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("send_form", "stop", "undo")]
    KEYS_SHOWN = _KEYS

    def __init__(self, opened: OpenedList) -> None:
        super().__init__()
        self._opened = opened
        self._report = ClientReport()
        self._job = Job()
        self._phase = "counting"
        self._run: int | None = None
        self._shown: tuple[object, ...] = ()

    def title_shown(self) -> str:
        name = visible(self._opened.path.name, 40)
        if self._phase == "undone":
            return _("Taken back: {name}").format(name=name)
        words = _("Imported: {name}") if self._phase == "done" else _("Import clients: {name}")
        return words.format(name=name)

    def body(self) -> ComposeResult:
        yield Plain(id="columns-head", classes="heading")
        with VerticalScroll(can_focus=False, id="columns-part"):
            yield Menu(id="columns")
        yield Rule(self.glyphs)
        yield Plain(id="progress")
        with VerticalScroll(can_focus=False, id="groups-part"):
            yield Menu(id="groups")

    def on_mount(self) -> None:
        self._show_columns()
        self.query_one("#columns", Menu).focus()
        self.set_interval(_LOOK_SECONDS, self._show_progress)
        self._count()

    def on_resize(self, event: events.Resize) -> None:
        self._show_columns()

    # -- columns -------------------------------------------------------------------------------------------

    def _show_columns(self) -> None:
        """Each column with what it becomes and its first cells."""
        head = f"   {fitted(_('Column'), 20, '')}  {fitted(_('Becomes'), 26, '')}  {_('First rows')}"
        self.query_one("#columns-head", Plain).say(head)
        fields = {n: field for field, numbers in self._opened.columns.items() for n in numbers}
        items = [self._column_item(number, name, fields) for number, name in enumerate(self._opened.header)]
        self.query_one("#columns", Menu).show(items)

    def _column_item(self, number: int, name: str, fields: Mapping[int, Field]) -> Item:
        taken = field_word(fields[number].value) if number in fields else _("(not used)")
        cells = [row.cells[number] for row in self._opened.first if number < len(row.cells)]
        sample = ", ".join(visible(cell, 24) for cell in cells if cell)[:120]
        ellipsis = self.glyphs.ellipsis
        text = f"{fitted(name, 20, ellipsis)}  {fitted(taken, 26, ellipsis)}  {sample}"
        return Item(text, str(number))

    def _choose_field(self, number: int) -> None:
        if self._phase not in {"counting", "counted"}:
            return
        name = self._opened.header[number]
        self.app.push_screen(FieldChooser(name), partial(self._field_chosen, number))

    def _field_chosen(self, number: int, chosen: str | None) -> None:
        if chosen is not None:
            self._job.stop()
            self.lead_on(partial(self._confirm, number, Field(chosen) if chosen else None))

    async def _confirm(self, number: int, field: Field | None) -> None:
        columns = with_column(self._opened.columns, number, field)
        await self.bridge.call(self._opened.confirm, columns)
        self._show_columns()
        self._count()

    # -- what would become of the rows ---------------------------------------------------------------------

    def _count(self) -> None:
        self._phase = "counting"
        self._begin_job()
        self.work(self._bring_dry, "count")

    def _begin_job(self) -> None:
        self._job.stop()
        self._report = ClientReport()
        self._job = Job(lambda: self._opened.share)
        self.bridge.closing.append(self._job.stop)

    async def _bring_dry(self) -> None:
        report, job = self._report, self._job
        try:
            await self.bridge.call(bring_clients, self.bridge.garage, self._opened, report, job, dry_run=True)
        except ImportCancelledError:
            return
        if report is self._report:
            self._phase = "counted"
            self._show_progress()
            self.say(self._advice())

    def _advice(self) -> str:
        if not naming_column(self._opened.columns):
            return _("No column is the name, the company, the code or the address: say which one is.")
        if not self._changing():
            return _("Nothing would change: all of it is there already.")
        return _("Nothing is written yet. F6 brings it in, Enter changes a column or shows rows.")

    def _changing(self) -> int:
        return self._report.counts[ClientOutcome.NEW] + self._report.counts[ClientOutcome.UPDATED]

    def _show_progress(self) -> None:
        counts = {outcome: self._report.counts[outcome] for outcome in ClientOutcome}
        now = (self._phase, *counts.values(), round(_BAR * self._job.share), self._job.done, self.size)
        if now == self._shown:
            return
        self._shown = now
        total = sum(counts.values())
        if self._phase in {"counting", "importing"}:
            full = round(_BAR * self._job.share)
            bar = self.glyphs.full * full + self.glyphs.empty * (_BAR - full)
            words = _("Reading") if self._phase == "counting" else _("Bringing in")
            self.query_one("#progress", Plain).say(f" {words:<12} {bar}  {format_count(total)}")
        elif self._phase == "undoing":
            words = _("Taking back: {count}").format(count=format_count(self._job.done))
            self.query_one("#progress", Plain).say(f" {words}")
        else:
            words = ngettext("{count} row", "{count} rows", total).format(count=format_count(total))
            self.query_one("#progress", Plain).say(f" {words}")
        items = [self._group(outcome.value, _(label), counts[outcome]) for outcome, label in _GROUPS.items()]
        items.append(self._group(_NOTED, _("With a remark"), self._report.notes))
        self.query_one("#groups", Menu).show(items)

    def _group(self, name: str, label: str, count: int) -> Item:
        return Item(
            f"{label:<22}{format_count(count):>12}", name if count else "", _("Enter") if count else ""
        )

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        if event.menu.id == "columns":
            self._choose_field(int(event.name))
        else:
            self._open_group(event.name)

    def _open_group(self, name: str) -> None:
        noted = name == _NOTED
        rows = self._report.noted if noted else self._report.rows[ClientOutcome(name)]
        count = self._report.notes if noted else self._report.counts[ClientOutcome(name)]
        title = _("With a remark") if noted else _(_GROUPS[ClientOutcome(name)])
        lines = [
            ShownLine(str(row.line), row.name, client_words(row), partial(client_details, row))
            for row in list(rows)
        ]
        self.app.push_screen(LinesDialog(title, lines, count))

    # -- bringing it in ------------------------------------------------------------------------------------

    def action_send(self) -> None:
        """Bring the list in."""
        if self._phase == "counting":
            self.say(_("One moment: what will change is still being counted."))
        elif self._phase == "counted" and naming_column(self._opened.columns) and self._changing():
            self._phase = "importing"
            self.say("")
            self.show_keys(Hint(("stop",), N_("Stop")), "help")
            self._begin_job()
            # Not a worker of this screen: who goes elsewhere meanwhile does not stop it.
            self.app.run_worker(self._bring(), group="import", exit_on_error=False)
        elif self._phase == "counted":
            self.say(self._advice())

    async def _bring(self) -> None:
        garage = self.bridge.garage
        try:
            await self.bridge.call(remember_columns, garage, self._opened)
            self._run = await self.bridge.call(
                bring_clients, garage, self._opened, self._report, self._job, dry_run=False
            )
        except ImportCancelledError:
            self._end("counting", _("Stopped: nothing was brought in."))
            self._count()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told as other errors are
            self._end("counted", "")
            await self.explain(error)
        else:
            counts = [(outcome.value, self._report.counts[outcome]) for outcome in ClientOutcome]
            self._end("done", done_sentence(counts, run=self._run))

    def _end(self, phase: str, words: str) -> None:
        self._phase = phase
        if not self.is_attached:
            self.garage_app.notice = words
            return
        self.retitle()
        done = ("undo", Hint(("open",), N_("Open")), "help", "back")
        self.show_keys(*(done if phase == "done" else _KEYS))
        self._show_progress()
        groups = self.query_one("#groups", Menu)
        groups.action_edge(-1)
        groups.focus()
        self.say(words)

    def action_stop(self) -> None:
        """Stop: what was written by then is taken back."""
        if self._phase == "importing":
            self.say(_("Stopping: what came in is taken out again..."))
            self._job.stop()

    def action_undo(self) -> None:
        """Take the import back."""
        if self._phase == "done" and self._run is not None:
            self._phase = "undoing"
            self._job = Job()
            self.say("")
            self.work(self._undo, "undo")

    async def _undo(self) -> None:
        assert self._run is not None
        imports = self.bridge.store.imports
        undone = await self.bridge.call(imports.undo, self._run, self._job.go_on)
        self._phase = "undone"
        self._show_progress()
        self.retitle()
        self.show_keys(Hint(("open",), N_("Open")), "help", "back")
        if undone is None:
            self.say(_("It was taken back already."))
        else:
            show_undone(self, undone)

    def action_back(self) -> None:
        if self._phase == "importing":
            self.say(_("The import is under way: x stops it, F2 goes elsewhere while it goes on."))
            return
        self._job.stop()
        super().action_back()
