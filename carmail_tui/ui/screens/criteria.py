"""The criteria: kinds at the left, the values of one at the right, the count below."""

from dataclasses import replace
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from carmail_tui.i18n import N_, _, current_language, ngettext
from carmail_tui.i18n.format import format_count
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.listing import CriterionValue
from carmail_tui.recipients.regions import parse_postcodes
from carmail_tui.recipients.window import parse_window
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.widgets.lines import Hint, Plain
from carmail_tui.ui.widgets.menu import Item, Menu
from carmail_tui.ui.widgets.options import Counted, Options
from carmail_tui.ui.words import CRITERIA, criteria_sentence, language_name, value_words

_TYPED = {
    "postcodes": N_("For example: 4000-4999, 5000"),
    "inspection": N_("For example: 6s (weeks), 3m (months), 05/01, 01/12-05/01"),
    "came_since": N_("For example: 6m (months ago), 2a (years ago), 01/09/2026"),
}
"""The criteria that are typed rather than ticked."""


class CriteriaDialog(Dialog[Criteria]):
    """Choosing criteria. What is chosen counts as soon as it is chosen; Escape goes back with it."""

    CSS_PATH = "criteria.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("next_pane", "remove")]
    KEYS_SHOWN = (
        Hint(("up", "down"), N_("Criterion")),
        Hint(("next_pane",), N_("Values")),
        Hint(("open",), N_("Tick")),
        Hint(("remove",), N_("Clear")),
        Hint(("back",), N_("Done")),
    )

    def __init__(self, criteria: Criteria, labels: dict[str, str]) -> None:
        super().__init__()
        self.criteria = criteria
        self._labels = labels
        self._values: list[CriterionValue] = []
        self._kind = next(iter(CRITERIA))

    def title_shown(self) -> str:
        return _("Mailing: choose the clients")

    def body(self) -> ComposeResult:
        with Horizontal(id="halves"):
            with Vertical(id="kinds"):
                yield Plain(_(" Criteria"), classes="heading")
                yield Menu(self._items(), id="kind-menu")
            with Vertical(id="values"):
                yield Plain(id="kind-name", classes="heading")
                with Horizontal(classes="row"):
                    yield Plain(f" {_('Search')} : ", id="field-label")
                    yield Input(id="field", compact=True, select_on_focus=False)
                yield Plain(id="field-help")
                yield Options(id="options")

    def foot(self) -> ComposeResult:
        yield Plain(id="sentence")

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
        self._show_kind()
        self._show_count()

    # -- the left half -------------------------------------------------------------------------------------

    def _items(self) -> list[Item]:
        items = []
        for kind, label in CRITERIA.items():
            words = value_words(self.criteria, kind, self.bridge.garage.today, self._labels)
            items.append(Item(self.fitted(_(label), 19) + words, kind))
        return items

    @on(Menu.Moved)
    def _kind_moved(self, event: Menu.Moved) -> None:
        self._kind = event.name
        self._show_kind()

    @on(Menu.Chosen)
    def _kind_chosen(self) -> None:
        self.query_one("#field", Input).focus()

    def _show_kind(self) -> None:
        typed = self._kind in _TYPED
        self.query_one("#kind-name", Plain).say(f" {_(CRITERIA[self._kind])}")
        self.query_one("#field-label", Plain).say(f" {_('Value') if typed else _('Search')} : ")
        self.query_one("#field-help", Plain).say(f" {_(_TYPED[self._kind])}" if typed else "")
        self._values = []
        self.query_one("#options", OptionList).clear_options().display = not typed
        field = self.query_one("#field", Input)
        with self.prevent(Input.Changed):
            field.value = self._typed_text() if typed else ""
        if not typed:
            self.work(self._load_values, "values")

    def _typed_text(self) -> str:
        value = getattr(self.criteria, self._kind)
        if not value:
            return ""
        return ", ".join(str(span) for span in value) if self._kind == "postcodes" else str(value.text)

    # -- the right half ------------------------------------------------------------------------------------

    async def _load_values(self) -> None:
        garage, kind = self.bridge.garage, self._kind
        if kind == "promotions":
            found = await self.bridge.call(_promotion_values, garage.store.clients, self.criteria, garage)
        else:
            found = await self.bridge.call(garage.store.clients.values, kind, self.criteria, garage.today)
        if kind == self._kind:
            self._values = [self._named(value) for value in found]
            self._show_values()

    def _named(self, value: CriterionValue) -> CriterionValue:
        if self._kind == "languages":
            return replace(value, label=language_name(value.key))
        if self._kind == "regions":
            return replace(value, label=_(value.label))
        return value

    def _show_values(self, at: str = "") -> None:
        options = self.query_one("#options", OptionList)
        kept = options.highlighted
        sought = fold(self.query_one("#field", Input).value)
        options.clear_options()
        for value in self._values:
            spelled = " ".join((value.label, *value.spellings))
            if sought in fold(spelled) or sought in value.key:
                options.add_option(Option(self._value_line(value), id=value.key))
        if at:
            options.highlighted = options.get_option_index(at)
        elif options.option_count:
            options.highlighted = min(kept or 0, options.option_count - 1)

    def _value_line(self, value: CriterionValue) -> Counted:
        mark = "[x]" if value.key in self._ticked() else "[ ]"
        left = f"  {mark} {value.label}"
        if len(value.spellings) > 1:
            left += f" ({', '.join(value.spellings)})"
        return Counted(left, format_count(value.count, current_language()), self.glyphs.ellipsis)

    def _ticked(self) -> tuple[str, ...]:
        value = getattr(self.criteria, self._kind)
        if self._kind == "promotions":
            return () if value is None else ("yes",) if value else ("no",)
        return tuple(value or ())

    @on(Input.Changed, "#field")
    def _field_changed(self, event: Input.Changed) -> None:
        if self._kind in _TYPED:
            self._take_typed(event.value)
        else:
            self._show_values()

    @on(Input.Submitted, "#field")
    def _field_submitted(self) -> None:
        if self._kind in _TYPED:
            self.query_one(Menu).focus()
        else:
            self.lead_on(self._tick_highlighted)

    async def _tick_highlighted(self) -> None:
        if not self._values:
            await self._load_values()
        options = self.query_one("#options", OptionList)
        if options.highlighted is not None:
            self._tick(options.get_option_at_index(options.highlighted).id or "")

    @on(OptionList.OptionSelected)
    def _option_selected(self, event: OptionList.OptionSelected) -> None:
        self._tick(event.option_id or "")

    def _tick(self, key: str) -> None:
        if self._kind == "promotions":
            wanted = key == "yes"
            self._change(None if self.criteria.promotions is wanted else wanted)
        else:
            ticked = self._ticked()
            self._change(tuple(k for k in ticked if k != key) if key in ticked else (*ticked, key))
        field = self.query_one("#field", Input)
        with self.prevent(Input.Changed):
            field.value = ""
        self._show_values(at=key)

    def _take_typed(self, text: str) -> None:
        today = self.bridge.garage.today
        try:
            if self._kind == "postcodes":
                self._change(parse_postcodes(text))
            elif not text.strip():
                self._change(None)
            else:
                self._change(parse_window(text, today, back=self._kind == "came_since"))
        except (ValueError, OverflowError):
            self.say(_("{text} cannot be read yet; what stood there before still counts.").format(text=text))

    def _change(self, value: Any) -> None:
        changed: dict[str, Any] = {self._kind: value}
        self.criteria = replace(self.criteria, **changed)
        self.query_one(Menu).show(self._items())
        self._show_count()

    def _show_count(self) -> None:
        garage = self.bridge.garage
        sentence = criteria_sentence(self.criteria, garage.today, self._labels)
        self.query_one("#sentence", Plain).say(f" {sentence}")
        self.work(self._count, "count")

    async def _count(self) -> None:
        garage = self.bridge.garage
        count = await self.bridge.call(garage.store.clients.count, self.criteria, garage.today)
        words = ngettext("{count} client found", "{count} clients found", count)
        self.say(words.format(count=format_count(count, current_language())))

    # -- keys ----------------------------------------------------------------------------------------------

    def action_next_pane(self) -> None:
        menu = self.query_one(Menu)
        (self.query_one("#field", Input) if menu.has_focus else menu).focus()

    def action_remove(self) -> None:
        """Ask nothing of this kind any more."""
        self._change(None if self._kind in {"promotions", "inspection", "came_since"} else ())
        self._show_kind()

    def on_key(self, event: events.Key) -> None:
        """Up and down walk through the values while one types, Delete clears where nothing stands after it;
        a letter in the left half begins a search."""
        field, options = self.query_one("#field", Input), self.query_one("#options", OptionList)
        if field.has_focus and event.key in {"up", "down"}:
            event.stop()
            if self._kind in _TYPED:
                self.query_one(Menu).focus()
                self.query_one(Menu).action_cursor(1 if event.key == "down" else -1)
            elif event.key == "up":
                options.action_cursor_up()
            else:
                options.action_cursor_down()
        elif field.has_focus and event.key == "delete" and field.cursor_at_end:
            event.stop()
            self.action_remove()
        elif self.query_one(Menu).has_focus and event.is_printable and event.character:
            event.stop()
            self.set_focus(field)
            field.cursor_position = len(field.value)
            field.insert_text_at_cursor(event.character)

    def action_back(self) -> None:
        self.dismiss(self.criteria)

    def leave(self) -> None:
        self.dismiss(self.criteria)


def _promotion_values(clients: Any, criteria: Criteria, garage: Any) -> list[CriterionValue]:
    values = []
    for key, label, accepted in (("yes", _("yes"), True), ("no", _("no"), False)):
        count = clients.count(replace(criteria, promotions=accepted), garage.today)
        values.append(CriterionValue(key, label, count))
    return values
