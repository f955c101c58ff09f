"""Import: which file or folder, and the last imports, which can be taken back."""

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input

from carmail_tui.i18n import N_, _, harmless, visible
from carmail_tui.i18n.format import format_count, short_moment
from carmail_tui.i18n.import_words import undone_sentence
from carmail_tui.reading.import_history import ImportLine, RunState, Undone
from carmail_tui.ui.folders import Entry, entries_of
from carmail_tui.ui.import_lines import run_words
from carmail_tui.ui.importing import last_folder, open_client_list, remember_folder
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.import_undone import UndoneDialog
from carmail_tui.ui.widgets.choice_line import ChoiceLine
from carmail_tui.ui.widgets.lines import Hint, Plain, Rule
from carmail_tui.ui.widgets.menu import Item, Menu
from carmail_tui.ui.widgets.path_suggester import PathSuggester

_RUNS = 4
_KINDS = (("clients", N_("Clients")), ("documents", N_("Documents")))
_CAN_BE_UNDONE = {RunState.DONE, RunState.BROKEN_OFF}
_RUN_KINDS = {"clients": N_("clients"), "documents": N_("documents")}


class ImportDialog(Dialog[None]):
    """Choose what to bring in; the next screen shows what will change, before anything is written."""

    CSS_PATH = "importing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("send_form", "undo")]
    KEYS_SHOWN = (
        Hint(("next_pane",), N_("Next")),
        Hint(("open",), N_("Choose")),
        Hint(("send_form",), N_("Go on")),
        "undo",
        "help",
        "back",
    )

    def __init__(self, kind: str = "clients") -> None:
        super().__init__()
        self._kind = kind
        self._runs: dict[str, ImportLine] = {}
        self._entries: list[Entry] = []
        self._busy = False

    def title_shown(self) -> str:
        return _("Import")

    def body(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Plain(_("What"), classes="label")
            yield ChoiceLine([(name, _(label)) for name, label in _KINDS], self._kind)
        with Horizontal(classes="row"):
            yield Plain(_("File"), classes="label")
            yield Input(id="path", compact=True, suggester=PathSuggester(use_cache=False))
        yield Rule(self.glyphs)
        with VerticalScroll(can_focus=False, id="folder"):
            yield Menu(id="entries")
        yield Rule(self.glyphs)
        with Vertical(id="runs-part"):
            yield Plain(_(" Last imports"), classes="heading")
            yield Menu(id="runs")

    @property
    def path(self) -> Input:
        """The field of the path."""
        return self.query_one("#path", Input)

    def on_mount(self) -> None:
        self.path.focus()
        self.lead_on(self._begin)

    async def _begin(self) -> None:
        folder = await self.bridge.call(last_folder, self.bridge.garage, self._kind)
        self.path.value = harmless(f"{folder}/")
        self.path.cursor_position = len(self.path.value)
        await self._list()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.work(self._show_runs, "runs")

    # -- what there is in the folder -----------------------------------------------------------------------

    def on_input_changed(self) -> None:
        self.work(self._list, "list")

    def on_choice_line_changed(self, event: ChoiceLine.Changed) -> None:
        self._kind = event.value
        self.work(self._list, "list")

    async def _list(self) -> None:
        self._entries = await self.bridge.call(entries_of, self.path.value, self._kind)
        items = [self._item(number, entry) for number, entry in enumerate(self._entries)]
        self.query_one("#entries", Menu).show(items or [Item(_("Nothing here that could be brought in."))])

    def _item(self, number: int, entry: Entry) -> Item:
        name = f"{entry.path.name}/" if entry.folder else entry.path.name
        size = _("{size} KB").format(size=format_count(max(1, round(entry.size / 1000))))
        right = "" if entry.folder else f"{size:>9}  {short_moment(entry.changed)}"
        return Item(f"  {visible(name, 200)}", str(number), right)

    def on_key(self, event: events.Key) -> None:
        if event.key == "down" and self.path.has_focus:
            event.stop()
            self.query_one("#entries", Menu).focus()

    # -- going on ------------------------------------------------------------------------------------------

    def on_input_submitted(self) -> None:
        self.action_send()

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        if event.menu.id == "runs":
            return
        entry = self._entries[int(event.name)]
        if entry.folder:
            self._go_into(entry.path)
        else:
            self.path.value = harmless(str(entry.path))
            self.action_send()

    def _go_into(self, folder: Path) -> None:
        self.path.value = harmless(f"{folder}/")
        self.path.cursor_position = len(self.path.value)
        self.path.focus()

    def action_send(self) -> None:
        """See what would come in."""
        typed = self.path.value.strip()
        if typed and not self._busy:
            self._busy = True
            # A list may take a while to read: Escape does not wait for it.
            self.work(partial(self._open, Path(typed).expanduser()), "open")

    async def _open(self, path: Path) -> None:
        try:
            await self._open_next(path)
        finally:
            self._busy = False

    async def _open_next(self, path: Path) -> None:
        if self._kind == "clients" and await self.bridge.call(path.is_dir):
            self._go_into(path)
            self.say(_("A list of clients is one file: choose it below."))
            return
        await self.bridge.call(remember_folder, self.bridge.garage, self._kind, path)
        if self._kind == "documents":
            from carmail_tui.ui.screens.import_documents import DocumentPreview

            self.app.push_screen(DocumentPreview(path))
            return
        from carmail_tui.ui.screens.import_clients import ClientPreview

        self.say(_("Reading..."))
        opened = await self.bridge.call(open_client_list, self.bridge.garage, path, unnamed=True)
        self.say("")
        self.app.push_screen(ClientPreview(opened))

    # -- the last imports ----------------------------------------------------------------------------------

    async def _show_runs(self) -> None:
        lines = await self.bridge.call(self.bridge.store.imports.latest, _RUNS)
        self._runs = {str(line.id): line for line in lines}
        items = [Item(self._run_text(line), str(line.id), run_words(line)) for line in lines]
        self.query_one("#runs", Menu).show(items or [Item(_("None yet."))])

    def _run_text(self, line: ImportLine) -> str:
        kind = _(_RUN_KINDS.get(line.kind, line.kind))
        return f"{short_moment(line.at):<12} {kind:<10} {visible(line.source, 60)}"

    def action_undo(self) -> None:
        """Take back the import under the cursor, else the last one."""
        menu = self.query_one("#runs", Menu)
        waiting = [line for line in self._runs.values() if line.state in _CAN_BE_UNDONE]
        line = self._runs.get(menu.current) if menu.has_focus else next(iter(waiting), None)
        if line is None or line.state not in _CAN_BE_UNDONE:
            self.say(_("There is no import to take back."))
        elif not self._busy:
            self._busy = True
            self.say(_("Taking back {source}...").format(source=line.source))
            self.work(partial(self._undo, line), "undo")

    async def _undo(self, line: ImportLine) -> None:
        try:
            undone = await self.bridge.call(self.bridge.store.imports.undo, line.id)
        finally:
            self._busy = False
        await self._show_runs()
        self.say(_("It was taken back already.") if undone is None else "")
        if undone is not None:
            show_undone(self, undone)


def show_undone(screen: Dialog[None], undone: Undone) -> None:
    """Say what was taken back, and show what stays."""
    screen.say(undone_sentence(undone.removed, undone.restored, len(undone.left)))
    if undone.left:
        screen.app.push_screen(UndoneDialog(undone))
