"""Today: what waits, in order of urgency. Enter goes straight to the work; nothing here sends."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.delivery.message import MailingProgress
from carmail_tui.delivery.states import State
from carmail_tui.documents.folder import FolderNews
from carmail_tui.documents.listing import LedgerFilters
from carmail_tui.i18n import N_, _, ngettext, visible
from carmail_tui.i18n.format import format_count, short_day, short_moment
from carmail_tui.i18n.reasons import reason_word
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.window import Window
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.folder import FolderEyes
from carmail_tui.ui.folder_words import folder_fault_word, folder_words
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.resuming import go_on
from carmail_tui.ui.screens.frame import Frame
from carmail_tui.ui.widgets.menu import Item, Menu

_SECONDS = 3.0
_GO_ON_SECONDS = 15.0
_SOON = timedelta(days=42)


class Today(Frame[None]):
    """The first screen, and the last level of Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("quit", "import")]
    KEYS_SHOWN = ("help", "clients", "mailing", "ledger", "outbox", "settings", "quit")

    def __init__(self) -> None:
        super().__init__()
        self._doors: dict[str, Callable[[], None]] = {}
        self._folder: FolderEyes | None = None

    def title_shown(self) -> str:
        return _("Today")

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Menu([Item(""), Item(self.glyphs.ellipsis)])

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
        self.set_interval(_SECONDS, self._look)
        self.set_interval(_GO_ON_SECONDS, self._look_after)
        self._look_after()
        self._folder = FolderEyes(self.bridge)
        self._look_at_folder()
        if not self.bridge.garage.config_path.exists() and not self.bridge.garage.settings.mail_ready:
            from carmail_tui.ui.screens.first_start import FirstStart

            self.app.push_screen(FirstStart())

    def on_screen_resume(self) -> None:
        if self.garage_app.notice:
            self.say(self.garage_app.notice)
            self.garage_app.notice = ""
        self._look()

    def _look(self) -> None:
        if self.is_current:
            self.look(self._show)

    def _look_after(self) -> None:
        """Whatever lies over this screen: a delivery that was killed is not left so."""
        self.work(self._go_on, "go_on")

    async def _go_on(self) -> None:
        await self.bridge.call(go_on, self.bridge.garage)

    def _look_at_folder(self) -> None:
        """Whatever lies over this screen: today's invoices are there when somebody comes back."""
        if self._folder is not None:
            self.work(partial(self._folder.look, self._tell), "folder", exclusive=False)
            self.set_timer(self._folder.seconds, self._look_at_folder)

    async def _tell(self) -> None:
        if self.is_current:
            await self._show()

    async def _show(self) -> None:
        waiting = await self.bridge.call(what_waits, self.bridge.garage)
        self._doors = {}
        items: list[Item] = []
        for title, lines in (
            (_("To settle"), self._to_settle(waiting)),
            (_("Under way"), self._under_way(waiting)),
            (_("To do"), self._to_do(waiting)),
        ):
            if lines:
                items += [Item(""), Item(title, strong=True), *lines]
        if not items:
            items = self._nothing_waits()
        self.query_one(Menu).show(items)

    def _door(self, name: str, text: str, right: str, go: Callable[[], None]) -> Item:
        self._doors[name] = go
        return Item(f"  {text}", name, f"{right:<24}{_('Enter')}")

    def _title(self, progress: MailingProgress) -> str:
        words = (
            N_("Documents “{title}” of {when}")
            if progress.kind == "documents"
            else N_("Mailing “{title}” of {when}")
        )
        return _(words).format(title=self._short(progress.title), when=short_moment(progress.created))

    def _short(self, title: str) -> str:
        """A title that leaves room for its day and for what stands at the right."""
        return visible(title, max(17, self.size.width - 63))

    def _to_settle(self, waiting: "Waiting") -> list[Item]:
        items = []
        if not self.bridge.garage.settings.mail_ready:
            items.append(
                self._door("setup", _("Your mail account is not set up"), "", partial(self._room, "settings"))
            )
        if self._folder is not None and self._folder.fault is not None:
            text = _("The watched folder is not read")
            go = partial(self._room, "settings")
            items.append(self._door("folder", text, folder_fault_word(self._folder.fault), go))
        for progress in waiting.mailings:
            if progress.account.held and not progress.ended:
                text = _("Mailing “{title}” waits").format(title=self._short(progress.title))
                right = reason_word(progress.account.reason)
                items.append(self._door(f"held{progress.id}", text, right, partial(self._progress, progress)))
            doubts = progress.count(State.IN_DOUBT)
            if doubts:
                right = ngettext("{count} in doubt", "{count} in doubt", doubts).format(
                    count=format_count(doubts)
                )
                go = partial(self._doubt, progress)
                items.append(self._door(f"doubt{progress.id}", self._title(progress), right, go))
            failed = waiting.failures.get(progress.id, 0)
            if failed:
                right = ngettext("{count} not sent", "{count} not sent", failed).format(
                    count=format_count(failed)
                )
                items.append(
                    self._door(
                        f"failed{progress.id}", self._title(progress), right, partial(self._result, progress)
                    )
                )
        return items

    def _under_way(self, waiting: "Waiting") -> list[Item]:
        items = []
        for progress in waiting.mailings:
            if not progress.ended:
                right = _("{sent} of {total}").format(
                    sent=format_count(progress.sent), total=format_count(progress.total)
                )
                items.append(
                    self._door(
                        f"way{progress.id}", self._title(progress), right, partial(self._progress, progress)
                    )
                )
        if waiting.draft:
            text = _("Letter “{title}”").format(title=waiting.draft[:40])
            items.append(self._door("draft", text, _("draft"), partial(self._room, "picker")))
        if waiting.selected:
            right = ngettext("{count} client", "{count} clients", waiting.selected)
            words = right.format(count=format_count(waiting.selected))
            items.append(
                self._door("selection", _("Selection of clients"), words, partial(self._room, "picker"))
            )
        return items

    def _to_do(self, waiting: "Waiting") -> list[Item]:
        items = []
        if waiting.folder.new or waiting.folder.left_out:
            items.append(self._door("news", *folder_words(waiting.folder), self._folder_report))
        if waiting.unsent_today:
            go = partial(
                self._ledger,
                LedgerFilters(unsent=True, period=Window(waiting.today.isoformat(), first=waiting.today)),
            )
            items.append(
                self._door("today", _("Documents of today, not sent"), format_count(waiting.unsent_today), go)
            )
        if waiting.unsent_before:
            items.append(
                self._door(
                    "before",
                    _("Older documents, not sent"),
                    format_count(waiting.unsent_before),
                    partial(self._ledger, LedgerFilters(unsent=True)),
                )
            )
        if waiting.without_client:
            text = _("Documents without a client, not sent")
            go = partial(self._ledger, LedgerFilters(unsent=True, unmatched=True))
            items.append(self._door("unmatched", text, format_count(waiting.without_client), go))
        if waiting.inspections:
            text = _("Inspections by {day}").format(day=short_day(waiting.inspections_by, year=False))
            right = ngettext("{count} client", "{count} clients", waiting.inspections)
            go = partial(self._inspections, waiting.inspection)
            items.append(
                self._door("inspections", text, right.format(count=format_count(waiting.inspections)), go)
            )
        return items

    def _nothing_waits(self) -> list[Item]:
        items = [Item(""), Item(_("Nothing waits."))]
        items.append(
            self._door("mailing", _("F3 writes to a series of clients"), "", partial(self._room, "picker"))
        )
        items.append(self._door("ledger", _("F4 sends invoices"), "", partial(self._room, "ledger")))
        items.append(
            self._door("import", _("i brings clients and invoices in from files"), "", self.action_import)
        )
        return items

    # -- doors ---------------------------------------------------------------------------------------------

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        # What waits may have changed between the key and this.
        if go := self._doors.get(event.name):
            go()

    def _room(self, name: str) -> None:
        self.garage_app.open(name)

    def action_import(self) -> None:
        """Bring clients or documents in from files."""
        from carmail_tui.ui.screens.importing import ImportDialog

        self.app.push_screen(ImportDialog())

    def _progress(self, progress: MailingProgress) -> None:
        from carmail_tui.ui.screens.progress import ProgressScreen

        self.app.push_screen(ProgressScreen(progress.id))

    def _result(self, progress: MailingProgress) -> None:
        from carmail_tui.ui.screens.result import ResultScreen

        self.app.push_screen(ResultScreen(progress.id))

    def _folder_report(self) -> None:
        from carmail_tui.ui.screens.folder_report import FolderReport

        if self._folder is not None and self._folder.watch is not None:
            self.app.push_screen(FolderReport(self._folder.watch))

    def _doubt(self, progress: MailingProgress) -> None:
        from carmail_tui.ui.screens.doubt import DoubtDialog

        self.app.push_screen(DoubtDialog(progress.id))

    def _ledger(self, filters: LedgerFilters) -> None:
        self.work(partial(self._open_with, "ledger_filters", filters.to_plain(), "ledger"), "open")

    def _inspections(self, criteria: Criteria) -> None:
        from carmail_tui.recipients.criteria import to_plain

        self.work(partial(self._open_with, "criteria", to_plain(criteria), "picker"), "open")

    async def _open_with(self, name: str, value: object, room: str) -> None:
        garage = self.bridge.garage
        await self.bridge.call(garage.store.user_states.put, garage.user, name, value)
        self.garage_app.forget(room)
        self.garage_app.open(room)

    def action_back(self) -> None:
        self.say(_("q leaves the program; delivery goes on without it."))


class Waiting:
    """What waits in a garage for one user."""

    def __init__(self, garage: Garage) -> None:
        store, self.today = garage.store, garage.today
        self.mailings = store.messages.unfinished()
        self.failures = store.messages.failures([progress.id for progress in self.mailings])
        draft = store.user_states.get(garage.user, "letter")
        versions = list((draft or {}).get("versions", {}).values())
        self.draft = next((subject or text[:30] for subject, text in versions if subject or text), "")
        self.selected = store.selection.count(garage.user)
        since_today = LedgerFilters(unsent=True, period=Window("", first=self.today))
        self.unsent_today = store.ledger.count(since_today, today=self.today)
        self.unsent_before = (
            store.ledger.count(LedgerFilters(unsent=True), today=self.today) - self.unsent_today
        )
        self.without_client = store.ledger.count(LedgerFilters(unsent=True, unmatched=True), today=self.today)
        self.folder = store.watched.news() if garage.settings.documents.folder else FolderNews()
        self.inspections_by = self.today + _SOON
        self.inspection = Criteria(inspection=Window("6s", days=_SOON.days))
        self.inspections = store.clients.count(self.inspection, self.today)


def what_waits(garage: Garage) -> Waiting:
    """Look at everything that Today shows."""
    return Waiting(garage)
