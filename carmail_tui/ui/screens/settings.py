"""Settings: the account, the company, the phrases; and a test of the account."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import TextArea

from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.trial import Trial, TrialStep, try_account
from carmail_tui.i18n import N_, _, harmless
from carmail_tui.i18n.reasons import reason_word, reason_words, trial_step_word
from carmail_tui.letters.fields import DOCUMENT_FIELDS
from carmail_tui.settings.file import SETTINGS, get_value, load, set_values
from carmail_tui.settings.model import Security, Settings, Smtp
from carmail_tui.settings.phrases import phrase
from carmail_tui.settings.providers import filled_in
from carmail_tui.settings.secrets import password_path, read_password, write_password
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.resuming import go_on
from carmail_tui.ui.screens.frame import Dialog, Frame
from carmail_tui.ui.screens.prompt import AskPassword, AskText
from carmail_tui.ui.widgets.columns import fitted
from carmail_tui.ui.widgets.lines import Hint, Plain
from carmail_tui.ui.widgets.menu import Item, Menu
from carmail_tui.ui.widgets.merge_fields import FieldOffer, MergeArea

_PASSWORD = "password"  # noqa: S105 - the name of a line
_HIDDEN = {"user", "database", "smtp.connections", "smtp.password_command", "documents.seconds"}
_TRIED_AGAIN = {
    Reason.SERVER_UNREACHABLE,
    Reason.SERVER_REFUSES,
    Reason.LIMIT_REACHED,
    Reason.PROTOCOL,
    Reason.TRY_LATER,
    Reason.LINE_DROPPED,
}
"""What delivery tries again by itself, and says so; a test does not."""
_GROUPS = {
    "sender": N_("You"),
    "smtp": N_("Mail account"),
    "company": N_("Company"),
    "documents": N_("Documents"),
    "language": N_("Program"),
}


def change_settings(garage: Garage, values: dict[str, str]) -> Settings:
    """Write these settings; an address at a known provider fills in its server. Raises SettingsError.

    What was held back by the former settings is tried again with the new ones.
    """
    values = {**filled_in(garage.settings, values.get("sender.address", "")), **values}
    set_values(garage.config_path, values)
    garage.settings = load(garage.config_path)
    resume(garage)
    return garage.settings


def resume(garage: Garage) -> None:
    """Try again, with the settings as they are now, what the account held back."""
    garage.store.outbox.release_account(garage.settings.smtp.account, settings_alone=True)
    go_on(garage)


def try_settings(garage: Garage) -> Trial:
    """Try the account as it is set up. Raises PasswordError, DemoLeavesError."""
    from carmail_tui.demo.guard import refuse_outside

    settings = garage.settings
    refuse_outside(settings)
    return try_account(
        settings.smtp, read_password(garage.config_path, settings.smtp), settings.sender.address
    )


def trial_lines(trial: Trial, smtp: Smtp, ellipsis: str) -> list[str]:
    """What a test of this account found, step by step."""
    unneeded = {TrialStep.ENCRYPTION: smtp.security is Security.NONE, TrialStep.LOGIN: not smtp.login}
    lines = []
    for step in TrialStep:
        passed = trial.passed(step)
        if passed is None:
            answer = _("not tried")
        elif passed and unneeded.get(step):
            answer = _("not needed")
        elif passed:
            answer = _("yes")
        else:
            answer = reason_word(trial.reason.value) if trial.reason else _("no")
        lines.append(f"   {fitted(trial_step_word(step.value), 24, ellipsis)} {answer}")
    if trial.reason is not None and trial.reason not in _TRIED_AGAIN:
        lines += ["", f"   {reason_words(trial.reason.value)}"]
    if trial.reply:
        lines += ["", f"   {trial.reply}"]
    return lines


class SettingsRoom(Frame[None]):
    """Every setting on a line; Enter changes it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("try_account")]
    KEYS_SHOWN = (Hint(("open",), N_("Change")), "try_account", "help", "back")

    def title_shown(self) -> str:
        return _("Settings")

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Menu(self._items())

    def on_mount(self) -> None:
        self.query_one(Menu).focus()
        self.say(_("Kept in {path}.").format(path=self.bridge.garage.config_path))

    def _items(self) -> list[Item]:
        settings = self.bridge.garage.settings
        items: list[Item] = []
        group = ""
        for setting in SETTINGS:
            first = setting.key.partition(".")[0]
            if setting.key in _HIDDEN:
                continue
            if first in _GROUPS and first != group:
                group = first
                items += [Item(""), Item(_(_GROUPS[first]), strong=True)]
            label = _(setting.meaning)
            if setting.key.startswith("company.phrases."):
                label = _("Accompanying text, {language}").format(language=setting.key.rpartition(".")[2])
            value = get_value(settings, setting.key).partition("\n")[0]
            items.append(Item(f"{self.fitted(label, 38)} {value}", setting.key))
            if setting.key == "smtp.login":
                known = password_path(self.bridge.garage.config_path).exists()
                shown = "********" if known else _("none")
                items.append(Item(f"{self.fitted(_('Password'), 38)} {shown}", _PASSWORD))
        return items

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        if event.name == _PASSWORD:
            self.app.push_screen(AskPassword(_("Password of the mail account:")), self._password_given)
        elif event.name.startswith("company.phrases."):
            language = event.name.rpartition(".")[2]
            text = phrase(self.bridge.garage.settings.company.phrases, language)
            self.app.push_screen(PhraseDialog(language, text), lambda text: self._given(event.name, text))
        else:
            setting = next(setting for setting in SETTINGS if setting.key == event.name)
            value = get_value(self.bridge.garage.settings, event.name)
            question = _("{label}:").format(label=_(setting.meaning))
            self.app.push_screen(AskText(question, value), lambda text: self._given(event.name, text))

    def _given(self, key: str, value: str | None) -> None:
        if value is not None:
            self.work(partial(self._change, key, value), "change")

    async def _change(self, key: str, value: str) -> None:
        await self.bridge.call(change_settings, self.bridge.garage, {key: value})
        self.query_one(Menu).show(self._items())
        self.retitle()
        self.say(_("Kept. t tries the account."))

    def _password_given(self, password: str | None) -> None:
        if password:
            self.work(partial(self._keep_password, password), "change")

    async def _keep_password(self, password: str) -> None:
        await self.bridge.call(write_password, self.bridge.garage.config_path, password)
        await self.bridge.call(resume, self.bridge.garage)
        self.query_one(Menu).show(self._items())
        self.say(_("Kept in a file that only you can read. t tries the account."))

    def action_try_account(self) -> None:
        """Try the account; nothing is sent to a client."""
        self.say(_("Trying..."))
        self.work(self._try, "try")

    async def _try(self) -> None:
        trial = await self.bridge.call(try_settings, self.bridge.garage)
        self.say("")
        self.app.push_screen(TrialDialog(trial))


class TrialDialog(Dialog[None]):
    """What the test of the account found."""

    KEYS_SHOWN = ("back",)

    def __init__(self, trial: Trial) -> None:
        super().__init__()
        self._trial = trial

    def title_shown(self) -> str:
        return _("Test of the mail account")

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Plain(id="trial")

    def on_mount(self) -> None:
        headline = _("Everything works.") if self._trial.failed is None else _("It does not work yet.")
        lines = [
            "",
            f"   {headline}",
            "",
            *trial_lines(self._trial, self.bridge.garage.settings.smtp, self.glyphs.ellipsis),
        ]
        self.query_one("#trial", Plain).say("\n".join(lines))
        self.query_one(VerticalScroll).focus()
        self.say(_("Nothing was sent to a client."))


class PhraseDialog(Dialog[str]):
    """The text that accompanies documents, in one language; `<` offers its fields."""

    CSS = """
    PhraseDialog TextArea { height: 1fr; }
    PhraseDialog FieldOffer { height: 8; max-height: 75%; border-top: solid $foreground; }
    .-ascii PhraseDialog FieldOffer { border-top: ascii $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("send_form")]
    KEYS_SHOWN = (Hint(("send_form",), N_("Keep")), "back")

    def __init__(self, language: str, text: str) -> None:
        super().__init__()
        self._language = language
        self._text = self._before = text

    def title_shown(self) -> str:
        return _("Accompanying text, {language}").format(language=self._language)

    def body(self) -> ComposeResult:
        offer = FieldOffer(DOCUMENT_FIELDS)
        yield MergeArea(offer, text=harmless(self._text))
        yield offer

    def on_mount(self) -> None:
        self.query_one(TextArea).focus()
        self.say(_("< inserts a field"))

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        self._text = event.text_area.text

    def action_send(self) -> None:
        """Keep the text."""
        self.dismiss(self._text)

    def action_back(self) -> None:
        """Back, and what was written is kept: nothing that was typed is lost."""
        self.garage_app.leave_text()
        self.dismiss(self._text if self._text != self._before else None)
