"""The plan of a sending: a line a message, each changeable in place, until `@` queues what is ready."""

from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from carmail_tui.documents.plan import PlanLine
from carmail_tui.i18n import N_, _
from carmail_tui.store.document_sending import examine_line
from carmail_tui.ui import documents
from carmail_tui.ui.document_sentences import suppression_words
from carmail_tui.ui.documents import Sheet
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.plan_lines import (
    about_line,
    head_words,
    lacks_address,
    line_name,
    plan_items,
)
from carmail_tui.ui.screens.address_chooser import AddressChooser, ChosenAddress
from carmail_tui.ui.screens.document_preview import DocumentPreview
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.plan_sending import PlanSending
from carmail_tui.ui.widgets.lines import Hint, Plain
from carmail_tui.ui.widgets.menu import Menu


class PlanDialog(Dialog[None]):
    """Works on a sheet, which its owner keeps. It closes by itself when everything is queued."""

    CSS_PATH = "plan.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("group", "always", "remove", "preview", "undo", "without", "send", "next_pane")
    ]
    KEYS_SHOWN = (Hint(("open",), N_("Other address")), "group", "remove", "preview", "send", "back")
    KEYS_IN_FIELD = (Hint(("open",), N_("Take it")), "send_form", "preview", Hint(("back",), N_("Lines")))

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet
        self.sending = PlanSending(self)

    def title_shown(self) -> str:
        return _("Send documents")

    def body(self) -> ComposeResult:
        yield Plain(id="head")
        with Horizontal(classes="row", id="field-row"):
            yield Plain(id="field-label")
            yield Input(compact=True, id="field")
        with VerticalScroll(can_focus=False):
            yield Menu(id="lines")

    def foot(self) -> ComposeResult:
        yield Plain(id="about")
        yield Plain(id="text")

    def on_mount(self) -> None:
        self.set_focus(self.menu)
        # What was found before this screen was opened may be of files that were imported anew since.
        self.sheet.examined.clear()
        self.show(at="0")
        self._ask_for_address()
        self.work(self._examine, "examine")

    @property
    def menu(self) -> Menu:
        """The lines."""
        return self.query_one(Menu)

    @property
    def field(self) -> Input:
        """Where the address of a client without one is typed."""
        return self.query_one("#field", Input)

    @property
    def line(self) -> PlanLine | None:
        """The line under the cursor."""
        lines, name = self.sheet.plan.lines, self.menu.current
        return lines[int(name)] if name and int(name) < len(lines) else None

    # -- showing -------------------------------------------------------------------------------------------

    def show(self, at: str = "") -> None:
        """Show the plan as it is now, with the cursor on the line `at`."""
        sender = self.bridge.garage.settings.sender.address
        self.query_one("#head", Plain).say(f"\n   {head_words(self.sheet.plan, sender)}\n")
        self.menu.show(plan_items(self.sheet, self.size.width, self.glyphs.ellipsis), at)
        self._show_line()

    async def _examine(self) -> None:
        """Look into the files beside the keys, and show each line that says something as it comes."""
        looked_at = True
        while looked_at:
            looked_at = False
            for line in self.sheet.plan.lines:
                if self.sheet.belt(line) is None:
                    store, others = self.bridge.store, self.sheet.plan.documents
                    found = await self.bridge.call(examine_line, store, line, others)
                    self.sheet.note_examined(line, found)
                    looked_at = True
                    if found.stop is not None or found.gaps:
                        self.show()
                    break

    def _show_line(self) -> None:
        line = self.line
        if line is None:
            return
        about = about_line(line, self.sheet.belt(line))
        self.query_one("#about", Plain).say("\n".join(f" {words}" for words in about))
        self.query_one("#field-row").display = lacks_address(line)
        label = _("Address of {name}").format(name=line_name(line)[:30])
        self.query_one("#field-label", Plain).say(f" > {label} : ")
        self.work(partial(self._show_text, line), "text", exclusive=False)

    async def _show_text(self, line: PlanLine) -> None:
        merged = await self.bridge.call(documents.text_of, self.bridge.garage, line)
        if line != self.line:
            return
        flowing = _("Text   {text}").format(text=" ".join(merged.text.split()))
        self.query_one("#text", Plain).say(" " + self.fitted(flowing, self.size.width - 2))

    def on_resize(self) -> None:
        """The lines are wrapped to another width."""
        if self.is_mounted:
            self.show()

    def on_menu_moved(self) -> None:
        self.sending.forget_question()
        self._show_line()

    def _changed(self, at: int | None = None) -> None:
        self.sending.forget_question()
        self.show("" if at is None else str(at))
        self.work(self._examine, "examine")

    # -- addresses -----------------------------------------------------------------------------------------

    def _ask_for_address(self) -> None:
        """Put the cursor on the first line without an address and into its field; else on the lines."""
        lines = self.sheet.plan.lines
        lacking = next((str(at) for at, line in enumerate(lines) if lacks_address(line)), None)
        self.field.value = ""
        if lacking is None:
            self.set_focus(self.menu)
            return
        self.menu.show(self.menu.items, lacking)
        self._show_line()
        self.set_focus(self.field)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        line, email = self.line, event.value.strip()
        if line is not None and email:
            self.work(partial(self._give, line, email), "address")
        else:
            self.set_focus(self.menu)

    async def _give(self, line: PlanLine, email: str) -> None:
        suppression = await self.bridge.call(self.bridge.store.ledger.suppression, email)
        plan = self.sheet.plan.with_address(line, email, suppression)
        if suppression is not None:
            words = _("{email}: {reason}. Nothing was changed.")
            self.say(words.format(email=email, reason=suppression_words(suppression)))
            return
        known = {line.client.id} if line.client and line.client.id else set()
        self.sheet.change(plan, self.sheet.always | known)
        self._changed()
        words = (
            _("{name}: {email}.")
            if not known
            else _("{name}: {email}, kept on the card. Space on its line: this time only.")
        )
        self.say(words.format(name=line_name(line), email=email))
        self._ask_for_address()

    def on_menu_chosen(self) -> None:
        line = self.line
        if line is None:
            return
        if not line.choices:
            self.set_focus(self.field)
        else:
            self.app.push_screen(AddressChooser(line, sends=False), self._address_chosen)

    def _address_chosen(self, answer: ChosenAddress | None) -> None:
        line = self.line
        if answer is None or line is None:
            return
        known = {line.client.id} if answer.always and line.client and line.client.id else set()
        self.sheet.change(self.sheet.plan.with_address(line, answer.email), self.sheet.always | known)
        self._changed()

    def action_always(self) -> None:
        """Whether the documents of this client go to this address from now on."""
        line = self.line
        if line is None or line.client is None or line.client.id is None:
            self.say(_("The document has no client yet, so that nothing can be remembered."))
        elif line.chosen is None:
            self.say(_("There is no address to remember."))
        else:
            self.sheet.change(self.sheet.plan, self.sheet.always ^ {line.client.id})
            self._changed()

    # -- the plan ------------------------------------------------------------------------------------------

    def action_group(self) -> None:
        """Part the documents of this client, or join them."""
        if self.line is None:
            return
        at = self.sheet.regroup(self.line)
        if at is None:
            self.say(_("There is one document for this client; nothing to part or to join."))
        else:
            self._changed(at)

    def action_remove(self) -> None:
        """Take the line out of the plan; the documents stay in the ledger."""
        if self.line is None:
            return
        at = self.sheet.plan.lines.index(self.line)
        if len(self.sheet.plan.lines) == 1:
            self.say(_("It is the last line; Esc leaves the plan."))
            return
        self.sheet.change(self.sheet.plan.without(self.line))
        self._changed(min(at, len(self.sheet.plan.lines) - 1))
        self.say(_("Taken out. u takes it back."))

    def action_preview(self) -> None:
        if self.line is not None:
            self.app.push_screen(DocumentPreview(self.line))

    def action_undo(self) -> None:
        """Take back the departure of this plan, else the last change."""
        if self.sending.busy:
            return
        if self.sheet.last_sent is not None:
            self.sending.take_back()
        elif self.sheet.undo():
            self._changed()
            self.say(_("Taken back."))
        else:
            self.say(_("There is nothing to take back."))

    # -- sending -------------------------------------------------------------------------------------------

    def action_send(self) -> None:
        """Queue what is ready."""
        self.sending.send()

    def action_without(self) -> None:
        """Send without the documents that were sent before."""
        self.sending.without()

    def show_stopped(self, words: str) -> None:
        """Show what is left of the plan, each line with the reason why it was stopped."""
        # The cursor stays on the lines, whatever they lack: in a field, u would not take back what departs.
        self.set_focus(self.menu)
        self.show(at="0")
        self.say(words)

    # -- keys ----------------------------------------------------------------------------------------------

    def on_descendant_focus(self) -> None:
        """Where one types, letters and `@` are text."""
        self.show_keys(*(self.KEYS_IN_FIELD if self.field.has_focus else self.KEYS_SHOWN))

    def on_key(self, event: events.Key) -> None:
        """The arrows leave the field for the lines."""
        if event.key in {"up", "down"} and self.field.has_focus:
            event.stop()
            self.set_focus(self.menu)
            self.menu.action_cursor(1 if event.key == "down" else -1)

    def action_next_pane(self) -> None:
        if self.query_one("#field-row").display and self.menu.has_focus:
            self.set_focus(self.field)
        else:
            self.set_focus(self.menu)

    def action_back(self) -> None:
        if self.sending.busy:
            return
        if self.sending.asking:
            self.sending.forget_question()
        elif self.field.has_focus:
            self.set_focus(self.menu)
        else:
            self.dismiss(None)
