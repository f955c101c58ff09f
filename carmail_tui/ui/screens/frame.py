"""What every screen has: a title line, a body, a message line and a key bar."""

import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.worker import Worker

from carmail_tui.i18n import _
from carmail_tui.i18n.errors import sentence
from carmail_tui.store.errors import explained
from carmail_tui.ui.bridge import Bridge
from carmail_tui.ui.keys import EVERYWHERE, bindings
from carmail_tui.ui.terminal import Glyphs
from carmail_tui.ui.widgets.columns import fitted
from carmail_tui.ui.widgets.lines import Hint, KeyBar, Plain, Rule, TitleLine

if TYPE_CHECKING:
    from carmail_tui.ui.app import CarmailApp
    from carmail_tui.ui.widgets.record_table import RecordTable

Answer = TypeVar("Answer")
Work = Callable[[], Coroutine[Any, Any, None]]
"""What runs beside the keys. Not a coroutine: one that is replaced before it begins is never awaited."""
_log = logging.getLogger("carmail.ui")


class Wakeful(Screen[Answer]):
    """A screen that loses no key: what is typed before it is there waits until it is."""

    WAKES_ITSELF: ClassVar[bool] = False
    """Whether the screen calls `wake` itself, once what it loads is there."""

    ready = False
    _looking = False
    _look_due = False

    @property
    def garage_app(self) -> "CarmailApp":
        """The app, typed."""
        return cast("CarmailApp", self.app)

    @property
    def bridge(self) -> Bridge:
        """Where the verbs of the rooms are called."""
        return self.garage_app.bridge

    def on_screen_resume(self) -> None:
        if not self.WAKES_ITSELF:
            self.call_after_refresh(self.wake)

    async def wake(self, tries: int = 5) -> None:
        """Keys may come, those first that came too early; but not before something has the focus."""
        if tries and self.focused is None:
            self.call_after_refresh(self.wake, tries - 1)
            return
        self.ready = True
        await self.garage_app.type_on()

    def say(self, text: str) -> None:
        """Show one sentence."""
        raise NotImplementedError

    def leave(self) -> None:
        """Close, because one goes to another room. What was chosen by then counts, where nothing is asked."""
        self.app.pop_screen()

    def work(self, work: Work, group: str = "default", *, exclusive: bool = True) -> Worker[None]:
        """Run `work` beside the keys. With `exclusive`, it replaces what still runs in its group."""
        explained = partial(self._explained, work)
        return self.run_worker(explained, group=group, exclusive=exclusive, exit_on_error=False)

    def look(self, show: Work) -> None:
        """Run `show`, once more after the one that still runs.

        At an interval: a look that replaced the one before would never end where the database takes longer.
        """
        self._look_due = True
        if not self._looking:
            self._looking = True
            self.work(partial(self._look_while_due, show), "look", exclusive=False)

    async def _look_while_due(self, show: Work) -> None:
        try:
            while self._look_due:
                self._look_due = False
                await show()
        finally:
            self._looking = False

    async def _explained(self, work: Work) -> None:
        """An error of a room becomes a sentence; a defect is logged, and the program lives on."""
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the counter goes on working
            await self.explain(error)

    async def explain(self, error: Exception) -> None:
        """Tell what went wrong, and let the keys go on."""
        fault = explained(error)
        words = sentence(fault)
        if words is None or fault is not error:
            _log.error("in %s", type(self).__name__, exc_info=error)
        if words is None:
            words = _("Something went wrong inside the program. Nothing more was done; the log tells it.")
        self.say(words)
        if not self.ready:
            # What it waits for will not come; Escape must.
            await self.wake()

    def lead_on(self, work: Work, group: str = "next") -> None:
        """Run `work`, which opens another screen or finds another list: what is typed meanwhile is meant for
        that one."""
        self.garage_app.lead(self.work(partial(self._leading, work), group, exclusive=False))

    async def _leading(self, work: Work) -> None:
        try:
            await self._explained(work)
        finally:
            self.garage_app.call_later(self.garage_app.type_on)


class Frame(Wakeful[Answer]):
    """A full screen of the program. Subclasses give `title_shown`, `KEYS_SHOWN` and `body`."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*EVERYWHERE, "back")]
    TITLE_SHOWN: ClassVar[str] = ""
    SUBTITLE: ClassVar[bool] = False
    """Whether a line of text (a filter as a sentence) stands below the title."""
    KEYS_SHOWN: ClassVar[tuple[Hint | str, ...]] = ()

    @property
    def glyphs(self) -> Glyphs:
        """The drawing characters of this terminal."""
        return self.garage_app.terminal.glyphs

    def fitted(self, text: str, width: int) -> str:
        """`text` in exactly `width` cells; what is cut off is marked."""
        return fitted(text, width, self.glyphs.ellipsis)

    def compose(self) -> ComposeResult:
        yield TitleLine(self.title_shown(), lambda: self.bridge.garage.settings.company.name)
        if self.SUBTITLE:
            yield Plain(id="subtitle")
        yield Rule(self.glyphs)
        with Vertical(id="body"):
            yield from self.body()
        yield Rule(self.glyphs)
        yield from self.foot()
        yield Plain(id="message")
        yield KeyBar(self.KEYS_SHOWN, self.glyphs)

    def title_shown(self) -> str:
        """The title: what stands first on line 1."""
        return self.TITLE_SHOWN

    def body(self) -> ComposeResult:
        """The widgets between the two rules."""
        yield from ()

    def foot(self) -> ComposeResult:
        """Lines between the second rule and the message line."""
        yield from ()

    def say(self, text: str) -> None:
        """Show one sentence on the message line."""
        self.query_one("#message", Plain).say(text)

    def subtitle(self, text: str) -> None:
        """Show `text` below the title."""
        self.query_one("#subtitle", Plain).say(f" {text}")

    async def on_record_table_failed(self, event: "RecordTable.Failed") -> None:
        await self.explain(event.error)

    def retitle(self) -> None:
        """Show the title anew: what it names is known now."""
        self.query_one(TitleLine).show(self.title_shown())

    def show_keys(self, *hints: Hint | str) -> None:
        """Other keys on the last line."""
        self.query_one(KeyBar).show(hints)

    def action_back(self) -> None:
        """One level up."""
        self.garage_app.go_up()


class Dialog(Frame[Answer], ModalScreen[Answer]):
    """A screen over another one, which stays as it was; `dismiss` hands back its answer."""

    def action_back(self) -> None:
        self.dismiss(None)


class Box(Wakeful[Answer], ModalScreen[Answer]):
    """A small box over a screen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("back", "reflex")]

    def compose(self) -> ComposeResult:
        yield from self.content()

    def content(self) -> ComposeResult:
        """The widgets of the box."""
        yield Widget()

    def say(self, text: str) -> None:
        """Show one sentence in place of the last line of the box."""
        self.query(Plain).last().say(text)

    def action_back(self) -> None:
        self.dismiss(None)
