"""The filters of the ledger: a line each, its answer at the right, the count below."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.documents.document import DocumentKind
from carmail_tui.documents.listing import LedgerFilters
from carmail_tui.i18n import N_, _, ngettext
from carmail_tui.i18n.format import format_count
from carmail_tui.recipients.window import parse_window
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.document_sentences import filters_sentence, period_words
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.client_chooser import ClientChooser
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.prompt import AskText
from carmail_tui.ui.widgets.lines import Hint, Plain
from carmail_tui.ui.widgets.menu import Item, Menu

_KINDS = {
    None: N_("invoices and credit notes"),
    DocumentKind.INVOICE: N_("invoices"),
    DocumentKind.CREDIT_NOTE: N_("credit notes"),
}
_YES_OR_ALL = {
    "unsent": (N_("Sending"), N_("what is not sent"), N_("all")),
    "unpaid": (N_("Payment"), N_("what is not paid"), N_("all")),
    "unmatched": (N_("Client known"), N_("what has no client yet"), N_("all")),
}
"""Of each filter that is on or off: its name, and its answers."""

_NONE: dict[str, Any] = {
    "unsent": False,
    "unpaid": False,
    "unmatched": False,
    "kind": None,
    "period": None,
    "client_id": None,
}


def client_name(garage: Garage, client_id: int | None) -> str:
    """The name of a client; empty where there is none."""
    client = garage.store.clients.get(client_id) if client_id is not None else None
    return client.name if client else ""


class LedgerFiltersDialog(Dialog[LedgerFilters]):
    """Choosing what the ledger shows. What is chosen counts at once; Escape goes back with it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("mark", "remove")]
    KEYS_SHOWN = (
        Hint(("up", "down"), N_("Filter")),
        Hint(("open",), N_("Change")),
        Hint(("remove",), N_("Clear")),
        Hint(("back",), N_("Done")),
    )

    def __init__(self, filters: LedgerFilters, client: str) -> None:
        super().__init__()
        self.filters = filters
        self._client = client

    def title_shown(self) -> str:
        return _("Ledger: which documents")

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Menu(self._items(), at="unsent")

    def foot(self) -> ComposeResult:
        yield Plain(id="sentence")

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
        self._show()

    def _items(self) -> list[Item]:
        period = period_words(self.filters, self.bridge.garage.today)
        answers: list[tuple[str, str, str]] = [
            (name, _(label), _(yes) if getattr(self.filters, name) else _(otherwise))
            for name, (label, yes, otherwise) in _YES_OR_ALL.items()
        ]
        answers += [
            ("kind", _("Kind"), _(_KINDS[self.filters.kind])),
            ("period", _("Period"), period or _("no limit")),
            ("client_id", _("Client"), self._client or _("all clients")),
        ]
        return [Item(""), *(Item(self.fitted(label, 20) + words, name) for name, label, words in answers)]

    def _show(self) -> None:
        self.query_one(Menu).show(self._items())
        sentence = filters_sentence(self.filters, self.bridge.garage.today, self._client)
        self.query_one("#sentence", Plain).say(f" {sentence}")
        self.work(self._count, "count")

    async def _count(self) -> None:
        garage = self.bridge.garage
        count = await self.bridge.call(garage.store.ledger.count, self.filters, "", garage.today)
        words = ngettext("{count} document found", "{count} documents found", count)
        self.say(words.format(count=format_count(count)))

    # -- changing ------------------------------------------------------------------------------------------

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        changes: dict[str, Callable[[], object]] = {
            "kind": self._next_kind,
            "period": self._ask_period,
            "client_id": self._ask_client,
        }
        change = changes.get(event.name)
        if change is not None:
            change()
        else:
            self._change(event.name, not getattr(self.filters, event.name))

    def action_mark(self) -> None:
        """Space changes as Enter does."""
        self.query_one(Menu).action_open()

    def action_remove(self) -> None:
        """Ask nothing of this kind any more."""
        name = self.query_one(Menu).current
        if name == "client_id":
            self._client = ""
        self._change(name, _NONE[name])

    def _change(self, name: str, value: Any) -> None:
        changed: dict[str, Any] = {name: value}
        self.filters = replace(self.filters, **changed)
        self._show()

    def _next_kind(self) -> None:
        kinds: Sequence[DocumentKind | None] = list(_KINDS)
        self._change("kind", kinds[(kinds.index(self.filters.kind) + 1) % len(kinds)])

    def _ask_period(self) -> None:
        question = _("Period: 01/11 (since that day), 01/10-31/10, 3m (months), 2s (weeks). Empty: all.")
        known = self.filters.period.text if self.filters.period else ""
        self.app.push_screen(AskText(question, known), self._period_given)

    def _period_given(self, text: str | None) -> None:
        if text is None:
            return
        today = self.bridge.garage.today
        try:
            period = parse_window(text, today, back=True) if text else None
            replace(self.filters, period=period).days(today)
        except (ValueError, OverflowError):
            self.say(_("{text} cannot be read; what stood there before still counts.").format(text=text))
            return
        self._change("period", period)

    def _ask_client(self) -> None:
        self.app.push_screen(ClientChooser(_("Documents of which client?")), self._client_given)

    def _client_given(self, client_id: int | None) -> None:
        if client_id is not None:
            self.work(partial(self._take_client, client_id), "client")

    async def _take_client(self, client_id: int) -> None:
        self._client = await self.bridge.call(client_name, self.bridge.garage, client_id)
        self._change("client_id", client_id)

    def action_back(self) -> None:
        self.dismiss(self.filters)

    def leave(self) -> None:
        self.dismiss(self.filters)
