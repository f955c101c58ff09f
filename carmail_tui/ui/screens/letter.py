"""The letter: purpose, subject, text, attachments; its draft is kept as one writes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, TextArea

from carmail_tui.i18n import N_, _, harmless
from carmail_tui.letters.errors import LetterError
from carmail_tui.letters.fields import LETTER_FIELDS
from carmail_tui.letters.letter import Letter, Version
from carmail_tui.letters.mailing import Checked
from carmail_tui.letters.mime import read_attachment
from carmail_tui.recipients.client import Language
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.reach import Purpose
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.letter_words import files_words, problem_words, reach_words, unwritten_words
from carmail_tui.ui.mailing import SELECTION_DRAFT, check, keep_draft, load_draft, named_files, reach_for
from carmail_tui.ui.screens.confirmation import ConfirmationDialog
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.preview import PreviewDialog
from carmail_tui.ui.widgets.choice_line import ChoiceLine
from carmail_tui.ui.widgets.lines import Hint, Plain, Rule
from carmail_tui.ui.widgets.merge_fields import FieldOffer, MergeArea, MergeInput
from carmail_tui.ui.widgets.path_suggester import PathSuggester
from carmail_tui.ui.words import LANGUAGES, PURPOSES

_REST_SECONDS = 2.0


class LetterDialog(Dialog[int]):
    """Writing to the selection. The answer: the id of the mailing that was queued."""

    CSS_PATH = "letter.tcss"
    WAKES_ITSELF = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("send_form", "preview")]
    KEYS_SHOWN = (
        Hint(("next_pane",), N_("Next")),
        Hint(("preview",), N_("Preview and test")),
        Hint(("send_form",), N_("Check and send")),
        "back",
    )

    def __init__(self, ids: Sequence[int], criteria: Criteria, draft: str = SELECTION_DRAFT) -> None:
        super().__init__()
        self.ids = ids
        self._draft = draft
        self.criteria = criteria
        self.letter = Letter()
        self._language = Language.FRENCH.value
        self._rest: Timer | None = None
        self._loaded = False

    def title_shown(self) -> str:
        return _("Mailing: the letter")

    def body(self) -> ComposeResult:
        offer = FieldOffer(LETTER_FIELDS)
        with Horizontal(classes="row"):
            yield Plain(_("To"), classes="label")
            yield Plain(id="to")
        with Horizontal(classes="row"):
            yield Plain(_("Purpose"), classes="label")
            yield ChoiceLine([(purpose.value, _(name)) for purpose, name in PURPOSES.items()], id="purpose")
        with Horizontal(classes="row"):
            yield Plain(_("Subject"), classes="label")
            yield MergeInput(offer, id="subject")
        with Horizontal(classes="row"):
            yield Plain(_("Language"), classes="label")
            yield ChoiceLine([], id="language")
        with Horizontal(classes="row"):
            yield Plain(_("Attachments"), classes="label")
            yield Plain(id="attachments")
            yield Input(id="attach", compact=True, suggester=PathSuggester(use_cache=False))
        yield Rule(self.glyphs)
        with Vertical():
            yield MergeArea(offer, id="text")
            yield offer

    def foot(self) -> ComposeResult:
        yield Plain(id="problems")

    def on_mount(self) -> None:
        self.query_one("#attach", Input).placeholder = _("path of a file, then Enter")
        self.work(self._open, "open")

    async def _open(self) -> None:
        self.letter = await self.bridge.call(load_draft, self.bridge.garage, self._draft)
        if not self.letter.versions:
            self.letter = replace(self.letter, versions={Language.FRENCH.value: Version()})
        self._language = next(iter(self.letter.versions))
        purpose = self.query_one("#purpose", ChoiceLine)
        purpose.value = self.letter.purpose.value if self.letter.purpose else ""
        purpose.note = "" if self.letter.purpose else _("(arrows choose)")
        purpose.refresh()
        self._show_version()
        self._loaded = True
        self.set_focus(self.query_one("#subject", Input) if self.letter.purpose else purpose)
        await self.wake()
        await self._show_reach()
        await self._show_attachments()

    def _show_version(self) -> None:
        version = self.letter.versions.get(self._language, Version())
        with self.prevent(Input.Changed, TextArea.Changed):
            self.query_one("#subject", Input).value = harmless(version.subject)
            self.query_one("#text", TextArea).load_text(harmless(version.text))

    async def _show_reach(self) -> None:
        found = await self.bridge.call(reach_for, self.bridge.garage, self.letter, self.ids)
        self.query_one("#to", Plain).say(reach_words(len(self.ids), len(found.recipients)))
        choices = [(code.value, _(name)) for code, name in LANGUAGES.items()]
        line = self.query_one("#language", ChoiceLine)
        line.value = self._language
        line.show(choices, unwritten_words(self.letter, found.recipients))

    # -- what is written -----------------------------------------------------------------------------------

    @on(Input.Changed, "#subject")
    @on(TextArea.Changed, "#text")
    def _written(self) -> None:
        if not self._loaded:
            return
        subject, text = self.query_one("#subject", Input).value, self.query_one("#text", TextArea).text
        self.letter = self.letter.with_version(self._language, Version(subject, text))
        self._changed()

    @on(ChoiceLine.Changed, "#purpose")
    def _purpose_chosen(self, event: ChoiceLine.Changed) -> None:
        event.line.note = ""
        self.letter = replace(self.letter, purpose=Purpose(event.value))
        self._changed()
        self.work(self._show_reach, "reach")

    @on(ChoiceLine.Changed, "#language")
    def _language_chosen(self, event: ChoiceLine.Changed) -> None:
        self._language = event.value
        self._show_version()
        self.work(self._show_reach, "reach")

    @on(Input.Submitted, "#subject")
    def _subject_done(self) -> None:
        self.query_one("#text", TextArea).focus()

    @on(Input.Submitted, "#attach")
    def _attachment_named(self, event: Input.Submitted) -> None:
        path = event.value.strip()
        if not path:
            self.query_one("#text", TextArea).focus()
            return
        self.lead_on(partial(self._add_attachment, str(Path(path).expanduser().absolute())))

    async def _add_attachment(self, path: str) -> None:
        await self.bridge.call(read_attachment, path)
        self.letter = replace(self.letter, attachments=(*self.letter.attachments, path))
        self.query_one("#attach", Input).value = ""
        self._changed()
        await self._show_attachments()

    def key_backspace(self) -> None:
        """In the empty field of attachments, take out the last one."""
        field = self.query_one("#attach", Input)
        if field.has_focus and not field.value and self.letter.attachments:
            self.letter = replace(self.letter, attachments=self.letter.attachments[:-1])
            self._changed()
            self.work(self._show_attachments, "attachments")

    async def _show_attachments(self) -> None:
        files = await self.bridge.call(named_files, self.letter.attachments)
        shown = self.query_one("#attachments", Plain)
        shown.display = bool(files)
        shown.say(files_words(files))

    def _changed(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(_REST_SECONDS, self._keep)

    def _keep(self) -> None:
        self.work(self._keep_and_check, "keep")

    async def _keep_and_check(self) -> None:
        await self.bridge.call(keep_draft, self.bridge.garage, self.letter, self._draft)
        self.say(_("Draft kept at {time}.   < inserts a field").format(time=f"{datetime.now():%H:%M}"))
        await self._show_reach()
        try:
            checked = await self._check()
        except LetterError as error:
            self._show_problem(error.sentence())
        else:
            self._show_problem(problem_words(checked))

    def _show_problem(self, words: str) -> None:
        self.query_one("#problems", Plain).say(words)

    async def _check(self) -> Checked:
        return await self.bridge.call(check, self.bridge.garage, self.letter.written, self.ids, self.criteria)

    def on_unmount(self) -> None:
        """The line may be gone: keep what was written, at once."""
        if self._loaded and self._rest is not None:
            keep_draft(self.bridge.garage, self.letter, self._draft)

    def action_back(self) -> None:
        """Close the letter."""
        if isinstance(self.focused, Input | TextArea):
            self.garage_app.leave_text()
        super().action_back()

    # -- the next steps ------------------------------------------------------------------------------------

    def action_preview(self) -> None:
        """See the letter as each client will."""
        self.lead_on(self._preview)

    async def _preview(self) -> None:
        await self._keep_now()
        if await self._incomplete():
            return
        checked = await self._check()
        if checked.reach.recipients:
            self.app.push_screen(PreviewDialog(checked))
        else:
            self.say(_("Nobody of the selection will receive anything: ? in the list tells why."))

    def action_send(self) -> None:
        """Check everything a last time."""
        self.lead_on(self._confirm)

    async def _confirm(self) -> None:
        await self._keep_now()
        if await self._incomplete():
            return
        checked = await self._check()
        self.app.push_screen(
            ConfirmationDialog(checked, self.ids, self.criteria, self._draft), self._confirmed
        )

    async def _keep_now(self) -> None:
        """Keep the draft now: the rest would talk over what is said next, or keep what is queued by then."""
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
        self.workers.cancel_group(self, "keep")
        await self.bridge.call(keep_draft, self.bridge.garage, self.letter, self._draft)

    async def _incomplete(self) -> bool:
        if self.letter.purpose is None:
            self.say(
                _("Say first what the letter is for: a promotion, or a service (inspection due, recall).")
            )
            self.query_one("#purpose", ChoiceLine).focus()
            return True
        written = self.letter.written
        unfinished = written.unfinished if written.versions else self._language
        if unfinished is not None:
            self._language = unfinished
            self._show_version()
            line = self.query_one("#language", ChoiceLine)
            line.value = unfinished
            line.refresh()
            self.say(_("The letter has no subject or no text yet."))
            subject = self.query_one("#subject", Input)
            (self.query_one("#text") if subject.value.strip() else subject).focus()
            return True
        if not self.bridge.garage.settings.mail_ready:
            self.say(_("The mail account is not set up yet: F9."))
            return True
        return False

    def _confirmed(self, mailing: int | None) -> None:
        if mailing is not None:
            self._loaded = False
            self.dismiss(mailing)
        else:
            self.work(self._show_reach, "reach")
