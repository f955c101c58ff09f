"""The letter as each client will get it, and a test of it."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.i18n import N_, _
from carmail_tui.i18n.format import format_count
from carmail_tui.letters.mailing import Checked
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.letter_words import files_words
from carmail_tui.ui.mailing import queue_test
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.prompt import AskText
from carmail_tui.ui.widgets.lines import Hint, Plain
from carmail_tui.ui.words import named


class PreviewDialog(Dialog[None]):
    """One mail at a time; arrows change the client."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("previous", "next", "next_error", "test_mail")]
    KEYS_SHOWN = (
        Hint(("previous", "next")),
        "next_error",
        "test_mail",
        Hint(("up", "down"), N_("Scroll")),
        "back",
    )

    def __init__(self, checked: Checked, at: int = 0) -> None:
        super().__init__()
        self._checked = checked
        self._at = at

    def title_shown(self) -> str:
        return _("Mailing: as the client will see it")

    def body(self) -> ComposeResult:
        yield Plain(id="head")
        with VerticalScroll():
            yield Plain(id="text")

    def foot(self) -> ComposeResult:
        yield Plain(id="problem")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.work(self._show, "show")

    async def _show(self) -> None:
        recipients = self._checked.reach.recipients
        preview = await self.bridge.call(self._checked.composer.preview, recipients[self._at])
        attached = files_words(preview.attachments) or _("none attached")
        count = _("{number} of {count}: {name}").format(
            number=format_count(self._at + 1),
            count=format_count(len(recipients)),
            name=named(recipients[self._at].client),
        )
        lines = (
            f" {count}",
            " " + _("From: {address}").format(address=preview.sender),
            " " + _("To: {address}").format(address=preview.to),
            " " + _("Subject: {subject}").format(subject=preview.subject),
            " " + _("Attachments: {names}").format(names=attached),
            "",
        )
        self.query_one("#head", Plain).say("\n".join(lines))
        self.query_one("#text", Plain).say("\n".join(f" {line}" for line in preview.text.split("\n")))
        words = ""
        if preview.problem:
            empty = ", ".join(f"<{name}>" for name in preview.problem.empty)
            words = _("Empty: {fields}").format(fields=empty) if empty else preview.problem.fault
        self.query_one("#problem", Plain).say(f" {words}")

    def action_step(self, by: int) -> None:
        self._at = (self._at + by) % len(self._checked.reach.recipients)
        self.work(self._show, "show")

    def action_next_error(self) -> None:
        """Go to the next client with an empty field."""
        wrong = {problem.client.id for problem in self._checked.problems}
        recipients = self._checked.reach.recipients
        count = len(recipients)
        order = [(self._at + step) % count for step in range(1, count + 1)]
        found = next((index for index in order if recipients[index].client.id in wrong), None)
        if found is None:
            self.say(_("No letter has an error."))
        else:
            self._at = found
            self.work(self._show, "show")

    def action_test_mail(self) -> None:
        """Send this one to oneself, or to any address."""
        own = self.bridge.garage.settings.sender.address
        self.app.push_screen(AskText(_("Send this letter as a test to:"), own), self._test_address)

    def _test_address(self, address: str | None) -> None:
        if address:
            self.work(partial(self._send_test, address), "test")

    async def _send_test(self, address: str) -> None:
        recipient = self._checked.reach.recipients[self._at]
        await self.bridge.call(queue_test, self.bridge.garage, self._checked, recipient, address)
        self.say(_("The test to {address} is on its way; F5 shows it.").format(address=address))
