"""The mail that accompanies documents, as the client will see it."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from carmail_tui.documents.plan import PlanLine
from carmail_tui.i18n import N_, _
from carmail_tui.ui import documents
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.widgets.lines import Hint, Plain


class DocumentPreview(Dialog[None]):
    """One mail of a plan."""

    KEYS_SHOWN = (Hint(("up", "down"), N_("Scroll")), "back")

    def __init__(self, line: PlanLine) -> None:
        super().__init__()
        self._line = line

    def title_shown(self) -> str:
        return _("Documents: as the client will see it")

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Plain(id="mail")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.work(self._show, "show")

    async def _show(self) -> None:
        garage, line = self.bridge.garage, self._line
        merged = await self.bridge.call(documents.text_of, garage, line)
        names = ", ".join(file.name for document in line.documents for file in document.files) or _(
            "none attached"
        )
        lines = (
            _("From: {address}").format(address=garage.settings.sender.address),
            _("To: {address}").format(address=line.chosen.email if line.chosen else _("nobody yet")),
            _("Subject: {subject}").format(subject=merged.subject),
            _("Attachments: {names}").format(names=names),
            "",
            *merged.text.split("\n"),
        )
        self.query_one("#mail", Plain).say("\n".join(f" {text}" for text in lines))
