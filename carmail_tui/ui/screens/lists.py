"""Client lists: take one up as the selection, keep the selection under a name."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from carmail_tui.i18n import _, current_language, ngettext, visible
from carmail_tui.i18n.format import format_count, short_moment
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.ui.deaf import Deafness
from carmail_tui.ui.exporting import export_clients
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.export_prompt import ask_export
from carmail_tui.ui.screens.frame import Box
from carmail_tui.ui.screens.prompt import AskText
from carmail_tui.ui.widgets.lines import Plain
from carmail_tui.ui.widgets.menu import Item, Menu


class ListsDialog(Box[str]):
    """The answer: the name of the list to take up."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("new", "keep_live", "remove", "export")]

    def __init__(self, selected: Sequence[int], criteria: Criteria) -> None:
        super().__init__()
        self._selected = selected
        self._criteria = criteria
        self._deleting = ""
        self._deaf = Deafness()

    def content(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Plain(_("Client lists"), classes="heading")
            yield Menu()
            yield Plain(id="hint")

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
        self.lead_on(self._show)

    async def _show(self, at: str = "") -> None:
        lists = await self.bridge.call(self.bridge.store.lists.all, self.bridge.garage.today)
        items = []
        for line in lists:
            count = ngettext("{count} client", "{count} clients", line.count)
            right = count.format(count=format_count(line.count, current_language()))
            kind = _("live") if line.live else _("frozen")
            items.append(Item(line.name, line.name, f"{right}  {kind}  {short_moment(line.saved)}"))
        if not items:
            items = [
                Item(
                    _("No list yet: n keeps the {count} chosen clients.").format(
                        count=format_count(len(self._selected))
                    )
                )
            ]
        self.query_one(Menu).show(items, at)
        self.query_one("#hint", Plain).say(
            _("Enter: take up   n: keep   f: keep live   x: export   Del: delete   Escape: back")
        )

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        self.dismiss(event.name)

    def action_export(self) -> None:
        """Write the list under the cursor, else the chosen clients, into a CSV file."""
        name = self.query_one(Menu).current
        question = (
            _("Write the list {name} into which CSV file?").format(name=visible(name, 40))
            if name
            else _("Write the {count} chosen clients into which CSV file?").format(
                count=format_count(len(self._selected))
            )
        )
        ask_export(self, question, "clients.csv", partial(self._export, name))

    def _export(self, name: str, path: Path) -> int:
        garage = self.bridge.garage
        ids = garage.store.lists.ids(name) if name else self._selected
        return export_clients(garage, path, ids or [])

    def action_new(self) -> None:
        """Keep the selection under a name."""
        question = _("Keep the {count} chosen clients under which name?").format(
            count=format_count(len(self._selected))
        )
        self.app.push_screen(AskText(question, self.query_one(Menu).current), self._name_given)

    def action_keep_live(self) -> None:
        """Keep the criteria as a list that is sought anew whenever it is used."""
        if self._criteria.empty:
            self.say(_("There are no criteria: a live list needs some."))
            return
        question = _("Keep the criteria as a live list under which name?")
        self.app.push_screen(AskText(question, self.query_one(Menu).current), self._live_name_given)

    def _live_name_given(self, name: str | None) -> None:
        if name:
            self.work(partial(self._save_live, name))

    async def _save_live(self, name: str) -> None:
        today = self.bridge.garage.today
        await self.bridge.call(self.bridge.store.lists.save_live, name, self._criteria, today)
        await self._show(name)

    def _name_given(self, name: str | None) -> None:
        if name:
            self.work(partial(self._save, name))

    async def _save(self, name: str) -> None:
        await self.bridge.call(self.bridge.store.lists.save, name, self._selected)
        await self._show(name)

    def action_back(self) -> None:
        if self._deleting:
            self._deleting = ""
            self.work(partial(self._show, self.query_one(Menu).current))
        else:
            super().action_back()

    def action_remove(self) -> None:
        """Delete the list under the cursor; it asks once."""
        name = self.query_one(Menu).current
        if name and self._deleting != name:
            self._deleting = name
            self._deaf.begin()
            self.query_one("#hint", Plain).say(
                _("Delete the list {name}?  Del once more   Escape no").format(name=name)
            )
        elif name and not self._deaf.drops():
            self._deleting = ""
            self.work(partial(self._delete, name))

    async def _delete(self, name: str) -> None:
        await self.bridge.call(self.bridge.store.lists.delete, name)
        await self._show()
