"""Documents before they are brought in: what is new, joins, contradicts, is not ours, or cannot be read."""

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll

from carmail_tui.i18n import N_, _, ngettext, visible
from carmail_tui.i18n.format import format_count
from carmail_tui.reading.imported import DocumentImport, DocumentOutcome, ImportedDocument
from carmail_tui.ui.import_lines import document_details, document_remarks, document_title, done_sentence
from carmail_tui.ui.importing import ImportCancelledError, Job, bring_documents
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.import_lines import LinesDialog, ShownLine
from carmail_tui.ui.screens.importing import show_undone
from carmail_tui.ui.widgets.choice_line import ChoiceLine
from carmail_tui.ui.widgets.lines import Hint, Plain, Rule
from carmail_tui.ui.widgets.menu import Item, Menu

_GROUPS = {
    DocumentOutcome.NEW: N_("New documents"),
    DocumentOutcome.JOINED: N_("Files join a document"),
    DocumentOutcome.UPDATED: N_("Completed"),
    DocumentOutcome.UNCHANGED: N_("Unchanged"),
    DocumentOutcome.TO_CONFIRM: N_("Read from pages: to confirm"),
    DocumentOutcome.TO_FILL_IN: N_("Scans: to fill in"),
    DocumentOutcome.CONFLICT: N_("Contradict the ledger"),
    DocumentOutcome.INCOMPLETE: N_("Incomplete"),
    DocumentOutcome.NOT_OURS: N_("Not ours"),
    DocumentOutcome.NOT_READ_YET: N_("To enter by hand"),
    DocumentOutcome.NOT_A_DOCUMENT: N_("No documents"),
    DocumentOutcome.REJECTED: N_("Cannot be read"),
}
_CHANGING = (DocumentOutcome.NEW, DocumentOutcome.JOINED, DocumentOutcome.UPDATED)
_LOOK_SECONDS = 0.2
_KEYS = (
    Hint(("open",), N_("Open")),
    Hint(("next_pane",), N_("Clients or groups")),
    Hint(("send_form",), N_("Bring in")),
    "help",
    "back",
)


class DocumentPreview(Dialog[None]):
    """Nothing is written until F6; then the same screen is the report, and `u` takes all of it back."""

    CSS_PATH = "importing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("send_form", "stop", "undo")]
    KEYS_SHOWN = _KEYS

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._create = self._accept = False
        self._answer: DocumentImport | None = None
        self._job = Job()
        self._phase = "counting"
        self._shown: tuple[object, ...] = ()

    def title_shown(self) -> str:
        name = visible(self._path.name or str(self._path), 40)
        if self._phase == "undone":
            return _("Taken back: {name}").format(name=name)
        words = _("Imported: {name}") if self._phase == "done" else _("Import documents: {name}")
        return words.format(name=name)

    def body(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Plain(_("Read from pages"), classes="wide-label")
            yield ChoiceLine([("wait", _("look first")), ("accept", _("I looked: take them"))], "wait")
        with Horizontal(classes="row"):
            yield Plain(_("Unknown buyers"), classes="wide-label")
            yield ChoiceLine([("leave", _("ask later")), ("create", _("make their cards"))], "leave")
        yield Rule(self.glyphs)
        yield Plain(id="progress")
        with VerticalScroll(can_focus=False, id="groups-part"):
            yield Menu(id="groups")

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
        company = self.bridge.garage.settings.company
        if not (company.vat or company.name):
            self._phase = "nobody"
            self.say(_("It is not known which documents are yours: F9, name and VAT number of the company."))
            return
        self.set_interval(_LOOK_SECONDS, self._show_progress)
        self._count()

    def on_choice_line_changed(self, event: ChoiceLine.Changed) -> None:
        if event.value in {"leave", "create"}:
            self._create = event.value == "create"
        else:
            self._accept = event.value == "accept"
        if self._phase in {"counting", "counted"}:
            self._count()

    # -- what would become of them -------------------------------------------------------------------------

    def _count(self) -> None:
        self._phase = "counting"
        self._begin_job()
        self.work(self._bring_dry, "count")

    def _begin_job(self) -> None:
        self._job.stop()
        self._job = Job()
        self.bridge.closing.append(self._job.stop)

    async def _bring_dry(self) -> None:
        job = self._job
        try:
            answer = await self._call(job, dry_run=True)
        except ImportCancelledError:
            return
        if job is self._job:
            self._answer = answer
            self._phase = "counted"
            self._show_progress()
            self.say(self._advice())

    async def _call(self, job: Job, *, dry_run: bool) -> DocumentImport:
        garage = self.bridge.garage
        return await self.bridge.call(
            bring_documents,
            garage,
            self._path,
            job,
            create_clients=self._create,
            accept_read=self._accept,
            dry_run=dry_run,
        )

    def _advice(self) -> str:
        if waiting := sum(one.outcome is DocumentOutcome.TO_CONFIRM for one in self._documents()):
            words = ngettext(
                "Nothing is written yet; {count} document was read from its pages: look first.",
                "Nothing is written yet; {count} documents were read from pages: look first.",
                waiting,
            )
            return words.format(count=format_count(waiting))
        if not self._changing():
            return _("Nothing would change in the ledger.")
        unmatched = sum(one.unmatched for one in self._documents())
        if not unmatched:
            return _("Nothing is written yet. F6 brings them in, Enter shows a group.")
        words = ngettext(
            "Nothing is written yet; {count} document has no client. F6 brings them in.",
            "Nothing is written yet; {count} documents have no client. F6 brings them in.",
            unmatched,
        )
        return words.format(count=format_count(unmatched))

    def _documents(self) -> tuple[ImportedDocument, ...]:
        return self._answer.documents if self._answer else ()

    def _changing(self) -> int:
        return sum(one.outcome in _CHANGING for one in self._documents())

    def _show_progress(self) -> None:
        now = (self._phase, self._job.done, self._answer)
        if now == self._shown:
            return
        self._shown = now
        if self._phase in {"counting", "importing"}:
            words = _("Reading") if self._phase == "counting" else _("Bringing in")
            files = ngettext("{count} file", "{count} files", self._job.done)
            self.query_one("#progress", Plain).say(
                f" {words}{self.glyphs.ellipsis} {files.format(count=format_count(self._job.done))}"
            )
            return
        self.query_one("#progress", Plain).say("")
        counts = self._answer.counts if self._answer else {}
        self.query_one("#groups", Menu).show(
            [
                Item(f"{_(label):<30}{format_count(counts[outcome]):>10}", outcome.value, _("Enter"))
                for outcome, label in _GROUPS.items()
                if counts.get(outcome)
            ]
            or [Item(_("There is no file in this folder."))]
        )

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        outcome = DocumentOutcome(event.name)
        found = [one for one in self._documents() if one.outcome is outcome]
        lines = [self._line(one) for one in found]
        self.app.push_screen(LinesDialog(_(_GROUPS[outcome]), lines, len(found)))

    def _line(self, one: ImportedDocument) -> ShownLine:
        document = one.document
        place = visible(document.number, 14) if document else ""
        name = (one.client or document.buyer.name) if document else one.paths[0].name
        words = "; ".join(document_remarks(one)) or document_title(one)
        return ShownLine(place, name, words, partial(document_details, one))

    # -- bringing them in ----------------------------------------------------------------------------------

    def action_send(self) -> None:
        """Bring the documents in."""
        if self._phase == "counting":
            self.say(_("One moment: what will change is still being counted."))
        elif self._phase == "counted" and self._changing():
            self._phase = "importing"
            self.say("")
            self.show_keys(Hint(("stop",), N_("Stop")), "help")
            self._begin_job()
            # Not a worker of this screen: who goes elsewhere meanwhile does not stop it.
            self.app.run_worker(self._bring(), group="import", exit_on_error=False)
        elif self._phase == "counted":
            self.say(self._advice())

    async def _bring(self) -> None:
        try:
            self._answer = await self._call(self._job, dry_run=False)
        except ImportCancelledError:
            self._end("counted", _("Stopped: nothing was brought in."))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told as other errors are
            self._end("counted", "")
            await self.explain(error)
        else:
            counts = [(outcome.value, self._answer.counts[outcome]) for outcome in DocumentOutcome]
            self._end("done", done_sentence(counts, run=self._answer.run))

    def _end(self, phase: str, words: str) -> None:
        self._phase = phase
        if not self.is_attached:
            self.garage_app.notice = words
            return
        self.retitle()
        for choice in self.query(ChoiceLine):
            choice.disabled = phase == "done"
        done = ("undo", Hint(("open",), N_("Open")), "help", "back")
        self.show_keys(*(done if phase == "done" else _KEYS))
        self._show_progress()
        self.query_one("#groups", Menu).focus()
        self.say(words)

    def action_stop(self) -> None:
        """Stop; nothing has come in by then."""
        if self._phase == "importing":
            self._job.stop()

    def action_undo(self) -> None:
        """Take the import back."""
        if self._phase == "done" and self._answer and self._answer.run is not None:
            self._phase = "undoing"
            self.say(_("Taking back..."))
            self.work(self._undo, "undo")

    async def _undo(self) -> None:
        assert self._answer is not None and self._answer.run is not None
        undone = await self.bridge.call(self.bridge.store.imports.undo, self._answer.run)
        self._phase = "undone"
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
