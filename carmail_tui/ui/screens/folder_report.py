"""What came from the watched folder: the new documents, and each file that was left out, with the reason."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import PurePath
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.i18n import N_, _, current_language, ngettext
from carmail_tui.i18n.format import format_amount, format_count
from carmail_tui.i18n.import_words import disagreement_words, fault_words, outcome_word, reason_word
from carmail_tui.reading.imported import IN_LEDGER, DocumentOutcome
from carmail_tui.store.folder_watch import FolderWatch
from carmail_tui.store.watched import WatchedEntry
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.document_history import DocumentHistory
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.widgets.lines import Hint
from carmail_tui.ui.widgets.menu import Item, Menu

_FILE = 26


class FolderReport(Dialog[None]):
    """What nobody has read stands first. Opening it is reading it: Today stops telling."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("retry")]
    KEYS_SHOWN = (
        Hint(("up", "down"), N_("File")),
        Hint(("open",), N_("Document")),
        Hint(("retry",), N_("Read again")),
        "ledger",
        "back",
    )

    def __init__(self, watch: FolderWatch) -> None:
        super().__init__()
        self._watch = watch
        self._entries: list[WatchedEntry] = []

    def title_shown(self) -> str:
        return _("From the folder")

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Menu([Item("")])

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
        self.work(self._open, "open")

    async def _open(self) -> None:
        watched = self.bridge.store.watched
        self._entries = await self.bridge.call(watched.report)
        self.query_one(Menu).show(self._items(), at="0")
        await self.bridge.call(watched.mark_shown)
        self.say(_("The folder is {folder}.").format(folder=self.bridge.garage.settings.documents.folder))

    def _items(self) -> list[Item]:
        if not self._entries:
            return [Item(""), Item(_("Nothing came from the folder yet."))]
        items: list[Item] = []
        for title, fresh in ((N_("Since the last time"), True), (N_("Before"), False)):
            part = [(at, e) for at, e in enumerate(self._entries) if e.shown is not fresh]
            left_out = [(at, e) for at, e in part if e.outcome not in IN_LEDGER]
            taken = [(at, e) for at, e in part if e.outcome in IN_LEDGER]
            if part:
                items += [Item(""), Item(_(title), strong=True)]
            for at, entry in left_out + taken:
                items += self._lines(at, entry)
        return items

    def _lines(self, at: int, entry: WatchedEntry) -> Iterable[Item]:
        told, name = entry.told, PurePath(entry.path).name
        number, client = str(told.get("number", "")), str(told.get("client", ""))
        text = f"{self.fitted(name, _FILE)}  {self.fitted(outcome_word(entry.outcome.value), 14)}"
        right = ""
        if number:
            text += f"  {self.fitted(number, 12)}  {client}"
            right = format_amount(_amount(told), str(told.get("currency", "EUR")), current_language())
        yield Item(self.fitted(text, max(20, self.size.width - 20)), str(at), right)
        for words in _remarks(entry):
            yield Item(f"     {words}")

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        document = self._entries[int(event.name)].told.get("id")
        if isinstance(document, int):
            self.app.push_screen(DocumentHistory(document))
        else:
            self.say(_("It is not in the ledger: the line below it says why."))

    def action_retry(self) -> None:
        """Read again what was left out."""
        self.work(self._read_again, "again")

    async def _read_again(self) -> None:
        count = await self.bridge.call(self._watch.forget_left_out)
        words = ngettext(
            "{count} file is read again at the next look.",
            "{count} files are read again at the next look.",
            count,
        )
        self.say(words.format(count=format_count(count)) if count else _("There is nothing to read again."))


def _amount(told: Mapping[str, Any]) -> Decimal:
    return Decimal(str(told.get("amount", "0")))


def _remarks(entry: WatchedEntry) -> list[str]:
    """Why a file was left out, and what is wrong in one that was not."""
    told = entry.told
    words = []
    if reason := told.get("reason"):
        words.append(" ".join(part for part in (reason_word(reason), str(told.get("detail", ""))) if part))
    words += [disagreement_words(about, known, said) for about, known, said in told.get("conflict", ())]
    words += [fault_words(fault, place) for fault, place in told.get("faults", ())]
    if entry.outcome is DocumentOutcome.TO_CONFIRM:
        words.append(_("read from its pages: carmail import documents --accept-read-pdfs FILE takes it"))
    if entry.outcome in IN_LEDGER and told.get("matched") is False:
        words.append(_("no client yet"))
    return words
