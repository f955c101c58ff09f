"""`carmail settings`: show them, set one, keep the password, try the account."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from carmail_tui.i18n import _, visible

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.delivery.trial import Trial
    from carmail_tui.settings.model import Smtp

_ADDRESSES = ("sender.address", "sender.reply_to")
_PASSWORDS = ("password", "smtp.password")


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and what it does with the settings."""
    parser = commands.add_parser(
        "settings",
        help=_("show or change the settings, try the mail account"),
        description=_(
            "The settings are one TOML file; CARMAIL_CONFIG names another. Without a command: show."
        ),
    )
    _json_option(parser, default=False)
    parser.set_defaults(func=_show)
    further = parser.add_subparsers(title=_("commands"), metavar="")
    show = further.add_parser("show", help=_("every setting and its value"))
    _json_option(show)
    show.set_defaults(func=_show)
    one = further.add_parser("set", help=_("change one setting"))
    one.add_argument("key", metavar="KEY", help=_("as smtp.server; carmail settings show lists them"))
    one.add_argument("value", metavar="VALUE")
    one.set_defaults(func=_set)
    test = further.add_parser(
        "test", help=_("try the account: connection, encryption, login, sender; nothing is sent")
    )
    _json_option(test)
    test.set_defaults(func=_test)
    password = further.add_parser(
        "password", help=_("keep the password of the account, asked for or read from standard input")
    )
    password.set_defaults(func=_password)


def _json_option(parser: argparse.ArgumentParser, default: bool | str = argparse.SUPPRESS) -> None:
    """`--json`, before or after the word that says what to do."""
    parser.add_argument("--json", action="store_true", default=default, help=_("one JSON object a line"))


def _show(arguments: argparse.Namespace) -> int:
    from carmail_tui.settings.file import SETTINGS, get_value, load
    from carmail_tui.settings.paths import config_path
    from carmail_tui.settings.secrets import password_path

    path = config_path()
    settings = load(path)
    for setting in SETTINGS:
        value = get_value(settings, setting.key)
        if arguments.json:
            print(json.dumps({"key": setting.key, "value": value, "meaning": _(setting.meaning)}))
        else:
            print(f"{setting.key:22} {visible(value)}".rstrip())
    if not arguments.json:
        _say(_("The settings are kept in {path}.").format(path=path))
        if not settings.smtp.password_command and not password_path(path).exists():
            _say(_("No password is kept: carmail settings password asks for it."))
    return 0


def _set(arguments: argparse.Namespace) -> int:
    """Change one setting; 2 where it is not one, or its value cannot be used."""
    from carmail_tui.recipients.address import mailbox
    from carmail_tui.settings.errors import SettingsError
    from carmail_tui.settings.file import load, set_values
    from carmail_tui.settings.paths import config_path
    from carmail_tui.settings.providers import filled_in

    key, value, path = arguments.key, arguments.value, config_path()
    if key in _PASSWORDS:
        return _wrong(
            _("A password is never an argument, where others can read it: carmail settings password.")
        )
    if key in _ADDRESSES and value and mailbox(value) is None:
        sentence = _("{key}: “{value}” is not an e-mail address. Nothing was changed.")
        return _wrong(sentence.format(key=key, value=visible(value)))
    settings = load(path)
    more = filled_in(settings, value) if key == "sender.address" else {}
    try:
        set_values(path, {key: value, **more})
    except SettingsError as error:
        sentence = _("{key}: {fault}. Nothing was changed.")
        return _wrong(sentence.format(key=visible(error.key), fault=error.fault))
    if more:
        sentence = _(
            "The mail server was filled in from the address: {server}. carmail settings test tries it."
        )
        _say(sentence.format(server=more["smtp.server"]))
    return 0


def _password(arguments: argparse.Namespace) -> int:
    """Keep the password; 2 where there is none, or one that no server can be given."""
    import getpass

    from carmail_tui.cli.garage import open_garage
    from carmail_tui.settings.file import load
    from carmail_tui.settings.paths import config_path
    from carmail_tui.settings.secrets import password_path, write_password

    path = config_path()
    settings = load(path)
    if sys.stdin.isatty():
        password = getpass.getpass(_("Password of the mail account: "))
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        return _wrong(_("No password was given. Nothing was changed."))
    write_password(path, password)
    _say(_("The password is kept in {path}, which you alone can read.").format(path=password_path(path)))
    if settings.smtp.password_command:
        _say(_("It is not used as long as smtp.password_command is set."))
    _release(open_garage(arguments))
    return 0


def _test(arguments: argparse.Namespace) -> int:
    """Try the account: 0 where all is well, 3 where a step failed, 2 where there is nothing to try."""
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.delivery.trial import try_account
    from carmail_tui.demo.guard import refuse_outside

    garage = open_garage(arguments)
    settings = garage.settings
    refuse_outside(settings)
    if not settings.mail_ready:
        return _wrong(_("The mail account is not set up: carmail settings set smtp.server NAME."))
    trial = try_account(settings.smtp, garage.password(), settings.sender.address)
    if arguments.json:
        _print_trial(trial)
    else:
        _say_trial(trial, settings.smtp)
    if trial.failed is None:
        _release(garage)
    return 0 if trial.failed is None else 3


def _release(garage: "Garage") -> None:
    """What waits behind a password that was refused may leave."""
    garage.store.outbox.release_account(garage.settings.smtp.account, settings_alone=True)


def _print_trial(trial: "Trial") -> None:
    from carmail_tui.delivery.trial import TrialStep

    for step in TrialStep:
        failed = trial.failed is step
        reason = trial.reason.value if failed and trial.reason else ""
        line = {"step": step.value, "passed": trial.passed(step), "reason": reason}
        print(json.dumps({**line, "reply": trial.reply if failed else ""}))


def _say_trial(trial: "Trial", smtp: "Smtp") -> None:
    from carmail_tui.delivery.trial import TrialStep
    from carmail_tui.i18n.reasons import reason_words, trial_step_word
    from carmail_tui.settings.model import Security

    answers = {True: _("yes"), False: _("no"), None: _("not tried")}
    unneeded = {TrialStep.ENCRYPTION: smtp.security is Security.NONE, TrialStep.LOGIN: not smtp.login}
    for step in TrialStep:
        passed = trial.passed(step)
        answer = _("not needed") if passed and unneeded.get(step) else answers[passed]
        _say(f"{trial_step_word(step.value):24} {answer}")
    if trial.reason is not None:
        _say(reason_words(trial.reason.value))
    if trial.reply:
        _say(_("The server said: {reply}").format(reply=visible(trial.reply)))
    if trial.failed is None:
        _say(_("The account works. Nothing was sent."))


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _wrong(sentence: str) -> int:
    _say(sentence)
    return 2
