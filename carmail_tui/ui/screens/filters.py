"""Filters under a name: take one up, keep the present criteria."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from carmail_tui.i18n import _
from carmail_tui.i18n.format import short_moment
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.folding import fold
from carmail_tui.ui.deaf import Deafness
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.frame import Box
from carmail_tui.ui.screens.prompt import AskText
from carmail_tui.ui.widgets.lines import Plain
from carmail_tui.ui.widgets.menu import Item, Menu


class FiltersDialog(Box[Criteria]):
    """The answer: the criteria of the filter to take up."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("new", "remove")]

    def __init__(self, criteria: Criteria) -> None:
        super().__init__()
        self._criteria = criteria
        self._deleting = ""
        self._deaf = Deafness()

    def content(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Plain(_("Filters under a name"), classes="heading")
            yield Menu()
            yield Plain(id="hint")

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
        self.lead_on(self._show)

    async def _show(self, at: str = "") -> None:
        lines = await self.bridge.call(self.bridge.store.filters.all)
        items = [Item(line.name, line.name, short_moment(line.saved)) for line in lines]
        self.query_one(Menu).show(items or [Item(_("No filter yet: n keeps the present criteria."))], at)
        self.say(_("Enter: take up   n: keep the present   Del: delete   Escape: back"))

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        self.lead_on(partial(self._take_up, event.name))

    async def _take_up(self, name: str) -> None:
        found = await self.bridge.call(self.bridge.store.filters.get, name, self.bridge.garage.today)
        if found is not None:
            self.dismiss(found)

    def action_new(self) -> None:
        """Keep the present criteria under a name."""
        if self._criteria.empty:
            self.say(_("There are no criteria to keep yet."))
        else:
            question = _("Keep the present criteria under which name?")
            self.app.push_screen(AskText(question, self.query_one(Menu).current), self._name_given)

    def _name_given(self, name: str | None) -> None:
        if name and fold(name):
            self.work(partial(self._save, name))
        elif name:
            self.say(_("The name of a filter needs a letter or a digit."))

    async def _save(self, name: str) -> None:
        await self.bridge.call(self.bridge.store.filters.save, name, self._criteria)
        await self._show(name)

    def action_back(self) -> None:
        if self._deleting:
            self._deleting = ""
            self.work(partial(self._show, self.query_one(Menu).current))
        else:
            super().action_back()

    def action_remove(self) -> None:
        """Delete the filter under the cursor; it asks once."""
        name = self.query_one(Menu).current
        if name and self._deleting != name:
            self._deleting = name
            self._deaf.begin()
            self.say(_("Delete the filter {name}?  Del once more   Escape no").format(name=name))
        elif name and not self._deaf.drops():
            self._deleting = ""
            self.work(partial(self._delete, name))

    async def _delete(self, name: str) -> None:
        await self.bridge.call(self.bridge.store.filters.delete, name)
        await self._show()
