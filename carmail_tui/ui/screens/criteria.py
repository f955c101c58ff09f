"""The criteria: kinds at the left, the values of one at the right, the count below."""

from dataclasses import replace
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from carmail_tui.i18n import N_, _, current_language, ngettext
from carmail_tui.i18n.format import format_count
from carmail_tui.recipients.criteria import Criteria, as_expression, taken_apart
from carmail_tui.recipients.expression.printing import printed
from carmail_tui.recipients.expression.tree import Node
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.kinds import PARSE, SHAPES, Shape, nothing, typed_text
from carmail_tui.recipients.listing import CriterionValue
from carmail_tui.ui.asked import spelled
from carmail_tui.ui.criteria_help import HELP, MORE, SPELLED, shown_value, ticked, ticked_anew
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.filters import FiltersDialog
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.own_filter_reading import OwnFilterReading
from carmail_tui.ui.widgets.lines import Hint, Plain
from carmail_tui.ui.widgets.menu import Item, Menu
from carmail_tui.ui.widgets.options import Counted, Options
from carmail_tui.ui.widgets.own_filter import OwnFilter
from carmail_tui.ui.words import CRITERIA, criteria_sentence, value_words


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
        self._own = OwnFilterReading(self)

    def title_shown(self) -> str:
        return _("Mailing: choose the clients")

    def body(self) -> ComposeResult:
        with Horizontal(id="halves"):
            with Vertical(id="kinds"):
                yield Plain(_(" Criteria"), classes="heading")
                with VerticalScroll(can_focus=False):
                    yield Menu(self._items(), id="kind-menu")
            with Vertical(id="values"):
                yield Plain(id="kind-name", classes="heading")
                with Horizontal(classes="row", id="field-row"):
                    yield Plain(f" {_('Search')} : ", id="field-label")
                    yield Input(id="field", compact=True, select_on_focus=False)
                yield Plain(id="field-help")
                yield Options(id="options")
                yield OwnFilter(id="own-filter")

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
        items.append(Item(""))
        items += [Item(_(label), name) for name, (label, _help) in MORE.items()]
        return items

    @on(Menu.Moved)
    def _kind_moved(self, event: Menu.Moved) -> None:
        self._kind = event.name
        self._show_kind()

    @on(Menu.Chosen)
    def _kind_chosen(self) -> None:
        match self._kind:
            case "kept":
                self.app.push_screen(FiltersDialog(self.criteria), self._take_up)
            case "written":
                self._take_up(Criteria(where=as_expression(self.criteria)))
            case "apart":
                self._take_up(taken_apart(self.criteria))
            case _:
                self._values_field.focus()

    def _take_up(self, criteria: Criteria | None) -> None:
        """Other criteria in place of the present ones, once it is known how their values are spelled."""
        if criteria is not None:
            self.criteria = criteria
            self.lead_on(self._show_taken_up)

    async def _show_taken_up(self) -> None:
        self._labels |= await self.bridge.call(spelled, self.bridge.garage, self.criteria)
        self._show_changed()

    @property
    def _values_field(self) -> Input:
        """The field of the right half."""
        return self.query_one(OwnFilter).field if self._kind == "where" else self.query_one("#field", Input)

    def _show_kind(self) -> None:
        shape = SHAPES.get(self._kind)
        typed, more = shape is Shape.TYPED, MORE.get(self._kind)
        self.query_one("#kind-name", Plain).say(f" {_(more[0] if more else CRITERIA[self._kind])}")
        self.query_one("#field-label", Plain).say(f" {_('Value') if typed else _('Search')} : ")
        help_ = more[1] if more else HELP.get(self._kind, "")
        self.query_one("#field-help", Plain).say(f" {_(help_)}" if help_ else "")
        self._values = []
        ticked = shape in {Shape.TICKED, Shape.YES_NO}
        self.query_one("#options", OptionList).clear_options().display = ticked
        self.query_one("#field-row").display = ticked or typed
        own = self.query_one(OwnFilter)
        own.display = self._kind == "where"
        self.query_one("#halves").set_class(own.display, "-wide")
        field = self.query_one("#field", Input)
        with self.prevent(Input.Changed):
            value = getattr(self.criteria, self._kind) if typed else None
            field.value = typed_text(self._kind, value) if value else ""
        if ticked:
            self.work(self._load_values, "values")
        elif own.display:
            own.show(printed(self.criteria.where, current_language()) if self.criteria.where else "")
            self._own.read(own.field.value, len(own.field.value))

    # -- the right half ------------------------------------------------------------------------------------

    async def _load_values(self) -> None:
        garage, kind = self.bridge.garage, self._kind
        found = await self.bridge.call(garage.store.clients.values, kind, self.criteria, garage.today)
        if kind == self._kind:
            self._values = [shown_value(self._kind, value) for value in found]
            self._labels |= {value.key: value.label for value in found if kind in SPELLED}
            self._show_values()

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
        mark = "[x]" if value.key in ticked(self.criteria, self._kind) else "[ ]"
        left = f"  {mark} {value.label}"
        if len(value.spellings) > 1:
            left += f" ({', '.join(value.spellings)})"
        return Counted(left, format_count(value.count, current_language()), self.glyphs.ellipsis)

    @on(Input.Changed, "#field")
    def _field_changed(self, event: Input.Changed) -> None:
        if SHAPES[self._kind] is Shape.TYPED:
            self._take_typed(event.value)
        else:
            self._show_values()

    @on(Input.Submitted, "#field")
    def _field_submitted(self) -> None:
        if SHAPES[self._kind] is Shape.TYPED:
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
        self._change(ticked_anew(self.criteria, self._kind, key))
        field = self.query_one("#field", Input)
        with self.prevent(Input.Changed):
            field.value = ""
        self._show_values(at=key)

    def _take_typed(self, text: str) -> None:
        read, today = PARSE[self._kind], self.bridge.garage.today
        try:
            self._change(read(text, today) if text.strip() else nothing(self._kind))
        except (ValueError, OverflowError):
            self.say(_("{text} cannot be read yet; what stood there before still counts.").format(text=text))

    def _change(self, value: Any) -> None:
        changed: dict[str, Any] = {self._kind: value}
        self.criteria = replace(self.criteria, **changed)
        self._show_changed()

    def _show_changed(self) -> None:
        self.query_one(Menu).show(self._items())
        self._show_count()

    # -- the own filter ------------------------------------------------------------------------------------

    @on(OwnFilter.Typed)
    def _expression_typed(self, event: OwnFilter.Typed) -> None:
        self._own.read(event.text, event.cursor)

    @on(OwnFilter.Done)
    def _expression_done(self) -> None:
        self.query_one(Menu).focus()

    def ask_where(self, node: Node | None) -> None:
        """The own filter is this."""
        self.criteria = replace(self.criteria, where=node)
        self._show_changed()

    def _show_count(self) -> None:
        sentence = criteria_sentence(self.criteria, self.bridge.garage.today, self._labels)
        self.query_one("#sentence", Plain).say(f" {sentence}")
        self.work(self._count, "count")

    async def _count(self) -> None:
        garage = self.bridge.garage
        count = await self.bridge.call(garage.store.clients.count, self.criteria, garage.today)
        words = ngettext("{count} client found", "{count} clients found", count)
        self.say(words.format(count=format_count(count, current_language())))

    # -- keys ----------------------------------------------------------------------------------------------

    def action_next_pane(self) -> None:
        menu, own = self.query_one(Menu), self.query_one(OwnFilter)
        if own.field.has_focus and own.begins_word():
            own.finish_word()
        else:
            (self._values_field if menu.has_focus else menu).focus()

    def action_remove(self) -> None:
        """Ask nothing of this kind any more."""
        if self._kind in SHAPES:
            self._change(nothing(self._kind))
            self._show_kind()

    def on_key(self, event: events.Key) -> None:
        """Up and down walk through the values while one types, Delete clears where nothing stands after it;
        a letter in the left half begins a search."""
        field, options = self.query_one("#field", Input), self.query_one("#options", OptionList)
        if field.has_focus and event.key in {"up", "down"}:
            event.stop()
            if SHAPES[self._kind] is Shape.TYPED:
                self.query_one(Menu).focus()
                self.query_one(Menu).action_cursor(1 if event.key == "down" else -1)
            elif event.key == "up":
                options.action_cursor_up()
            else:
                options.action_cursor_down()
        elif field.has_focus and event.key == "delete" and field.cursor_at_end:
            event.stop()
            self.action_remove()
        elif (
            self.query_one(Menu).has_focus and event.is_printable and event.character and self._kind in SHAPES
        ):
            event.stop()
            field = self._values_field
            self.set_focus(field)
            field.cursor_position = len(field.value)
            field.insert_text_at_cursor(event.character)

    def action_back(self) -> None:
        if self._kind != "where" or self._own.taken():
            self.dismiss(self.criteria)

    def leave(self) -> None:
        if self._kind == "where":
            self._own.taken()
        self.dismiss(self.criteria)
