"""The first start in three steps: mail, company, clients. Each may be put off."""

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from carmail_tui.i18n import N_, _, ngettext
from carmail_tui.recipients.address import mailbox
from carmail_tui.settings.providers import provider_for
from carmail_tui.settings.secrets import write_password
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.settings import change_settings, trial_lines, try_settings
from carmail_tui.ui.widgets.lines import Hint, Plain, Rule
from carmail_tui.ui.widgets.path_suggester import PathSuggester

_STEPS = (N_("First start: your mail"), N_("First start: your company"), N_("First start: your clients"))
_FIELDS = (
    (
        ("sender.name", N_("Your name")),
        ("sender.address", N_("Your address")),
        ("password", N_("Password")),
        ("smtp.server", N_("Server")),
        ("smtp.login", N_("Login name")),
    ),
    (
        ("company.name", N_("Name of the garage")),
        ("company.vat", N_("VAT number")),
        ("company.phone", N_("Telephone")),
    ),
    (("file", N_("Client list (CSV)")),),
)


def import_clients(garage: Garage, path: str) -> int:
    """Import a client list; how many clients there are then. Raises errors with a sentence."""
    from carmail_tui.recipients.criteria import Criteria
    from carmail_tui.ui.importing import ClientReport, Job, bring_clients, open_client_list

    opened = open_client_list(garage, Path(path))
    bring_clients(garage, opened, ClientReport(), Job(), dry_run=False)
    return garage.store.clients.count(Criteria(), garage.today)


class FirstStart(Dialog[None]):
    """Three steps; Escape puts the rest off, and Today shows what is missing."""

    CSS_PATH = "first_start.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("send_form", "preview")]
    KEYS_SHOWN = (
        Hint(("next_pane",), N_("Next")),
        Hint(("open",), N_("Try")),
        Hint(("send_form",), N_("Go on")),
        Hint(("back",), N_("Later")),
    )

    def __init__(self) -> None:
        super().__init__()
        self._step = 0
        self._filled_in: dict[str, str] = {}

    def title_shown(self) -> str:
        return f"{_(_STEPS[self._step])}  {self._step + 1}/{len(_STEPS)}"

    def body(self) -> ComposeResult:
        yield Plain("")
        for key, label in _FIELDS[self._step]:
            with Horizontal(classes="row"):
                yield Plain(f"   {_(label)}", classes="wide-label")
                suggester = PathSuggester(use_cache=False) if key == "file" else None
                yield Input(password=key == "password", compact=True, suggester=suggester, name=key)
        yield Rule(self.glyphs)
        with VerticalScroll(can_focus=False):
            yield Plain(id="found")

    def on_mount(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.query(Input).first().focus()
        self.say("")
        if self._step == 2:
            words = _(
                "   The list of your clients: a CSV file from your present program.\n"
                "   Leave it empty to do that later."
            )
            self.query_one("#found", Plain).say(words)

    def _values(self) -> dict[str, str]:
        return {field.name or "": field.value.strip() for field in self.query(Input)}

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.name == "sender.address":
            self._fill_in(event.value)

    def _fill_in(self, address: str) -> None:
        provider = provider_for(address) if mailbox(address) else None
        if provider is None:
            return
        for key, value in (("smtp.server", provider.server), ("smtp.login", address)):
            field = self._field(key)
            if field.value in {"", self._filled_in.get(key, "")}:
                field.value = self._filled_in[key] = value
        words = _("   Provider: {name}, known from the address.").format(name=provider.name)
        self.query_one("#found", Plain).say(words + (f"\n   {_(provider.note)}" if provider.note else ""))

    def _field(self, key: str) -> Input:
        return next(field for field in self.query(Input) if field.name == key)

    def on_input_submitted(self) -> None:
        if self._step == 0:
            # A server may take long to answer: Escape and F6 do not wait for it.
            self.work(partial(self._keep, try_it=True), "keep")
        else:
            self.lead_on(partial(self._keep, try_it=False))

    def action_preview(self) -> None:
        """Show the password, or hide it."""
        if self._step == 0:
            field = self._field("password")
            field.password = not field.password

    def action_send(self) -> None:
        """Keep this step, and go on."""
        self.lead_on(partial(self._keep, try_it=False))

    async def _keep(self, *, try_it: bool) -> None:
        values = self._values()
        path, password = values.pop("file", ""), values.pop("password", "")
        given = {key: value for key, value in values.items() if value}
        if given:
            await self.bridge.call(change_settings, self.bridge.garage, given)
        if password:
            await self.bridge.call(write_password, self.bridge.garage.config_path, password)
        if try_it:
            await self._try()
        elif path:
            self.say(_("Reading..."))
            count = await self.bridge.call(import_clients, self.bridge.garage, path)
            self.garage_app.notice = ngettext("{count} client.", "{count} clients.", count).format(
                count=count
            )
            self.dismiss(None)
        else:
            await self._go_on()

    async def _try(self) -> None:
        if not self.bridge.garage.settings.mail_ready:
            self.say(_("Your address and the server are needed to try."))
            return
        self.query_one("#found", Plain).say("   " + _("Trying..."))
        trial = await self.bridge.call(try_settings, self.bridge.garage)
        lines = trial_lines(trial, self.bridge.garage.settings.smtp, self.glyphs.ellipsis)
        self.query_one("#found", Plain).say("\n".join(lines))
        self.say(_("Nothing was sent to a client. F6 goes on."))

    async def _go_on(self) -> None:
        if self._step + 1 == len(_STEPS):
            self.dismiss(None)
            return
        self._step += 1
        await self.recompose()
        self._begin()
